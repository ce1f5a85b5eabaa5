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

    @Test func `a page without feeds names none`() {
        #expect(discoverFeeds(inPage: Array("<a href='javascript:x'>feed</a>".utf8), at: "http://page.test/").isEmpty)
    }
}
