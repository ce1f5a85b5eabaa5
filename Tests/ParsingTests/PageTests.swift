import FeedModel
import FoundationEssentials
import Testing

@testable import Parsing

@Suite struct PageTests {
    private static let paragraphs = [
        "The harbour master of Tern Bay said on Thursday that the eastern pier would stay closed until the spring, after divers found cracks in four of its piles.",
        "Fishing boats may use the northern basin instead, she said, and pay no fee for it until the repairs are done, which could take the whole winter.",
        "\"Nobody wants to see a lorry in the water,\" said Ann Lee, who has run the harbour for eleven years and has asked for money for the pier in each of them.",
    ]
    private static var story: String { paragraphs.map { "<p>\($0)</p>" }.joined() }
    private static var storyText: String { paragraphs.joined(separator: "\n\n") }

    private func page(
        head: String = "", above: String = "", story: String = PageTests.story, inside: String = "", below: String = ""
    ) throws -> ArticlePage {
        let html = """
            <!DOCTYPE html><html lang="en"><head><title>Pier closed until spring - Tern Gazette</title>\(head)</head><body>
            <nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
            <div class="page"><h1>Pier closed until spring</h1>\(above)<div class="text">\(story)\(inside)</div>\(below)</div>
            <div class="site-foot"><a href="/about">About us</a> <a href="/terms">Terms</a></div></body></html>
            """
        return try parsePage(Array(html.utf8), at: "https://gazette.test/news/pier")
    }

    // MARK: - Text

    @Test func `the story is what is left when the frame is off`() throws {
        let page = try page(
            above: "<div class=byline>By Ann Lee</div><p class=dek>Divers found cracks</p>",
            inside:
                "<p><a href=/x>READ MORE: Ten piers to see</a></p><ul><li><a href=/a>Gulls take over the market</a></li><li><a href=/b>Ferry runs again on Sundays</a></li></ul>",
            below:
                "<div id=comments><p>I told them so in 2019, and nobody listened to what I had to say, as always in this town.</p></div>"
        )
        #expect(page.contentText == Self.storyText)
        #expect(page.title == "Pier closed until spring")
    }

    @Test func `a page without body, and text outside of any element, is read`() throws {
        let text = "The harbour was closed for a day after <a href=/x>the storm</a> took the pier, the town said."
        let page = try parsePage(Array("<p>More:</p>\(text)".utf8), at: "https://gazette.test/news/pier")
        #expect(page.contentText == "The harbour was closed for a day after the storm took the pier, the town said.")
    }

    @Test func `paragraphs made of line breaks are paragraphs`() throws {
        let page = try page(story: Self.paragraphs.joined(separator: "<br><br>"))
        #expect(page.contentText == Self.storyText)
    }

    @Test func `elements left open are closed as browsers do`() throws {
        let page = try page(story: Self.paragraphs.map { "<p>\($0)" }.joined(separator: "\n"))
        #expect(page.contentText == Self.storyText)
    }

