import Comparing
import FeedModel
import Testing
import TextKit

/// Each trouble that feeds make with the names of their entries, over several fetches.
@Suite struct IdentityTests {
    typealias Counts = HeldFeed.Counts
    let ten = (0..<10).map(article)

    @Test func `an unchanged feed costs no text`() {
        var feed = HeldFeed(ten)
        for _ in 0..<5 { #expect(feed.fetch(ten) == Counts(unchanged: 10)) }
        #expect(feed.textsRead == 0)
        #expect(feed.habit.guid == .stable)
    }

    @Test func `new entries push old ones out, which may come back`() {
        var feed = HeldFeed(Array(ten[2...]))
        #expect(feed.fetch(Array(ten[..<8])) == Counts(new: 2, unchanged: 6))
        #expect(feed.fetch(ten) == Counts(unchanged: 10))
    }

    @Test func `guids that change at every fetch`() {
        func fetch(_ round: Int) -> [Item] {
            ten.enumerated().map { index, item in item.changing { $0.id = "run-\(round)-\(index)" } }
        }
        var feed = HeldFeed(fetch(0))
        for round in 1..<6 { #expect(feed.fetch(fetch(round)) == Counts(unchanged: 10)) }
        #expect(feed.habit.guid == .changesEachFetch)
        let edited = fetch(6).enumerated().map { $0 == 3 ? $1.adding("<p>Nobody was hurt.</p>") : $1 }
        #expect(feed.fetch(edited) == Counts(revised: 1, unchanged: 9))
        #expect(feed.habit.explanation.contains("guids change (60 times, kept 0 times)"))
    }

    @Test func `guids that change at every fetch, without links`() {
        func fetch(_ round: Int, from first: Int) -> [Item] {
            (first..<first + 10).map { number in
                article(number).changing {
                    $0.id = "run-\(round)-\(number)"
                    $0.url = nil
                }
            }
        }
        var feed = HeldFeed(fetch(0, from: 2))
        #expect(feed.fetch(fetch(1, from: 1)) == Counts(new: 1, unchanged: 9))
        #expect(feed.fetch(fetch(2, from: 0)) == Counts(new: 1, unchanged: 9))
    }

    @Test func `one guid for all entries`() {
        func fetch(_ numbers: Range<Int>) -> [Item] {
            numbers.map { article($0).changing { $0.id = "https://feed.test/feed" } }
        }
        var feed = HeldFeed(fetch(3..<10))
        #expect(feed.fetch(fetch(2..<9)) == Counts(new: 1, unchanged: 6))
        #expect(feed.fetch(fetch(0..<9)) == Counts(new: 2, unchanged: 7))
        #expect(feed.habit.guid == .constant)
    }

    @Test func `guids that number the places`() {
        func fetch(_ numbers: Range<Int>) -> [Item] {
            numbers.enumerated().map { place, number in article(number).changing { $0.id = "\(place + 1)" } }
        }
        var feed = HeldFeed(fetch(3..<9))
        #expect(feed.fetch(fetch(2..<8)) == Counts(new: 1, unchanged: 5))
        #expect(feed.fetch(fetch(0..<6)) == Counts(new: 2, unchanged: 4))
        #expect(feed.habit.guid == .positional)
    }

    @Test func `a guid that is used again for another article`() {
        var feed = HeldFeed(ten)
        let other = article(40).changing { $0.id = ten[4].id }
        var document = ten
        document[4] = other
        #expect(feed.fetch(document) == Counts(new: 1, unchanged: 9))
        document[4].url = ten[4].url
        #expect(feed.fetch(document) == Counts(unchanged: 10), "the other article at the old one's address")
        #expect(feed.habit.reused > 0)
    }

    @Test func `guid and link used again for another article`() {
        var feed = HeldFeed(ten)
        var document = ten
        document[7] = article(41).changing { ($0.id, $0.url) = (ten[7].id, ten[7].url) }
        #expect(feed.fetch(document) == Counts(new: 1, unchanged: 9))
        #expect(feed.fetch(document) == Counts(unchanged: 10))
    }

    @Test(
        arguments: [
            "the slug": { $0 + "-revisited" },
            "the host": { $0.replacing("feed.test", with: "news.example.org") },
            "http": { $0.replacing("https://", with: "http://") },
            "www": { $0.replacing("https://", with: "https://www.") },
            "a slash": { $0 + "/" },
            "a fragment": { $0 + "#comments" },
            "tracking": { $0 + "?utm_source=rss&utm_medium=feed" },
            "everything": {
                "https://new.example/articles/\($0.utf8.count)-\($0.utf8.reduce(0) { $0 &* 31 &+ Int($1) })"
            },
        ] as [String: @Sendable (String) -> String])
    func `a site changes its addresses`(_ name: String, _ change: @Sendable (String) -> String) {
        var feed = HeldFeed(ten)
        let moved = ten.map { item in
            item.changing {
                $0.id = change($0.id)
                $0.url = $0.id
            }
        }
        #expect(feed.fetch(moved) == Counts(unchanged: 10))
        let edited = moved.enumerated().map { $0 == 5 ? $1.changing { $0.title = "A quite different headline" } : $1 }
        #expect(feed.fetch(edited) == Counts(revised: 1, unchanged: 9))
        #expect(feed.fetch(ten) == Counts(revised: 1, unchanged: 9), "and back")
    }

    @Test func `an item moves and is revised at once`() {
        var feed = HeldFeed(ten)
        var document = ten
        document[2].id = "tag:feed.test,2026:2"
        document[2].url = "https://feed.test/moved/2"
        document[2] = document[2].adding("<p>The council has since apologised.</p>")
        #expect(feed.fetch(document) == Counts(revised: 1, unchanged: 9))
    }

    @Test func `a feed changes from RSS to Atom`() {
        var feed = HeldFeed(ten.map { item in item.changing { $0.authors = [Person(name: "Ada Byrne")] } })
        let atom = ten.enumerated().map { index, item in
            item.changing {
                $0.id = "tag:feed.test,2026:\(index)"
                $0.dateModified = noon
                $0.summary = "A teaser that RSS did not have."
            }
        }
        #expect(feed.fetch(atom) == Counts(unchanged: 10))
    }

    @Test func `entries twice in one document`() {
        var feed = HeldFeed()
        let twice = ten + [ten[3], ten[4].changing { $0.id += "#again" }]
        #expect(feed.fetch(twice) == Counts(new: 10, repeated: 2))
        #expect(feed.fetch(twice) == Counts(unchanged: 10, repeated: 2))
        #expect(feed.fetch(Array(ten[5...]) + [ten[3]]) == Counts(unchanged: 6))
    }

    @Test func `one story under two headlines`() {
        let second = ten[0].changing { $0.title = "Live: " + $0.title! }
        var feed = HeldFeed()
        #expect(feed.fetch([ten[0], second]) == Counts(new: 1, repeated: 1))
        #expect(feed.fetch([second, ten[0]]) == Counts(unchanged: 1, repeated: 1), "in any order")
    }

    @Test func `one headline for two stories`() {
        var feed = HeldFeed(ten)
        let other = article(50).changing { $0.title = ten[0].title }
        #expect(feed.fetch([other] + ten) == Counts(new: 1, unchanged: 10))
        #expect(feed.fetch([other] + ten) == Counts(unchanged: 11))
    }

    @Test func `headlines alone`() {
        func bare(_ item: Item) -> Item { item.changing { ($0.contentHTML, $0.contentText) = (nil, nil) } }
        var feed = HeldFeed(ten.map(bare))
        #expect(feed.fetch(ten.map(bare)) == Counts(unchanged: 10))
        let renamed = bare(ten[0]).changing { $0.title = "Harbour master of Aldmoor resigns" }
        #expect(feed.fetch([renamed] + ten[1...].map(bare)) == Counts(revised: 1, unchanged: 9))
    }

    @Test func `a tombstone does not come back as new`() {
        var feed = HeldFeed(ten)
        feed.bury(3)
        #expect(feed.fetch(ten) == Counts(unchanged: 10))
        let renamed = ten.map { item in item.changing { $0.id += "?again" } }
        #expect(feed.fetch(renamed) == Counts(unchanged: 10))
    }

    @Test func `no guid, no link`() {
        func bare(_ item: Item) -> Item {
            item.changing {
                $0.hasOwnID = false
                $0.url = nil
            }
        }
        var feed = HeldFeed(ten.map(bare))
        #expect(feed.fetch(ten.map(bare)) == Counts(unchanged: 10))
        let edited = bare(ten[6]).adding("<p>A second witness has come forward.</p>")
        #expect(feed.fetch(ten[..<6].map(bare) + [edited]) == Counts(revised: 1, unchanged: 6))
    }

    @Test func `a habit survives being stored`() throws {
        var feed = HeldFeed(ten)
        feed.fetch(ten)
        #expect(FeedHabit(json: feed.habit.json) == feed.habit)
        #expect(feed.habit.json["guid"] == .string("stable"))
    }

    @Test func `a word of a hundred thousand seams ends nothing`() {
        var item = Item(id: "a")
        item.contentText = "Seen 1 (" + String(repeating: "aB", count: 100_000) + ")"
        item.title = String(repeating: "cD", count: 110)
        #expect(IdentityKeys(of: item) == IdentityKeys(of: item))
    }
}

@Suite struct CanonicalLinkTests {
    @Test(arguments: [
        ("https://www.feed.test/a/", "http://feed.test/a"),
        ("https://feed.test/a?utm_source=x&id=3&fbclid=9", "https://feed.test/a?id=3"),
        ("https://feed.test:443/a#comments", "https://FEED.test/a"),
        ("https://feed.test/a?b=2&a=1", "https://feed.test/a?a=1&b=2"),
        ("https://feed.test", "http://feed.test/"),
    ])
    func `the same page`(_ one: String, _ other: String) { #expect(canonicalLink(one) == canonicalLink(other)) }

    @Test(arguments: [
        ("https://feed.test/a", "https://feed.test/b"),
        ("https://feed.test/a?id=3", "https://feed.test/a?id=4"),
        ("https://feed.test/#!/a", "https://feed.test/#!/b"),
        ("https://one.feed.test/a", "https://feed.test/a"),
        ("https://feed.test/A", "https://feed.test/a"),
    ])
    func `another page`(_ one: String, _ other: String) { #expect(canonicalLink(one) != canonicalLink(other)) }
}
