import Daemon
import FeedModel
import Foundation
import Storing

extension Console {
    /// What filters have dropped in the last day, and which of them were stopped, in a line each.
    func words(ofFilters filters: ItemFilters, _ store: Store, at now: Date) throws -> [String] {
        let counts = try store.droppedCounts(since: now.addingTimeInterval(-86_400))
        var lines: [String] = []
        if !counts.isEmpty {
            let total = counts.map(\.count).reduce(0, +)
            let names = counts.prefix(4).map { "\(onOneLine($0.rule)) \(grouped($0.count))" }.joined(separator: ", ")
            lines.append(
                "\(grouped(total)) \(total == 1 ? "item" : "items") dropped by filters in the last day (\(names)\(counts.count > 4 ? ", …" : "")): 'dateline items --dropped'"
            )
        }
        let known = filters.rules.map(DroppingRule.init)
        for (rule, at) in try store.stoppedRules(since: now.addingTimeInterval(-7 * 86_400)) where known.contains(rule)
        {
            lines.append(
                styled(
                    "the filter \(onOneLine(rule.name)) took too long and was stopped, last \(localTime(at)); it dropped nothing then: write its regular expression without repeats inside repeats",
                    .yellow))
        }
        return lines
    }
}
