import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Prunes the first of `found`, as many as take the writer a few hundredths of a second of its processor.
    /// Waits for the disk only where it may tell of something: what is undone by the machine's end is found again.
    /// - Parameter loggedTo: the last number in the log: that event and later ones stay, and their items with them.
    package func prune(_ found: ArraySlice<Prunable>, loggedTo: Int64, at now: Date) throws -> PruneStep {
        let mayTell = found.contains { if case .sketch = $0 { true } else { false } }
        var (step, cpu) = try writeStep(isAwaited: mayTell) { db in
            var pruning = Pruning(store: self, db: db, loggedTo: loggedTo, now: now.milliseconds)
            let begin = threadTime()
            for prunable in found {
                try pruning.take(prunable)
                pruning.step.looked += 1
                if threadTime() - begin > Self.budget || pruning.step.unkeyed >= Self.mostUnkeyed
                    || pruning.indexedBytes >= Self.mostIndexed
                {
                    break
                }
            }
            try pruning.finish()
            return pruning.step
        }
        step.cpu = cpu
        return step
    }

    /// What `prune` would do with them.
    package func count(_ found: [Prunable], loggedTo: Int64, at now: Date) throws -> PruneStep {
        try read { db in
            var step = PruneStep()
            for prunable in found {
                switch prunable {
                case .item(let item, let changed, let withEvents):
                    let row = try Pruning.prunable(db, item, changed, loggedTo: loggedTo, at: now.milliseconds)
                    guard row != nil else { continue }
                    step.items += 1
                    guard withEvents else { continue }
                    step.events += try Int.fetchOne(
                        db.cachedStatement(sql: "SELECT count(*) FROM events WHERE item = ?"), arguments: [item])!
                case .text: step.texts += 1
                case .event: step.events += 1
                case .sketch: step.sketches += 1
                case .tombstone: step.tombstones += 1
                }
            }
            return step
        }
    }

    /// A part of what a step may take: the rest is for its commit, which may bring SQLite's log into place.
    static let budget = Duration.milliseconds(15)

    /// Bytes of texts that go out of the search index at the end of a step: some hundredths of a second of words.
    private static let mostIndexed = 80_000

    /// Items whose keys are taken out of their file: the next transaction does that, whose ever it is.
    private static let mostUnkeyed = 40

    /// A small transaction, with the time that it has taken of the writer's processor, its commit included.
    func writeStep<T: Sendable>(
        isAwaited: Bool = false, _ body: @Sendable (Database) throws -> T
    ) throws -> (value: T, cpu: Duration) {
        do {
            return try database.writeWithoutTransaction { db in
                let begin = threadTime()
                let value = try db.commit(isAwaited: isAwaited) { try body(db) }
                return (value, threadTime() - begin)
            }
        } catch {
            throw Self.explain(error, path: path)
        }
    }

    /// When the last round of pruning ended; nil where there was none.
    package func lastPruned() throws -> Date? {
        try read { db in try Int64.fetchOne(db, sql: "SELECT pruned_at FROM store") }.map(Date.init(milliseconds:))
    }

    /// Whether checks have begun again within the last day, after more than a month without any: the machine was off, or
    /// its clock has gone wrong, by which all would seem to be old.
    package func hasJustReturned(at now: Date) throws -> Bool {
        let yesterday = HourlyCounts.hour(of: now) - 24
        let last = try read { db in
            try Int64.fetchOne(db, sql: "SELECT max(hour) FROM counts WHERE hour < ?", arguments: [yesterday])
        }
        return last.map { $0 < yesterday - 31 * 24 } ?? false
    }

    package func endPruning(at now: Date) throws {
        _ = try writeStep { db in
            try db.execute(sql: "UPDATE store SET pruned_at = ?", arguments: [now.milliseconds])
        }
    }
}

/// One step, within its transaction.
private struct Pruning {
    let store: SQLiteStore
    let db: Database
    let loggedTo: Int64
    let now: Int64
    var step = PruneStep()
    /// What is to go from the search index, at the end.
    private var indexed: [IndexedText] = []
    private(set) var indexedBytes = 0
    /// The last event that has been pruned.
    private var prunedTo: Int64 = 0

