import Testing

@testable import Daemon

@Suite struct TOMLChunksTests {
    private let feeds = (0..<100).map { "[[feed]]\nurl = \"http://host.test/\($0)\"\ntags = [\n\"[[feed]]\",\n]\n\n" }
        .joined()

    @Test func `a long file falls into parts that begin at a feed`() {
        let text = Array("# all of them\n\(feeds)".utf8)
        let parts = tomlChunks(of: text, atLeast: 500)
        #expect(parts.count > 5)
        #expect(parts.flatMap { Array(text[$0.range]) } == text)
        for part in parts.dropFirst() {
            #expect(text[part.range].starts(with: Array("[[feed]]\nurl".utf8)))
            #expect(part.line == text[..<part.range.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1)
        }
    }

    @Test func `a short file, or one with a text over several lines, is one part`() {
        #expect(tomlChunks(of: Array(feeds.utf8)).count == 1)
        #expect(tomlChunks(of: Array("a = '''\n[[feed]]\n'''\n\(feeds)".utf8), atLeast: 500).count == 1)
    }

    @Test func `a mistake far down has its own line`() throws {
        let folder = try ScratchFolder()
        let many = (0..<8000).map { "[[feed]]\nurl = \"http://host.test/a/rather/long/path/\($0).xml\"\n" }.joined()
        try folder.write("dateline.toml", "")
        try folder.write("feeds.d/many.toml", many + "[[feed]]\nurl = \"http://last.test/\"\nintervall = \"1h\"\n")
        let configuration = try Configuration.load(environment: [:], configFile: folder.path + "/dateline.toml")
        #expect(configuration.subscriptions.count == 8000)
        #expect(configuration.problems.map(\.line) == [16_003])
    }
}
