import CCurl
import FeedModel
import Glibc

/// One hop of an exchange. Owns its easy handle, which is used again for other exchanges, and the lists that
/// libcurl borrows.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    private let settings: FetchSettings
    private let policy: AddressPolicy
    private var headers: UnsafeMutablePointer<curl_slist>?
    private let answers: UnsafeMutablePointer<curl_slist>?
    private(set) var head = AnswerHead()
    private(set) var body: [UInt8] = []
    private let budget: BodyBudget
    /// libcurl reads no more of it, because of the bodies of all.
    private(set) var isPaused = false
    /// Bytes of a body that is not wanted.
    private var skipped = 0
    /// Why a callback ended the transfer: libcurl only knows that one did.
    private var failure: FetchError?
    private var forbidden: (address: String, network: String)?
    private var goesThroughProxy = false
    private var deadline = Duration.zero

    init(_ settings: FetchSettings, _ policy: AddressPolicy, _ budget: BodyBudget) {
        (self.settings, self.policy, self.budget) = (settings, policy, budget)
        easy = curl_easy_init()!  // nil for want of memory only
        answers = settings.answers.reduce(nil) { curl_slist_append($0, $1) }
        ccurl_set_list(easy, CURLOPT_RESOLVE, answers)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_BUFFERSIZE, 100 << 10)  // an ordinary feed in one or two reads
        set(CURLOPT_NOPROGRESS, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_MAXAGE_CONN, KeptConnections.age.milliseconds / 1000)
        set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.milliseconds)
        set(CURLOPT_LOW_SPEED_LIMIT, settings.leastSpeed)
        set(CURLOPT_LOW_SPEED_TIME, max(1, settings.stallTimeout.milliseconds / 1000))
        ccurl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(settings.transferLimit))
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_ACCEPT_ENCODING, "")  // all that this libcurl can decode
        set(CURLOPT_NOPROXY, "")  // else the environment would be asked
        installCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        budget.giveBack(body.count)
        curl_slist_free_all(headers)
        curl_slist_free_all(answers)
    }

    /// Makes ready for one hop. With `isSameOrigin`, what is secret goes along.
    /// - Parameter rest: How long it may take.
    /// - Parameter namesKept: How long addresses of names are kept, in whole seconds.
    /// - Parameter keepsConnection: Leaves the connection open for the next hop to the host.
    func prepare(
        _ request: Request, at address: WebAddress, isSameOrigin: Bool, credentials: Credentials?,
        authorities: Authorities, rest: Duration, namesKept: Duration, keepsConnection: Bool
    ) throws(FetchError) {
        dropBody()
        (head, skipped, failure, forbidden, deadline, isPaused) = (AnswerHead(), 0, nil, nil, rest, false)
        set(CURLOPT_URL, address.url)
        set(CURLOPT_DNS_CACHE_TIMEOUT, namesKept.milliseconds / 1000)
        set(CURLOPT_FORBID_REUSE, keepsConnection ? 0 : 1)
        set(CURLOPT_TIMEOUT_MS, max(1, rest.milliseconds))
        set(CURLOPT_USERAGENT, request.userAgent ?? settings.userAgent ?? FetchSettings.defaultUserAgent)
        set(CURLOPT_HTTP_CONTENT_DECODING, request.takesBodyAsItComes ? 0 : 1)
        try setHeaders(request, isSameOrigin: isSameOrigin)
        setCredentials(isSameOrigin ? credentials : nil)
        let proxy = request.proxy ?? settings.proxy ?? ""
        goesThroughProxy = !proxy.isEmpty
        if goesThroughProxy { try judge(address.host) }
        set(CURLOPT_PROXY, proxy)
        set(CURLOPT_SSL_VERIFYPEER, request.acceptsAnyCertificate ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, request.acceptsAnyCertificate ? 0 : 2)
        try authorities.apply(request.authorityFile, to: easy)
    }

    /// A proxy looks names up for itself; addresses, and the names that mean this machine anywhere, are judged here.
    private func judge(_ host: String) throws(FetchError) {
        let isLocal = host == "localhost" || host.hasSuffix(".localhost")
        let literal = host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" && $0 != "%" }) : host
        guard let address = IPAddress(isLocal ? "127.0.0.1" : literal) ?? IPAddress(anyFormV4: literal),
            let network = policy.refusal(of: address)
        else { return }
        throw .forbiddenAddress(host: host, address: address.description, network: network)
    }

    private func setHeaders(_ request: Request, isSameOrigin: Bool) throws(FetchError) {
        var lines = ["Accept: \(request.accept)"]
        // As lines of our own: libcurl's own time condition would write the date anew.
        if let tag = request.validators.eTag {
            lines.append("If-None-Match: \(tag)")
            if request.takesDelta { lines.append("A-IM: feed") }
        }
        if let date = request.validators.lastModified { lines.append("If-Modified-Since: \(date)") }
        if isSameOrigin {
            for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) {
                guard !(name + value).utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }),
                    !name.isEmpty, !name.contains(":")
                else { throw .invalidHeader(name: name) }
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
        var (user, password, token): (String?, String?, String?)
        switch credentials {
        case .basic(let name, let secret):
            (user, password) = (name, secret)
            set(CURLOPT_HTTPAUTH, ccurl_auth_basic)
        case .digest(let name, let secret):
            (user, password) = (name, secret)
            set(CURLOPT_HTTPAUTH, ccurl_auth_digest)
        case .bearer(let secret):
            token = secret
            set(CURLOPT_HTTPAUTH, ccurl_auth_bearer)
        case nil: break
        }
        set(CURLOPT_USERNAME, user)
        set(CURLOPT_PASSWORD, password)
        set(CURLOPT_XOAUTH2_BEARER, token)
    }

    /// What came of the hop. The body is given away, with its share of the budget.
    func finish(
        _ code: CURLcode, at address: WebAddress
    ) throws(FetchError) -> (head: AnswerHead, body: [UInt8], share: BodyShare?) {
        defer { dropBody() }
        if let failure { throw failure }
        if let forbidden, code != CURLE_OK {
            throw .forbiddenAddress(host: address.host, address: forbidden.address, network: forbidden.network)
        }
        // How the body of an error or redirect ends is nothing to us.
        guard code == CURLE_OK || head.isComplete && !wantsBody else { throw error(code, at: address.host) }
        defer { body = [] }
        return (head, body, body.isEmpty ? nil : BodyShare(body.count, of: budget))
    }

    private func dropBody() {
        budget.giveBack(body.count)
        body = []
    }

    func pause(_ pauses: Bool) {
        guard pauses != isPaused else { return }
        isPaused = pauses
        curl_easy_pause(easy, pauses ? CURLPAUSE_RECV : CURLPAUSE_CONT)
    }

    private var wantsBody: Bool { head.status == 200 || head.status == 226 }

    private func error(_ code: CURLcode, at host: String) -> FetchError {
        let reason = String(cString: curl_easy_strerror(code))
        return switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost(host)
        case CURLE_OPERATION_TIMEDOUT: timeoutError()
        case CURLE_FILESIZE_EXCEEDED: .tooLargeOnWire(limit: settings.transferLimit)
        case CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM, CURLE_HTTP2: .truncated(reason: reason)
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_COULDNT_CONNECT:
            .unreachable(host: host, reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            .untrusted(host: host, reason: reason)
        case CURLE_BAD_CONTENT_ENCODING where body.isEmpty: .mislabelled
        case CURLE_BAD_CONTENT_ENCODING: .undecodable(reason: reason)
        default: .failed(reason: "\(host): \(reason)")
        }
    }

    /// From the start of the hop to its end.
    var duration: Duration { .microseconds(ccurl_offset(easy, CURLINFO_TOTAL_TIME_T)) }

    /// libcurl has one code for the whole time, the time to connect, and a want of progress.
    private func timeoutError() -> FetchError {
        let spent = duration
        // The two are measured apart.
        if spent + .milliseconds(100) >= deadline { return .timedOut(after: settings.timeout) }
        return .stalled(after: spent < settings.stallTimeout ? settings.connectTimeout : settings.stallTimeout)
    }

    private func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String?) { ccurl_set_string(easy, option, value) }  // copied

    // MARK: What libcurl calls

    /// Each context is `self`, borrowed: libcurl holds a reference while the transfer is in a multi handle.
    private func installCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        ccurl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Transfer.at(context).receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        ccurl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Transfer.at(context).receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ccurl_set_pointer(easy, CURLOPT_XFERINFODATA, context)
        ccurl_set_meter(easy) { context, _, downloaded, _, _ in Transfer.at(context).weigh(Int(downloaded)) }
        ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        ccurl_set_socket_opener(easy) { context, _, address in Transfer.at(context).openSocket(address!) }
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
    }

    private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
        head.read(line)
        return head.size <= settings.headerLimit ? line.count : abort(.headersTooLarge(limit: settings.headerLimit))
    }

    /// Copies `chunk`, which is libcurl's and gone after the call. Any count but its own aborts.
    private func receive(_ chunk: UnsafeRawBufferPointer) -> Int {
        guard wantsBody else { return skip(chunk) }
        guard body.count + chunk.count <= settings.bodyLimit else { return abort(.tooLarge(limit: settings.bodyLimit)) }
        if body.isEmpty, !head.isEncoded, let length = head.contentLength {
            body.reserveCapacity(min(length, settings.bodyLimit))
        }
        body.append(contentsOf: chunk)
        budget.take(chunk.count)
        return chunk.count
    }

    /// What an error or redirect has to say is read to its end, so that the connection can be used again; not for
    /// long, though.
    private func skip(_ chunk: UnsafeRawBufferPointer) -> Int {
        skipped += chunk.count
        return skipped <= 64 << 10 ? chunk.count : 0
    }

    /// Counts what is on the wire. Compression can hide any amount of it from `receive`.
    private func weigh(_ downloaded: Int) -> Int32 {
        guard downloaded > settings.transferLimit else { return 0 }
        failure = .tooLargeOnWire(limit: settings.transferLimit)
        return 1
    }

    private func abort(_ error: FetchError) -> Int {
        failure = error
        dropBody()  // at once: others may be read before this one is taken off
        return 0
    }

    /// The place where an address is judged: whatever was written, looked up or answered before, this one is it.
    /// A proxy was chosen by the operator, so its address needs no judgement.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if !goesThroughProxy {
            guard let target = withUnsafePointer(to: &address.pointee.addr, { IPAddress($0) }) else {
                return curl_socket_t(CURL_SOCKET_BAD)
            }
            if let network = policy.refusal(of: target) {
                forbidden = (target.description, network)
                return curl_socket_t(CURL_SOCKET_BAD)
            }
        }
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, kind, address.pointee.protocol)
    }
}
