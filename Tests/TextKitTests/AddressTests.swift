import FeedModel
import Testing

@testable import TextKit

@Suite struct AddressTests {
    @Test(arguments: [
        ("http://assigner:secret@a.test/feed", "http://a.test/feed"), ("https://secret@a.test", "https://a.test"),
        ("http://a%40b:p%2Fw@a.test:81/@me?x=@y", "http://a.test:81/@me?x=@y"), ("//u:p@a.test/x", "//a.test/x"),
        ("http://u:p@w@[::1]:80/", "http://[::1]:80/"), ("FTP://u:p@a.test/", "FTP://a.test/"),
    ])
    func `a login is taken out`(_ address: String, _ bare: String) {
        #expect(withoutLogin(address) == bare)
        #expect(messageLine("see \(address) there") == "see \(bare) there")
    }

    @Test(arguments: [
        "http://a.test/@me/feed", "http://a.test/feed?mail=me@b.test", "http://a.test/#me@b", "mailto:me@b.test", "a@b",
        "urn:x//y@z", "http://a.test/x//@me", "http://a.test", "",
    ])
    func `what is no login stays`(_ address: String) {
        #expect(withoutLogin(address) == address)
        #expect(withoutAnyLogin("mailto:me@b.test") == "mailto:me@b.test")
        #expect(messageLine("see \(address) there") == "see \(address) there")
    }

    @Test(arguments: [
        "http://u:pa/ss@a.test/feed", "u:pass@a.test", "feed:u:pass@a.test/x", "http:/u:pass@a.test",
        "//u:p a ss@a.test",
    ])
    func `of what is no address nothing before the last at sign is shown`(_ text: String) {
        #expect(!withoutAnyLogin(text).contains("ss"))
        #expect(withoutAnyLogin(text).contains("@a.test"))
    }

    @Test(arguments: [
        "http://a.test/feed", "HTTP://a.test/feed", "http://A.Test/feed", "http://a.test:80/feed",
        "http://a.test:/feed",
        "http://a.test./feed", "http://a.test/feed#top", "http://me:secret@a.test/feed#", "hTTp://ME@A.TEST:80/feed",
    ])
    func `spellings of one request have one key`(_ address: String) {
        #expect(addressKey(address) == "http://a.test/feed")
    }

    @Test(arguments: [
        "https://a.test/feed", "http://a.test:8080/feed", "http://a.test/Feed", "http://a.test/feed/",
        "http://a.test/feed?x",
        "http://b.test/feed", "http://a.test:443/feed", "http://a.test/?http://a.test/feed", "file:///feed",
    ])
    func `other requests have other keys`(_ address: String) {
        #expect(addressKey(address) != "http://a.test/feed")
    }

    @Test(arguments: [
        ("https://a-1.test/x?y=@z", true), ("http://a.test/", true), ("http://a.test", false),
        ("http://a.test./", false),
        ("http:///x", false), ("http://A.test/", false), ("http://a.test:80/", false), ("http://u@a.test/", false),
        ("http://a.test/#", false), ("http://a.test/x y", false), ("httpx://a.test/", false), ("http:/a.test/", false),
        ("", false),
    ])
    func `a plain address is its own key`(_ address: String, _ isPlain: Bool) {
        #expect(isPlainAddress(address) == isPlain)
        if isPlain { #expect(addressKey(address) == address) }
    }

    @Test func `a host alone is asked for its root`() {
        #expect(addressKey("https://İ.test:443") == addressKey("https://İ.TEST/"))
        #expect(addressKey("https://a.test?x#y") == "https://a.test/?x")
    }
}
