import FeedModel
import Foundation
import Storing
import StoringPostgres

/// `benchmarks postgres-claim URL [--busy HOST]`: what it costs the server to say what is due, on a database that
/// Tests/Evaluation/postgres_scale.py has filled. HOST, and 63 others, have no place left.
enum PostgresClaim {
    static func run(_ arguments: [String]) throws {
        guard let url = arguments.first, let database = url.split(separator: "/").last.map(String.init) else {
            return print("usage: benchmarks postgres-claim URL [--busy HOST]")
        }
        let store = try PostgresStore(url: url)
        let busy = arguments.firstIndex(of: "--busy").map { arguments[$0 + 1] }
        func measure(_ name: String, times: Int = 1, _ body: () throws -> String) throws {
            var said = ""
            let (before, began) = (PostgresSessions.seconds(of: database), ContinuousClock.now)
            for _ in 0..<times { said = try body() }
            let (wall, cpu) = (began.duration(to: .now) / .seconds(1), PostgresSessions.seconds(of: database) - before)
            func milliseconds(_ seconds: Double) -> String { "\((seconds / Double(times) * 10_000).rounded() / 10) ms" }
            print("\(name): \(milliseconds(cpu)) of the server's CPU, \(milliseconds(wall)) in all; \(said)")
        }
        var claimed: [ClaimedFeed] = []
        func claim() throws -> String {
            // As a scheduler with some checks under way.
            var hosts = Dictionary(claimed.suffix(63).map { ($0.host, 2) }) { $0 + $1 }
            if let busy { hosts[busy] = 2 }
            let feeds = try store.claim(
                .due, limit: 100, limitPerHost: 2, busyHosts: hosts, for: .seconds(900), at: Date())
            claimed += feeds
            return "\(feeds.count) feeds of \(Set(feeds.map(\.host)).count) hosts"
        }
        // Else the first would pay for the connection.
        _ = try claim()
        try measure("claim", times: 50, claim)
        try measure("release", times: 1) {
            try store.release(feeds: claimed.map(\.id))
            return "\(claimed.count) feeds"
        }
        try measure("nextDue", times: 10) { "\(try store.nextDue() as Any)" }
        try measure("count") { "\(try store.count(.due, at: Date()))" }
        try measure("absences", times: 10) { "\(try store.absences()?.count ?? 0)" }
        for (name, choice) in [("due", WitnessChoice.due), ("dueNext", .dueNext), ("surest", .surest)] {
            try measure("feedsToTry, \(name)") { "\(try store.feedsToTry(choice, besides: [], at: Date()).count)" }
        }
    }
}
