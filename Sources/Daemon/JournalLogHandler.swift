import FeedModel
import Foundation
import Logging

/// Writes to standard error, a line a message: under systemd with the priority that the journal reads
/// (sd-daemon(3)), else with time and level.
package struct JournalLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

    package init(level: Logger.Level) { logLevel = level }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
            .map { " \($0.key)=\(quoted("\($0.value)"))" }.joined()
        let start = isJournal ? "<\(priority(event.level))>" : "\(Date().rfc3339) \(event.level) "
        StandardStream.complain("\(start)\(messageLine("\(event.message)"))\(facts)")
    }

    /// A feed's title must not begin a line of its own in the journal, nor look like another fact.
    private func quoted(_ text: String) -> String {
        let line = messageLine(text)
        return line.contains(where: { $0 == " " || $0 == "\"" }) ? "\"\(line.replacing("\"", with: "'"))\"" : line
    }

    private func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
