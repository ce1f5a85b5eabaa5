import FeedModel
import Foundation
import Loopback
import Storing
import StoringPostgres

/// `benchmarks postgres-record ITEMS.jsonl FOLDER DATABASE [--items N] [--delay MICROSECONDS]`: takes N items in, of 64 checks a
/// commit, and says how many a second, in how many round trips, and what they cost the server.
///
/// The server's socket is in FOLDER, and DATABASE is empty. With a delay, all that is sent and answered takes so long.
struct PostgresRecord {
    private let store: PostgresStore
    private let database: String
    private var items: MadeItems
    private var feeds: [ClaimedFeed] = []
    private let begin = Date(timeIntervalSince1970: 1_780_000_000)

    private static let sites = 500, checksPerCommit = 64

    static func run(_ arguments: [String]) async throws {
        guard arguments.count >= 3 else {
            return print(
                "usage: benchmarks postgres-record ITEMS.jsonl FOLDER DATABASE [--items N] [--delay MICROSECONDS]")
        }
        func option(_ name: String) -> Int? {
            arguments.firstIndex(of: name).flatMap { Int(arguments[$0 + 1]) }
        }
        let relay = try option("--delay").map {
            try PostgresRelay(to: arguments[1] + "/.s.PGSQL.5432", delay: UInt32($0))
        }
        let url =
            relay.map { "postgresql://127.0.0.1:\($0.port)/\(arguments[2])?sslmode=disable&gssencmode=disable" }
            ?? "postgresql:///\(arguments[2])?host=\(arguments[1])"
        var record = try PostgresRecord(texts: arguments[0], url: url, database: arguments[2])
        for perCheck in [1, 5] { try await record.measure(option("--items") ?? 5000, perCheck: perCheck) }
    }

    private init(texts path: String, url: String, database: String) throws {
        self.database = database
        items = try MadeItems(texts: path, begin: begin)
        store = try PostgresStore(url: url)
        let urls = (0..<Self.sites).map { "https://site\($0).test/feed" }
        _ = try store.synchronize(urls.map { Subscription(url: $0) }, removingOthers: false, at: begin)
        feeds = try store.claim(.only(urls), limit: Self.sites, for: .seconds(86_400 * 30), at: begin)
        // Claimed once for all documents.
        for index in feeds.indices { feeds[index].lease = nil }
    }

    private mutating func measure(_ count: Int, perCheck: Int) async throws {
        let commits = (0..<max(1, count / (Self.checksPerCommit * perCheck))).map { _ in checks(perCheck) }
        let (before, clock, began) = (PostgresSessions.seconds(of: database), ContinuousClock(), ContinuousClock.now)
        var recording = Duration.zero
        var (trips, misses, most) = (0, 0, 0)
        var next = try await compared(commits[0])
        for place in commits.indices {
            // The next are compared while these are recorded, as the daemon has it.
            async let behind = place + 1 < commits.count ? compared(commits[place + 1]) : []
            let changes = next
            recording += try await clock.measure {
                for result in try await store.record(changes) { _ = try result.get() }
            }
            let cost = store.lastCommit
            (trips, misses, most) = (trips + cost.roundTrips, misses + cost.misses, max(most, cost.roundTrips))
            next = try await behind
        }
        let items = commits.count * Self.checksPerCommit * perCheck
        let (wall, cpu) = (began.duration(to: .now), PostgresSessions.seconds(of: database) - before)
        print(
            """
            \(Self.checksPerCommit) checks of \(perCheck) new: \(Int(Double(items) / (wall / .seconds(1)))) items/s, \
            \(Int(Double(items) / (recording / .seconds(1)))) of recording alone; \
            \(Double(trips) / Double(commits.count)) round trips a commit, at most \(most), \(misses) questions by themselves; \
            \((cpu / Double(items) * 1_000_000).rounded() / 1000) ms of the server's CPU an item
            """)
    }

    private func compared(_ checks: [FeedUpdate]) async throws -> [StoreChange] {
        try await withThrowingTaskGroup(of: (Int, FeedUpdate).self) { group in
            for (place, check) in checks.enumerated() {
                group.addTask { [store] in
                    var check = check
                    check.comparison = try await store.compare(check.document!, of: check.feed, at: check.at)
                    return (place, check)
                }
            }
            return try await group.reduce(into: checks) { $0[$1.0] = $1.1 }.map(StoreChange.feed)
        }
    }

    private mutating func checks(_ perCheck: Int) -> [FeedUpdate] {
        // At most one of a feed, and none that is being recorded.
        let chosen = feeds.prefix(feeds.count / 2).shuffled(using: &items.random).prefix(Self.checksPerCommit)
        feeds = feeds.suffix(feeds.count - feeds.count / 2) + feeds.prefix(feeds.count / 2)
        return chosen.map { feed in
            var document = Feed(format: .rss20)
            let site = Int(feed.subscription.url.split(separator: ".")[0].dropFirst("https://site".count)) ?? 0
            document.items = (0..<perCheck).map { _ in items.next(of: site) }
            return FeedUpdate(
                feed: feed, at: begin.addingTimeInterval(Double(items.made)), document: document,
                plans: .init(always: .init(state: FeedState())))
        }
    }
}
