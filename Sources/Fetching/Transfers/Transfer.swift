import CCurl
import FeedModel
import Glibc

/// Carries hops, one after the other. Owns its easy handle, which is used again for other exchanges, and what libcurl
/// borrows for it.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    let settings: FetchSettings
    let policy: AddressPolicy
    let budget: BodyBudget
    private(set) var hop: Hop?
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var answers: UnsafeMutablePointer<curl_slist>?
    /// What libcurl says of an error. Borrowed by it for as long as the handle lives.
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    var head = ResponseHead()
    /// What a proxy says to CONNECT.
    var proxyHead = ResponseHead()
    /// Bytes of the lines of all heads, those of interim answers and trailers included.
    var headSize = 0
    /// The server has begun to answer.
    var hasAnswer = false
    /// Handshakes of TLS that have begun, with a proxy of https and with the server.
    var handshakes = 0
    var body: [UInt8] = []
    /// Nil while the body needs none.
    var decoder: BodyDecoder?
    /// libcurl reads no more of it, because of the bodies of all.
    private(set) var isPaused = false
    /// Bytes of a body that is not wanted.
    var skipped = 0
    /// Why a callback ended the transfer: libcurl only knows that one did.
    var failure: FetchError?
    var forbidden: (address: String, network: String)?

    init(_ settings: FetchSettings, _ policy: AddressPolicy, _ budget: BodyBudget) {
        (self.settings, self.policy, self.budget) = (settings, policy, budget)
        easy = curl_easy_init()!  // nil for want of memory only
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        budget.giveBack(body.count)
        curl_slist_free_all(headers)
        curl_slist_free_all(answers)
        errorText.deallocate()
    }

    /// Makes ready for `hop`. Nothing of the one before is left but what libcurl keeps of connections and names.
    func prepare(_ hop: Hop, authorities: TrustStore) throws(FetchError) {
        dropBody()
        self.hop = hop
        (head, proxyHead, headSize, hasAnswer, skipped) = (ResponseHead(), ResponseHead(), 0, false, 0)
        (failure, forbidden, isPaused) = (nil, nil, false)
        (handshakes, decoder, errorText.pointee) = (0, nil, 0)
        // Also clears libcurl's counter of second tries, which else goes on from host to host.
        curl_easy_reset(easy)
        setLimits(hop)
        installCallbacks()
        set(CURLOPT_URL, hop.address.url)
        set(CURLOPT_USERAGENT, hop.request.userAgent ?? settings.userAgent ?? FetchSettings.defaultUserAgent)
        set(CURLOPT_ACCEPT_ENCODING, Coding.offer)
        set(CURLOPT_HTTP_CONTENT_DECODING, 0)  // `BodyDecoder` knows what servers do
        try setHeaders(hop)
        setCredentials(hop.secrets?.credentials)
        setCookies(hop.cookies)
        setConnection(hop)
        if hop.proxy != nil { try judge(hop.address.host) }
        try authorities.apply(hop.request.authorityFile, to: easy)
    }

    private func setLimits(_ hop: Hop) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_BUFFERSIZE, 100 << 10)  // an ordinary feed in one or two reads
        set(CURLOPT_NOPROGRESS, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(settings.transferLimit))
        set(CURLOPT_TIMEOUT_MS, max(1, hop.rest.milliseconds))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, hop.connectRest.milliseconds))
        set(CURLOPT_LOW_SPEED_LIMIT, settings.leastSpeed)
        set(CURLOPT_LOW_SPEED_TIME, max(1, settings.stallTimeout.milliseconds / 1000))
    }

    private func setConnection(_ hop: Hop) {
        let speaksHTTP2 = hop.attempt != .http1 && hop.request.usesHTTP2 ?? settings.usesHTTP2
        set(CURLOPT_HTTP_VERSION, Int(speaksHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        set(CURLOPT_FRESH_CONNECT, hop.attempt == .usual ? 0 : 1)
        set(CURLOPT_FORBID_REUSE, hop.keepsConnection ? 0 : 1)
        set(CURLOPT_MAXAGE_CONN, ConnectionReuse.age.milliseconds / 1000)
        set(CURLOPT_DNS_CACHE_TIMEOUT, hop.namesKept.milliseconds / 1000)
        set(CURLOPT_QUICK_EXIT, 1)  // never wait for a look-up of libcurl's own
        var list: UnsafeMutablePointer<curl_slist>?
        for line in settings.answers + hop.answers { list = curl_slist_append(list, line) }  // copied
        ccurl_set_list(easy, CURLOPT_RESOLVE, list)  // borrowed until the next one is set
        curl_slist_free_all(answers)
        answers = list
        set(CURLOPT_PROXY, hop.proxy == nil ? "" : hop.request.proxy ?? settings.proxy ?? "")
        set(CURLOPT_NOPROXY, "")  // else the environment would be asked
        // An inspection sends no request, so that nothing is said to whoever it is.
        let acceptsAny = hop.request.acceptsAnyCertificate || hop.attempt == .inspection
        set(CURLOPT_SSL_VERIFYPEER, acceptsAny ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, acceptsAny ? 0 : 2)
        guard hop.attempt == .inspection else { return }
        set(CURLOPT_CONNECT_ONLY, 1)
        set(CURLOPT_CERTINFO, 1)
    }

    /// A proxy looks names up for itself; addresses, and the names that mean this machine anywhere, are judged here.
    private func judge(_ host: String) throws(FetchError) {
        let literal = host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" && $0 != "%" }) : host
        guard let address = IPAddress(namesThisMachine(host) ? "127.0.0.1" : literal) ?? IPAddress(anyFormV4: literal),
            let network = policy.refusal(of: address)
        else { return }
        throw .forbiddenAddress(host: host, address: address.description, network: network)
    }

    private func setHeaders(_ hop: Hop) throws(FetchError) {
        let request = hop.request
        var lines = ["Accept: \(request.accept)"]
        // As lines of our own: libcurl's own time condition would write the date anew.
        if let tag = request.validators.eTag {
            lines.append("If-None-Match: \(tag)")
            if request.takesDelta { lines.append("A-IM: feed") }
        }
        if let date = request.validators.lastModified { lines.append("If-Modified-Since: \(date)") }
        for (name, value) in (hop.secrets?.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard !(name + value).utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }),
                !name.isEmpty, !name.contains(":")
            else { throw .invalidHeader(name: name) }
            // In one field with those that the exchange has been given (RFC 6265, 5.4).
            if name.lowercased() == "cookie" {
                set(CURLOPT_COOKIE, value)
            } else {
                lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
            }
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) }  // copied
        ccurl_set_list(easy, CURLOPT_HTTPHEADER, list)  // borrowed until the next one is set
        curl_slist_free_all(headers)
        headers = list
    }

    private func setCredentials(_ credentials: Credentials?) {
        switch credentials {
        case .basic(let name, let secret):
            set(CURLOPT_HTTPAUTH, ccurl_auth_basic)
            set(CURLOPT_USERNAME, name)
            set(CURLOPT_PASSWORD, secret)
        case .digest(let name, let secret):
            set(CURLOPT_HTTPAUTH, ccurl_auth_digest)
            set(CURLOPT_USERNAME, name)
            set(CURLOPT_PASSWORD, secret)
        case .bearer(let secret):
            set(CURLOPT_HTTPAUTH, ccurl_auth_bearer)
            set(CURLOPT_XOAUTH2_BEARER, secret)
        case nil: break
        }
    }

    /// libcurl judges cookies by host, path, and security (RFC 6265); which there are is the exchange's.
    private func setCookies(_ cookies: [String]) {
        set(CURLOPT_COOKIEFILE, "")  // no file: only begins to take them
        set(CURLOPT_COOKIELIST, "ALL")  // forgets what the handle has of others
        for cookie in cookies { set(CURLOPT_COOKIELIST, cookie) }
    }

    /// All that the exchange has been given so far, for its next hop.
    var cookies: [String] {
        let list = ccurl_list(easy, CURLINFO_COOKIELIST)  // ours
        defer { curl_slist_free_all(list) }
        var cookies: [String] = []
        var entry = list
        while let cookie = entry {
            if let text = cookie.pointee.data { cookies.append(String(cString: text)) }
            entry = cookie.pointee.next
        }
        return cookies
    }

    /// What came of the hop. The body is given away, with its share of the budget.
    func finish(_ code: CURLcode) throws(FetchError) -> (head: ResponseHead, body: [UInt8], share: BudgetReservation?) {
        defer { dropBody() }
        guard isAnswered(code) else { throw error(code) }
        if code == CURLE_OK { try decodeTheRest() }
        defer { body = [] }
        return (head, body, body.isEmpty ? nil : BudgetReservation(body.count, of: budget))
    }

    /// How the body of an error or redirect ends is nothing to us.
    func isAnswered(_ code: CURLcode) -> Bool {
        failure == nil && (code == CURLE_OK || forbidden == nil && head.isComplete && !wantsBody)
    }

    func dropBody() {
        budget.giveBack(body.count)
        body = []
    }

    /// Only once its head is there: libcurl hands out the lines of a head that came during a pause as if they were one.
    func pause(_ pauses: Bool) {
        guard pauses != isPaused, wantsBody || !pauses else { return }
        isPaused = pauses
        curl_easy_pause(easy, pauses ? CURLPAUSE_RECV : CURLPAUSE_CONT)
    }

    var wantsBody: Bool { head.status == 200 || head.status == 226 }

    /// Bytes of the heads, and of the body as it came over the wire.
    var received: Int { headSize + Int(ccurl_offset(easy, CURLINFO_SIZE_DOWNLOAD_T)) }

    /// From the start of the hop to its end.
    var duration: Duration { .microseconds(ccurl_offset(easy, CURLINFO_TOTAL_TIME_T)) }

    func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }
    func set(_ option: CURLoption, _ value: String?) { ccurl_set_string(easy, option, value) }  // copied
}
