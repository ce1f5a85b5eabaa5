import FeedModel
import Foundation
import GRDB
import TextKit
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct FilterTests {
    private static func rule(_ expression: String, _ action: ItemFilter.Action = .drop) throws -> ItemFilter {
        try ItemFilter(name: "rule", action: action, expression: expression)
    }

    // MARK: - Expressions

    private static let mistakes: [(String, Int)] = [
        ("title:/a(b/", 10), ("/open", 0), ("x //", 2), ("/a/i", 3), ("", 0), ("- &", 0), ("titel:x", 0),
        ("/(?<=a*)b/", 1),
    ]
    @Test(arguments: mistakes)
    func `a mistake has a place`(_ text: String, _ place: Int) {
        let error = #expect(throws: SearchMistake.self) { try Self.rule(text) }
        #expect(error.map { abs($0.place - place) <= (text.contains("?<=") ? 8 : 0) } == true, "\(error?.place ?? -1)")
    }

    @Test func `a slash is a sign like others in a search, and where it does not begin a word`() throws {
        #expect(try Self.rule("url:feed.test/a").condition.isPart)
        #expect(try Self.rule(#"/a\/b/"#).condition.pattern == "a/b")
        #expect(try Self.rule(#"/a\\b\d/"#).condition.pattern == #"a\\b\d"#)
    }

    // MARK: - Scope

    @Test func `a filter is for the feeds that it names, or whose tags it names`() throws {
        var rule = try Self.rule("x")
        let feed = FeedReference(id: 1, url: "https://feed.test/a.xml", title: "Test feed")
        #expect(rule.isFor(feed, tags: []))
        rule.tags = ["World"]
        #expect(rule.isFor(feed, tags: ["world"]) && !rule.isFor(feed, tags: ["wires"]))
        rule.feeds = ["test FEED"]
        #expect(rule.isFor(feed, tags: []))
        rule.feeds = ["https://feed.test/b.xml"]
        #expect(!rule.isFor(feed, tags: []))
        #expect(ItemFilters([rule]).rules(for: feed, tags: []) == nil)
    }
}

extension FilterCondition {
    fileprivate var isPart: Bool { if case .part = self { true } else { false } }
    fileprivate var pattern: String? {
        if case .expression(_, let expression) = self { expression.pattern } else { nil }
    }
}
