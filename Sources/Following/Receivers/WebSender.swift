import Daemon
import Fetching

/// Sends one thing after the other, on a thread that waits for the answers.
actor WebSender {
    private let settings: SenderSettings
    /// Made on the thread that uses it.
    private lazy var sender = Sender(settings)
    private let thread = DedicatedThread(name: "receiver")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ settings: SenderSettings) { self.settings = settings }

    func send(_ request: OutgoingRequest) throws(OutgoingFailure) -> OutgoingAnswer { try sender.send(request) }
    func send(_ mail: OutgoingMail) throws(OutgoingFailure) { try sender.send(mail) }

    /// Returns when a server has said yes.
    /// - Parameter isForbiddenToAll: a 403 speaks of who we are, and not of what is sent.
    func deliver(_ request: OutgoingRequest, isForbiddenToAll: Bool = false) throws(DeliveryFailure) -> OutgoingAnswer {
        let answer: OutgoingAnswer
        do throws(OutgoingFailure) { answer = try sender.send(request) } catch {
            throw DeliveryFailure(.down(retryAfter: nil), error.description)
        }
        if let failure = DeliveryFailure(answer) {
            throw isForbiddenToAll && answer.status == 403
                ? DeliveryFailure(.down(retryAfter: nil), failure.reason) : failure
        }
        return answer
    }
}

extension DeliveryFailure {
    /// What a status means (RFC 9110, 15); nil where the server has taken what was sent.
    init?(_ answer: OutgoingAnswer) {
        switch answer.status {
        case 200...299: return nil
        case 300...399:
            self.init(
                .down(retryAfter: answer.retryAfter),
                "the server answered \(answer.status), elsewhere: name the address that it leads to")
        // The address or the login is wrong, and no event better than another; or it is a matter of time.
        case 401, 404, 405, 407, 408, 410, 421, 425, 429:
            self.init(.down(retryAfter: answer.retryAfter), "the server answered \(answer.status)")
        case 400...499:
            let words = String(decoding: answer.body.prefix(200), as: UTF8.self)
            self.init(.refused, "the server answered \(answer.status): \(words)")
        default: self.init(.down(retryAfter: answer.retryAfter), "the server answered \(answer.status)")
        }
    }
}
