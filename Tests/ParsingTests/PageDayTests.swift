import FeedModel
import Parsing
import Testing

/// The time that a page says it was published at, in the page's own form.
@Suite struct PageDayTests {
    private static let story = (1...4).map {
        "<p>Paragraph \($0): the lock keeper opened the gates at dawn, and by noon forty barges had gone up the canal "
            + "for the first time since the dam was closed.</p>"
    }.joined()
    private static let headline = "<h1>Barges go up the canal again</h1>"

    private func published(
        _ body: String, head: String = "", language: String = "en", at url: String = "https://gazette.test/canal"
    ) throws -> String? {
        let html =
            "<html lang=\(language)><head><title>Barges go up the canal again</title>\(head)</head><body>\(body)</body></html>"
        return try parsePage(Array(html.utf8), at: url, contentType: "text/html").published?.text
    }

    private func published(meta content: String) throws -> String? {
        try published(Self.headline + Self.story, head: "<meta property='article:published_time' content='\(content)'>")
    }

    @Test func `a time is told as the page tells it`() throws {
        #expect(try published(meta: "2025-12-18") == "2025-12-18")
        #expect(try published(meta: "2025-12-18T09:30:00+01:00") == "2025-12-18T09:30:00+01:00")
        #expect(try published(meta: "2025-12-18T00:10:00-0330") == "2025-12-18T00:10:00-03:30")
        #expect(try published(meta: "2025-12-18T08:30:00Z") == "2025-12-18T08:30:00Z")
        #expect(try published("\(Self.headline)<p>Posted on December 18, 2025</p>\(Self.story)") == "2025-12-18")
        #expect(
            try published("\(Self.headline)<p>Posted on December 18, 2025, 9:30 am EST</p>\(Self.story)")
                == "2025-12-18T09:30:00-05:00")
    }

    @Test func `a stored time is read as it was written`() {
        for text in ["2025-12-18", "2025-12-18T09:30:00+01:00", "2025-12-18T00:10:00-03:30", "2025-12-18T08:30:00Z"] {
            #expect(PageTime(text: text)?.text == text)
        }
        #expect(PageTime(text: "2025-12-18T09:30:00+01:00")?.date.rfc3339 == "2025-12-18T08:30:00Z")
        #expect(PageTime(text: "2025-02-30") == nil)
        #expect(PageTime(text: "yesterday") == nil)
    }

    @Test(arguments: [
        "Written: 2026-03-05 15:03", "Publicerad 5 mars 2026", "Udgivet 5. marts 2026", "Publisert 5. mars 2026",
        "Julkaistu 5.3.2026",
        "Publikováno 5. března 2026", "Közzétéve: 2026. március 5.", "发布时间：2026-03-05 10:00", "掲載日：2026年3月5日",
        "등록 2026.03.05",
        "Diterbitkan: 2026-03-05",
    ])
    func `a line says it in further languages`(_ line: String) throws {
        let other = "<time datetime=2026-04-09>9 April</time>"
        let date = try published(
            "\(Self.headline)<p>\(line)</p>\(Self.story)<aside class=related>\(other)</aside>", language: "x")
        #expect(date?.hasPrefix("2026-03-05") == true, "\(date ?? "none")")
    }

    @Test func `a first printing that a sentence tells of is not this page's day`() throws {
        let note = "<p><em>This article was originally published on 27 February 2017 in our magazine.</em></p>"
        let meta = "<meta property='article:published_time' content='2026-03-05T08:00:00Z'>"
        #expect(try published(Self.headline + note + Self.story, head: meta) == "2026-03-05T08:00:00Z")
        #expect(try published(Self.headline + note + Self.story) == "2017-02-27")
        let label = "<p>Posted on 27 February 2026</p>"
        #expect(try published(Self.headline + label + Self.story, head: meta) == "2026-02-27")
    }

    @Test func `a meta that is written at each edit gives way to the day that a reader sees before it`() throws {
        func date(_ seen: String, _ meta: String) throws -> String? {
            try published("\(Self.headline)<p>\(seen)</p>\(Self.story)", head: "<meta name=date content='\(meta)'>")
        }
        #expect(try date("5 March 2026", "2026-03-09") == "2026-03-05")
        #expect(try date("12 March 2026", "2026-03-09") == "2026-03-09")
        #expect(try date("5 March 2020", "2026-03-09") == "2026-03-09")
    }

    @Test func `dates of comments and of other articles are theirs`() throws {
        let comment = "<div class=comment-list><time datetime=2026-04-09>9 April</time></div>"
        #expect(try published(Self.headline + "<p>Short.</p>" + comment) == nil)
        #expect(
            try published(Self.headline + Self.story + "<div class=meta><span class=date>9 April 2026</span></div>")
                == "2026-04-09")
    }

    @Test func `older markup, and addresses`() throws {
        let body = Self.headline + Self.story
        #expect(
            try published(body + "<abbr class=published title='2026-03-05T08:00:00Z'>Thursday</abbr>")?.hasPrefix(
                "2026-03-05") == true)
        #expect(
            try published(body + "<time pubdate datetime=2026-03-05>Thursday</time><time datetime=2026-01-01>x</time>")
                == "2026-03-05")
        #expect(try published(body, at: "https://gazette.test/2026/mar/05/canal") == "2026-03-05")
        let canonical = "<link rel=canonical href='https://gazette.test/2026/03/05/canal'>"
        #expect(try published(body, head: canonical) == "2026-03-05")
        #expect(try published(body, at: "https://keep.test/web/20260309101112/gazette.test/canal") == nil)
    }

    @Test func `a country says which part of a date is its day`() throws {
        let body = "\(Self.headline)<div>05/06/2025</div>\(Self.story)"
        #expect(try published(body, language: "en-GB") == "2025-06-05")
        #expect(try published(body, language: "en-US") == "2025-05-06")
        #expect(try published(body, at: "https://gazette.co.uk/canal") == "2025-06-05")
        #expect(try published(body) == nil)
    }

    @Test func `a year of two digits is read where day and month have two, too`() throws {
        let body = { (line: String) in "\(Self.headline)<div>\(line)</div>\(Self.story)" }
        #expect(try published(body("News, 30.10.23"), language: "de") == "2023-10-30")
        #expect(try published(body("Version 3.10.23"), language: "de") == nil)
        #expect(try published(body("Version 10.10.23.1"), language: "de") == nil)
    }

    @Test(arguments: [
        "(18.01.2018) Die Schleuse war geschlossen, bis der Damm hielt, und niemand wusste, wie lange es dauern würde.",
        "18.1.2018 - Die Schleuse war geschlossen, bis der Damm hielt, und niemand wusste, wie lange es dauern würde.",
        "Karlsruhe, (18.01.2018). Die Schleuse war geschlossen, bis der Damm hielt, und niemand wusste, wie lange noch.",
    ])
    func `a story's first words may give its day`(line: String) throws {
        #expect(try published("\(Self.headline)<p>\(line)</p>\(Self.story)", language: "de") == "2018-01-18")
    }

    @Test func `a day inside of a sentence is its subject's`() throws {
        let line = "Am 18.01.2018 war die Schleuse geschlossen, bis der Damm hielt, und niemand wusste, wie lange noch."
        #expect(try published("\(Self.headline)<p>\(line)</p>\(Self.story)", language: "de") == nil)
        #expect(try published("<h1>Barges go up the canal again, 18 January 2018</h1>\(Self.story)") == nil)
    }

    @Test func `a label may be the line above its day`() throws {
        let body = { (label: String) in "\(Self.headline)\(Self.story)<p>\(label)</p><p>23 mai 2019</p>" }
        #expect(try published(body("Mise en ligne"), language: "fr") == "2019-05-23")
        #expect(try published(body("Mise à jour"), language: "fr") == nil)
    }

    @Test func `a day between marks of a line is the page's`() throws {
        let line = "By our correspondent Anna Weir on the lower canal · November 22, 2011 · three comments of readers"
        #expect(try published("\(Self.headline)<div>\(line)</div>\(Self.story)") == "2011-11-22")
        let told = line.replacing(" · ", with: " ")
        #expect(try published("\(Self.headline)<div>\(told)</div>\(Self.story)") == nil)
    }

    @Test func `where machines are told two days the one that the reader sees counts`() throws {
        let head =
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2022-01-04\"}</script>"
            + "<meta property='article:published_time' content='2022-01-09T08:29:34Z'>"
        let seen = "\(Self.headline)<div>9 January 2022</div>\(Self.story)"
        #expect(try published(seen, head: head) == "2022-01-09T08:29:34Z")
        #expect(try published(Self.headline + Self.story, head: head) == "2022-01-04")
    }

    @Test func `a property of RDFa says it, too`() throws {
        let span = { (name: String) in "<span property='\(name)' content='2022-01-28T12:45:46+00:00'>Friday</span>" }
        #expect(try published(Self.headline + span("schema:dateCreated") + Self.story) == "2022-01-28T12:45:46Z")
        #expect(try published(Self.headline + span("schema:birthDate") + Self.story) == nil)
    }

    @Test func `a day that the address confirms stands against a line`() throws {
        let time = "<time itemprop=datePublished datetime='2026-03-05T15:29:27+01:00'>5 March</time>"
        let body = "\(Self.headline)\(time)<p>Published 8 March 2026</p>\(Self.story)"
        #expect(try published(body, at: "https://gazette.test/2026/03/05/canal") == "2026-03-05T15:29:27+01:00")
        #expect(try published(body) == "2026-03-08")
    }

    @Test func `an element named for the publication labels its day`() throws {
        let meta = "<meta property='article:published_time' content='2023-12-03T07:32:49Z'>"
        func date(_ name: String, _ text: String) throws -> String? {
            try published(
                "\(Self.headline)<div>By Anna Weir <span class='\(name)'>\(text)</span></div>\(Self.story)", head: meta)
        }
        #expect(try date("entry-published", "31 October 2026") == "2026-10-31")
        #expect(try date("entry-published", "Updated 31 October 2026") == "2023-12-03T07:32:49Z")
        #expect(try date("entry-date", "31 October 2026") == "2023-12-03T07:32:49Z")
    }

    @Test func `of several metas that one counts whose day the reader sees`() throws {
        let metas =
            "<meta property='article:published_time' content='2026-03-03T09:48:24Z'><meta name=date content='2026-03-06T09:22:36Z'>"
        let seen = "<h2>Will the barges come back?<span class=hl-date>Friday, 6 March 2026</span></h2>"
        #expect(try published(Self.headline + seen + Self.story, head: metas) == "2026-03-06T09:22:36Z")
        #expect(try published(Self.headline + Self.story, head: metas) == "2026-03-03T09:48:24Z")
    }

    @Test func `who posted a story may stand below it with the day`() throws {
        let line = "Von Christian am 03.05.2013, 11:51 | 0 Meinungen"
        func date(_ below: String) throws -> String? {
            try published("<article>\(Self.headline)\(Self.story)</article>\(below)", language: "de")
        }
        #expect(try date("<div class=asset-foot>\(line)</div>")?.hasPrefix("2013-05-03") == true)
        #expect(
            try date("<div>Dieser Beitrag wurde am <b>19. Mai 2010</b> um 23:03 Uhr gepostet und abgelegt.</div>")?
                .hasPrefix("2010-05-19") == true)
        #expect(try date("<footer>\(line)</footer>") == nil)
        #expect(try date("<div class=related>\(line)</div>") == nil)
        #expect(try date("<div>Zuletzt geändert am 03.05.2013</div>") == nil)
    }

    @Test func `bars may part a date's numbers`() throws {
        let body = { (line: String) in "\(Self.headline)<div>\(line)</div>\(Self.story)" }
        #expect(try published(body("26 | 01 | 2022")) == "2022-01-26")
        #expect(try published(body("Page 1 | 2 | 2022")) == nil)
    }
}
