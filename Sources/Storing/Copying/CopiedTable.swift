/// A table that all engines have, with the same columns.
package struct CopiedTable: Sendable {
    package enum Kind: Sendable { case integer, flag, real, text, bytes }
    package typealias Column = (name: String, kind: Kind)

    package let name: String
    package let columns: [Column]
    /// As many of the first columns are its key.
    package let keyCount: Int
    /// As many of the first columns tell whether a row is as it was.
    package let comparedCount: Int

    private init(_ name: String, key: Int = 1, compared: Int? = nil, _ columns: KeyValuePairs<String, Kind>) {
        (self.name, keyCount) = (name, key)
        self.columns = columns.map { ($0.key, $0.value) }
        comparedCount = compared ?? columns.count
    }

    package var keys: ArraySlice<Column> { columns.prefix(keyCount) }

    /// What they refer to comes first. Leases are nobody's in a copy.
    package static let all = [
        CopiedTable(
            "feeds",
            [
                "id": .integer, "url": .text, "first_url": .text, "host": .text, "title": .text, "is_subscribed": .flag,
                "absent_since": .integer, "settings": .text, "added_at": .integer, "due_at": .integer,
                "last_change": .integer, "state": .text, "habit": .text, "document": .text, "entries": .text,
            ]),
        // What an identifier stands for is never another text.
        CopiedTable("texts", compared: 3, ["id": .integer, "hash": .integer, "is_page": .flag, "body": .text]),
        CopiedTable(
            "items",
            [
                "id": .integer, "feed": .integer, "guid": .text, "link": .text, "title_hash": .integer,
                "text_hash": .integer, "fingerprint": .integer, "source": .integer, "former_names": .bytes,
                "revision": .integer, "first_seen": .integer, "last_revised": .integer, "published": .integer,
                "modified": .integer, "state": .integer,
            ]),
        CopiedTable(
            "revisions", key: 2,
            [
                "item": .integer, "number": .integer, "at": .integer, "document": .text, "html": .integer,
                "text": .integer, "facts": .text,
            ]),
        CopiedTable(
            "events",
            [
                "seq": .integer, "at": .integer, "kind": .text, "feed": .integer, "item": .integer,
                "revision": .integer, "facts": .text,
            ]),
        CopiedTable("sites", ["id": .integer, "host": .text, "frame": .bytes]),
        CopiedTable("stories", ["id": .integer, "original": .integer, "members": .integer]),
        CopiedTable(
            "story_items",
            [
                "item": .integer, "story": .integer, "site": .integer, "time": .integer, "words": .integer,
                "origin": .integer, "matched": .integer, "similarity": .real, "reasons": .text, "wire": .text,
                "credit": .text, "sketch": .bytes, "keys": .bytes,
            ]),
        CopiedTable("stories_apart", key: 2, ["story": .integer, "other": .integer]),
        CopiedTable(
            "pages",
            [
                "item": .integer, "url": .text, "host": .text, "due_at": .integer, "state": .text, "facts": .text,
                "title": .text, "html": .integer, "text": .integer, "stands": .flag, "entry_html": .integer,
                "entry_text": .integer,
            ]),
        CopiedTable("robots", ["origin": .text, "expires_at": .integer, "rules": .text]),
        CopiedTable("dropped_items", ["item": .integer, "at": .integer, "rule": .text, "expression": .text]),
        CopiedTable("stopped_rules", ["rule": .text, "expression": .text, "at": .integer]),
        CopiedTable("counts", key: 2, ["hour": .integer, "name": .text, "count": .integer]),
    ]
}

/// What a column holds.
package enum StoredValue: Equatable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])

    /// In the order of keys: numbers by size, texts by their bytes.
    fileprivate func isBefore(_ other: StoredValue) -> Bool {
        switch (self, other) {
        case (.integer(let first), .integer(let second)): first < second
        case (.text(let first), .text(let second)): first.utf8.lexicographicallyPrecedes(second.utf8)
        default: false
        }
    }

    package var size: Int {
        switch self {
        case .text(let text): text.utf8.count + 16
        case .bytes(let bytes): bytes.count + 16
        default: 16
        }
    }
}

package typealias StoredRow = [StoredValue]

extension StoredRow {
    /// Whether this key comes before the other in a table's order.
    func isBefore(_ other: StoredRow) -> Bool {
        for (first, second) in zip(self, other) where first != second { return first.isBefore(second) }
        return false
    }
}
