import Foundation
import Testing

@testable import Publishing

/// What a run that ends in the midst leaves, and what the next one makes of it.
@Suite struct PublishedFolderTests {
    private let path = FileManager.default.temporaryDirectory.path + "/dateline-\(UUID())"
    private let page = "stories/0123456789abcdef.html"

    private func held(_ name: String) -> String? { try? String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    private func hidden() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.contains(".new") }.sorted()
    }

    private func write(_ texts: [(String, String)], into folder: inout PublishedFolder) throws {
        for (name, text) in texts { try folder.write(name, Array(text.utf8)) }
    }

    @Test func `a run that is killed before its end changes no file, and the next takes away what it left`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var first = try PublishedFolder(path)
        try write([("index.html", "old"), (page, "old")], into: &first)
        try first.settle()
        var killed = try PublishedFolder(path)
        try write([("index.html", "new"), (page, "new"), ("days/2026-03-02.html", "new")], into: &killed)
        #expect(held("index.html") == "old" && held(page) == "old" && held("days/2026-03-02.html") == nil)
        #expect(try hidden().count == 3)
        // What others have put there is theirs.
        for name in [".notes.new", "stories/.draft.html.new", "days/.2026-03-02.html.new2"] {
            try "theirs".write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
        }
        var next = try PublishedFolder(path)
        next.removeLeftovers()
        #expect(try hidden() == [".notes.new", "days/.2026-03-02.html.new2", "stories/.draft.html.new"])
        try write([("index.html", "newer"), (page, "old")], into: &next)
        try next.settle()
        #expect(held("index.html") == "newer" && next.written == 1 && next.unchanged == 1)
        #expect(try hidden().count == 3)
    }

    @Test func `a batch that fails in the midst leaves whole files alone`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var folder = try PublishedFolder(path)
        try write([("feed.atom", "old"), ("index.html", "old")], into: &folder)
        try folder.settle()
        try write([("feed.atom", "new"), ("feed.rss", "new"), ("index.html", "new")], into: &folder)
        // No file can take this name.
        try FileManager.default.createDirectory(atPath: path + "/feed.rss/x", withIntermediateDirectories: true)
        let error = #expect(throws: PublicationError.self) { try folder.settle() }
        #expect(error?.description.hasPrefix("cannot publish in \(path): ") == true)
        #expect(held("feed.atom") == "new" && held("index.html") == "old")
        #expect(try hidden().isEmpty)
        // Nothing in the way, all is written.
        try FileManager.default.removeItem(atPath: path + "/feed.rss")
        try write([("feed.rss", "new"), ("index.html", "new")], into: &folder)
        try folder.settle()
        #expect(held("feed.rss") == "new" && held("index.html") == "new")
    }
}
