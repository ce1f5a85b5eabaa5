import FeedModel
import Foundation
import Parsing
import Storing
import StoringSQLite

/// A year of one feed, with noise in every fetch and some real edits: `benchmarks year [--edits N]`.
///
/// Twenty entries a day, the last two days in each document, four fetches a day. Each fetch has other counters,
/// advertisements, related links, relative times and orders of attributes. There must be as many revisions as edits, and
/// neither the store's growth an item nor the cost of a fetch may differ between the first month and the last.
enum RevisionsYear {
    static let entriesADay = 20
    static let fetchesADay = 4
    static let days = 365

    static func run(_ arguments: [String]) async throws {
        let edits = arguments.firstIndex(of: "--edits").flatMap { Int(arguments[$0 + 1]) } ?? 200
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-year-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("dateline.db").path
        let store = try SQLiteStore(path: path)
        let url = "http://feed.test/year.xml"
        let start = Date(timeIntervalSince1970: 1_760_000_000)
        _ = try store.synchronize([Subscription(url: url)], removingOthers: false, at: start)

        var random = SplitMix(state: 7)
        /// Which articles are edited, each on the day after it was new.
        let edited = Set((0..<entriesADay * (days - 1)).shuffled(using: &random).prefix(edits))
        var counts: [EventKind: Int] = [:]
        var month = (cost: 0.0, fetches: 0, items: 0, bytes: size(path))
        print("month  ms a fetch  bytes an item  new  revised")
        for day in 0..<days {
            for fetch in 0..<fetchesADay {
                let now = start.addingTimeInterval(Double(day * fetchesADay + fetch) * 86_400 / Double(fetchesADay))
                let newest = day * entriesADay + (fetch + 1) * entriesADay / fetchesADay
                let oldest = max(0, newest - 2 * entriesADay)
                let document = xml(oldest..<newest, edited: edited, now: now, &random)
                let began = clock()
                let feed = try parseFeed(Array(document.utf8), at: url)
                let claimed = try store.claim(
                    .only([url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: now)[0]
                var state = claimed.state
                state.lastCheck = now
                let check = FeedUpdate(
                    feed: claimed, at: now, document: feed, plans: .init(always: .init(state: state)))
                let events = try await store.record([.feed(check)])[0].get()
                month.cost += Double(clock() - began) / Double(CLOCKS_PER_SEC)
                month.fetches += 1
                for event in events {
                    counts[event.kind, default: 0] += 1
                    if event.kind == .new || event.kind == .duplicate { month.items += 1 }
                }
            }
            guard day % 30 == 29 else { continue }
            let bytes = size(path)
            let growth = (bytes - month.bytes) / max(1, month.items)
            let cost = (month.cost / Double(month.fetches) * 10_000).rounded() / 10
            let new = counts[.new, default: 0] + counts[.duplicate, default: 0]
            print("\(day / 30 + 1)  \(cost)  \(growth)  \(new)  \(counts[.revised, default: 0])")
            month = (0, 0, 0, bytes)
        }
        let revised = counts[.revised, default: 0]
        print("\(edits) edits, \(revised) revisions: \(revised == edits ? "as it must be" : "WRONG")")
    }

    /// With the write-ahead log, which is bounded.
    private static func size(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    private static func xml(
        _ articles: Range<Int>, edited: Set<Int>, now: Date, _ random: inout SplitMix
    ) -> String {
        var items = ""
        for article in articles.reversed() {
            let isEdited = edited.contains(article) && articles.upperBound - article > entriesADay
            items += entry(article, isEdited: isEdited, now: now, &random)
        }
        return """
            <?xml version="1.0"?><rss version="2.0"><channel><title>A year</title><link>http://feed.test/</link>
            <lastBuildDate>\(now)</lastBuildDate>\(items)</channel></rss>
            """
    }

    private static func entry(_ article: Int, isEdited: Bool, now: Date, _ noise: inout SplitMix) -> String {
        var own = SplitMix(state: UInt64(article) &* 31 + 5)
        func sentence(_ count: Int) -> String { (0..<count).map { _ in word(&own) }.joined(separator: " ") }
        var title = sentence(8).capitalized
        var paragraphs = (0..<6).map { _ in
            "Officials said \(Int.random(in: 10...99, using: &own)) " + sentence(28) + "."
        }
        if isEdited {
            switch article % 4 {
            case 0: paragraphs[2] += " A court disagreed."
            case 1: paragraphs[1] = paragraphs[1].replacingOccurrences(of: "said", with: "did not say")
            case 2: title += " Again"
            default:
                paragraphs.append("This story has been corrected to fix the figure in paragraph \(article % 5 + 1).")
            }
        }
        let attributes = ["class=\"p\(noise.next() % 100)\"", "data-id=\"\(noise.next() % 10_000)\"", "dir=\"ltr\""]
            .shuffled(using: &noise).joined(separator: " ")
        let related = (0..<4).map { _ in
            "<li><a href=\"/\(noise.next() % 999)\">\(word(&noise)) \(word(&noise))</a></li>"
        }.joined()
        let body =
            "<p>\(noise.next() % 23 + 1) hours ago</p>" + paragraphs.map { "<p \(attributes)>\($0)</p>" }.joined()
            + "<div id=\"ad-\(noise.next() % 9999)\"><p>Advertisement</p></div><p>\(noise.next() % 100_000) views</p>"
            + "<h4>Related stories</h4><ul>\(related)</ul>"
        return """
            <item><title>\(title)</title><guid isPermaLink="false">year-\(article)</guid>
            <link>http://feed.test/\(article)?utm_source=rss\(noise.next() % 9)</link>
            <pubDate>Thu, 09 Oct 2025 08:53:20 GMT</pubDate><description><![CDATA[\(body)]]></description></item>
            """
    }

    /// Made of syllables: texts must differ, or they would be copies of one story.
    private static func word(_ random: inout SplitMix) -> String {
        let syllables = [
            "ba", "co", "du", "fe", "gi", "ha", "jo", "ku", "la", "me", "ni", "po", "ra", "se", "ti", "vo",
        ]
        return (0..<3).map { _ in syllables[Int(random.next() % 16)] }.joined()
    }
}
