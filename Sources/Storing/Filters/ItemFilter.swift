/// A person's rule about what feeds bring: what matches is dropped, or nothing else is kept.
package struct ItemFilter: Sendable {
    package enum Action: String, Sendable, CaseIterable {
        case drop, keep
    }

    package let name: String
    package let action: Action
    /// As it was written: a `SearchQuery` with regular expressions.
    package let expression: String
    /// Addresses or titles of the feeds, and tags of feeds, that it is for; for all where both are empty.
    package var feeds: [String] = []
    package var tags: [String] = []
    let condition: FilterCondition

    /// - Throws: where the expression cannot be read, or asks for nothing.
    package init(name: String, action: Action, expression: String) throws(SearchMistake) {
        guard let query = try SearchQuery.parse(expression, takesPatterns: true) else {
            throw SearchMistake(query: expression, place: 0, description: "it asks for nothing")
        }
        (self.name, self.action, self.expression) = (name, action, expression)
        condition = FilterCondition(query)
    }

    package var isForAll: Bool { feeds.isEmpty && tags.isEmpty }
}

extension ItemFilter: Equatable {
    package static func == (first: ItemFilter, second: ItemFilter) -> Bool {
        first.name == second.name && first.action == second.action && first.expression == second.expression
            && first.feeds == second.feeds && first.tags == second.tags
    }
}

/// The rule that an item was dropped by, as the store keeps it: by `drop`, or because no `keep` that was for it matched.
package struct DroppingRule: Equatable, Sendable {
    package let name: String
    /// `drop title:football`, `keep agency:reuters`.
    package let text: String

    package init(_ filter: ItemFilter) {
        self.init(name: filter.name, text: "\(filter.action.rawValue) \(filter.expression)")
    }
    package init(name: String, text: String) { (self.name, self.text) = (name, text) }
}
