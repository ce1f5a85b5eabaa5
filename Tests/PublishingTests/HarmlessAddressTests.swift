import FeedModel
import Testing

@testable import Publishing

@Suite struct HarmlessAddressTests {
    @Test(arguments: [
        "javascript:x()", "JavaScript:x()", " java\nscript:x()", "java\u{200B}script:x()", "vbscript:x",
        "data:text/html,x",
        "blob:http://a.test/1", "file:///etc/passwd",
    ])
    func `an address that could run something is left out, wherever it stands`(_ address: String) throws {
        var source = JSONObject()
        source.set("title", address)
        source.set("feed_url", address)
        var file = JSONObject()
        file.set("url", address)
        file.set("mime_type", "audio/mpeg")
        var item = JSONObject()
        item.set("id", address)
        item.set("url", address)
        item.set("attachments", [file])
        item.set("_dateline", source)
        let left = item.withoutHarmfulAddresses
        #expect(left["url"] == nil && left["_dateline"]?["feed_url"] == nil)
        #expect(left["attachments"]?.array?.map { $0["url"] == nil } == [true])
        // Words stay what they are.
        #expect(left["id"]?.string == address && left["_dateline"]?["title"]?.string == address)
    }

    @Test(arguments: [
        "http://a.test/?javascript:x", "https://a.test/", "mailto:a@b.test", "magnet:?xt=urn:btih:1", "/1.png",
    ])
    func `what opens something else stays`(_ address: String) {
        var item = JSONObject()
        item.set("url", address)
        #expect(item.withoutHarmfulAddresses == item)
    }
}
