import FeedModel
import Foundation
import Testing

@testable import Parsing

/// Lists as each reader writes them, made after its documentation.
@Suite struct SubscriptionListTests {
    private func list(_ name: String) throws -> SubscriptionList {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Lists")
        return try parseSubscriptions(Array(Data(contentsOf: folder.appendingPathComponent(name))))
    }

    private static let readers: [(String, [String])] = [
        ("freshrss.opml", ["News"]), ("miniflux.opml", ["News"]), ("feedly.opml", ["News"]),
        ("inoreader.opml", ["News"]),
        ("netnewswire.opml", ["News"]), ("thunderbird.opml", ["News", "Harbour"]), ("newsblur.opml", ["News"]),
    ]
    @Test(arguments: readers)
    func `the list of a reader comes in whole and goes out whole`(_ name: String, _ folders: [String]) throws {
        let list = try list(name)
        let gazette = try #require(list.entries.first { $0.url == "https://gazette.test/world.xml" })
        #expect(gazette.title == "Harbour Gazette" && gazette.homePageURL == "https://gazette.test/")
        #expect(gazette.tags == folders)
        let courier = try #require(list.entries.first { $0.url == "http://courier.test/news.xml" })
        #expect(courier.title == "Courier" && list.entries.count == 2)
        let again = try parseSubscriptions(Array(writeOPML(list).utf8))
        func sorted(_ list: SubscriptionList) -> [SubscriptionList.Entry] {
            list.entries.map { entry in
                var entry = entry
                entry.readsPages = false  // OPML has no word for it
                return entry
            }.sorted { $0.url < $1.url }
        }
        #expect(sorted(again) == sorted(list))
    }

    @Test func `what FreshRSS has of its own is taken or said`() throws {
        let list = try list("freshrss.opml")
        #expect(list.entries[0].readsPages && !list.entries[1].readsPages)
        #expect(list.inclusions == [.init(url: "https://lists.test/shared.opml", line: 9, tags: ["Shared"])])
        #expect(
            list.warnings == [
                "line 6: taken without frss:priority",
                "line 7: \"No feed\" is not taken: its type is HTML+XPath, which is no feed",
            ])
    }

    @Test func `lists that a list includes are told`() throws {
        let list = try list("including.opml")
        #expect(list.inclusions.map(\.url) == ["https://lists.test/theirs.opml", "https://lists.test/more.opml"])
        #expect(list.inclusions.map(\.tags) == [["Colleagues"], []])
        #expect(list.entries.count == 1 && list.warnings.isEmpty)
    }

    @Test func `newsboat's urls come in whole and go out whole`() throws {
        let list = try list("newsboat-urls")
        #expect(
            list.entries.map(\.url) == [
                "https://gazette.test/world.xml", "http://courier.test/news.xml",
                "https://ann:secret@plain.test/feed?a=1&b=\"2\"", "http://old.test/rss",
                "https://courier.test/other.xml",
            ])
        #expect(list.entries.map(\.title) == ["Harbour Gazette", nil, "A \"quoted\" title", nil, nil])
        #expect(list.entries.map(\.tags) == [["news", "tern bay"], ["news", "!"], [], ["!hidden"], []])
        let lines = list.warnings.map { $0.split(separator: ":")[0] }
        #expect(lines == ["line 3", "line 5", "line 7", "line 8", "line 9", "line 10"])
        let words = ["(hidden feed)", "!hidden", "read marks", "program", "filter", "file"]
        for (warning, word) in zip(list.warnings, words) {
            #expect(warning.contains(word), "\(warning)")
        }
        #expect(try parseSubscriptions(Array(writeNewsboat(list).utf8)).entries == list.entries)
    }

    private static let queries: [(String, String)] = [
        ("query:Unread:unread = \"yes\"", "no read marks"), ("query:Many:unread_count > 3", "no read marks"),
        ("query:Starred:flags # \"s\" and age < 3", "no read marks"), ("query:unread:age < 3", "[searches]"),
        ("query:Letters:title =~ \"unread flags\"", "[searches]"), ("query:x", "[searches]"),
    ]
    @Test(arguments: queries)
    func `a search for what a reader has marked is told from others`(_ query: String, _ hint: String) throws {
        let line = "\"\(query.replacing("\"", with: "\\\""))\"\n"
        let list = try parseSubscriptions(Array(line.utf8), as: .newsboat)
        #expect(list.entries.isEmpty && list.warnings.count == 1 && list.warnings[0].contains(hint), "\(list.warnings)")
    }

    @Test func `a script is read and not run`() throws {
        let list = try list("sfeedrc")
        #expect(
            list.entries.map(\.url) == [
                "https://gazette.test/world.xml", "http://courier.test/news.xml?a=1&b=2", "https://quoted.test/feed",
                "https://after.test/",
            ])
        #expect(list.entries.map(\.title) == ["Harbour Gazette", "Courier & Sons", "It's a \"title\" for $5", "After"])
        #expect(list.entries[1].homePageURL == "http://courier.test/")
        let lines = list.warnings.map { $0.split(separator: ":")[0] }
        for line in [2, 3, 4, 6, 15, 18, 19, 20, 21, 22, 23] {
            #expect(lines.contains("line \(line)"), "\(line): \(list.warnings)")
        }
    }

    @Test func `a script that is broken off, or made to hurt, ends`() throws {
        for text in [
            "feeds() {\nfeed \"a", "feeds() { feed 'a", "feeds() {\nfeed a \\", "feeds() { feed a `", "feed \"a\" ((((",
            "feeds() {}\n}}}",
        ] {
            _ = try parseSubscriptions(Array(text.utf8), as: .sfeed)
        }
        let long = "feeds() {\n" + String(repeating: "feed \"$(((((\" `\"'\n", count: 20_000)
        _ = try parseSubscriptions(Array(long.utf8), as: .sfeed)
    }

    @Test func `rss2email's feeds are taken, its mail is said`() throws {
        let list = try list("rss2email.cfg")
        #expect(
            list.entries.map(\.url) == [
                "https://gazette.test/world.xml?q=a%20b", "http://ann:secret@courier.test/news.xml",
            ])
        #expect(list.entries.map(\.title) == ["gazette", "courier"])
        #expect(list.warnings.map { $0.split(separator: ":")[0] } == ["line 1", "line 8", "line 13", "line 17"])
        #expect(list.warnings.allSatisfy { !$0.contains("secret") })
    }

    @Test func `a filter of newsboat's stands before an address, or what it has is not taken`() throws {
        let list = try parseSubscriptions(Array("filter:only-command\nfilter:a b:query:x:y\n".utf8), as: .newsboat)
        #expect(list.entries.isEmpty && list.warnings.count >= 2)
    }

    private static let others: [(String, ParseError)] = [
        ("", .empty), ("{\"version\": 2, \"feeds\": []}", .notAList), ("(lp1\n(irss2email", .notAList),
        ("# mine\nauto-reload yes\nignore-article \"*\" \"title =~ \\\"sport\\\"\"\n", .newsboatConfiguration),
    ]
    @Test(arguments: others)
    func `what is no list is told`(_ text: String, _ error: ParseError) {
        #expect(throws: error) { try parseSubscriptions(Array(text.utf8)) }
    }
}
