import Testing

@testable import Commands

@Suite struct NamingTests {
    private let names = FeedNames(feeds: [
        NamedFeed(id: 1, url: "http://a3.test/world.xml", titles: ["Harbour Gazette"]),
        NamedFeed(id: 2, url: "https://b.test/1.xml", titles: ["World", "The World Service"]),
        NamedFeed(id: 3, url: "https://c.test/feed", titles: ["世界ニュース"]),
        NamedFeed(id: nil, url: "https://d.test/world", titles: []),
        NamedFeed(id: 5, url: "https://e.test/", titles: ["2026"]),
        NamedFeed(id: 6, url: "https://f.test/04403555c", titles: []),
    ])

    private static let found: [(String, [String])] = [
        ("3", ["https://c.test/feed"]), ("http://a3.test/world.xml", ["http://a3.test/world.xml"]),
        ("feed:https://c.test/feed", ["https://c.test/feed"]), ("WORLD", ["https://b.test/1.xml"]),
        ("world", ["https://b.test/1.xml"]), ("the world service", ["https://b.test/1.xml"]),
        ("gazette", ["http://a3.test/world.xml"]), ("世界", ["https://c.test/feed"]), ("2026", ["https://e.test/"]),
        ("044", ["https://f.test/04403555c"]), ("6", ["https://f.test/04403555c"]), ("5", ["https://e.test/"]),
        ("orl", ["http://a3.test/world.xml", "https://b.test/1.xml", "https://d.test/world"]),
    ]
    @Test(arguments: found)
    func `what fits a feed's name better goes before what fits it less`(_ name: String, _ urls: [String]) throws {
        #expect(try names.feeds(named: name).map(\.url) == urls)
    }

    private static let unknown: [(String, String)] = [
        ("harbour gazete", "did you mean 'Harbour Gazette'?"), ("c.tset", "did you mean 'c.test'?"),
        ("something else", "'dateline feed list' shows them"), ("", "'dateline feed list' shows them"),
        ("7", "'dateline feed list' shows them"),
    ]
    @Test(arguments: unknown)
    func `a name that no feed has is told, with the nearest`(_ name: String, _ hint: String) {
        let error = #expect(throws: UsageError.self) { try names.feeds(named: name) }
        #expect(error?.description.hasSuffix(hint) == true, "\(error?.description ?? "")")
    }

    @Test func `one feed is not chosen among several`() throws {
        let error = #expect(throws: UsageError.self) { try names.feed(named: "orl") }
        #expect(error?.description.contains("1 Harbour Gazette (http://a3.test/world.xml)") == true)
        #expect(try names.feed(named: "gazette").id == 1)
    }

    @Test func `no feed is changed or removed by digits of its address`() throws {
        #expect(throws: UsageError.self) { try names.feed(named: "044") }
        #expect(try names.feed(named: "04403555c").id == 6 && names.feed(named: "6").id == 6)
    }

    private static let typed: [(String, String?)] = [
        ("items", nil), ("itmes", "did you mean 'dateline items'?"),
        ("feed ad http://x", "did you mean 'dateline feed add'?"),
        ("feed add ad", nil), ("feed --help", nil), ("help itmes", "did you mean 'dateline items'?"),
        ("help feed add", nil),
        ("story 12", nil), ("story spilt 3", "did you mean 'dateline story split'?"), ("story split 3", nil),
        ("--version", nil), ("", nil), ("whatever", "'dateline --help' lists those that there are"),
        ("config chekc", "did you mean 'dateline config check'?"), ("---completion items", nil),
    ]
    @Test(arguments: typed)
    func `a word that is no command is told, with the nearest`(_ line: String, _ hint: String?) {
        let words = line.split(separator: " ").map(String.init)
        let mistake = mistypedCommand(words, of: Dateline.self)
        #expect(hint == nil ? mistake == nil : mistake?.hasSuffix(hint!) == true, "\(mistake ?? "")")
    }

    @Test func `a tag that no feed has is told, with the nearest`() throws {
        #expect(try knownTag("sea", among: ["sea", "wires"]) == "sea")
        let error = #expect(throws: UsageError.self) { try knownTag("wiers", among: ["sea", "wires"]) }
        #expect(error?.description == "no feed has the tag 'wiers'; did you mean 'wires'?")
    }

    @Test func `completions begin as what is typed does`() {
        #expect(
            completions(of: "wo", among: ["World", "world", "Gazette", "wo\u{1B}x", ""]) == ["World", "wo x", "world"])
    }

    @Test(arguments: ["--feed", "--tag"])
    func `a shell is told to ask for feeds and tags`(_ option: String) async throws {
        let script = try await TestHome().run(["--generate-completion-script", "bash"]).output
        #expect(script.contains("---completion items -- \(option)"))
    }
}

@Suite struct LeadingOptionTests {
    private static let lines: [(String, String)] = [
        ("--config f items -n 5", "items --config f -n 5"), ("--config=f feed list", "feed list --config=f"),
        ("--user status", "status --user"), ("items --config f", "items --config f"), ("--help", "--help"),
        ("--config f", "--config f"), ("--config f itmes", "--config f itmes"),
        ("--user feed add -- x", "feed add --user -- x"),
        ("--config items items", "items --config items"),
    ]
    @Test(arguments: lines)
    func `whose configuration it is may stand before the command`(_ typed: String, _ read: String) {
        let arguments = typed.split(separator: " ").map(String.init)
        #expect(movingOptions(arguments, behindCommandOf: Dateline.self).joined(separator: " ") == read)
    }
}
