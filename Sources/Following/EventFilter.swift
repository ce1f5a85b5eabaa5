import Daemon
import FeedModel
import Storing

/// Which events a follower hands over: terms between blanks, which must all hold. A term is `KEY:VALUE`, or
/// `KEY:VALUE,VALUE` for any of them; `-` before it turns it around. Values with blanks stand in "quotes".
///
///     kind:new,revised -tag:sport feed:"Hill Courier" agency:reuters
package struct EventFilter: Sendable, Equatable {
    package enum Key: String, CaseIterable, Sendable {
        /// `new`, `duplicate`, `revised`, …: of the event.
        case kind
        /// The feed's number, or a part of its address or title.
        case feed
        /// A tag of the feed's subscription, or of the item.
        case tag
        /// The wire agency that the text credits.
        case agency
        /// `material` or `cosmetic`: of a revision.
        case weight
    }

    struct Term: Equatable, Sendable {
        let key: Key
        /// Lower case.
        let values: [String]
        let isTurned: Bool
    }

    private(set) var terms: [Term] = []

    package init() {}

    /// - Throws: `FilterError` for what is no filter.
    package init(_ text: String) throws(FilterError) {
        for word in try Self.words(text) {
            let isTurned = word.hasPrefix("-")
            let parts = word.dropFirst(isTurned ? 1 : 0).split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let key = Key(rawValue: parts[0]) else {
                let keys = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw FilterError("'\(word)' is no term of a filter: write KEY:VALUE, where KEY is one of \(keys)")
            }
            let values = parts[1].lowercased().split(separator: ",").map(String.init)
            guard !values.isEmpty else { throw FilterError("'\(word)' has no value") }
            let allowed: [String]? =
                switch key {
                case .kind: EventKind.allCases.map(\.rawValue)
                case .weight: ["material", "cosmetic"]
                default: nil
                }
            if let allowed, let wrong = values.first(where: { !allowed.contains($0) }) {
                throw FilterError("'\(wrong)' is no \(key.rawValue): there are \(allowed.joined(separator: ", "))")
            }
            terms.append(Term(key: key, values: values, isTurned: isTurned))
        }
    }

    /// With these kinds, where the filter names none.
    package func orKinds(_ kinds: [EventKind]) -> EventFilter {
        guard !terms.contains(where: { $0.key == .kind }), !kinds.isEmpty else { return self }
        var filter = self
        filter.terms.append(Term(key: .kind, values: kinds.map(\.rawValue), isTurned: false))
        return filter
    }

    /// - Parameter tags: of a feed's subscription, by the feed's number.
    package func matches(_ event: ToldEvent, tags: (Int64) throws -> [String]) rethrows -> Bool {
        try terms.allSatisfy { try holds($0, event, tags) != $0.isTurned }
    }

    private func holds(_ term: Term, _ event: ToldEvent, _ tags: (Int64) throws -> [String]) rethrows -> Bool {
        let facts = event.json["_dateline"]
        let found: [String]
        switch term.key {
        case .kind: found = [event.mark.kind]
        case .weight: found = [facts?["weight"]?.string].compactMap(\.self)
        case .agency: found = [facts?["wire"]?["agency"]?.string].compactMap(\.self)
        case .tag:
            let own = event.json["tags"]?.array?.compactMap(\.string) ?? []
            found = own + (try event.mark.feed.map(tags) ?? [])
        case .feed:
            let names = [facts?["feed"]?["url"]?.string, facts?["feed"]?["title"]?.string].compactMap {
                $0?.lowercased()
            }
            return term.values.contains { value in
                Int64(value).map { $0 == event.mark.feed } ?? names.contains { $0.contains(value) }
            }
        }
        return found.contains { term.values.contains($0.lowercased()) }
    }

    private static func words(_ text: String) throws(FilterError) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
            } else if character.isWhitespace, !isQuoted {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        guard !isQuoted else { throw FilterError("a quote is not closed in '\(text)'") }
        return words + (word.isEmpty ? [] : [word])
    }
}

package struct FilterError: Error, Equatable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
