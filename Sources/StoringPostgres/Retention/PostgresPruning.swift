import Comparing
import FeedModel
import Foundation
import Storing

/// One step of pruning, within its transaction: all of a kind at once, since each question is a round trip.
struct PostgresPruning {
    private(set) var step = PruneStep()
    private let rows: PostgresChangeRows
    private let loggedTo: Int64
    private let now: Date
    private var transaction: PostgresTransaction { rows.transaction }

    init(_ rows: PostgresChangeRows, loggedTo: Int64, at now: Date) {
        (self.rows, self.loggedTo, self.now) = (rows, loggedTo, now)
    }

    mutating func take(_ found: ArraySlice<Prunable>) throws {
        // What is being indexed would come back to the index.
        transaction.later("SELECT seq FROM search_place FOR UPDATE")
        try pruneItems(found)
        try pruneTexts(
            found.compactMap { if case .text(let item, let revision) = $0 { (item, revision) } else { nil } })
        try pruneEvents(found.compactMap { if case .event(let seq) = $0, seq < loggedTo { seq } else { nil } })
        try pruneSketches(found.compactMap { if case .sketch(let item) = $0 { item } else { nil } })
        try pruneTombstones(
            found.compactMap { if case .tombstone(let item, let changed) = $0 { (item, changed) } else { nil } })
    }

    // MARK: - Items and texts

    /// Their rows stay, with what it takes to know them again.
    private mutating func pruneItems(_ found: ArraySlice<Prunable>) throws {
        let pruned = try transaction.prunable(found, loggedTo: loggedTo, at: now.milliseconds)
        guard !pruned.isEmpty else { return }
        let items = pruned.map(\.item)
        let texts = try transaction.run(Self.textsSQL, items).rows.map { $0[0] as Int64 }
        for table in ["revisions", "pages", "dropped_items", "search_texts"] {
            transaction.later("DELETE FROM \(table) WHERE item = ANY($1)", items)
        }
        dropUnused(texts)
        let withEvents = pruned.filter(\.withEvents)
        if !withEvents.isEmpty {
            step.events += try transaction.run(
                "DELETE FROM events WHERE item = ANY($1)", withEvents.map(\.item)
            ).affected
            notePruned(withEvents.map(\.lastEvent).max() ?? 0)
        }
        let kept = pruned.map { row in PrunedItem.names(row.keys.names(in: row.feed), row.formerNames) }
        for (row, kept) in zip(pruned, kept) {
            let names = row.keys.names(in: row.feed)
            transaction.remove(Array(Set(names + row.formerNames).subtracting(kept)), of: row.item)
        }
        transaction.later(
            """
            UPDATE items SET state = 2, guid = NULL, link = NULL, title_hash = NULL, text_hash = NULL, fingerprint = 0,
              modified = CASE WHEN published IS NULL THEN modified END, last_revised = $1, former_names = pruned.names
            FROM unnest($2, $3) AS pruned(item, names) WHERE items.id = pruned.item
            """, now.milliseconds, items, kept.map(\.data))
        step.items += pruned.count
    }

    private mutating func pruneTexts(_ found: [(item: Int64, revision: Int)]) throws {
        guard !found.isEmpty else { return }
        let held = try transaction.run(
            """
            SELECT revisions.item, number, html, text, facts FROM unnest($1, $2) AS wanted(item, revision)
            JOIN revisions ON revisions.item = wanted.item AND number = wanted.revision
            """, found.map(\.item), found.map(\.revision)
        ).rows
        let facts = try held.map { row in
            var known = try JSONObject(stored: row[4])
            if known["pruned"] == nil { known.set("pruned", true) }
            return known.stored
        }
        transaction.later(
            """
            UPDATE revisions SET html = NULL, text = NULL, facts = pruned.facts
            FROM unnest($1, $2, $3) AS pruned(item, number, facts)
            WHERE revisions.item = pruned.item AND revisions.number = pruned.number
            """, held.map { $0[0] as Int64 }, held.map { $0[1] as Int64 }, facts)
        dropUnused(held.flatMap { [$0[2] as Int64?, $0[3] as Int64?].compactMap(\.self) })
        step.texts += held.count
    }

