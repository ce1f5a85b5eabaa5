import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct SearchQueryTests {
    private static let queries: [(String, String?)] = [
        ("", nil), ("  ", nil), ("- & *", nil), ("climate", "\"climate\""),
        ("climate change", "((\"climate\" AND \"change\"))"), ("climate AND change", "((\"climate\" AND \"change\"))"),
        ("a OR b c", "(\"a\" OR ((\"b\" AND \"c\")))"), ("(a OR b) c", "(((\"a\" OR \"b\") AND \"c\"))"),
        ("a -b -c", "((\"a\") NOT (\"b\" OR \"c\"))"), ("a NOT (b c)", "((\"a\") NOT (((\"b\" AND \"c\"))))"),
        ("\"big deal\" sanct*", "((\"big deal\" AND \"sanct\"*))"), ("title:big", "title : \"big\""),
        ("title:(a OR \"b c\")", "(title : \"a\" OR title : \"b c\")"),
        ("12:30 http://a.test/x", "((\"12:30\" AND \"http://a.test/x\"))"),
        ("or and not", "((\"or\" AND \"and\" AND \"not\"))"), ("don't x-y", "((\"don't\" AND \"x-y\"))"),
        ("a*b", "\"ab\""),
        ("Re: hallo", "((\"Re:\" AND \"hallo\"))"), ("AND", "!AND stands"), ("a OR", "!OR stands"),
        ("OR a", "!OR stands"),
        ("a OR AND b", "!OR stands"), ("climate OR (", "!this bracket is not closed"),
        ("(a", "!this bracket is not closed"),
        ("a)", "!this bracket closes none"), ("()", "!nothing stands in these brackets"),
        ("a \"b", "!this quotation mark"),
        ("title:", "!nothing stands behind 'title:'"), ("a NOT", "!nothing stands behind this NOT"),
        ("titel:big", "!there is no field 'titel'"),
    ]
    @Test(arguments: queries)
    func `a query is read as elsewhere, and a mistake in it is told`(_ text: String, _ expected: String?) {
        do throws(SearchMistake) {
            let query = try SearchQuery.parse(text)
            #expect(query.flatMap { SearchSQL.expression($0, isUnspaced: false) } == expected)
        } catch {
            #expect(expected?.first == "!" && "\(error)".hasPrefix(String(expected?.dropFirst() ?? "?")), "\(error)")
        }
    }

    private static let places: [(String, Int)] = [
        ("belarus AND (sanctions", 12), ("a b) c", 3), ("a OR", 2), ("x \"y", 2), ("日本 titel:big", 3),
    ]
    @Test(arguments: places)
    func `a mistake has a place`(_ text: String, _ place: Int) {
        let error = #expect(throws: SearchMistake.self) { try SearchQuery.parse(text) }
        #expect(error?.place == place)
    }

    @Test func `brackets and words without end are no trouble`() throws {
        #expect(throws: SearchMistake.self) { try SearchQuery.parse(String(repeating: "(", count: 100_000)) }
        #expect(throws: SearchMistake.self) { try SearchQuery.parse(String(repeating: "-", count: 100_000) + "a") }
        #expect(try SearchQuery.parse(String(repeating: "a ", count: 10_000)) != nil)
    }

    private static let stretches: [(String, String?)] = [
        ("plain text", nil), ("ÄÖ é", nil), ("台風接近", " 台風 風接 接近 近 "), ("猫", " 猫 "), ("a猫b", "a 猫 b"),
        ("2024年の、x", "2024 年の の 、x"),
        ("ｶﾅ", " カナ ナ "), ("กา", " กา า "),
    ]
    @Test(arguments: stretches)
    func `scripts without blanks are indexed in pairs, and all else as it is`(_ text: String, _ expected: String?) {
        #expect(pairedText(text) == expected)
    }

    private static let phrases: [(String, String, Bool)] = [
        ("台風接近", " 台風 風接 接近 ", false), ("猫", " 猫 ", true), ("台風。", " 台風 ", false), ("2024年", "2024 年 ", true),
        ("nato", "nato", false),
    ]
    @Test(arguments: phrases)
    func `a phrase is looked for as it is indexed`(_ phrase: String, _ text: String, _ isPrefix: Bool) {
        let found = pairedPhrase(phrase)
        #expect(found.text == text && found.isPrefix == isPrefix)
    }
}

@Suite struct SearchTests {
    private let test: TestStore
    private let feed: ClaimedFeed

    init() throws {
        test = try TestStore()
        feed = try test.claim()
    }

    private func titled(_ name: String, _ title: String, _ text: String) -> Item {
        var item = item(name, text: text)
        item.title = title
        return item
    }

    private func found(_ words: String, _ change: (inout ItemQuery) -> Void = { _ in }) throws -> [String] {
        var query = ItemQuery()
        query.words = words
        change(&query)
        var titles: [String] = []
        try test.store.forEachItem(query) { titles.append($0.item?.title ?? "") }
        return titles
    }

