import FeedModel
import Foundation
import Testing

@testable import Storing
@testable import StoringPostgres

/// What keeps a store in PostgreSQL sound, beside what the shared tests have of both engines.
@Suite struct PostgresUpkeepTests {
    private let test: SharedStore
    private var store: PostgresStore { test.postgres }

    init() throws { test = try SharedStore(.postgres) }

    @Test func `a backup is left to the database, with how it is made`() throws {
        let error = #expect(throws: BackupError.databasesOwn(store: store.path)) {
            try store.backUp(to: "/tmp/backup.db", isReplacing: false) { _ in }
        }
        #expect("\(error!)".contains("pg_dump"))
        #expect(store.files == nil)
    }

    private static let damage = [
        ("UPDATE counters SET event = 1", "events have numbers above"),
        ("UPDATE counters SET item = 0", "items have numbers above"),
        ("DELETE FROM revisions WHERE item = 1", "1 items have no text"),
        ("UPDATE stories SET members = 7 WHERE id = 1", "1 stories have another number of items"),
        ("UPDATE stories SET original = 2 WHERE id = 1", "1 stories have an original that is none"),
        ("DELETE FROM item_keys WHERE item = 1", "keys of items are missing"),
    ]
    @Test(arguments: damage)
    func `what does not fit together is found`(_ sql: String, _ expected: String) async throws {
        // Of enough words to be found by them.
        let text = (0..<60).map { "word\($0 * 37 % 61)" }.joined(separator: " ")
        try await test.record([item("a", text: text), item("b")], of: test.feed())
        #expect(try store.checkRows() == [] && store.checkKeys() == [])
        try test.execute(sql)
        let found = try store.checkRows() + store.checkKeys()
        #expect(found.count == 1 && found.first?.description.contains(expected) == true, "\(found)")
    }

    @Test(arguments: [false, true])
    func `growth is told from what came of late`(_ isLimited: Bool) async throws {
        try await test.record([item("a")], of: test.feed())
        try test.execute(
            """
            INSERT INTO items (id, feed, fingerprint, source, revision, first_seen, last_revised)
            SELECT 10 + n, 1, 0, 0, 1, 0, 0 FROM generate_series(1, 1199) AS n
            """)
        let hour = HourlyCounts.hour(of: test.now)
        try test.execute("DELETE FROM counts")
        try test.execute(
            "INSERT INTO counts VALUES (\(hour), 'item', 900), (\(hour), 'copy', 300), (\(hour), 'late', 9)")
        var rules = Retention()
        if isLimited { rules.items = 100 }
        // Of less than a day nothing is said.
        #expect(try store.growth(rules, at: test.now + 7200).aYear == nil)
        let growth = try store.growth(rules, at: test.now + 10 * 86_400)
        // 1,200 in ten days.
        let each = Double(try #require(growth.aYear)) / (120 * 365)
        #expect(growth.isLimited == isLimited && growth.size > 1_000_000)
        if isLimited {
            #expect((500...1000).contains(each))
        } else {
            #expect(abs(each / (Double(growth.size) / 1200) - 1) < 0.1)
        }
        #expect(try store.growth(rules, at: test.now + 60 * 86_400).aYear == nil)
    }

    @Test func `rounds of pruning are remembered, and a long silence before them is seen`() async throws {
        try await test.record([item("a")], of: test.feed())
        #expect(try store.lastPruned() == nil)
        try store.endPruning(at: test.now)
        #expect(try store.lastPruned() == test.now)
        #expect(try !store.hasJustReturned(at: test.now + 86_400))
        #expect(try store.hasJustReturned(at: test.now + 40 * 86_400))
        #expect(try !store.hasOwnRules())
        try await store.awaitWriter()
    }

    @Test func `counting what would be pruned prunes nothing and says the same`() async throws {
        let feed = try test.feed()
        for round in 0..<8 { try await test.record([item("n\(round)")], of: feed, after: Double(round)) }
        var settings = RetentionSettings()
        settings.rules.items = 2
        var scan = try store.scanForPruning(settings, subscriptions: nil, loggedTo: .max, at: test.now + 100)
        var counted = PruneStep()
        while let found = try scan.next() { counted += try store.count(found, loggedTo: .max, at: test.now + 100) }
        #expect(try store.itemCount() == 8)
        let pruned = try test.prune(settings, after: 100)
        #expect((counted.items, counted.events) == (pruned.items, pruned.events) && pruned.items == 6)
    }
}
