import Testing

@testable import TextKit

@Suite struct RegularExpressionTests {
    private static let answers: [(String, String, RegularExpression.Answer)] = [
        ("^live:", "LIVE: the match", .found), ("^live:", "The match, live: now", .notFound),
        ("(?-i)^live:", "LIVE: the match", .notFound), ("über", "ÜBER ALLES", .found),
        (#"\bstraße\b"#, "Die Straße.", .found), (#"\w+ \d{3,}"#, "Zürich 800 Jahre", .found),
        ("台風", "大型の台風が接近", .found),
        ("a.c", "a\u{1F600}c", .found), ("", "x", .found), ("x", "", .notFound),
        // As many ways through as there are.
        ("^(a+)+$", String(repeating: "a", count: 5000) + "!", .stopped),
        ("(x+x+)+y", String(repeating: "x", count: 5000), .notFound),
        ("(.*)*b$", String(repeating: "ab ", count: 5000), .stopped),
        ("a.*[yz]", String(repeating: "a", count: 200_000), .stopped),
    ]
    @Test(arguments: answers)
    func `it matches as elsewhere, or is stopped`(_ pattern: String, _ text: String, _ answer: RegularExpression.Answer)
        throws
    {
        let clock = ContinuousClock()
        let begin = clock.now
        #expect(try RegularExpression(pattern).search(text) == answer)
        // Debug builds, and machines that are busy.
        #expect(clock.now - begin < .seconds(20))
    }

    private static let mistakes: [(String, Int)] = [("a(b", 3), ("[z-a]", 3), ("*", 0), ("x\\C", 3), ("日本(", 3)]
    @Test(arguments: mistakes)
    func `a mistake has a place in characters`(_ pattern: String, _ place: Int) {
        let error = #expect(throws: RegularExpression.Mistake.self) { try RegularExpression(pattern) }
        #expect(error?.place == place, "\(error?.description ?? "")")
    }

    @Test func `a long article is read whole by what tries little`() throws {
        let article =
            String(repeating: "The harbour of Tern Bay will stay closed to large ships. ", count: 4000) + "football"
        #expect(try RegularExpression(#"\b(foot|basket)ball\b"#).search(article) == .found)
        #expect(try RegularExpression(#"\bchess\s+\w+"#).search(article) == .notFound)
    }
}

@Suite struct SearchedWordsTests {
    private static let phrases: [(String, String, Bool, Bool)] = [
        ("The harbour, closed.", "HARBOUR closed", false, true), ("The harbour, closed.", "harbour clos", false, false),
        ("The harbour, closed.", "harbour clos", true, true), ("Café Zürich", "cafe zurich", false, true),
        ("cafe", "Café", false, true), ("и", "й", false, false), ("ΑΘΗΝΑ", "αθηνα", false, true),
        ("don't", "don t", false, true),
        ("harbourmaster", "harbour", false, false), ("e\u{301}te\u{301}", "ete", false, true), ("x", "", false, true),
        ("", "x", false, false), ("3.5 million", "3 5", false, true), ("Ångström", "angstrom", false, true),
    ]
    @Test(arguments: phrases)
    func `a phrase is found as the search finds it`(_ text: String, _ phrase: String, _ isPrefix: Bool, _ stands: Bool)
    {
        #expect(SearchedWords(text).contains(SearchedWords(phrase), isPrefix: isPrefix) == stands)
    }
}
