import Daemon
import Fetching
import Foundation

/// A mailbox, by a mail server (RFC 5321) or by the machine's `sendmail`. A batch is one letter.
package struct MailReceiver: Receiver {
    package enum Way: Sendable {
        /// `smtp://HOST[:PORT]` or `smtps://…`.
        case server(String, login: (user: String, password: String)?)
        /// The program's path.
        case sendmail(String)
    }

    private let mail: StoryMail
    private let way: Way
    private let sender: WebSender
    private let timeout: Duration

    package init(_ mail: StoryMail, by way: Way, _ settings: SenderSettings) {
        (self.mail, self.way, timeout) = (mail, way, settings.timeout)
        sender = WebSender(settings)
    }

    package func take(_ delivery: Delivery) async throws(DeliveryFailure) {
        let message: MailMessage
        do { message = try mail.letter(delivery) } catch { throw DeliveryFailure(.down(retryAfter: nil), "\(error)") }
        switch way {
        case .server(let server, let login):
            let letter = OutgoingMail(
                server: server, login: login, sender: mail.sender, recipients: [mail.recipient], message: message.bytes)
            do throws(OutgoingFailure) { try await sender.send(letter) } catch { throw Self.failure(error) }
        case .sendmail(let program): try await send(message, by: program)
        }
    }

    /// 5yz is for good (RFC 5321, 4.2.1), but for what is said of the login (RFC 4954, 6), which is the same for all.
    static func failure(_ failure: OutgoingFailure) -> DeliveryFailure {
        let isForGood = failure.reply.map { $0 >= 500 && ![530, 534, 535, 538].contains($0) } ?? false
        return DeliveryFailure(isForGood ? .refused : .down(retryAfter: nil), "the mail server: \(failure)")
    }

    private func send(_ message: MailMessage, by program: String) async throws(DeliveryFailure) {
        // Lines of a file here, which sendmail makes those of mail.
        let text = message.bytes.filter { $0 != 0x0D }
        let process: ChildProcess
        do {
            process = try ChildProcess(
                [program, "-i", "-f", mail.sender, "--", mail.recipient],
                environment: ["PATH": "/usr/sbin:/usr/bin:/bin"],
                input: text)
        } catch { throw DeliveryFailure(.down(retryAfter: nil), "cannot start \(program): \(error)") }
        switch await process.wait(for: timeout) {
        case .exited(0): return
        // sysexits.h: what is wrong with the letter's data or address is for good.
        case .exited(let status) where [65, 67, 68].contains(status):
            throw DeliveryFailure(.refused, "\(program) ended with status \(status)")
        case let end: throw DeliveryFailure(.down(retryAfter: nil), "\(program): \(end)")
        }
    }
}
