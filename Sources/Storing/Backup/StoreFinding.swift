/// One part of a store, and what is wrong with it.
package struct StoreFinding: Equatable, Sendable {
    package enum Part: String, Sendable {
        case database, references, search, keys, log
    }
    package let part: Part
    package let description: String
    /// Where that was found, in the words of the database engine; for programs.
    package let place: String?
    /// `dateline store check --repair` puts it right.
    package let isRepairable: Bool

    package init(_ part: Part, _ description: String, place: String? = nil, isRepairable: Bool = false) {
        (self.part, self.description, self.place, self.isRepairable) = (part, description, place, isRepairable)
    }
}
