import Comparing
import FeedModel
import TextKit

/// All rules of the configuration.
package struct ItemFilters: Equatable, Sendable {
    package let rules: [ItemFilter]

    package init(_ rules: [ItemFilter] = []) { self.rules = rules }

    /// - Returns: nil where no rule is for the feed.
    package func rules(for feed: FeedReference, tags: [String]) -> FeedFilters? {
        guard !rules.isEmpty else { return nil }
        let own = rules.filter { $0.isFor(feed, tags: tags) }
        return own.isEmpty ? nil : FeedFilters(own, FilteredFeed(feed, tags: tags))
    }
}

extension ItemFilter {
    /// Whether it is for a feed of this address or title, or one of these tags.
    package func isFor(_ feed: FeedReference, tags: [String]) -> Bool {
        if isForAll { return true }
        let (url, title) = (addressKey(feed.url), feed.title?.lowercased())
        return feeds.contains { addressKey($0) == url || $0.lowercased() == title }
            || self.tags.contains { tag in tags.contains { $0.lowercased() == tag.lowercased() } }
    }
}

/// The rules for one feed.
package struct FeedFilters: Sendable {
    private let rules: [ItemFilter]
    package let feed: FilteredFeed

    init(_ rules: [ItemFilter], _ feed: FilteredFeed) { (self.rules, self.feed) = (rules, feed) }

    /// What the rules say of the items of one document.
    package struct Judging {
        package let filters: FeedFilters
        /// How often each rule was stopped, by name: one that takes long again and again is not asked any more.
        private(set) var stopped: [String: Int] = [:]
        private static let most = 5

        package init(_ filters: FeedFilters) { self.filters = filters }

        /// - Returns: the rule that drops the item; nil where it passes. Where a rule cannot be told, the item passes it.
        package mutating func judge(_ item: FilteredItem) -> DroppingRule? {
            for rule in filters.rules where rule.action == .drop {
                if ask(rule, item) == true { return DroppingRule(rule) }
            }
            let keeping = filters.rules.filter { $0.action == .keep }
            guard !keeping.isEmpty, !keeping.contains(where: { ask($0, item) ?? true }) else { return nil }
            if keeping.count == 1 { return DroppingRule(keeping[0]) }
            return DroppingRule(
                name: keeping.map(\.name).joined(separator: ", "),
                text: "keep " + keeping.map { "(\($0.expression))" }.joined(separator: " OR "))
        }

        private mutating func ask(_ rule: ItemFilter, _ item: FilteredItem) -> Bool? {
            guard stopped[rule.name, default: 0] < Self.most else { return nil }
            let answer = rule.condition.holds(of: item)
            if answer == nil { stopped[rule.name, default: 0] += 1 }
            return answer
        }

        /// Rules whose regular expressions took too long.
        package var tooLong: [DroppingRule] { filters.rules.filter { stopped[$0.name] != nil }.map(DroppingRule.init) }
    }
}
