import Testing

@testable import Parsing

@Suite struct RobotsTests {
    private func rules(_ text: String) -> RobotsRules { RobotsRules(parsing: Array(text.utf8)) }

    /// The examples of RFC 9309, 2.2.2, 2.2.3 and 5.2, and what sites have besides.
    @Test(arguments: [
        ("User-agent: *\nDisallow: /private", "/private/a", false),
        ("User-agent: *\nDisallow: /private", "/news/a", true),
        (
            "User-agent: *\nDisallow: /example/page/\nAllow: /example/page/disallowed.gif",
            "/example/page/disallowed.gif", true
        ),
        (
            "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
            "/example/page/disallowed.gif", false
        ),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", true),
        ("User-agent: *\nDisallow: *.gif$", "/x/y.gif", false),
        ("User-agent: *\nDisallow: *.gif$", "/x/y.gif?size=1", true),
        ("User-agent: *\nDisallow: /a*b*c", "/a--b--b--c-", false),
        ("User-agent: *\nDisallow: /a*b*c", "/a--c--b", true),
        ("User-agent: *\nDisallow: /search?q=", "/search?q=x", false),
        ("User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false),
        ("User-agent: *\nDisallow: /ж", "/%D0%B6", false),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true),
        ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ("User-agent: *\nDisallow:", "/", true),
        ("User-agent: *\nDisallow: /$", "/", false),
        ("User-agent: *\nDisallow: /$", "/a", true),
        ("Disallow: /", "/a", true),
        ("User-agent: other\nDisallow: /", "/a", true),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Dateline/2.0\nDisallow: /x", "/a", true),
        ("User-agent: dateline\nUser-agent: other\nDisallow: /x\nUser-agent: *\nDisallow: /", "/x", false),
        (
            "User-agent: dateline\nDisallow: /x\nUser-agent: other\nAllow: /\nUser-agent: DATELINE\nDisallow: /y", "/y",
            false
        ),
        ("\u{FEFF}USER-AGENT : *\r\nSitemap: http://a.test/s.xml\r\nDISALLOW : /x # why\r\n", "/x", false),
        ("User-agent: datelinebot\nDisallow: /", "/a", true),
        ("", "/a", true),
    ])
    func `a rule decides as the standard says`(text: String, path: String, isAllowed: Bool) {
        #expect(rules(text).allows("https://gazette.test" + path) == isAllowed)
    }

    @Test func `rules come back as they were kept`() {
        let rules = rules("User-agent: dateline\nDisallow: /ж*x$\nAllow: /y # z\n")
        #expect(rules.text == "User-agent: *\nDisallow: /%D0%B6*x$\nAllow: /y\n")
        #expect(RobotsRules(parsing: Array(rules.text.utf8)) == rules)
    }

    @Test func `a site without a file allows all, one that fails allows nothing`() {
        #expect(RobotsRules.none.allows("https://gazette.test/a"))
        #expect(!RobotsRules.all.allows("https://gazette.test/a"))
        #expect(!RobotsRules.all.allows("https://gazette.test"))
    }

    @Test func `stars do not make matching slow`() {
        let rules = rules("User-agent: *\nDisallow: /" + String(repeating: "a*", count: 2000) + "b")
        #expect(rules.allows("https://gazette.test/" + String(repeating: "a", count: 20_000)))
    }
}
