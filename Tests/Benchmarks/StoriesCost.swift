import FeedModel
import Foundation
import Storing
import StoringSQLite

/// `benchmarks stories-cost ITEMS.jsonl STORE HELD…`: takes items in until so many are held, and says what the next
/// 10,000 cost: all of it, from the entry to the rows, the search index and the events. Then the same again in turns of
/// 1,000 with a second store, in which as many are held as the first HELD says: the ratio of the two is not moved by
/// what else the machine does.
///
/// The items are `MadeItems` of five hundred sites. A store that an earlier run has filled is gone on with.
struct StoriesCost {
    private var items: MadeItems
    private var made: Int { items.made }
    private let store: SQLiteStore
    private var feeds: [ClaimedFeed] = []
    private let begin = Date(timeIntervalSince1970: 1_780_000_000)

    /// The daemon has up to 64 checks share a commit where the store keeps them waiting.
    private static let sites = 500, itemsPerFeed = 5, feedsPerCommit = 50

    static func run(_ arguments: [String]) async throws {
        guard arguments.count >= 3 else { return print("usage: benchmarks stories-cost ITEMS.jsonl STORE HELD…") }
        var cost = try StoriesCost(texts: arguments[0], store: arguments[1])
        let held = arguments.dropFirst(2).compactMap(Int.init)
        for held in held { try await cost.measure(held) }
        guard held.count > 1 else { return }
        let path = arguments[1] + "-small"
        defer { for end in ["", "-wal", "-shm", "-keys"] { try? FileManager.default.removeItem(atPath: path + end) } }
        var small = try StoriesCost(texts: arguments[0], store: path)
        try await small.fill(to: held[0])
        try await small.inTurns(with: &cost)
    }

    private init(texts path: String, store: String) throws {
        items = try MadeItems(texts: path, begin: begin)
        self.store = try SQLiteStore(path: store)
        let urls = (0..<Self.sites).map { "https://site\($0).test/feed" }
        for url in urls { try self.store.ensureFeed(Subscription(url: url), at: begin) }
        feeds = try self.store.claim(.only(urls), limit: Self.sites, for: .seconds(86_400 * 30), at: begin)
        // Claimed once for all documents.
        for index in feeds.indices { feeds[index].lease = nil }
        // An event for each item, and seldom a second one.
        items.goOn(after: Int(try self.store.lastSeq()))
    }

    private mutating func fill(to held: Int) async throws { while made < held { try await record(batch()) } }

    private mutating func measure(_ held: Int) async throws {
        try await fill(to: held)
        let clock = ContinuousClock()
        var cpu = 0.0
        let wall = try await clock.measure { cpu = try await take(10_000) }
        print(
            "held \(held): the next 10000 took \(Self.rate(cpu)), \(wall) in all; memory \(peakMemory() / 1024) MB at most"
        )
        fflush(nil)
    }

    private mutating func inTurns(with large: inout StoriesCost) async throws {
        let held = (made, large.made)
        var (few, many) = (0.0, 0.0)
        for _ in 0..<10 {
            few += try await take(1000)
            many += try await large.take(1000)
        }
        print(
            "in turns: held \(held.0): \(Self.rate(few)); held \(held.1): \(Self.rate(many)): \(many / few) times as much"
        )
    }

    /// - Returns: seconds of CPU. What makes the items does not count.
    private mutating func take(_ count: Int) async throws -> Double {
        let checks = (0..<count / (Self.itemsPerFeed * Self.feedsPerCommit)).map { _ in batch() }
        let before = cpuSeconds()
        for batch in checks { try await record(batch) }
        return cpuSeconds() - before
    }

    /// Of 10,000 items.
    private static func rate(_ cpu: Double) -> String { "\(cpu) s of CPU (\(Int(10_000 / cpu)) items/s)" }

    private func record(_ checks: [FeedUpdate]) async throws {
        for result in try await store.record(checks.map(StoreChange.feed)) { _ = try result.get() }
    }

    private mutating func batch() -> [FeedUpdate] {
        (0..<Self.feedsPerCommit).map { _ in
            let site = Int(items.random.next() % UInt64(Self.sites))
            var document = Feed(format: .rss20)
            document.items = (0..<Self.itemsPerFeed).map { _ in items.next(of: site) }
            return FeedUpdate(
                feed: feeds[site], at: begin.addingTimeInterval(Double(made)), document: document,
                plans: .init(always: .init(state: FeedState())))
        }
    }
}

private func cpuSeconds() -> Double {
    let usage = usage()
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// In KB.
private func peakMemory() -> Int { usage().ru_maxrss }

private func usage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
}
