import Foundation
import Testing

@testable import Commands

@Suite struct LayoutTests {
    private static let widths: [(String, Int)] = [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("ｶﾅ", 2), ("ＡＢ", 4), ("한국", 4),
        ("\u{1112}\u{1161}\u{11AB}", 2),
        ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇺🇦", 2), ("❤️", 2), ("❤", 1), ("☕", 2), ("สวัสดี", 4), ("שלום", 4),
        ("عَرَبي", 4), ("a\u{200B}b", 2), ("क्षि", 3), ("½", 1), ("…", 1),
    ]
    @Test(arguments: widths)
    func `a text is as wide as a terminal shows it`(_ text: String, _ width: Int) {
        #expect(columns(of: text) == width)
    }

    private static let cuts: [(String, Int, String)] = [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
        ("👨‍👩‍👧x", 2, "…"), ("👨‍👩‍👧x", 3, "👨‍👩‍👧x"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("ab", 1, "…"), ("ab", 0, ""),
    ]
    @Test(arguments: cuts)
    func `what is too wide is cut between characters, with a mark`(_ text: String, _ width: Int, _ expected: String) {
        #expect(cut(text, to: width) == expected)
    }

    @Test func `a column is filled, and never wider than it may be`() {
        for text in ["", "a", "日本語の見出し", "👍👍👍👍👍", "a\nb\u{1B}[31mc"] {
            #expect(columns(of: column(text, 7)) == 7, "\(text)")
        }
        #expect(numberColumn("12", 5) == "   12")
        #expect(numberColumn("1234567", 5) == "1234567")
    }

    @Test func `text is broken at blanks, and words only where they are longer than a line`() {
        #expect(wrapped("one two  three", to: 8) == ["one two", "three"])
        #expect(wrapped("one two three", to: 13) == ["one two three"])
        #expect(wrapped("abcdefghij kl", to: 4) == ["abcd", "efgh", "ij", "kl"])
        #expect(wrapped("a\n\nb", to: 10) == ["a", "", "b"])
        #expect(wrapped("日本語の見出しです", to: 10) == ["日本語の見", "出しです"])
        #expect(wrapped("", to: 10) == [""])
    }

    @Test func `styles stay with their words when a line is broken`() {
        let lines = wrapped([StyledText("the old", .red), StyledText(" words stay")], to: 9)
        #expect(lines.map { $0.map(\.text).joined() } == ["the old", "words", "stay"])
        #expect(lines[0] == [StyledText("the old", .red)])
        #expect(lines.dropFirst().joined().allSatisfy { $0.style == nil })
    }

    private static let ages: [(Double, String)] = [
        (0, "0 s"), (89, "89 s"), (5399, "89 min"), (7200, "2 h"), (259_200, "3 d"), (5_097_600, "59 d"),
        (6_048_000, "2 mo"), (31_449_600, "11 mo"), (31_622_400, "1 y"), (71_539_200, "2 y 3 mo"),
        (270_172_800, "8 y 6 mo"),
    ]
    @Test(arguments: ages)
    func `an age is said in the unit that fits`(_ seconds: Double, _ expected: String) {
        #expect(spelled(seconds) == expected)
    }

    @Test func `a snippet has what was searched for, from word to word`() {
        let text =
            "The eastern pier of Tern Bay was closed on Monday after divers found cracks in eleven\nof its pillars."
        #expect(
            snippet(of: text, around: ["cracks"], length: 60)
                == "… closed on Monday after divers found cracks in eleven of its …")
        #expect(snippet(of: text, around: ["PIER", "cracks"], length: 25) == "The eastern pier of Tern …")
        #expect(snippet(of: "résumé", around: ["resume"]) == "résumé")
        #expect(snippet(of: "台風十五号が関東に接近", around: ["関東"]) == "台風十五号が関東に接近")
        #expect(snippet(of: text, around: ["nothing"]) == nil && snippet(of: "", around: ["a"]) == nil)
    }

    @Test func `values of a table stand on one line, quoted where they have to be`() {
        #expect(TableOutput.tabs.line(["a\tb", nil, "c\nd"]) == "a b\t\tc d")
        #expect(TableOutput.commas.line(["a,b", "say \"x\"", nil, "c\r\nd"]) == "\"a,b\",\"say \"\"x\"\"\",,c  d")
    }
}

@Suite struct BrowserTests {
    private func browser(_ wish: String?, has programs: Set<String>) -> Browser? {
        var environment = ["PATH": "/usr/bin:relative:/opt/bin"]
        environment["BROWSER"] = wish
        return Browser.first(environment) { programs.contains($0) }
    }

    @Test func `the first browser that there is is taken, else xdg-open`() {
        #expect(browser(nil, has: ["/usr/bin/xdg-open"]) == Browser(path: "/usr/bin/xdg-open", words: []))
        let both: Set = ["/opt/bin/w3m", "/usr/bin/xdg-open"]
        #expect(
            browser("firefox:w3m -T text/html", has: both) == Browser(path: "/opt/bin/w3m", words: ["-T", "text/html"]))
        #expect(browser("/a/b %s", has: ["/a/b"]) == Browser(path: "/a/b", words: ["%s"]))
        #expect(browser("relative/x", has: both)?.path == "/usr/bin/xdg-open")
        #expect(browser("w3m", has: []) == nil)
    }

    @Test func `an address is one argument, whatever stands in it`() {
        let address = "http://a.test/?a=$(rm)&b=;c"
        #expect(Browser(path: "/x", words: ["-n"]).arguments(for: address) == ["-n", address])
        #expect(Browser(path: "/x", words: ["--url=%s", "-q"]).arguments(for: address) == ["--url=\(address)", "-q"])
    }

    private static let addresses: [(String, Bool)] = [
        ("http://a.test/1", true), ("HTTPS://a.test/?q=a&b=$(x)#c", true), ("http://[::1]/", true),
        ("http://münchen.test/", true),
        ("javascript:alert(1)", false), ("file:///etc/passwd", false), ("http:///etc", false), ("-e x", false),
        ("http://-x/", false), ("http://a.test/a b", false), ("http://a.test/\u{1B}[31m", false),
        ("http://a.test/\u{202E}x", false),
        ("https:a.test", false), ("", false), ("http://a.test/\"x", false),
    ]
    @Test(arguments: addresses)
    func `only addresses of the web are opened`(_ text: String, _ isOpened: Bool) {
        #expect((browsableAddress(text) != nil) == isOpened)
    }

    @Test func `an item's page is opened by the browser that the environment names`() async throws {
        let home = try TestHome()
        _ = await home.run(["fetch", "http://gazette.test/world.xml"])
        try home.write("#!/bin/sh\nprintf '%s|' \"$@\" > \(home.path)/opened\n", to: "browser")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: home.path + "/browser")
        let opened = await home.run(["open", "1"], more: ["BROWSER": "nosuch:\(home.path)/browser -new"])
        #expect(opened.status == 0 && opened.errors.isEmpty, "\(opened)")
        #expect(try String(contentsOfFile: home.path + "/opened", encoding: .utf8) == "-new|http://gazette.test/gulls|")
        let none = await home.run(["open", "1"], more: ["BROWSER": "nosuch", "PATH": home.path])
        #expect(none.status == 1 && none.errors.contains("http://gazette.test/gulls"))
    }
}
