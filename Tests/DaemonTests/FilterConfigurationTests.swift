import Foundation
import Storing
import Testing

@testable import Daemon

@Suite struct FilterConfigurationTests {
    private func load(_ text: String) throws -> Configuration {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", text)
        return try Configuration.load(environment: [:], configFile: folder.path + "/dateline.toml")
    }

    @Test func `filters are read in their order`() throws {
        let filters = try load(
            """
            [[filter]]
            name = "no-sports"
            tags = ["world"]
            drop = 'title:football OR title:/^Live:/'
            [[filter]]
            name = "wires"
            feeds = ["https://feed.test/a.xml"]
            keep = "agency:reuters"
            [[feed]]
            url = "https://feed.test/a.xml"
            tags = ["World"]
            """
        )
        #expect(filters.filters.rules.map(\.name) == ["no-sports", "wires"])
        #expect(filters.filters.rules.map(\.action) == [.drop, .keep])
        #expect(filters.problems.isEmpty)
    }

    @Test func `the sample is one`() throws {
        let sample = URL(fileURLWithPath: #filePath + "/../../../Config/dateline.toml").standardizedFileURL
        let text = try String(contentsOf: sample, encoding: .utf8)
        let lines = text.split(separator: "\n").drop { $0 != "# [[filter]]" }.prefix { $0 != "# [[publish]]" }
        #expect(lines.count > 5)
        let rules = lines.filter { !$0.hasPrefix("# keep") && !$0.hasPrefix("#  ") }.map { $0.dropFirst(2) }
        #expect(try load(rules.joined(separator: "\n")).filters.rules.map(\.name) == ["no-sports"])
    }

    private static let mistakes = [
        ("name = \"x\"\ndrop = 'a (b'", "3 filter.drop: \"a (b\": at character 3: this bracket is not closed"),
        (
            "name = \"x\"\nkeep = 'title:/a(b/'",
            "3 filter.keep: \"title:/a(b/\": at character 11: this regular expression"
        ),
        ("name = \"x\"", "1 filter: has neither of drop and keep"),
        ("name = \"x\"\ndrop = 'a'\nkeep = 'b'", "1 filter: has both of drop and keep"),
        ("drop = 'a'", "1 filter: has no name"),
        ("name = \"x\"\ndrop = ''", "3 filter.drop: \"\": at character 1: it asks"),
        ("name = \"x\"\ndorp = 'a'", "3 filter.dorp: there is no such key; did you mean"),
    ]
    @Test(arguments: mistakes)
    func `a mistake names its line and its place`(_ text: String, _ expected: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try load("[[filter]]\n" + text) }
        let problem = try #require(error?.problems.first)
        let said = "\(problem.line ?? 0) \(problem.key ?? ""): \(problem.message)"
        #expect(said.hasPrefix(expected), "\(said)")
    }

    @Test func `a filter for no feed, and a name that two have, are told`() throws {
        let idle = try load("[[filter]]\nname = \"x\"\ntags = [\"sport\"]\ndrop = 'a'")
        #expect(idle.problems.map(\.message) == ["\"x\": no feed has the tag \"sport\""])
        #expect(idle.isWhole)
        let twice = "[[filter]]\nname = \"x\"\ndrop = 'a'\n"
        #expect(throws: ConfigurationError.self) { try load(twice + twice) }
    }
}