    private static let textsSQL = """
        SELECT text FROM (
          SELECT unnest(ARRAY[html, text]) AS text FROM revisions WHERE item = ANY($1)
          UNION SELECT unnest(ARRAY[html, text, entry_html, entry_text]) FROM pages WHERE item = ANY($1)) AS texts
        WHERE text IS NOT NULL
        """

    /// Others may have the same text.
    private func dropUnused(_ texts: [Int64]) {
        guard !texts.isEmpty else { return }
        let columns =
            ["html", "text"].map { ("revisions", $0) }
            + ["html", "text", "entry_html", "entry_text"].map { ("pages", $0) }
        let unused = columns.map { "NOT EXISTS (SELECT 1 FROM \($0) WHERE \($0).\($1) = texts.id)" }
        transaction.later("DELETE FROM texts WHERE id = ANY($1) AND " + unused.joined(separator: " AND "), texts)
    }

    private mutating func pruneEvents(_ found: [Int64]) throws {
        guard let last = found.max() else { return }
        step.events += try transaction.run("DELETE FROM events WHERE seq = ANY($1)", found).affected
        notePruned(last)
    }

    private func notePruned(_ seq: Int64) {
        transaction.later("UPDATE store SET pruned_to = greatest(pruned_to, $1)", seq)
    }

    // MARK: - What is left of items

    private mutating func pruneSketches(_ found: [Int64]) throws {
        guard !found.isEmpty else { return }
        let held = try transaction.run(
            """
            SELECT item, story, original, members, keys FROM story_items JOIN stories ON stories.id = story
            JOIN items ON items.id = item WHERE item = ANY($1) AND state = 2 ORDER BY item DESC
            """, found
        ).rows
        let stories = PostgresStoryRows(rows.numbered)
        // As they are after those before.
        var members: [Int64: Int] = [:]
        var originals: [Int64: Int64] = [:]
        for row in held {
            let (item, story): (Int64, Int64) = (row[0], row[1])
            let count = members[story] ?? row[3]
            transaction.remove([ItemKey](bytes: row[4]), of: item)
            transaction.later("DELETE FROM story_items WHERE item = $1", item)
            if count > 1 {
                try stories.count(story, -1)
                members[story] = count - 1
                if (originals[story] ?? row[2]) == item {
                    try stories.electOriginal(of: story)
                    originals[story] = try stories.original(of: story)
                    try tellOriginal(of: story, insteadOf: item)
                }
            } else {
                transaction.later("DELETE FROM stories_apart WHERE story = $1 OR other = $1", story)
                try stories.drop(story)
            }
            step.sketches += 1
        }
    }

    /// Told of the new original where that is held, else of another item of the story: what has been pruned has no line. Where
    /// none is held, the next that comes says itself of what it is a copy.
    private mutating func tellOriginal(of story: Int64, insteadOf old: Int64) throws {
        let held: Int64? = try transaction.run(
            """
            SELECT item FROM story_items JOIN items ON items.id = item JOIN stories ON stories.id = story
            WHERE story = $1 AND state < 2 ORDER BY item = original DESC, item LIMIT 1
            """, story
        ).first.map { $0[0] }
        guard let held else { return }
        var from = JSONObject()
        from.set("original", Int(old))
        if try rows.logRegrouped(held, from: from, at: now) != nil { step.told += 1 }
    }

    private mutating func pruneTombstones(_ found: [(item: Int64, changed: Int64)]) throws {
        guard !found.isEmpty else { return }
        let held = try transaction.run(
            """
            SELECT items.id, former_names FROM unnest($1, $2) AS wanted(item, changed) JOIN items ON items.id = wanted.item
            WHERE state = 2 AND last_revised = wanted.changed
              AND NOT EXISTS (SELECT 1 FROM story_items WHERE story_items.item = items.id)
              AND NOT EXISTS (SELECT 1 FROM stories WHERE original = items.id)
              AND NOT EXISTS (SELECT 1 FROM events WHERE events.item = items.id)
            """, found.map(\.item), found.map(\.changed)
        ).rows
        for row in held {
            let names = (row[1] as Data?).map([ItemKey].init(bytes:)) ?? []
            transaction.remove(names, of: row[0])
        }
        transaction.later("DELETE FROM items WHERE id = ANY($1)", held.map { $0[0] as Int64 })
        step.tombstones += held.count
    }
}
