import Comparing
import FeedModel
import Foundation
import Storing
import StoringSQLite
import Synchronization
import Testing

@testable import Daemon

/// Commits and the log's writing go hand in hand: one behind the other for each change, beside each other for two.
@Suite(.timeLimit(.minutes(5))) struct RecorderTests {
    private let folder: ScratchFolder
    private let store: SQLiteStore
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        folder = try ScratchFolder()
        store = try SQLiteStore(path: folder.path + "/dateline.db")
        _ = try store.synchronize((1...2).map { Subscription(url: "http://feed\($0).test/") }, at: now)
    }

    private func recorder(_ store: any ChangeStore) -> Recorder {
        Recorder(
            store: store,
            log: ItemLog(path: folder.path + "/items.jsonl", sizeLimit: nil, filesKept: 1, store: self.store))
    }

    /// The numbers that the log has.
    private func logged() -> [Int64] {
        guard var history = try? LogHistory(path: folder.path + "/items.jsonl") else { return [] }
        var numbers: [Int64] = []
        while let line = try? history.next() { numbers.append(line.mark.seq) }
        return numbers
    }

    private func changes() throws -> [StoreChange] {
        try store.claim(.all(notCheckedSince: .distantFuture), limit: 2, for: .seconds(60), at: now).map { feed in
            var document = Feed(format: .rss20)
            var item = Item(id: feed.subscription.url + "1")
            (item.hasOwnID, item.title, item.url) = (true, "News", feed.subscription.url + "1")
            document.items = [item]
            return .feed(
                FeedUpdate(feed: feed, at: now, document: document, plans: .init(always: .init(state: feed.state))))
        }
    }

    @Test func `a change is told once the log has it`() async throws {
        let recorder = recorder(store)
        for change in try changes() {
            let events = try await recorder.write(change)
            #expect(try logged().last == #require(events.last?.seq))
        }
        #expect(logged() == Array(1...4))
    }

    @Test func `the next commit is made while the log gets the events of the last`() async throws {
        let gate = GatedStore(store: store)
        let recorder = recorder(gate)
        let changes = try changes()
        // The first waits for the second change, which would else share its commit.
        gate.beforeFirst = {
            while recorder.shown.withLock({ $0.waiting }) < 1 { try await Task.sleep(for: .milliseconds(5)) }
        }
        // Nobody writes into the log as long as this is held.
        var lock: LogLock? = try LogLock(path: folder.path + "/items.jsonl")
        async let first = recorder.write(changes[0])
        while gate.commits < 1 { try await Task.sleep(for: .milliseconds(5)) }
        async let second = recorder.write(changes[1])
        while gate.commits < 2 { try await Task.sleep(for: .milliseconds(5)) }
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(try await first.map(\.seq) == [3])
        #expect(try await second.map(\.seq) == [4])
        #expect(logged() == Array(1...4))
    }
}

/// A store whose first commit waits for what the test says.
private final class GatedStore: ChangeStore {
    private let store: SQLiteStore
    private let state = Mutex<(commits: Int, beforeFirst: (@Sendable () async throws -> Void)?)>((0, nil))

    init(store: SQLiteStore) { self.store = store }

    var path: String { store.path }
    var wires: WireReader { store.wires }
    /// How many have begun.
    var commits: Int { state.withLock { $0.commits } }
    var beforeFirst: (@Sendable () async throws -> Void)? {
        get { state.withLock { $0.beforeFirst } }
        set { state.withLock { $0.beforeFirst = newValue } }
    }

    func compare(
        _ document: Feed, isHistory: Bool, of feed: ClaimedFeed, filters: FeedFilters?, at now: Date
    ) async throws -> FeedComparison? {
        try await store.compare(document, isHistory: isHistory, of: feed, filters: filters, at: now)
    }

    func record(_ changes: [StoreChange]) async throws -> [Result<[Event], any Error>] {
        let wait = state.withLock { state in
            state.commits += 1
            return state.commits == 1 ? state.beforeFirst : nil
        }
        try await wait?()
        return try await store.record(changes)
    }
}