    @Test func `lists and tables keep their lines`() throws {
        let page = try page(
            inside:
                "<p>The pier has, in order of their age and as far as the books of the harbour tell:</p><ul><li>nine lamps<li>two cranes</ul><table><tr><td>Piles<td>40<tr><td>Cracked<td>4</table><p>The books go back to 1911, the harbour master said, and are kept in her kitchen, where it is dry.</p>"
        )
        #expect(page.contentText?.contains("nine lamps\ntwo cranes\n\nPiles\t40\nCracked\t4\n\nThe books") == true)
        #expect(
            page.contentHTML?.contains(
                "<ul><li>nine lamps</li><li>two cranes</li></ul><table><tr><td>Piles</td><td>40</td></tr>") == true)
    }

    @Test func `the page's own word for its body is believed`() throws {
        let other = (0..<6).map {
            "<p>Another story of the day, number \($0), which is as long as any, with commas, and ends as it should.</p>"
        }
        let page = try page(
            story: "<section itemprop=articleBody>\(Self.story)</section>",
            inside: "<section>\(other.joined())</section>")
        #expect(page.contentText == Self.storyText)
    }

    @Test func `of several articles on a page the one under the headline counts`() throws {
        let article = "<article><h1>Pier closed until spring</h1>\(Self.story)</article>"
        let other =
            "<article><h2>Other news</h2>"
            + String(
                repeating:
                    "<p>A long paragraph of another story, with its commas, its clauses and its full stop at the end of it all.</p>",
                count: 9) + "</article>"
        let html = "<title>Pier closed until spring</title><main>\(article)\(other)</main>"
        let page = try parsePage(Array(html.utf8), at: "https://gazette.test/")
        #expect(page.contentText == Self.storyText)
    }

    @Test func `HTML comes out clean, its links absolute`() throws {
        let page = try page(
            inside:
                "<p onclick='x()'>The <a href='/plan?a=1&amp;b=2' onmouseover=x()>plan</a> is <em>not</em> &lt;final&gt;<script>x()</script>, <a href='javascript:x()'>officials</a> said on Thursday, and may change before the council meets in March.</p>"
        )
        #expect(
            page.contentHTML?.hasSuffix(
                "<p>The <a href=\"https://gazette.test/plan?a=1&amp;b=2\">plan</a> is <em>not</em> &lt;final&gt;, officials said on Thursday, and may change before the council meets in March.</p>"
            ) == true)
    }

    @Test func `a hostile page costs neither stack nor patience`() throws {
        let deep = String(repeating: "<div><b>", count: 20_000) + Self.story
        #expect(
            try parsePage(Array(deep.utf8), at: "https://gazette.test/").contentText?.contains("harbour master") == true
        )
        #expect(throws: ParseError.empty) { try parsePage(Array(" \n".utf8), at: "https://gazette.test/") }
    }

    // MARK: - Facts

    @Test func `JSON-LD is read out of a graph, broken as it may be`() throws {
        let page = try page(
            head: """
                <script type="application/ld+json">
                <!-- {"@context": "https://schema.org", "@graph": [{"@type": "Organization", "@id": "#us", "name": "Tern Gazette"},
                {"@type": ["NewsArticle"], "headline": "Pier
                closed &amp; shut", "datePublished": "2025-12-18T09:30:00+0100", "dateModified": "2025-12-19 10:00",
                "author": [{"@type": "Person", "name": "Ann Lee", "url": "https://gazette.test/ann"}, {"@type": "Organization", "name": "Reuters"},],
                "publisher": {"@id": "#us"}, "timeRequired": "PT4M",},]} -->
                </script>
                """)
        #expect(page.publisher == "Tern Gazette")
        #expect(page.authors == [Person(name: "Ann Lee", url: "https://gazette.test/ann"), Person(name: "Reuters")])
        #expect(page.agency == "Reuters")
        #expect(page.datePublished == Date(rfc3339: "2025-12-18T08:30:00Z"))
        #expect(page.dateModified == Date(rfc3339: "2025-12-19T10:00:00Z"))
        #expect(page.readingMinutes == 4)
    }

    @Test func `metas, microdata and time elements are read`() throws {
        let metas = try page(
            head: """
                <meta property="og:site_name" content="Tern Gazette"><meta property="article:published_time" content="2025-12-18T08:30:00Z">
                <meta property="og:updated_time" content="1768903200"><meta name="author" content="Ann Lee and Piet Dam">
                <link rel="canonical" href="/news/pier-closed"><meta property="og:image" content="/pier.jpg"><meta property="og:locale" content="en_GB">
                """)
        #expect(metas.publisher == "Tern Gazette")
        #expect(metas.datePublished == Date(rfc3339: "2025-12-18T08:30:00Z"))
        #expect(metas.dateModified == Date(rfc3339: "2026-01-20T10:00:00Z"))
        #expect(metas.authors.map(\.name) == ["Ann Lee", "Piet Dam"])
        #expect(metas.canonicalURL == "https://gazette.test/news/pier-closed")
        #expect(metas.image == "https://gazette.test/pier.jpg")
        #expect(metas.language == "en")
        let micro = try page(
            above:
                "<span itemprop=author>By Ann Lee</span><time itemprop=datePublished datetime='2025-12-18'>Thursday</time>"
        )
        #expect(micro.datePublished == Date(rfc3339: "2025-12-18T00:00:00Z"))
        #expect(micro.authors.map(\.name) == ["Ann Lee"])
        let dublin = try page(
            head: "<meta name=DC.date.issued content=2025-12-18><meta name=DC.publisher content='Tern Gazette'>")
        #expect(dublin.datePublished == Date(rfc3339: "2025-12-18T00:00:00Z"))
        #expect(dublin.publisher == "Tern Gazette")
        let time = try page(above: "<time datetime='2025-12-18T08:30:00Z'>2 hours ago</time>")
        #expect(time.datePublished == Date(rfc3339: "2025-12-18T08:30:00Z"))
    }

    @Test func `what readers see wins over a machine's date of another day`() throws {
        let head =
            "<meta property=article:published_time content=2025-12-18T08:30:00Z><meta property=article:modified_time content=2026-03-01T00:00:00Z>"
        let page = try page(
            head: head, above: "<div>Posted on December 18, 2025</div><div>Last updated: January 20, 2026</div>")
        #expect(page.datePublished == Date(rfc3339: "2025-12-18T08:30:00Z"))
        #expect(page.dateModified == Date(rfc3339: "2026-01-20T00:00:00Z"))
    }

    @Test func `dates of other stories on the page are not this one's`() throws {
        let page = try page(
            below:
                "<div><h3>More news</h3><div>Gulls take over the market</div><time datetime=2024-05-05>May 5</time><p>Posted on May 5, 2024</p></div>"
        )
        #expect(page.datePublished == nil)
        #expect(page.dateModified == nil)
    }

    @Test func `nothing is said that the page did not say`() throws {
        let page = try page()
        #expect(page.publisher == nil)
        #expect(page.authors.isEmpty)
        #expect(page.agency == nil)
        #expect(page.readingMinutes == nil)
        #expect(page.canonicalURL == nil)
        #expect(page.wall == nil)
    }

    @Test func `a wall is known by its mark and by how little stands before it`() throws {
        let free = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":false}</script>"
        let teaser = "<p>The harbour master of Tern Bay said on Thursday that the eastern pier would stay closed…</p>"
        #expect(try page(head: free, story: teaser).wall == .subscription)
        #expect(try page(head: free, story: Self.story + Self.story + Self.story).wall == nil)
        let login =
            "<title>Sign in</title><h1>Sign in</h1><form><input name=user><input type=password></form><p>Please sign in to go on.</p>"
        #expect(try parsePage(Array(login.utf8), at: "https://gazette.test/login").wall == .subscription)
        let plea = "<div class=paywall-prompt><span>Subscribe to continue reading</span></div>"
        #expect(try page(story: teaser, below: plea).wall == .subscription)
    }

    @Test func `a page saved as text is read by its lines`() throws {
        let text = """
            Pier closed until spring
            Published by Harbour Review
            Posted on December 18, 2025
            3 min readLast updated: January 20, 2026
            Published by Harbour Review
            Posted on December 18, 2025
            3 min readLast updated: January 20, 2026
            By Ann Lee
            TERN BAY, Dec 18 (Reuters) - The eastern pier will stay closed until the spring.
            (Reporting by Ann Lee; Editing by Piet Dam)
            """
        let page = try parsePage(Array(text.utf8), at: "file:///pier.txt")
        #expect(page.title == "Pier closed until spring")
        #expect(page.publisher == "Harbour Review")
        #expect(page.datePublished == Date(rfc3339: "2025-12-18T00:00:00Z"))
        #expect(page.dateModified == Date(rfc3339: "2026-01-20T00:00:00Z"))
        #expect(page.readingMinutes == 3)
        #expect(page.authors.map(\.name) == ["Ann Lee"])
        #expect(page.agency == "Reuters")
        #expect(page.contentText?.hasPrefix("By Ann Lee\n\nTERN BAY") == true)
    }

    @Test func `the encoding is the header's, then the page's`() throws {
        let head = Array("<html><head><meta charset=windows-1251></head><body><p>".utf8)
        let russian =
            Array("<title>x</title><p>".utf8) + [
                0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2C, 0x20, 0xEC, 0xE8, 0xF0, 0x2E,
            ]
        #expect(try parsePage(head + russian, at: "https://gazette.test/").contentText == "Привет, мир.")
        #expect(
            try parsePage(russian, at: "https://gazette.test/", contentType: "text/html; charset=windows-1251")
                .contentText == "Привет, мир.")
    }
}
