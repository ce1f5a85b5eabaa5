import FeedModel
import Parsing
import Testing

@Suite struct EncodingTests {
    private func title(_ bytes: [UInt8], _ contentType: String? = nil) throws -> (String?, Feed) {
        let feed = try parseFeed(bytes, at: "", contentType: contentType)
        return (feed.title, feed)
    }
    private func rss(_ title: [UInt8], encoding: String? = nil) -> [UInt8] {
        Array("<?xml version=\"1.0\"\(encoding.map { " encoding=\"\($0)\"" } ?? "")?><rss><channel><title>".utf8)
            + title
            + Array("</title></channel></rss>".utf8)
    }

    @Test(arguments: [
        ("latin1", [0x80, 0xE9], "€é", "windows-1252"), ("ISO-8859-15", [0xA4], "€", "iso-8859-15"),
        ("koi8_r", [0xC1], "а", "koi8-r"), ("gb2312", [0xC4, 0xE3], "你", "gb18030"),
        ("Shift_JIS", [0x82, 0xA0], "あ", "shift_jis"),
        ("euc-kr", [0xB3, 0xE2], "년", "euc-kr"), ("macintosh", [0x80], "Ä", "macintosh"),
    ])
    func `a declared encoding is read`(_ label: String, _ bytes: [UInt8], _ expected: String, _ name: String) throws {
        let (title, feed) = try title(rss(bytes, encoding: label))
        #expect(title == expected)
        #expect(feed.encoding == name)
        #expect(feed.isWellFormed)
    }

    @Test func `the header's charset comes before the declaration, and a byte-order mark before both`() throws {
        #expect(try title(rss([0xE0], encoding: "windows-1252"), "text/xml; charset=windows-1251").0 == "а")
        let marked = [0xEF, 0xBB, 0xBF] + rss(Array("é".utf8), encoding: "windows-1252")
        #expect(try title(marked, "text/xml; charset='windows-1251'").0 == "é")
    }

    @Test func `UTF-16 is read with and without its mark`() throws {
        let text = "<?xml version='1.0' encoding='utf-16'?><rss><channel><title>é😀</title></channel></rss>"
        let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try title([0xFF, 0xFE] + bytes).0 == "é😀")
        #expect(try title(bytes).0 == "é😀")
    }

    @Test func `a label that the bytes belie is passed over, and said so`() throws {
        let (title, feed) = try title(rss([0xE9], encoding: "utf-8"))
        #expect(title == "é")
        #expect(!feed.isWellFormed)
        #expect(feed.warnings.contains { $0.contains("UTF-8") })
    }

    @Test func `an unknown label is warned of`() throws {
        let (title, feed) = try title(rss(Array("é".utf8), encoding: "martian-1"))
        #expect(title == "é")
        #expect(feed.warnings.contains { $0.contains("martian-1") })
    }

    @Test(arguments: [" encoding=\"utf-8\"", ""])
    func `a damaged byte makes UTF-8 no other encoding`(declaration: String) throws {
        let text = Array("<?xml version=\"1.0\"\(declaration)?><rss><channel><title>Café déjà vu, naïve ".utf8)
        let feed = try parseFeed(text + [0xFF] + Array(" été</title></channel></rss>".utf8), at: "http://a.test/")
        #expect(feed.title == "Café déjà vu, naïve \u{FFFD} été")
        #expect(feed.encoding == "utf-8")
        #expect(feed.warnings.contains { $0.contains("U+FFFD") })
    }

    @Test func `text that says nothing of its encoding is guessed`() throws {
        let russian: [UInt8] = [
            0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4, 0x2C, 0x20, 0xCD, 0xC9, 0xD2, 0x20, 0xD3, 0xCE, 0xCF, 0xD7, 0xC1, 0xD1,
        ]
        #expect(try title(rss(russian)).0 == "Привет, мир сновая")
    }
}
