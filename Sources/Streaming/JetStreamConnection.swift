import CNATS
import Glibc
import Synchronization

/// A connection to a NATS server, for publishing to one stream. Its calls wait, so they are for a thread that may.
///
/// libnats has threads of its own: they come into `PublishFailure` only.
package final class JetStreamConnection {
    private let settings: JetStreamSettings
    /// Owned.
    private var connection: OpaquePointer?
    private var context: OpaquePointer?
    private let failure: PublishFailure

    /// For connecting, and for each answer of the server, in milliseconds.
    private static let patience: Int64 = 2000
    /// For the next acknowledgement, or for room to send: a window takes as long as its way is slow.
    private static let windowPatience = Duration.seconds(10)

    /// - Throws: `.down` where none of the servers can be reached.
    package init(_ settings: JetStreamSettings) throws(JetStreamError) {
        self.settings = settings
        failure = PublishFailure()
        var options: OpaquePointer?
        natsOptions_Create(&options)  // nil for want of memory only
        defer { natsOptions_Destroy(options) }
        try Self.set(settings, in: options!)
        let status = natsConnection_Connect(&connection, options)
        guard status == NATS_OK else { throw Self.unreachable(settings, status) }
        var js = jsOptions()
        jsOptions_Init(&js)
        js.Wait = Self.patience
        js.PublishAsync.ErrHandler = { _, error, closure in
            guard let error, let closure else { return }
            Unmanaged<PublishFailure>.fromOpaque(closure).takeUnretainedValue().note(error.pointee)
        }
        // Given for good: an acknowledgement may come late, when nobody waits for it any more.
        js.PublishAsync.ErrHandlerClosure = Unmanaged.passRetained(failure).toOpaque()
        guard natsConnection_JetStream(&context, connection, &js) == NATS_OK else {
            throw JetStreamError(.down, "the server has no JetStream")
        }
    }

    deinit {
        jsCtx_Destroy(context)
        natsConnection_Destroy(connection)
    }

    package var isOpen: Bool { natsConnection_Status(connection) == NATS_CONN_STATUS_CONNECTED }

    // MARK: - The stream

    /// What the stream ends with. It is made where it is missing; what it keeps, and for how long, is its operator's.
    package func end() throws(JetStreamError) -> StreamEnd {
        let (sequence, count) = try streamState()
        guard count > 0 else { return StreamEnd(sequence: sequence, id: nil) }
        var message: OpaquePointer?
        var code = jsErrCode(0)
        let status = js_GetMsg(&message, context, settings.stream, sequence, nil, &code)
        defer { natsMsg_Destroy(message) }
        if status == NATS_NOT_FOUND || code == JSNoMessageFoundErr { return StreamEnd(sequence: sequence, id: nil) }
        guard status == NATS_OK else {
            throw failed("the last message of stream \(settings.stream) was not told", status)
        }
        var id: UnsafePointer<CChar>?
        natsMsgHeader_Get(message, "Nats-Msg-Id", &id)  // the message's own
        return StreamEnd(sequence: sequence, id: id.map { String(cString: $0) } ?? "")
    }

    private func streamState() throws(JetStreamError) -> (last: UInt64, count: UInt64) {
        var info: UnsafeMutablePointer<jsStreamInfo>?
        var code = jsErrCode(0)
        let status = js_GetStreamInfo(&info, context, settings.stream, nil, &code)
        defer { jsStreamInfo_Destroy(info) }
        if status == NATS_NOT_FOUND || code == JSStreamNotFoundErr {
            try addStream()
            return (0, 0)
        }
        guard status == NATS_OK, let info else {
            throw failed("stream \(settings.stream) was not told", status)
        }
        let config = info.pointee.Config.pointee
        let taken = (0..<Int(config.SubjectsLen)).compactMap { config.Subjects[$0].map { String(cString: $0) } }
        let ours = settings.subject.wildcard
        guard taken.contains(where: { SubjectTemplate.covers($0, ours) }) else {
            throw JetStreamError(
                .down,
                "stream \(settings.stream) takes \(taken.joined(separator: ", ")), not \(ours): add that to its subjects, "
                    + "or change log.nats.subject or log.nats.stream")
        }
        if config.NoAck {
            throw JetStreamError(
                .down,
                "stream \(settings.stream) acknowledges nothing, so nobody knows what it has: set no_ack to false in it"
            )
        }
        return (info.pointee.State.LastSeq, info.pointee.State.Msgs)
    }

    private func addStream() throws(JetStreamError) {
        var code = jsErrCode(0)
        let status = cnats_add_stream(context, settings.stream, settings.subject.wildcard, &code)
        if code == JSStreamSubjectOverlapErr {
            throw JetStreamError(
                .down,
                "stream \(settings.stream) cannot be made, since another takes \(settings.subject.wildcard): change "
                    + "log.nats.subject, or name that stream in log.nats.stream")
        }
        // Another publisher has made it just now: it is there when it is asked for again.
        guard status == NATS_OK else { throw failed("stream \(settings.stream) cannot be made", status) }
    }

    // MARK: - Publishing

    /// Returns when the stream has all of them, in this order, behind `sequence`.
    ///
    /// They are sent without waiting for each other's acknowledgement. Each names the message that must stand before it, so
    /// none is taken where an earlier one was not.
    /// - Throws: what kept the first one from being taken that was not; those before it were.
    package func publish(_ messages: [JetStreamMessage], after sequence: UInt64) throws(JetStreamError) {
        failure.reset()
        var status = NATS_OK
        var last: String?
        for (index, message) in messages.enumerated() where status == NATS_OK && !failure.isNoted {
            status = send(message, expecting: sequence + UInt64(index), last)
            last = message.id
            if Task.isCancelled { break }
        }
        let sent = status
        var (answers, since) = (received, ContinuousClock.now)
        repeat {
            var wait = jsPubOptions()
            jsPubOptions_Init(&wait)
            wait.MaxWait = 100
            status = js_PublishAsyncComplete(context, &wait)
            if received != answers { (answers, since) = (received, .now) }
        } while status != NATS_OK && isOpen && !Task.isCancelled && .now - since < Self.windowPatience
        if let error = failure.noted { throw error }
        if sent == NATS_MAX_PAYLOAD {
            throw JetStreamError(.tooLong, "the event is longer than the server takes: raise its max_payload")
        }
        if Task.isCancelled { throw JetStreamError(.down, "stopped") }
        guard sent == NATS_OK else { throw failed("not published", sent) }
        guard status == NATS_OK else {
            let reason =
                isOpen ? "stream \(settings.stream) does not acknowledge" : "the connection to the server was lost"
            throw JetStreamError(.down, complaint ?? reason)
        }
    }

    /// - Parameter last: the message that must stand before this one; nil leaves that to the sequence: a server that was
    ///   started again need not know the last message's id.
    private func send(_ message: JetStreamMessage, expecting sequence: UInt64, _ last: String?) -> natsStatus {
        var raw: OpaquePointer?
        var status = message.body.withUnsafeBytes { bytes in  // copied
            natsMsg_Create(
                &raw, message.subject, nil, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard status == NATS_OK else { return status }
        natsMsgHeader_Set(raw, "Nats-Msg-Id", message.id)  // copied, as all of them
        natsMsgHeader_Set(raw, "Nats-Expected-Stream", settings.stream)
        natsMsgHeader_Set(raw, "Nats-Expected-Last-Sequence", String(sequence))
        if let last { natsMsgHeader_Set(raw, "Nats-Expected-Last-Msg-Id", last) }
        // Given where it succeeds: the pointer is nil then.
        status = js_PublishMsgAsync(context, &raw, nil)
        natsMsg_Destroy(raw)
        return status
    }

    /// Messages that have come from the server, acknowledgements for the most part.
    private var received: UInt64 {
        var statistics: OpaquePointer?
        natsStatistics_Create(&statistics)
        defer { natsStatistics_Destroy(statistics) }
        natsConnection_GetStats(connection, statistics)
        var count: UInt64 = 0
        natsStatistics_GetCounts(statistics, &count, nil, nil, nil, nil)
        return count
    }

    /// What the server has complained of in this connection, such as a subject that this user may not publish to.
    private var complaint: String? {
        var words: UnsafePointer<CChar>?
        guard natsConnection_GetLastError(connection, &words) == NATS_NOT_PERMITTED else { return nil }
        return words.map { "the server does not permit it: " + String(cString: $0) }
    }

    private func failed(_ what: String, _ status: natsStatus) -> JetStreamError {
        switch status {
        case NATS_TIMEOUT where complaint != nil: JetStreamError(.down, complaint!)
        case NATS_NO_RESPONDERS: JetStreamError(.down, "\(what): the server has no JetStream")
        case NATS_TIMEOUT: JetStreamError(.down, "\(what): no answer within 2s")
        default: JetStreamError(.down, "\(what): \(Self.lastWords(status))")
        }
    }

    // MARK: - Connecting

    private static func set(_ settings: JetStreamSettings, in options: OpaquePointer) throws(JetStreamError) {
        // Who waits for a server, and how long, is one matter for all receivers of the log.
        natsOptions_SetAllowReconnect(options, false)
        natsOptions_SetTimeout(options, patience)
        // A server that hangs reads nothing: without a limit a full socket would be waited for without end.
        natsOptions_SetWriteDeadline(options, Int64(windowPatience / .milliseconds(1)))
        // What the server complains of is asked for where something fails; by itself libnats prints it.
        natsOptions_SetErrorHandler(options, { _, _, _, _ in }, nil)
        natsOptions_SetName(options, "dateline")
        natsOptions_SetPingInterval(options, 10_000)
        // All strings are copied.
        var urls = settings.servers.map { $0.url.withCString { strdup($0) } }
        defer { for url in urls { free(url) } }
        var status = cnats_set_servers(options, &urls, Int32(urls.count))
        func add(_ next: () -> natsStatus) { if status == NATS_OK { status = next() } }
        if settings.usesTLS { add { natsOptions_SetSecure(options, true) } }
        if let file = settings.authorityFile { add { natsOptions_LoadCATrustedCertificates(options, file) } }
        if let certificate = settings.certificateFile, let key = settings.keyFile {
            add { natsOptions_LoadCertificatesChain(options, certificate, key) }
        }
        switch settings.login {
        case .user(let user, let password): add { natsOptions_SetUserInfo(options, user, password) }
        case .token(let token): add { natsOptions_SetToken(options, token) }
        case .credentials(let file): add { natsOptions_SetUserCredentialsFromFiles(options, file, nil) }
        case nil: break
        }
        guard status == NATS_OK else {
            throw JetStreamError(.down, "the settings of log.nats are not taken: \(lastWords(status))")
        }
    }

    private static func unreachable(_ settings: JetStreamSettings, _ status: natsStatus) -> JetStreamError {
        let servers = settings.servers.map(\.url).joined(separator: ", ")
        return switch status {
        case NATS_CONNECTION_AUTH_FAILED, NATS_NOT_PERMITTED:
            JetStreamError(.down, "\(servers) does not take the login")
        case NATS_NO_SERVER: JetStreamError(.down, "cannot reach \(servers): no server answers")
        case NATS_TIMEOUT: JetStreamError(.down, "cannot reach \(servers): no answer within 2s")
        default: JetStreamError(.down, "cannot reach \(servers): \(lastWords(status))")
        }
    }

    private static func lastWords(_ status: natsStatus) -> String {
        let words = nats_GetLastError(nil).map { String(cString: $0) } ?? ""
        if words.isEmpty { return natsStatus_GetText(status).map { String(cString: $0) } ?? "" }
        // "(conn.c:2088): No server …": the place in its source says nothing to an operator.
        guard words.first == "(", let place = words.firstRange(of: ": ") else { return words }
        return String(words[place.upperBound...])
    }
}

/// The first failure of a window, which libnats tells on a thread of its own.
private final class PublishFailure: Sendable {
    private let first = Mutex<JetStreamError?>(nil)

    var noted: JetStreamError? { first.withLock { $0 } }
    var isNoted: Bool { noted != nil }

    func reset() { first.withLock { $0 = nil } }

    func note(_ error: jsPubAckErr) {
        // The library's, until this returns.
        let words = error.ErrText.map { String(cString: $0) } ?? ""
        let kind: JetStreamError.Kind =
            switch error.ErrCode {
            case JSStreamWrongLastSequenceErr, JSStreamWrongLastMsgIDErr: .otherEnd
            case JSStreamMessageExceedsMaximumErr: .tooLong
            default: .down
            }
        let text =
            error.Err == NATS_NO_RESPONDERS ? "no stream takes the subject" : "the stream does not take it: \(words)"
        first.withLock { $0 = $0 ?? JetStreamError(kind, text) }
    }
}
