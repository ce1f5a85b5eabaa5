import FeedModel
import Foundation
import Storing
import StoringSQLite
import Testing

@testable import Daemon

/// What is pruned beside a log that tells of it.
@Suite struct PrunerTests {
    private let folder: ScratchFolder
    private var configuration: Configuration
    private let begin = Date(timeIntervalSince1970: 1_766_000_000)

    init() throws {
        folder = try ScratchFolder()
        configuration = Configuration(paths: folder.paths)
        configuration.retention.rules.itemsFor = .seconds(30 * 86400)
    }

    /// Takes in a document with entries of these names, into store and log.
    private func take(_ names: [String], days: Double) async throws -> [EventKind] {
        let store = try SQLiteStore(path: configuration.store.path)
        let now = begin + days * 86400
        _ = try store.synchronize([Subscription(url: "http://feed.test/")], at: now)
        let recorder = recorder(store, at: now)
        await recorder.completeLog()
        let feed = try #require(
            try store.claim(.all(notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: now).first)
        var document = Feed(format: .rss20)
        document.items = names.map { name in
            var item = Item(id: "tag:feed.test,2026:\(name)")
            (item.hasOwnID, item.title, item.url) = (true, "About \(name)", "http://feed.test/\(name)")
            item.contentText = (0..<12).map { "\(name)\($0)" }.joined(separator: " ")
            return item
        }
        let events = try await recorder.write(
            .feed(
                FeedUpdate(
                    feed: feed, at: now, document: document, plans: .init(always: .init(state: feed.state)))))
        try store.closeFiles()
        return events.map(\.kind)
    }

    private func recorder(_ store: SQLiteStore, at now: Date) -> Recorder {
        Recorder(
            store: store,
            log: ItemLog(path: configuration.log.path, sizeLimit: nil, filesKept: 1, store: store, now: { now }))
    }

    /// A round: where one is due, as a daemon has them, or as a person asks for it.
    private func prune(days: Double, whereDue: Bool = false) async throws -> PruneStep? {
        let store = try SQLiteStore(path: configuration.store.path)
        let now = begin + days * 86400
        let pruner = Pruner(configuration, store: store, clock: WallClock { now }, rest: 0)
        let gone = try !whereDue || pruner.isDue() ? try await pruner.round(by: recorder(store, at: now)) : nil
        try store.closeFiles()
        return gone
    }

    @Test func `a round is due once a day`() async throws {
        _ = try await take(["a"], days: 0)
        #expect(try await prune(days: 0, whereDue: true)?.isEmpty == true)
        #expect(try await prune(days: 0.9, whereDue: true) == nil)
        #expect(try await prune(days: 1, whereDue: true) != nil)
        // The clock was put back.
        #expect(try await prune(days: 0.5, whereDue: true) != nil)
    }

    @Test func `none is due by a clock that has leapt, until a day has gone by`() async throws {
        _ = try await take(["a"], days: 0)
        #expect(try await prune(days: 0, whereDue: true) != nil)
        // It says so, and nothing was checked in between.
        _ = try await take(["b"], days: 3000)
        #expect(try await prune(days: 3000, whereDue: true) == nil)
        // It is right again.
        _ = try await take(["a"], days: 1)
        #expect(try await prune(days: 1, whereDue: true)?.isEmpty == true)
        // As after weeks of rest.
        _ = try await take(["c"], days: 40)
        #expect(try await prune(days: 40, whereDue: true) == nil)
        _ = try await take(["c"], days: 41)
        #expect(try await prune(days: 41.1, whereDue: true)?.items == 1)
    }

    @Test func `without rules none is due, and a feed's own are enough`() async throws {
        var configuration = configuration
        configuration.retention.rules = Retention()
        var subscription = Subscription(url: "http://feed.test/")
        let store = try SQLiteStore(path: configuration.store.path)
        _ = try store.synchronize([subscription], at: begin)
        let pruner = Pruner(configuration, store: store, clock: WallClock { [begin] in begin })
        #expect(try !pruner.isDue())
        subscription.retention.items = 10
        _ = try store.synchronize([subscription], at: begin)
        #expect(try pruner.isDue())
    }

    @Test func `the log stays a copy of what the store has, and nothing is told twice`() async throws {
        _ = try await take(["a", "b", "c"], days: 0)
        _ = try await take(["c", "d"], days: 35)
        let gone = try #require(try await prune(days: 35))
        #expect(gone.items == 3 && gone.events == 3)
        #expect(try StoreExamination(configuration).findings.isEmpty)
        #expect(try await take(["a", "b", "c", "d"], days: 36).isEmpty)
        #expect(try await take(["e"], days: 37) == [.new])
        #expect(try StoreExamination(configuration).findings.isEmpty)
    }

    @Test func `an event that the log has not yet stays with its item`() async throws {
        _ = try await take(["a"], days: 0)
        try FileManager.default.removeItem(atPath: configuration.log.path)
        #expect(try await prune(days: 50)?.isEmpty == true)
        _ = try await take(["b"], days: 51)
        #expect(try await prune(days: 52)?.items == 1)
    }

    @Test func `a backup of a pruned store goes on from the log`() async throws {
        _ = try await take(["a", "b"], days: 0)
        _ = try await take(["b", "c"], days: 35)
        _ = try await prune(days: 35)
        let backup = folder.path + "/backup.db"
        _ = try SQLiteStore(path: configuration.store.path, access: .readOnly).backUp(to: backup)
        _ = try await take(["c", "d"], days: 36)
        _ = try await prune(days: 67)
        #expect(try SQLiteStore(path: configuration.store.path, access: .readOnly).itemCount() == 1)
        _ = try StoreRestorer(configuration, at: begin + 68 * 86400).restore(from: backup)
        #expect(try StoreExamination(configuration).findings.isEmpty)
        #expect(try await take(["a", "b", "c", "d"], days: 69).isEmpty)
        // And where the log is all there is, what it has is known; its items are pruned again.
        _ = try StoreRestorer(configuration, at: begin + 70 * 86400).restore(from: nil)
        #expect(try StoreExamination(configuration).findings.isEmpty)
        #expect(try await take(["a", "b", "c", "d"], days: 71).isEmpty)
        // But for the one with whose event the log ends.
        #expect(try await prune(days: 110)?.items == 3)
    }
}
