import FeedModel
import Foundation
import Storing
import StoringPostgres

/// `benchmarks postgres-events URL [--seconds N]`: two processes that each commit as fast as they can, and a reader that must
/// see all that they tell, in order and without gaps. URL is of an empty database.
enum PostgresEvents {
    private static let checks = 20

    static func run(_ arguments: [String]) async throws {
        guard let url = arguments.first else { return print("usage: benchmarks postgres-events URL [--seconds N]") }
        func option(_ name: String) -> Int? {
            arguments.firstIndex(of: name).flatMap { Int(arguments[$0 + 1]) }
        }
        let seconds = option("--seconds") ?? 10
        if let writer = option("--writer") {
            return try await write(url, writer, option("--events") ?? 1, until: .now + .seconds(seconds))
        }
        let store = try PostgresStore(url: url)
        for events in [1, 10] { try measure(store, url, events, seconds) }
    }

    /// - Parameter events: of each check.
    private static func measure(_ store: PostgresStore, _ url: String, _ events: Int, _ seconds: Int) throws {
        let first = try store.lastSeq()
        let writers = try (1...2).map { number in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = [
                "postgres-events", url, "--writer", "\(number)", "--events", "\(events)", "--seconds", "\(seconds)",
            ]
            try process.run()
            return process
        }
        let database = String(url.split(separator: "/").last!)
        let before = PostgresSessions.seconds(of: database)
        // Sessions take their figures with them when they end.
        var (last, missed, isOver, cpu) = (first, 0, false, 0.0)
        while true {
            // Before it is read: all is told by then.
            isOver = !writers.contains(where: \.isRunning)
            cpu = max(cpu, PostgresSessions.seconds(of: database) - before)
            let read = try store.events(after: last, limit: 1000)
            for event in read {
                if event.seq != last + 1 { missed += 1 }
                last = event.seq
            }
            if read.isEmpty, isOver { break }
            if read.isEmpty { Thread.sleep(forTimeInterval: 0.05) }
        }
        guard missed == 0, last == (try store.lastSeq()) else { fatalError("the reader has missed \(missed) events") }
        print(
            "\(checks * events) events a commit, two processes: \((Int(last - first)) / seconds) events/s, "
                + "\(last - first) read, none missed; "
                + "\((cpu / Double(last - first) * 1_000_000).rounded()) µs of the server's CPU an event")
    }

    private static func write(
        _ url: String, _ writer: Int, _ events: Int, until end: ContinuousClock.Instant
    ) async throws {
        let store = try PostgresStore(url: url)
        let begin = Date(timeIntervalSince1970: 1_780_000_000)
        let urls = (0..<checks).map { "https://site\($0).writer\(writer).test/feed" }
        _ = try store.synchronize(urls.map { Subscription(url: $0) }, removingOthers: false, at: begin)
        let feeds = try store.claim(.only(urls), limit: checks, for: .seconds(86_400), at: begin)
        var state = FeedState()
        (state.lastSuccess, state.lastCheck) = (begin, begin)
        while ContinuousClock.now < end {
            let changes = feeds.map { feed in
                var feed = feed
                feed.lease = nil
                let told = Array(repeating: (kind: EventKind.feedFailing, facts: JSONObject()), count: events)
                return StoreChange.feed(
                    FeedUpdate(feed: feed, at: begin, plans: .init(always: .init(state: state, events: told))))
            }
            for result in try await store.record(changes) { _ = try result.get() }
        }
    }
}
