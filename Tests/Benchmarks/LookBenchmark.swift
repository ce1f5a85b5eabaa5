import FeedModel
import Foundation
import GRDB
import Storing
import StoringSQLite

/// `benchmarks look [--items N] [--strict]`: what a person waits for in a large store, in processor time, warm.
///
/// The store is made by its tables: taking as many items in would take hours. Words are as frequent as in language: the one
/// that is searched for stands in one of a hundred items. One of ten is Japanese in its script, which the second index has.
enum LookBenchmark {
    static func run(_ arguments: [String]) throws {
        let count = arguments.firstIndex(of: "--items").flatMap { Int(arguments[$0 + 1]) } ?? 1_000_000
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-look-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("dateline.db").path
        try SQLiteStore(path: path).closeFiles()
        let now = Date(timeIntervalSince1970: 1_766_000_000)
        try fill(path, count, until: now)
        let store = try SQLiteStore(path: path, access: .readOnly)

        var query = ItemQuery()
        (query.words, query.order, query.limit, query.onceAStory) = ("seldom", .rank, 50, true)
        query.feeds = Array(1...20)
        query.since = now.addingTimeInterval(-180 * 86_400)
        var isWell = true
        func measure(_ name: String, atMost limit: Double, _ body: () throws -> Int) rethrows {
            var (times, found) = ([Double](), 0)
            for _ in 0..<6 {
                let begin = clock()
                found = try body()
                times.append(Double(clock() - begin) / Double(CLOCKS_PER_SEC) * 1000)
            }
            let median = times.dropFirst().sorted()[2]
            isWell = isWell && median <= limit
            print(name, "\(found) found,", String(format: "%.1f ms of at most %.0f", median, limit))
        }
        try measure("ranked query with two filters:", atMost: 50) {
            var found = 0
            try store.forEachItem(query) { _ in found += 1 }
            return found
        }
        try measure("two characters of Japanese with two filters:", atMost: 50) {
            var (query, found) = (query, 0)
            query.words = "\u{4E10}\u{4E20}"
            try store.forEachItem(query) { _ in found += 1 }
            return found
        }
        try measure("stories of a day:", atMost: 100) {
            var query = StoryQuery(since: now.addingTimeInterval(-86_400))
            (query.limit, query.feeds) = (20, 2)
            return try store.stories(query).count
        }
        try measure("a story's members:", atMost: 5) { try store.story(Int64(count / 8))?.members.count ?? 0 }
        if arguments.contains("--strict"), !isWell { exit(1) }
    }

    /// Without blanks, the most frequent of 2,000 characters more often than the others, and a mark between sentences.
    private static func characters(_ count: Int, _ random: inout SplitMix) -> String {
        var text = String.UnicodeScalarView()
        for number in 1...count {
            let a = Double(random.next() % 1_000_000) / 1_000_000
            text.append(number % 30 == 0 ? "\u{3002}" : Unicode.Scalar(UInt32(0x4E00 + a * a * 1999))!)
        }
        return String(text)
    }

    private static func fill(_ path: String, _ count: Int, until now: Date) throws {
        let database = try DatabaseQueue(path: path)
        let end = Int64(now.timeIntervalSince1970 * 1000)
        var random = SplitMix(state: 7)
        let common = (0..<4000).map { "word\($0)" }
        let feeds = 200
        let begin = ContinuousClock.now
        try database.write { db in
            try db.execute(sql: "INSERT INTO sites (id, host, frame) VALUES (1, 'a.test', x'')")
            for feed in 1...feeds {
                try db.execute(
                    sql:
                        "INSERT INTO feeds (id, url, host, title, is_subscribed, settings, added_at) VALUES (?, ?, ?, ?, 1, '{}', 0)",
                    arguments: [feed, "http://f\(feed).test/", "f\(feed).test", "Feed \(feed)"])
            }
            for item in 1...count {
                var words: [String] = []
                for _ in 0..<60 {
                    // Low numbers more often than high ones.
                    let a = Double(random.next() % 1_000_000) / 1_000_000
                    words.append(common[Int(a * a * a * 3999)])
                }
                if random.next() % 100 == 0 { words[30] = "seldom" }
                let isUnspaced = item % 10 == 0
                let text = isUnspaced ? characters(180, &random) : words.joined(separator: " ")
                let feed = Int(random.next() % UInt64(feeds)) + 1
                let seen = end - Int64(count - item) * 31_536_000_000 / Int64(count)
                // Four items a story.
                let story = (item - 1) / 4 + 1
                try db.cachedStatement(
                    sql:
                        "INSERT INTO items (id, feed, guid, link, fingerprint, source, revision, first_seen, last_revised) VALUES (?, ?, ?, ?, 1, 1, 1, ?, ?)"
                ).execute(arguments: [item, feed, "tag:\(item)", "a.test/\(item)", seen, seen])
                try db.cachedStatement(sql: "INSERT INTO texts (id, hash, body) VALUES (?, ?, ?)")
                    .execute(arguments: [item, item, text])
                let document =
                    "{\"id\":\"tag:\(item)\",\"url\":\"http://a.test/\(item)\",\"title\":\"\(words[0]) \(words[1]) \(words[2])\"}"
                try db.cachedStatement(
                    sql: "INSERT INTO revisions (item, number, at, document, text, facts) VALUES (?, 1, ?, ?, ?, '{}')"
                ).execute(arguments: [item, seen, document, item])
                try db.cachedStatement(
                    sql: "INSERT INTO events (at, kind, feed, item, revision, facts) VALUES (?, 'new', ?, ?, 1, '{}')"
                ).execute(arguments: [seen, feed, item])
                if item % 4 == 1 {
                    try db.cachedStatement(sql: "INSERT INTO stories (id, original, members) VALUES (?, ?, 4)")
                        .execute(arguments: [story, item])
                }
                try db.cachedStatement(
                    sql:
                        "INSERT INTO story_items (item, story, site, time, words, origin, wire, credit, sketch) VALUES (?, ?, 1, ?, 60, 0, '{\"agency\":\"Reuters\"}', 'reuters', zeroblob(300))"
                ).execute(arguments: [item, story, seen])
                let title = words[0...2].joined(separator: " ")
                try db.cachedStatement(sql: "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)")
                    .execute(arguments: [item, title, text])
                if isUnspaced {
                    try db.cachedStatement(sql: "INSERT INTO search_unspaced (rowid, title, text) VALUES (?, ?, ?)")
                        .execute(arguments: [item, title, pairedText(text)])
                }
            }
        }
        try database.read { db in
            for (index, items, kind) in [("search", count, "item"), ("search_unspaced", count / 10, "Japanese item")] {
                let sql = "SELECT sum(pgsize) FROM dbstat WHERE name = ?"
                let pages = try ["_data", "_idx", "_docsize", "_content"].map {
                    try Int.fetchOne(db, sql: sql, arguments: [index + $0]) ?? 0
                }
                let texts = kind == "item" ? "" : ", besides"
                print("\(index): \(pages.reduce(0, +) / max(items, 1)) bytes for each \(kind)\(texts)")
            }
            let bytes = try Int.fetchOne(db, sql: "SELECT sum(length(cast(body AS BLOB))) FROM texts") ?? 0
            print("text: \(bytes / count) bytes an item")
        }
        print("\(count) items made in \(begin.duration(to: .now) / .seconds(1)) s")
    }
}
