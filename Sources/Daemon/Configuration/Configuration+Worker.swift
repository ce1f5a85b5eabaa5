import Comparing
import FeedModel
import Storing
import TextKit

extension Configuration {
    /// What this machine is among those that share its store.
    /// - Throws: why the file that `[stories] agencies` names cannot be read.
    package func workerPart(isDaemon: Bool) throws -> WorkerPart {
        let filters = filters.rules.map { rule in
            ([rule.name, rule.action.rawValue, rule.expression] + rule.feeds + [""] + rule.tags).joined(separator: "\n")
        }
        func digest(_ text: String) -> String { String(UInt64(bitPattern: stableHash(text)), radix: 16) }
        return WorkerPart(
            isDaemon: isDaemon, ownsFeeds: isDaemon && service.ownsFeeds,
            secrets: Set(subscriptions.filter(\.hasSecrets).map(\.url)),
            settings: try [
                "[stories] agencies": digest(extraAgencies()), "[[filter]]": digest(filters.joined(separator: "\n\n")),
            ])
    }
}
