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
}
