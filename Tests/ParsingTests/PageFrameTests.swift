import FeedModel
import Parsing
import Testing

/// What is taken for a page's frame, and what stays a story's though it looks like the frame.
@Suite struct PageFrameTests {
    private static func paragraph(_ number: Int) -> String {
        "<p>Paragraph \(number): the mill at the weir ground rye until the flood of last spring, and its wheel has stood "
            + "still since then, said the miller's daughter.</p>"
    }
    private static let story = (1...6).map(paragraph).joined()
    private static let other =
        "<p>The museum beside the mill asks for helpers on Sundays; whoever has time may come to the gate at nine.</p>"

    private func text(_ body: String, tag: String = "<body>", head: String = "</head>") throws -> String {
        let html = "<html lang=en><head><title>The mill at the weir stands still</title>\(head)\(tag)\(body)"
        return try parsePage(Array(html.utf8), at: "https://gazette.test/mill", contentType: "text/html").contentText
            ?? ""
    }
    private static let headline = "<h1>The mill at the weir stands still</h1>"

    @Test(arguments: ["avia-cookie-check", "no-sidebar comments-open", "has-widgets modal-closed"])
    func `names of the whole page say nothing of its story`(name: String) throws {
        let page = try text("\(Self.headline)<div>\(Self.story)</div>", tag: "<body class='\(name)'>")
        #expect(page.contains("Paragraph 1") && page.contains("Paragraph 6"))
    }

    @Test(arguments: ["cookiebanner", "dsgvo-notice", "relatedposts", "widget widget_text", "sidebar"])
    func `the same names of an element say that it is furniture`(name: String) throws {
        let page = try text("\(Self.headline)<div>\(Self.story)</div><div class='\(name)'>\(Self.other)</div>")
        #expect(page.contains("Paragraph 6") && !page.contains("helpers"))
    }

    @Test(arguments: [
        "field field--label-hidden", "node--promoted", "elementor-widget-wrap", "tag-comments category-sponsors",
        "has-sidebar", "css-jpYiwZ",
    ])
    func `rows are read whose names only seem to speak of furniture`(name: String) throws {
        let rows = (1...6).map { "<div class='\(name)'>\(Self.paragraph($0))</div>" }.joined()
        let page = try text("\(Self.headline)<article>\(rows)</article>\(Self.other)\(Self.other)")
        #expect(page.contains("Paragraph 1") && page.contains("Paragraph 4") && page.contains("Paragraph 6"))
    }

    @Test func `a name that most of the story bears is not believed`() throws {
        let rows = (1...6).map { "<section class='test__part part--ads'>\(Self.paragraph($0))</section>" }.joined()
        #expect(try text("\(Self.headline)<div>\(rows)</div>").contains("Paragraph 5"))
        let one = "<section class='test__part part--ads'>\(Self.other)</section>"
        #expect(try !text("\(Self.headline)<div>\(Self.story)\(one)</div>").contains("helpers"))
    }

    @Test func `a story in rows of one form is read from all of them`() throws {
        let row = { (number: Int) in
            "<div class=row><div class=story-text>\(Self.paragraph(number))\(Self.paragraph(number + 1))</div></div>"
        }
        let page = try text("\(Self.headline)<div>\(row(1))<hr>\(row(3))<hr>\(row(5))</div>")
        #expect(page.contains("Paragraph 1") && page.contains("Paragraph 6"))
    }

    @Test func `rows that link headings are other stories`() throws {
        let other =
            "<div class=row><h3><a href=/2>Museum</a></h3><div class=story-text>\(Self.other)\(Self.other)</div></div>"
        let page = try text(
            "\(Self.headline)<div><div class=row><div class=story-text>\(Self.story)</div></div>\(other)\(other)</div>")
        #expect(page.contains("Paragraph 6") && !page.contains("helpers"))
    }

