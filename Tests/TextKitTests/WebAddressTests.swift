import FeedModel
import Testing

@testable import TextKit

@Suite struct WebAddressTests {
    /// What stores hold: the server by which feeds and pages are asked politely, the site of a story, the key of a feed,
    /// the name of an article. Each as it was before one type read them all.
    @Test(arguments: [
        ("https://www.Example.org/a/b?utm_source=x&id=2#top", "www.example.org", "example.org", "example.org/a/b?id=2"),
        ("http://example.org:80", "example.org", "example.org", "example.org"),
        ("https://example.org:443/x/", "example.org", "example.org", "example.org/x"),
        ("http://example.org:443/x", "example.org:443", "example.org", "example.org/x"),
        ("https://m.example.org:8443/?p=7", "m.example.org:8443", "m.example.org", "example.org:8443?p=7"),
        ("https://example.org./x#/route", "example.org.", "example.org.", "example.org./x#/route"),
        ("http://www.www.example.org/amp", "www.www.example.org", "www.example.org", "www.example.org"),
        ("ftp://ftp.example.org/f", "ftp.example.org", "ftp.example.org", "ftp://ftp.example.org/f"),
    ])
    func `keys of stores stay`(_ url: String, _ server: String, _ site: String, _ link: String) throws {
        let address = try #require(WebAddress(url))
        #expect(address.server == server && address.site == site)
        #expect(canonicalLink(url) == link)
    }

    @Test(arguments: [
        ("HTTP://A.Test:80", "http://a.test/"), ("https://u:p@a.test:443/x#y", "https://a.test/x"),
        ("http://a.test:/?q", "http://a.test/?q"), ("https://a.test.:8080/x", "https://a.test.:8080/x"),
        ("https://a.test./x", "https://a.test/x"), ("ftp://A.test/", "ftp://A.test/"), ("a.test", "a.test"),
    ])
    func `a feed's key stays`(_ url: String, _ key: String) { #expect(addressKey(url) == key) }

    @Test(arguments: [
        ("http://a.test", true, true), ("http://a.test/", true, true), ("http://a.test/#x", true, true),
        ("http://a.test/?p=1", true, false), ("http://a.test//", false, false), ("http://a.test/x", false, false),
    ])
    func `a front page is no page of it, and one that is asked for something no root`(
        _ url: String, _ isFrontPage: Bool, _ isRoot: Bool
    ) throws {
        let address = try #require(WebAddress(url))
        #expect(address.isFrontPage == isFrontPage && address.isRoot == isRoot)
    }

    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "mailto:a@b.test", "http:a.test", "http:///x", "http://a b/",
        "http://a.test\\x/", "http://a<b/", "http://a.test:x/", "http://a.test:70000/", "//a.test/", "a.test", "",
        "http://",
        "http://[::1/", "http://%20/",
    ])
    func `what cannot be asked is no address of the web`(_ text: String) {
        #expect(WebAddress(text)?.isWeb != true)
    }

    @Test(
        arguments: [
            ("http://[2001:DB8::1]:8080/x", "[2001:db8::1]", 8080), ("https://u:p@a_b.test:1/", "a_b.test", 1),
            ("http://%61.test/", "a.test", nil), ("http://bücher.test:/", "bücher.test", nil),
        ] as [(String, String, Int?)])
    func `what can be asked has a host and perhaps a port`(_ text: String, _ host: String, _ port: Int?) throws {
        let address = try #require(WebAddress(text))
        #expect(address.isWeb && address.host == host && address.port == port)
    }

    /// libcurl takes it for a sign of the password, and would send it to the host behind the `@`.
    @Test func `a backslash in a password hides no login`() {
        #expect(withoutLogin("http://me:pa\\ss@a.test/x") == "http://a.test/x")
        #expect(messageLine("see http://me:pa\\ss@a.test/x") == "see http://a.test/x")
        #expect(withoutLogin("http://a.test/x\\y@z") == "http://a.test/x\\y@z")
    }
}
