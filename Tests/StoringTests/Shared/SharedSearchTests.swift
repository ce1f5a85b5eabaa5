import FeedModel
import Foundation
import Testing

@testable import Storing
@testable import StoringPostgres
@testable import StoringSQLite

/// Of these a search finds some.
var searchedItems: [Item] {
    [
        titled(
            "1", "Storm",
            "The storm closed the northern harbour of Tern Bay on Monday, and nobody was hurt by it at all."),
        titled("2", "台風接近", "台風十五号が関東に接近し、2024年の選挙とNATO加盟の議論は延期された。猫は無事。"),
        titled("3", "น้ำท่วม", "รัฐบาลไทยประกาศมาตรการใหม่รับมือน้ำท่วมในภาคใต้"),
        titled("4", "우크라이나", "우크라이나의 협상이 다시 시작되었다고 대변인이 밝혔다"),
        titled(
            "5", "NATO",
            "NATO ministers met in Oslo to talk about harbours and a storm of protest over new rules for ferries."),
    ]
}

func titled(_ name: String, _ title: String, _ text: String) -> Item {
    var item = item(name, text: text)
    item.title = title
    return item
}

/// What searches find, in both engines.
@Suite struct SharedSearchTests {
    @Test(arguments: Engine.allCases)
    func `words of scripts without blanks are found, and those of others beside them`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record(searchedItems, of: feed)
        for (words, titles) in [
            ("台風", ["台風接近"]), ("接近", ["台風接近"]), ("関東に接近", ["台風接近"]), ("猫", ["台風接近"]), ("選挙", ["台風接近"]),
            ("2024年", ["台風接近"]),
            ("加盟", ["台風接近"]), ("title:台風", ["台風接近"]), ("title:選挙", []), ("東京", []), ("風台", []), ("น้ำท่วม", ["น้ำท่วม"]),
            ("ภาคใต้", ["น้ำท่วม"]),
            ("우크라이나", ["우크라이나"]), ("협상", ["우크라이나"]), ("nato", ["NATO", "台風接近"]), ("nato -台風", ["NATO"]),
            ("nato 選挙", ["台風接近"]),
            ("storm OR 台風", ["NATO", "Storm", "台風接近"]), ("storm -oslo", ["Storm"]), ("-storm -台風", ["น้ำท่วม", "우크라이나"]),
            ("harbo*", ["NATO", "Storm"]), ("\"northern harbour\"", ["Storm"]), ("\"harbour northern\"", []),
        ] {
            #expect(try Set(test.found(words)) == Set(titles), "\(words)")
        }
    }

    @Test(arguments: Engine.allCases)
    func `a revised text is found by its new words alone, in both indexes`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record(searchedItems, of: feed)
        var changed = searchedItems
        changed[1].contentText = "地震が北海道を襲い、多くの家が壊れたと気象庁が発表した。津波の心配はない。"
        changed[1].contentHTML = nil
        try await test.record(changed, of: feed, after: 3600)
        #expect(try test.found("選挙").isEmpty && test.found("nato") == ["NATO"])
        #expect(try test.found("北海道") == ["台風接近"])
        try test.checkSearch()
    }

    @Test(arguments: Engine.allCases)
    func `the best match comes first where rank is asked for, else the newest`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let often = titled("6", "Ferry ferry", "Ferry, ferry and ferry: a short text.")
        let seldom = titled(
            "7", "Other",
            "A long text that has the word ferry once, among many others that say nothing of it at all here.")
        try await test.record([often], of: feed)
        try await test.record([often, seldom], of: feed, after: 60)
        #expect(try test.found("ferry") == ["Other", "Ferry ferry"])
        #expect(try test.found("ferry") { $0.order = .rank } == ["Ferry ferry", "Other"])
        #expect(try test.found("") { $0.order = .rank } == ["Other", "Ferry ferry"])
    }

    @Test(arguments: Engine.allCases)
    func `filters hold beside words`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        var authored = searchedItems
        authored[0].authors = [Person(name: "Ann Lee")]
        authored[4].datePublished = test.now.addingTimeInterval(-864_000)
        try await test.record(authored, of: feed)
        let other = try test.feed("http://other.test/b.xml")
        try await test.record(
            [titled("8", "Storm too", "Another storm, of another feed, which is told of in words of its own.")],
            of: other, after: 60)
        #expect(try test.found("storm") { $0.feeds = [other.id] } == ["Storm too"])
        #expect(try test.found("storm feed:other") == ["Storm too"])
        #expect(try test.found("storm author:lee") == ["Storm"])
        #expect(try Set(test.found("storm -author:lee")) == ["Storm too", "NATO"])
        #expect(try test.found("author:lee OR feed:other") == ["Storm too", "Storm"])
        #expect(try test.found("storm") { $0.since = test.now.addingTimeInterval(30) } == ["Storm too"])
        #expect(try test.found("storm") { $0.order = .published }.last == "NATO")
        #expect(try test.found("storm") { $0.saved = "ferries" } == ["NATO"])
        #expect(try test.found("agency:reuters").isEmpty && test.found("url:feed.test/1 storm") == ["Storm"])
        #expect(throws: SearchMistake.self) { try test.found("storm (") }
        // No text makes a mistake of FTS5's.
        for text in ["a\"\u{301}b", "a\0b", "^a", "{title}: a", "a + b", "NEAR(a b)", "a:b", "'", "a'b"] {
            #expect(throws: Never.self, "\(text)") { try test.found(text) }
        }
    }

    @Test(arguments: Engine.allCases)
    func `the original stands for its story where it is asked for, else the first copy`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let text =
            "The eastern pier of Tern Bay was closed on Monday after divers found cracks in eleven of its pillars, the harbour master said, and ferries will use the northern basin until autumn."
        try await test.record([titled("9", "First", text)], of: feed)
        let other = try test.feed("http://other.test/b.xml")
        var copy = titled("10", "Second", text)
        copy.url = "http://other.test/10"
        try await test.record([copy], of: other, after: 60)
        #expect(try test.found("pier") { $0.onceAStory = true } == ["First"])
        #expect(try test.found("pier") { ($0.onceAStory, $0.feeds) = (true, [other.id]) } == ["Second"])
        #expect(try test.found("pier") == ["Second", "First"])
        #expect(try test.found("title:second") { $0.onceAStory = true } == ["Second"])
    }
}
