import Foundation
import Testing

/// What is said where a list is cut, and where there is nothing to list.
@Suite struct RowLimitTests {
    /// A feed with so many items, and a second with the first half of them word by word.
    private func home(_ count: Int) async throws -> TestHome {
        let home = try TestHome()
        for (name, count) in [("one", count), ("two", count / 2)] {
            let items = (0..<count).map { number in
                let words = (0..<40).map { "word\(number * 100 + $0)" }.joined(separator: " ")
                return "<item><guid>\(name)\(number)</guid><title>Title \(number)</title>"
                    + "<description>\(words)</description></item>"
            }
            try home.write("<rss><channel><title>\(name)</title>\(items.joined())</channel></rss>", to: "\(name).xml")
            home.publish(home.path + "/\(name).xml", at: "\(name).test/feed.xml")
            try home.write("[[feed]]\nurl = \"http://\(name).test/feed.xml\"\n", to: "feeds.d/\(name).toml")
        }
        _ = await home.run(["fetch"])
        return home
    }

    @Test func `a list that was cut says so, and -n 0 has all of it`() async throws {
        let home = try await home(60)
        func rows(_ words: String) async -> (count: Int, said: String) {
            let result = await home.run(words.split(separator: " ").map(String.init))
            return (result.output.split(separator: "\n").count, result.errors)
        }
        let hint = "are shown; -n 0 shows all, and so do --csv and --json\n"
        #expect(await rows("items") == (51, "dateline: the 50 newest " + hint))
        #expect(await rows("items --sort published --all").said == "dateline: the 50 latest published " + hint)
        #expect(await rows("items title:title --sort rank").said == "dateline: the 50 best matches " + hint)
        #expect(await rows("items -n 0") == (61, ""))
        #expect(await rows("items -n 50") == (51, ""))
        #expect(await rows("items --json").said == "")
        #expect(await rows("items --tsv -n 0") == (91, ""))
        #expect(await rows("stories") == (21, "dateline: the 20 most printed " + hint))
        #expect(await rows("stories --by time") == (21, "dateline: the 20 newest " + hint))
        #expect(await rows("stories -n 0") == (31, ""))
        #expect(await rows("stories -n 20") == (21, ""))
        #expect(await rows("stories --csv") == (31, ""))
        #expect(await home.run(["items", "-n", "-1"]).status == 64)
    }

    @Test func `a list of just so many is not called cut`() async throws {
        let home = try await home(40)
        for words in [["items"], ["stories"]] {
            let result = await home.run(words)
            let count = words == ["items"] ? 41 : 21
            #expect(result.errors.isEmpty && result.output.split(separator: "\n").count == count)
        }
    }

    @Test(arguments: ["items", "stories"])
    func `where there are no feeds, a list says what to do`(_ command: String) async throws {
        let home = try TestHome()
        let hint = "dateline: no feeds yet; 'dateline feed add' subscribes to one\n"
        #expect(await home.run([command]).errors == hint, "no store")
        _ = await home.run(["fetch"])
        #expect(await home.run([command]).errors == hint, "an empty store")
        try home.write("[[feed]]\nurl = \"http://gazette.test/world.xml\"\n", to: "feeds.d/one.toml")
        #expect(await home.run([command]).errors.contains("1 feed is subscribed, and the store"))
        _ = await home.run(["fetch"])
        let found = await home.run([command] + (command == "items" ? ["nothing"] : []))
        #expect(found.errors.hasPrefix(command == "items" ? "dateline: no item matches" : "dateline: no story"))
    }
}
