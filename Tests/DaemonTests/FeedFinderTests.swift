import FeedModel
import Fetching
import Parsing
import Testing

@testable import Daemon

@Suite struct FeedFinderTests {
    private static let feed = """
        <rss version="2.0"><channel><title>Example World</title><link>http://world.test/</link>
        <item><title>One</title><link>http://world.test/1</link></item></channel></rss>
        """

    /// Finds over a web that holds these documents and nothing else.
    private func find(_ typed: String, _ web: [String: String]) async throws -> FeedFinder.Finding {
        try await FeedFinder { request throws(FetchError) in
            if let body = web[request.url] { return Response(url: request.url, status: 200, body: Array(body.utf8)) }
            if request.url.hasPrefix("https://") { throw .unreachable(host: "x.test", reason: "refused") }
            throw .refused(Refusal(status: 404, url: request.url))
        }.find(typed)
    }

    @Test func `a feed's own address is taken as it is`() async throws {
        let finding = try await find("https://world.test/feed?x=1", ["https://world.test/feed?x=1": Self.feed])
        #expect(finding.url == "https://world.test/feed?x=1")
        #expect(finding.feed.items.count == 1)
    }

    @Test func `a page names its feeds`() async throws {
        let page = """
            <html><head><link rel="alternate" type="application/rss+xml" title="News" href="/news.xml">
            <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml"></head></html>
            """
        let finding = try await find(
            "http://world.test/about", ["http://world.test/about": page, "http://world.test/news.xml": Self.feed])
        #expect(finding.url == "http://world.test/news.xml")
        #expect(finding.others.map(\.url) == ["http://world.test/comments.xml"])
    }

    @Test func `a bare host is tried by https, then by http, then in the usual paths`() async throws {
        let page = "<html><head><title>Welcome</title></head><body><p>Hello.</p></body></html>"
        let finding = try await find(
            "world.test", ["http://world.test": page, "http://world.test/atom.xml": Self.feed])
        #expect(finding.url == "http://world.test/atom.xml")
        let silent = try await find("world.test", ["http://world.test/rss": Self.feed])
        #expect(silent.url == "http://world.test/rss")
    }

    @Test func `a page's header names its feeds, too`() async throws {
        let finding = try await FeedFinder { request throws(FetchError) in
            var response = Response(url: request.url, status: 200, body: Array("<html><p>Hello</p></html>".utf8))
            response.links = ["</style.css>; rel=preload", "<news.xml>; rel=alternate; type=\"application/rss+xml\""]
            if request.url.hasSuffix("/news.xml") { response.body = Array(Self.feed.utf8) }
            return response
        }.find("http://world.test/blog/")
        #expect(finding.url == "http://world.test/blog/news.xml")
    }

    @Test func `a page that only sends on is followed, and one that is read first is not`() async throws {
        func refresh(_ content: String) -> String { "<meta http-equiv=Refresh content=\"\(content)\">" }
        let page = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"f.xml\">"
        let web = [
            "http://w.test/": refresh("0; URL='/blog/'"), "http://w.test/blog/": refresh("3;url=/blog/en/"),
            "http://w.test/blog/en/": page, "http://w.test/blog/en/f.xml": Self.feed,
            "http://w.test/slow": refresh("30;url=/blog/en/"), "http://w.test/round": refresh("0;url=/about"),
            "http://w.test/about": refresh("0;url=/round"),
        ]
        #expect(try await find("http://w.test/", web).url == "http://w.test/blog/en/f.xml")
        for typed in ["http://w.test/slow", "http://w.test/round"] {
            await #expect(throws: FeedNotFound.self) { try await find(typed, web) }
        }
    }

    @Test func `a login goes to its own server alone, and into no message`() async throws {
        let page = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"http://else.test/feed\">"
        let web = ["http://a.test/feed": Self.feed, "http://a.test/page": page, "http://else.test/feed": Self.feed]
        let finding = try await find("http://me:hidden@a.test/feed", web)
        #expect(finding.url == "http://a.test/feed" && finding.credentials == .basic(user: "me", password: "hidden"))
        #expect(try await find("http://me:hidden@a.test/page", web).credentials == nil)
        for typed in ["http://me:hidden@a.test/none", "me:hidden@none.test", "ftp://me:hidden@a.test/"] {
            let error = await #expect(throws: FeedNotFound.self) { try await find(typed, web) }
            #expect(error?.description.contains("hidden") == false)
        }
    }

    @Test func `where there is none, the reason is said`() async throws {
        let missing = await #expect(throws: FeedNotFound.self) { try await find("http://world.test/feed", [:]) }
        #expect(missing?.description == "http://world.test/feed: not found (404)")
        await #expect(throws: FeedNotFound.self) { try await find("ftp://world.test/", [:]) }
        await #expect(throws: FeedNotFound.self) {
            try await find("http://world.test/x", ["http://world.test/x": "not a feed"])
        }
    }
}