    @Test func `data that a script left is no story, a long address in one is`() throws {
        let data = String(repeating: "PGRpdiBjbGFzcz0ic3At", count: 300)
        #expect(try text("\(Self.headline)<div>\(Self.story)</div><div>\(data)</div>").contains("Paragraph 6"))
        #expect(try !text("\(Self.headline)<div>\(Self.story)\(data)</div>").contains("PGRpdiBj"))
        let link = "https://gazette.test/" + String(repeating: "mill-", count: 26) + "1"
        let line =
            "<p>The plans can be read by all until the end of May, in the town hall and at \(link), said the mayor of "
            + "the town, who hopes that the wheel will turn again before the next harvest is brought in.</p>"
        #expect(try text("\(Self.headline)<div>\(Self.story)\(line)</div>").contains(link))
    }

    @Test func `a teaser that links its heading stays out`() throws {
        let box = "<div class=teaser><h3><a href=/museum>The museum</a></h3>\(Self.other)</div>"
        #expect(try !text("\(Self.headline)<article>\(Self.story)\(box)</article>").contains("helpers"))
        let lead = "<div class=teaser>\(Self.other)</div>"
        #expect(try text("\(Self.headline)<article>\(lead)\(Self.story)</article>").contains("helpers"))
    }

    @Test(arguments: ["<h2>", "<p class=subtitle>", "<div class=article-intro>"])
    func `a line set apart between headline and story is its lead`(tag: String) throws {
        let lead = "A flood has stopped the last mill of the valley, and nobody knows who should pay for a new wheel"
        let page = try text("<header>\(Self.headline)\(tag)\(lead)</header><div class=article-body>\(Self.story)</div>")
        #expect(page.hasPrefix(lead))
        let short = try text("<header>\(Self.headline)\(tag)Valley</header><div class=article-body>\(Self.story)</div>")
        #expect(short.hasPrefix("Paragraph 1"))
    }

    @Test func `who took a picture is left out, who wrote a text is not`() throws {
        let page = try text(
            "\(Self.headline)<article>\(Self.paragraph(1))<p>Foto: Anna Weir / Gazette</p>\(Self.story)"
                + "<p>Reporting by Anna Weir; editing by Tom Mill</p></article>")
        #expect(!page.contains("Foto:") && page.contains("Reporting by Anna Weir"))
    }

    @Test func `a story ends above the heading of what leads on`() throws {
        let tail = "<h3>Weitere Informationen</h3>\(Self.other)"
        #expect(try !text("\(Self.headline)<article>\(Self.story)\(tail)</article>").contains("helpers"))
        // Half of the story is below this one.
        let half = "<h3>Weitere Informationen</h3>\(Self.story)"
        #expect(try text("\(Self.headline)<article>\(Self.other)\(half)</article>").contains("Paragraph 6"))
    }

    @Test func `a box about its author is none of the story`() throws {
        let box = "<div itemprop=author>\(Self.other)</div>"
        #expect(try !text("\(Self.headline)<article>\(Self.story)\(box)</article>").contains("helpers"))
        let about = "<div itemprop=about>\(Self.other)</div>"
        #expect(try text("\(Self.headline)<article>\(Self.story)\(about)</article>").contains("helpers"))
    }

    @Test func `the title of a drawing does not swallow the page`() throws {
        let page = try text("\(Self.headline)<svg><title/><path d='M0'/></svg><article>\(Self.story)</article>")
        #expect(page.contains("Paragraph 6"))
        #expect(
            try !text("<title>A <p>title</title>\(Self.headline)<article>\(Self.story)</article>").contains("title"))
    }

    @Test func `what a reader sees ends a head that nothing closes`() throws {
        let body = "\(Self.headline)<div>\(Self.story)</div>"
        #expect(try text(body, tag: "", head: "<meta name=a content=b>").contains("Paragraph 6"))
        #expect(try !text(body, head: "<style>.a { color: red }</style></head>").contains("color"))
    }

    @Test func `a list's first item may name a year, a line over the story that does is a date`() throws {
        let list =
            "<ol><li>Acceptance of the minutes of the extraordinary general assembly of millers, shareholders, "
            + "representatives in 2019</li><li>Accounts</li></ol>"
        #expect(try text("\(Self.headline)<article>\(list)\(Self.story)</article>").hasPrefix("Acceptance"))
        let line = "<p>Weir, 5 May 2019</p>"
        #expect(try text("\(Self.headline)<article>\(line)\(Self.story)</article>").hasPrefix("Paragraph 1"))
    }
}
