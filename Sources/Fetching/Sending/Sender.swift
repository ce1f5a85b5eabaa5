import CCurl
import Glibc

/// Sends, and waits for the answer: on the thread of its one caller. Owns its easy handle, which keeps connections open,
/// and what libcurl borrows for it.
package final class Sender {
    private let easy: UnsafeMutableRawPointer
    private let settings: SenderSettings
    private let authorities: TrustStore
    private var lists: [UnsafeMutablePointer<curl_slist>?] = []
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var received: [UInt8] = []
    /// What is left to be read by libcurl.
    private var message: ArraySlice<UInt8> = []

    package init(_ settings: SenderSettings) {
        CurlThread.prepareProcess
        self.settings = settings
        authorities = TrustStore(settings.authorityFile)
        easy = curl_easy_init()!  // nil for want of memory only
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        lists.forEach(curl_slist_free_all)
        errorText.deallocate()
    }

    /// Redirects are answers like others: what is sent is not sent elsewhere.
    package func send(_ request: OutgoingRequest) throws(OutgoingFailure) -> OutgoingAnswer {
        prepare()
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        setProxy()
        set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        set(CURLOPT_USERAGENT, FetchSettings.defaultUserAgent)
        // Else libcurl would ask whether a long body is wanted, and wait a second for servers that do not know that.
        add(CURLOPT_HTTPHEADER, ["Expect:"] + request.headers.map { "\($0.name): \($0.value)" })
        let code = request.body.withUnsafeBytes { body in
            if request.method != .get {
                ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
                // Borrowed until it has been sent.
                let bytes = UnsafeMutableRawPointer(mutating: body.baseAddress)
                ccurl_set_pointer(easy, CURLOPT_POSTFIELDS, bytes ?? UnsafeMutableRawPointer(errorText))
            }
            return curl_easy_perform(easy)
        }
        let status = ccurl_long(easy, CURLINFO_RESPONSE_CODE)
        // How the body of the answer ends is nothing to us, but whether it begins.
        guard code == CURLE_OK || status >= 200 && code != CURLE_OPERATION_TIMEDOUT else {
            throw OutgoingFailure(reason(code))
        }
        let wait = ccurl_offset(easy, CURLINFO_RETRY_AFTER)
        return OutgoingAnswer(status: status, retryAfter: wait > 0 ? .seconds(wait) : nil, body: received)
    }

    package func send(_ mail: OutgoingMail) throws(OutgoingFailure) {
        prepare()
        set(CURLOPT_URL, mail.server)
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_PROXY, "")  // else the environment would be asked
        // Whoever listens to a login can send mail by it.
        let security = mail.login == nil ? CURLUSESSL_TRY : CURLUSESSL_ALL
        set(CURLOPT_USE_SSL, Int(security.rawValue))
        if let login = mail.login {
            set(CURLOPT_USERNAME, login.user)
            set(CURLOPT_PASSWORD, login.password)
        }
        set(CURLOPT_MAIL_FROM, "<\(mail.sender)>")
        add(CURLOPT_MAIL_RCPT, mail.recipients.map { "<\($0)>" })
        message = mail.message[...]
        set(CURLOPT_UPLOAD, 1)
        ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))
        ccurl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())  // borrowed
        ccurl_set_receiver(easy, CURLOPT_READFUNCTION) { buffer, size, count, context in
            Unmanaged<Sender>.fromOpaque(context!).takeUnretainedValue().fill(
                UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }
        let code = curl_easy_perform(easy)
        message = []
        guard code != CURLE_OK else { return }
        let reply = ccurl_long(easy, CURLINFO_RESPONSE_CODE)
        // What is said before there is a letter, of a login or of us, is not about the letter.
        let isOfLetter = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY
        throw OutgoingFailure(reason(code), reply: isOfLetter && reply >= 400 ? reply : nil)
    }

    /// What is named for the feeds or for all programs is not meant for receivers on this machine.
    private func setProxy() {
        switch settings.proxy {
        case .none: set(CURLOPT_PROXY, "")
        case .environment:
            let names = ["no_proxy", "NO_PROXY"]
            let excepted = names.compactMap { getenv($0).map { String(cString: $0) } }.first ?? ""
            if excepted != "*" { set(CURLOPT_NOPROXY, excepted.isEmpty ? Self.here : excepted + "," + Self.here) }
        case .address(let address, let isForAll):
            set(CURLOPT_PROXY, address)
            set(CURLOPT_NOPROXY, isForAll ? "" : Self.here)
        }
    }

    private static let here = "localhost,127.0.0.0/8,::1"

    private func prepare() {
        curl_easy_reset(easy)
        lists.forEach(curl_slist_free_all)
        lists = []
        (received, errorText.pointee) = ([], 0)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_CONNECTTIMEOUT_MS, min(10_000, max(1, settings.timeout.milliseconds)))
        set(CURLOPT_TIMEOUT_MS, max(1, settings.timeout.milliseconds))
        try? authorities.apply(nil, to: easy)  // throws for others than the usual ones
        ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)  // borrowed
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())  // borrowed
        ccurl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { chunk, size, count, context in
            let sender = Unmanaged<Sender>.fromOpaque(context!).takeUnretainedValue()
            sender.receive(UnsafeRawBufferPointer(start: chunk, count: size * count))
            return size * count
        }
    }

    /// Copies the beginning of what comes, and passes over the rest.
    private func receive(_ chunk: UnsafeRawBufferPointer) {
        received += chunk.prefix(max(0, 4096 - received.count))
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = message.prefix(buffer.count)
        buffer.copyBytes(from: part)
        message = message.dropFirst(part.count)
        return part.count
    }

    private func reason(_ code: CURLcode) -> String {
        let text = onOneLine(String(cString: errorText), atMost: 200)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    /// Borrowed by libcurl until the next request.
    private func add(_ option: CURLoption, _ lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) }  // copied
        ccurl_set_list(easy, option, list)
        lists.append(list)
    }

    private func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String) { ccurl_set_string(easy, option, value) }  // copied
}
