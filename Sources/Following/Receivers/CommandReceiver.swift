import Daemon
import FeedModel
import Foundation
import Glibc
import Storing

/// A command that is started for each delivery, with the events on its standard input, one a line as in the log. No shell
/// is asked, and nothing that a feed says stands in arguments or the environment.
package struct CommandReceiver: Receiver {
    /// The program, looked for in PATH where it has no slash, and its arguments.
    let command: [String]
    let environment: [String: String]
    let timeout: Duration

    package init(_ command: [String], environment: [String: String], timeout: Duration) {
        (self.command, self.environment, self.timeout) = (command, environment, timeout)
    }

    package func take(_ delivery: Delivery) async throws(DeliveryFailure) {
        var variables = environment
        for (name, value) in Self.facts(delivery) { variables[name] = value }
        let guardian = CommandGuardian()
        defer { guardian?.dismiss() }
        let process: ChildProcess
        do {
            process = try ChildProcess(
                command, environment: variables, input: delivery.lines, group: guardian?.group)
        } catch { throw DeliveryFailure(.down(retryAfter: nil), "cannot start \(command[0]): \(error)") }
        switch await process.wait(for: timeout) {
        case .exited(0): return
        // sysexits.h, EX_TEMPFAIL: the command says itself that it is not the event.
        case .exited(75):
            throw DeliveryFailure(.down(retryAfter: nil), "\(command[0]) asks for a later try (status 75)")
        case .exited(let status): throw DeliveryFailure(.refused, "\(command[0]) ended with status \(status)")
        case .killed(let signal): throw DeliveryFailure(.refused, "\(command[0]) was ended by signal \(signal)")
        case .timedOut: throw DeliveryFailure(.refused, "\(command[0]) did not end within \(timeout.written)")
        case .cancelled: throw DeliveryFailure(.down(retryAfter: nil), "stopped")
        }
    }

    /// Numbers, and words of ours: nothing that a feed could have written.
    static func facts(_ delivery: Delivery) -> [String: String] {
        let (first, last) = (delivery.events[0], delivery.events[delivery.events.count - 1])
        var facts = [
            "DATELINE_COUNT": "\(delivery.events.count)", "DATELINE_FIRST_SEQ": "\(first.mark.seq)",
            "DATELINE_LAST_SEQ": "\(last.mark.seq)", "DATELINE_KEY": delivery.key,
        ]
        guard delivery.events.count == 1 else { return facts }
        let more = first.json["_dateline"]
        facts["DATELINE_SEQ"] = "\(first.mark.seq)"
        facts["DATELINE_EVENT"] = first.kind?.rawValue
        facts["DATELINE_FEED"] = first.mark.feed.map { "\($0)" }
        facts["DATELINE_ITEM"] = first.mark.item.map { "\($0)" }
        facts["DATELINE_REVISION"] = first.mark.revision.map { "\($0)" }
        facts["DATELINE_STORY"] = more?["story"]?.int.map { "\($0)" }
        facts["DATELINE_WEIGHT"] = more?["weight"]?.string.flatMap { ["material", "cosmetic"].contains($0) ? $0 : nil }
        facts["DATELINE_BACKLOG"] = more?["backlog"]?.bool ?? false ? "1" : nil
        return facts
    }
}
