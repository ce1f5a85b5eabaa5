import FeedModel
import Foundation
import Storing
import StoringSQLite
import Testing

@testable import Daemon

/// Whoever writes a change may rely on store and log.
@Suite(.timeLimit(.minutes(5))) struct RecorderTests {
    private let folder: ScratchFolder
    private let store: SQLiteStore
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        folder = try ScratchFolder()
        store = try SQLiteStore(path: folder.path + "/dateline.db")
        _ = try store.synchronize((1...2).map { Subscription(url: "http://feed\($0).test/") }, at: now)
    }

    /// The numbers that the log has.
    private func logged() -> [Int64] {
        guard var history = try? LogHistory(path: folder.path + "/items.jsonl") else { return [] }
        var numbers: [Int64] = []
        while let line = try? history.next() { numbers.append(line.mark.seq) }
        return numbers
    }

    private func changes(_ count: Int = 2) throws -> [StoreChange] {
        try store.claim(.all(notCheckedSince: .distantFuture), limit: count, for: .seconds(60), at: now).map { feed in
            var document = Feed(format: .rss20)
            var item = Item(id: feed.subscription.url + "1")
            (item.hasOwnID, item.title, item.url) = (true, "News", feed.subscription.url + "1")
            document.items = [item]
            return .feed(
                FeedUpdate(feed: feed, at: now, document: document, plans: .init(always: .init(state: feed.state))))
        }
    }

    @Test func `a change is told once the log has it`() async throws {
        let log = ItemLog(path: folder.path + "/items.jsonl", sizeLimit: nil, filesKept: 1, store: store)
        let recorder = Recorder(store: store, log: log)
        for change in try changes() {
            let events = try await recorder.write(change)
            #expect(try logged().last == #require(events.last?.seq))
        }
        #expect(logged() == Array(1...4))
    }

    @Test func `what is kept while lines are written follows them in the log`() async throws {
        let count = 300
        _ = try store.synchronize((1...count).map { Subscription(url: "http://feed\($0).test/") }, at: now)
        let log = ItemLog(path: folder.path + "/items.jsonl", sizeLimit: nil, filesKept: 1, store: store)
        let recorder = Recorder(store: store, log: log)
        try await withThrowingTaskGroup { group in
            for change in try changes(count) {
                group.addTask {
                    let told = try await recorder.write(change).map(\.seq)
                    #expect(Set(logged()).isSuperset(of: told), "it was told before the log had it")
                }
            }
            try await group.waitForAll()
        }
        #expect(try logged() == Array(1...store.lastSeq()))
    }
}
