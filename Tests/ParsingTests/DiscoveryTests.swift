import Parsing
import Testing

@Suite struct DiscoveryTests {
    @Test func `a page's feeds are found, the articles' own first`() {
        let page = """
            <html><head><base href="/blog/"><link rel="alternate" type="application/rss+xml" title="Comments" href="comments/feed/">
            <link rel=stylesheet href=x.css><link rel="alternate" hreflang="de" href="/de/">
            <LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' TITLE='Posts &amp; more' HREF='atom.xml'>
            <link rel="alternate" type="application/json" href="https://page.test/wp-json/wp/v2/posts/1"></head>
            <body><a href="/feed.json">Feed</a> <a href="atom.xml">again</a> <a href="about">About</a></body></html>
            """
        let feeds = discoverFeeds(inPage: Array(page.utf8), at: "http://page.test/x/y")
        #expect(
            feeds.map(\.url) == [
                "http://page.test/blog/atom.xml", "http://page.test/blog/comments/feed/", "http://page.test/feed.json",
            ])
        #expect(feeds.first?.title == "Posts & more")
        #expect(feeds.first?.type == "application/atom+xml")
    }

    @Test(arguments: [
        ("</f>; rel=\"alternate\"; type=\"application/rss+xml\"", ["http://page.test/f"]),
        (
            "<f?a=1,2>; type=application/atom+xml; title=\"A, \\\"B\\\"; C\"; REL=Alternate, </g>; rel=\"feed\"",
            ["http://page.test/x/f?a=1,2", "http://page.test/g"]
        ),
        ("<feed://page.test/f>; rel=alternate; type=\"application/rss+xml\"", ["http://page.test/f"]),
        (
            "</wp-json/>; rel=\"https://api.w.org/\", </wp-json/wp/v2/posts/1>; rel=alternate; type=\"application/json\"",
            []
        ),
        ("</style.css>; rel=preload; as=style, </2>; rel=next", []), ("<javascript:x>; rel=feed", []), ("</f", []),
        ("", []),
    ])
    func `a header's links are read as RFC 8288 has them`(_ field: String, _ urls: [String]) {
        #expect(discoverFeeds(inLinks: [field], at: "http://page.test/x/y").map(\.url) == urls)
    }

    @Test(arguments: [
        ("0; url=/b/", "http://page.test/b/"), ("0;URL='b'", "http://page.test/x/b"),
        ("5; Url = \"http://o.test/\"", "http://o.test/"),
        ("60; url=/b/", nil), ("0", nil), ("0; url=javascript:x", nil), ("0; url=/x/y", nil),
    ])
    func `a page sends on at once`(_ content: String, _ target: String?) {
        let page = "<head><meta http-equiv=REFRESH content='\(content.replacing("'", with: "&#39;"))'>"
        #expect(refreshTarget(inPage: Array(page.utf8), at: "http://page.test/x/y") == target)
    }

    @Test func `a page without feeds names none`() {
        #expect(discoverFeeds(inPage: Array("<a href='javascript:x'>feed</a>".utf8), at: "http://page.test/").isEmpty)
    }
}
