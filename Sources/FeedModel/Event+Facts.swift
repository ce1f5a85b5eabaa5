import struct FoundationEssentials.Date

// What events of the kinds that have it say, beside their item. Nil, or empty, of all others.
extension Event {
    /// `new`, `duplicate`, `revised`, `regrouped`: the item's story.
    package var story: Int64? { facts["story"]?.int.map(Int64.init) }
    /// The story's original, where that is another item.
    package var original: Int64? { facts["original"]?.int.map(Int64.init) }
    /// How much of the copy stands in the original, 0 to 1.
    package var similarity: Double? { facts["similarity"]?.double }
    /// Why it is of the story.
    package var reasons: [String] { facts["reasons"]?.array?.compactMap(\.string) ?? [] }
    /// The wire credit: `agency`, `dateline`, `byline`, `editors`.
    package var wire: JSONObject? { facts["wire"]?.object }

    /// Of an item that was not told: the name of the rule that dropped it, and what it said.
    package var dropped: (rule: String, expression: String)? {
        guard let dropped = facts["dropped"], let rule = dropped["rule"]?.string else { return nil }
        return (rule, dropped["expression"]?.string ?? "")
    }

    /// `revised`: the names of the fields.
    package var changed: [String] { facts["changed"]?.array?.compactMap(\.string) ?? [] }
    /// `revised`: `material` or `cosmetic`.
    package var weight: String? { facts["weight"]?.string }
    /// `revised`: by whose clock the time of the change is known.
    package var clock: String? { facts["clock"]?.string }
    /// What the item's page says of itself.
    package var page: JSONObject? { facts["page"]?.object }

    /// `regrouped`: where the item belonged before.
    package var regroupedFrom: (story: Int64?, original: Int64?)? {
        guard kind == .regrouped, let from = facts["from"] else { return nil }
        return (from["story"]?.int.map(Int64.init), from["original"]?.int.map(Int64.init))
    }

    /// `feed-moved`.
    package var move: (from: String, to: String)? {
        guard let from = facts["from"]?.string, let to = facts["to"]?.string else { return nil }
        return (from, to)
    }

    /// `feed-failing`, `feed-gone`.
    package var error: String? { facts["error"]?.string }
    /// `feed-silent`: when the feed last had news.
    package var lastNews: Date? { facts["last_news"]?.string.flatMap(Date.init(rfc3339:)) }
    /// `feed-overlong`: how many entries were read, and how many there are behind them.
    package var overlong: (kept: Int, left: Int)? {
        guard let kept = facts["kept"]?.int, let left = facts["left"]?.int else { return nil }
        return (kept, left)
    }
    /// `store-behind`: the first and last number that stand in the log only.
    package var missing: (from: Int, to: Int)? {
        guard let from = facts["from"]?.int, let to = facts["to"]?.int else { return nil }
        return (from, to)
    }
}