    init(store: SQLiteStore, db: Database, loggedTo: Int64, now: Int64) {
        (self.store, self.db, self.loggedTo, self.now) = (store, db, loggedTo, now)
    }

    mutating func take(_ prunable: Prunable) throws {
        switch prunable {
        case .item(let item, let changed, let withEvents): try pruneItem(item, changed, withEvents)
        case .text(let item, let revision): try pruneText(item, revision)
        case .event(let seq): try pruneEvent(seq)
        case .sketch(let item): try pruneSketch(item)
        case .tombstone(let item, let changed): try pruneTombstone(item, changed)
        }
    }

    func finish() throws {
        try store.removeFromSearch(db, indexed)
        if prunedTo > 0 {
            try db.cachedStatement(sql: "UPDATE store SET pruned_to = max(pruned_to, ?)").execute(arguments: [prunedTo])
        }
        if step.items > 0 {
            try db.cachedStatement(sql: "UPDATE store SET unmerged = unmerged + ?").execute(arguments: [step.items])
        }
    }

    // MARK: - Items and texts

    /// The row of an item that may be pruned: nobody has changed it or reads its page, and the log ends behind its events.
    static func prunable(
        _ db: Database, _ item: Int64, _ changed: Int64, loggedTo: Int64, at now: Int64
    ) throws -> Row? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT feed, guid, link, title_hash, text_hash, fingerprint, source, former_names, coalesce(
                        (SELECT max(seq) FROM events WHERE item = items.id), 0) AS last_event
                    FROM items WHERE id = ?1 AND state <> 2 AND last_revised = ?2
                      AND NOT EXISTS (SELECT 1 FROM pages WHERE item = ?1 AND lease_until > ?3)
                    """), arguments: [item, changed, now])
        return row.flatMap { loggedTo > $0["last_event"] as Int64 ? $0 : nil }
    }

    /// Its row stays, with what it takes to know it again.
    private mutating func pruneItem(_ item: Int64, _ changed: Int64, _ withEvents: Bool) throws {
        guard let row = try Self.prunable(db, item, changed, loggedTo: loggedTo, at: now) else { return }
        let texts = try Row.fetchAll(db.cachedStatement(sql: Self.textsSQL), arguments: [item]).map { $0[0] as Int64? }
        if let text = try store.indexedText(db, item) {
            indexed.append(text)
            indexedBytes += (text.title?.utf8.count ?? 0) + (text.text?.utf8.count ?? 0)
        }
        for table in ["revisions", "pages", "dropped_items"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE item = ?").execute(arguments: [item])
        }
        try dropUnused(texts)
        if withEvents {
            try db.cachedStatement(sql: "DELETE FROM events WHERE item = ?").execute(arguments: [item])
            step.events += db.changesCount
            prunedTo = max(prunedTo, row["last_event"])
        }
        let former = (row["former_names"] as Data?).map([ItemKey].init(bytes:)) ?? []
        let names = IdentityKeys(row).names(in: row["feed"])
        let kept = PrunedItem.names(names, former)
        let left = Set(names + former).subtracting(kept)
        try store.currentKeys(db).outdate(Array(left), of: item)
        try db.cachedStatement(
            sql: """
                UPDATE items SET state = 2, guid = NULL, link = NULL, title_hash = NULL, text_hash = NULL, fingerprint = 0,
                  modified = iif(published IS NULL, modified, NULL), last_revised = ?, former_names = ? WHERE id = ?
                """
        ).execute(arguments: [now, kept.data, item])
        step.items += 1
    }

    private mutating func pruneText(_ item: Int64, _ revision: Int) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT html, text FROM revisions WHERE item = ? AND number = ?"),
            arguments: [item, revision])
        guard let row else { return }
        try db.cachedStatement(
            sql: """
                UPDATE revisions SET html = NULL, text = NULL, facts = json_set(facts, '$.pruned', json('true'))
                WHERE item = ? AND number = ?
                """
        ).execute(arguments: [item, revision])
        try dropUnused([row["html"], row["text"]])
        step.texts += 1
    }

    private func dropUnused(_ texts: [Int64?]) throws {
        let drop = try db.cachedStatement(sql: Self.dropSQL)
        for text in texts.compactMap(\.self) { try drop.execute(arguments: [text]) }
    }

    private static let textsSQL = """
        SELECT html FROM revisions WHERE item = ?1 UNION SELECT text FROM revisions WHERE item = ?1
        UNION SELECT html FROM pages WHERE item = ?1 UNION SELECT text FROM pages WHERE item = ?1
        UNION SELECT entry_html FROM pages WHERE item = ?1 UNION SELECT entry_text FROM pages WHERE item = ?1
        """

    /// Others may have the same text.
    private static let dropSQL = """
        DELETE FROM texts WHERE id = ?1
          AND NOT EXISTS (SELECT 1 FROM revisions WHERE html = ?1) AND NOT EXISTS (SELECT 1 FROM revisions WHERE text = ?1)
          AND NOT EXISTS (SELECT 1 FROM pages WHERE html = ?1) AND NOT EXISTS (SELECT 1 FROM pages WHERE text = ?1)
          AND NOT EXISTS (SELECT 1 FROM pages WHERE entry_html = ?1)
          AND NOT EXISTS (SELECT 1 FROM pages WHERE entry_text = ?1)
        """

    private mutating func pruneEvent(_ seq: Int64) throws {
        guard seq < loggedTo else { return }
        try db.cachedStatement(sql: "DELETE FROM events WHERE seq = ?").execute(arguments: [seq])
        step.events += db.changesCount
        prunedTo = max(prunedTo, seq)
    }

    // MARK: - What is left of items

    private mutating func pruneSketch(_ item: Int64) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT story, original, members, keys FROM story_items JOIN stories ON stories.id = story
                    JOIN items ON items.id = item WHERE item = ? AND state = 2
                    """), arguments: [item])
        guard let row else { return }
        let story: Int64 = row["story"]
        try store.currentKeys(db).outdate([ItemKey](bytes: row["keys"]), of: item)
        try db.cachedStatement(sql: "DELETE FROM story_items WHERE item = ?").execute(arguments: [item])
        let tables = StoryTables(db: db)
        if row["members"] as Int > 1 {
            try tables.count(story, -1)
            if row["original"] == item {
                try tables.electOriginal(of: story)
                try tellOriginal(of: story, insteadOf: item)
            }
        } else {
            try db.cachedStatement(sql: "DELETE FROM stories_apart WHERE story = ?1 OR other = ?1").execute(
                arguments: [story])
            try tables.drop(story)
        }
        step.sketches += 1
    }

    /// Told of the new original where that is held, else of another item of the story: what has been pruned has no line. Where
    /// none is held, the next that comes says itself of what it is a copy.
    private mutating func tellOriginal(of story: Int64, insteadOf old: Int64) throws {
        let held = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT item FROM story_items JOIN items ON items.id = item JOIN stories ON stories.id = story
                    WHERE story = ? AND state < 2 ORDER BY item = original DESC, item LIMIT 1
                    """), arguments: [story])
        guard let held else { return }
        var from = JSONObject()
        from.set("original", Int(old))
        if try store.logRegrouped(db, held, from: from, at: Date(milliseconds: now)) != nil { step.told += 1 }
    }

    private mutating func pruneTombstone(_ item: Int64, _ changed: Int64) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT former_names FROM items WHERE id = ?1 AND state = 2 AND last_revised = ?2
                      AND NOT EXISTS (SELECT 1 FROM story_items WHERE item = ?1)
                      AND NOT EXISTS (SELECT 1 FROM stories WHERE original = ?1)
                      AND NOT EXISTS (SELECT 1 FROM events WHERE item = ?1)
                    """), arguments: [item, changed])
        guard let row else { return }
        let names = (row["former_names"] as Data?).map([ItemKey].init(bytes:)) ?? []
        try store.currentKeys(db).outdate(names, of: item)
        try db.cachedStatement(sql: "DELETE FROM items WHERE id = ?").execute(arguments: [item])
        step.tombstones += 1
    }
}
