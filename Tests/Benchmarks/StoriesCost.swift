import FeedModel
import Foundation
import Storing
import StoringSQLite

/// `benchmarks stories-cost ITEMS.jsonl STORE HELD…`: takes items in until so many are held, and says what the next
/// 10,000 cost: all of it, from the entry to the rows, the search index and the events. Then the same again in turns of
/// 1,000 with a second store, in which as many are held as the first HELD says: the ratio of the two is not moved by
/// what else the machine does.
///
/// The items are made from the texts of ITEMS: each story's words are exchanged for others by a rule of its own, so
/// that stories have the shape of real ones and share no text; every fourth item is a copy, cut or framed, of one of
/// the last 5,000 stories. Five hundred sites print them, each with furniture of its own. A store that an earlier run
/// has filled is gone on with.
struct StoriesCost {
    private let lines: [[Substring]]
    private var made = 0
    private var random = SplitMix(state: 1)
    private var recent: [(seed: UInt64, line: Int)] = []
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
        lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            try JSONValue(parsing: String(line)).object?["content_text"]?.string
        }.map { $0.split(separator: "\n").filter { $0.utf8.count > 60 } }.filter { $0.count >= 3 }
        self.store = try SQLiteStore(path: store)
        let urls = (0..<Self.sites).map { "https://site\($0).test/feed" }
        for url in urls { try self.store.ensureFeed(Subscription(url: url), at: begin) }
        feeds = try self.store.claim(.only(urls), limit: Self.sites, for: .seconds(86_400 * 30), at: begin)
        // Claimed once for all documents.
        for index in feeds.indices { feeds[index].lease = nil }
        // An event for each item, and seldom a second one.
        made = Int(try self.store.lastSeq())
        random = SplitMix(state: UInt64(made) + 1)
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
            let site = Int(random.next() % UInt64(Self.sites))
            var document = Feed(format: .rss20)
            document.items = (0..<Self.itemsPerFeed).map { _ in item(of: site) }
            return FeedUpdate(
                feed: feeds[site], at: begin.addingTimeInterval(Double(made)), document: document,
                plans: .init(always: .init(state: FeedState())))
        }
    }

    private mutating func item(of site: Int) -> Item {
        made += 1
        let isCopy = recent.count > 100 && random.next() % 4 == 0
        let story =
            isCopy
            ? recent[Int(random.next() % UInt64(recent.count))]
            : (seed: random.next(), line: Int(random.next() % UInt64(lines.count)))
        if !isCopy {
            if recent.count < 5000 { recent.append(story) } else { recent[Int(random.next() % 5000)] = story }
        }
        var text = lines[story.line].map { exchanged($0, story.seed) }
        if isCopy, random.next() % 2 == 0 { text = Array(text.prefix(max(2, text.count / 2))) }
        text += (0..<3).map { "Site \(site) asks its readers to see page \($0) of their handbook." }
        var item = Item(id: "https://site\(site).test/news/story-\(made)")
        item.hasOwnID = true
        item.url = item.id
        item.title = String(text[0].prefix(60))
        item.contentText = text.joined(separator: "\n")
        item.datePublished = begin.addingTimeInterval(Double(made))
        return item
    }

    /// Every longer word becomes another, the same for the same word of a story.
    private func exchanged(_ line: Substring, _ seed: UInt64) -> String {
        line.split(separator: " ").map { word in
            guard word.utf8.count > 3 else { return String(word) }
            var hash = seed
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            // Words of a language come back: some 20,000 of them, by Zipf's law more or less.
            let rank = Int(pow(20_000, Double(hash >> 11) / Double(1 << 53)))
            return "w" + letters(rank)
        }.joined(separator: " ")
    }
}

/// The number in base 26.
private func letters(_ number: Int) -> String {
    (number < 26 ? "" : letters(number / 26)) + String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(number % 26)))
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