    private var items: [Item] {
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

    @Test func `words of scripts without blanks are found, and those of others beside them`() async throws {
        try await test.record(items, of: feed)
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
            #expect(try Set(found(words)) == Set(titles), "\(words)")
        }
    }

    @Test func `a revised text is found by its new words alone, in both indexes`() async throws {
        try await test.record(items, of: feed)
        var changed = items
        changed[1].contentText = "地震が北海道を襲い、多くの家が壊れたと気象庁が発表した。津波の心配はない。"
        changed[1].contentHTML = nil
        try await test.record(changed, of: feed, after: 3600)
        #expect(try found("選挙").isEmpty && found("nato") == ["NATO"])
        #expect(try found("北海道") == ["台風接近"])
        #expect(try SQLiteStore.checkSearch(of: test.store.path, patience: nil)?.isEmpty == true)
    }

    @Test func `what was held before the second index enters it with what is written`() async throws {
        try await test.record(items, of: feed)
        let store = test.store
        try await store.database.write { db in try store.emptyUnspaced(db) }
        #expect(try found("選挙").isEmpty)
        var changed = items
        // Revised before it is indexed: it must not be there twice, nor with its old words.
        changed[1].contentText = "地震が北海道を襲い、多くの家が壊れたと気象庁が発表した。津波の心配はない。"
        changed[1].contentHTML = nil
        try await test.record(changed, of: feed, after: 3600)
        #expect(try found("北海道") == ["台風接近"] && found("選挙").isEmpty && found("ภาคใต้") == ["น้ำท่วม"])
        let left = try test.store.read { db in try Int64.fetchOne(db, sql: "SELECT below FROM search_filling") }
        #expect(left == 0)
        try test.store.rebuildSearch()
        try await test.record(changed, of: feed, after: 7200)
        #expect(try found("北海道") == ["台風接近"])
    }

    @Test func `the best match comes first where rank is asked for, else the newest`() async throws {
        let often = titled("6", "Ferry ferry", "Ferry, ferry and ferry: a short text.")
        let seldom = titled(
            "7", "Other",
            "A long text that has the word ferry once, among many others that say nothing of it at all here.")
        try await test.record([often], of: feed)
        try await test.record([often, seldom], of: feed, after: 60)
        #expect(try found("ferry") == ["Other", "Ferry ferry"])
        #expect(try found("ferry") { $0.order = .rank } == ["Ferry ferry", "Other"])
        #expect(try found("") { $0.order = .rank } == ["Other", "Ferry ferry"])
    }

    @Test func `filters hold beside words`() async throws {
        var authored = items
        authored[0].authors = [Person(name: "Ann Lee")]
        authored[4].datePublished = test.now.addingTimeInterval(-864_000)
        try await test.record(authored, of: feed)
        let other = try test.claim("http://other.test/b.xml")
        try await test.record(
            [titled("8", "Storm too", "Another storm, of another feed, which is told of in words of its own.")],
            of: other, after: 60)
        #expect(try found("storm") { $0.feeds = [other.id] } == ["Storm too"])
        #expect(try found("storm feed:other") == ["Storm too"])
        #expect(try found("storm author:lee") == ["Storm"])
        #expect(try Set(found("storm -author:lee")) == ["Storm too", "NATO"])
        #expect(try found("author:lee OR feed:other") == ["Storm too", "Storm"])
        #expect(try found("storm") { $0.since = test.now.addingTimeInterval(30) } == ["Storm too"])
        #expect(try found("storm") { $0.order = .published }.last == "NATO")
        #expect(try found("storm") { $0.saved = "ferries" } == ["NATO"])
        #expect(try found("agency:reuters").isEmpty && found("url:feed.test/1 storm") == ["Storm"])
        #expect(throws: SearchMistake.self) { try found("storm (") }
        // No text makes a mistake of FTS5's.
        for text in ["a\"\u{301}b", "a\0b", "^a", "{title}: a", "a + b", "NEAR(a b)", "a:b", "'", "a'b"] {
            #expect(throws: Never.self, "\(text)") { try found(text) }
        }
    }

    @Test func `the original stands for its story where it is asked for, else the first copy`() async throws {
        let text =
            "The eastern pier of Tern Bay was closed on Monday after divers found cracks in eleven of its pillars, the harbour master said, and ferries will use the northern basin until autumn."
        try await test.record([titled("9", "First", text)], of: feed)
        let other = try test.claim("http://other.test/b.xml")
        var copy = titled("10", "Second", text)
        copy.url = "http://other.test/10"
        try await test.record([copy], of: other, after: 60)
        #expect(try found("pier") { $0.onceAStory = true } == ["First"])
        #expect(try found("pier") { ($0.onceAStory, $0.feeds) = (true, [other.id]) } == ["Second"])
        #expect(try found("pier") == ["Second", "First"])
        #expect(try found("title:second") { $0.onceAStory = true } == ["Second"])
    }
}
