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

/// SQLite's own, beside what `SharedSearchTests` has of both engines.
@Suite struct SQLiteSearchTests {
    private let test: TestStore
    private let feed: ClaimedFeed

    init() throws {
        test = try TestStore()
        feed = try test.claim()
    }

    private func found(_ words: String) throws -> [String] {
        var query = ItemQuery()
        query.words = words
        var titles: [String] = []
        try test.store.forEachItem(query) { titles.append($0.item?.title ?? "") }
        return titles
    }

    @Test func `what was held before the second index enters it with what is written`() async throws {
        try await test.record(searchedItems, of: feed)
        let store = test.store
        try await store.database.write { db in try store.emptyUnspaced(db) }
        #expect(try found("選挙").isEmpty)
        var changed = searchedItems
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
}
