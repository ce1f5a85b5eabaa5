import FeedModel
import Foundation
import Testing

@testable import Parsing

/// Each NAME.xml or NAME.jsonfeed in `Fixtures` must become NAME.json beside it. What an element or attribute is read as,
/// and which of several comes first, is shown there.
@Suite struct FixtureTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Fixtures")
    private static let sources = folder.appendingPathComponent("../../../Sources/Parsing/Formats").standardized

    static let documents: [URL] = {
        let files = try! FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return files.filter { $0.pathExtension != "json" }.sorted { $0.path < $1.path }
    }()

    private static func bytes(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

    @Test(arguments: documents.map(\.lastPathComponent))
    func `a fixture becomes its expected feed`(_ name: String) throws {
        let file = Self.folder.appendingPathComponent(name)
        let feed = try parseFeed(Self.bytes(file), at: "http://feed.test/feed")
        let found = JSONValue.object(feed.json).pretty + "\n"
        let expected = file.deletingPathExtension().appendingPathExtension("json")
        // RECORD=1 writes what is found, to be read before it is committed.
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try Data(found.utf8).write(to: expected)
        }
        #expect(try String(contentsOf: expected, encoding: .utf8) == found)
    }

    @Test(arguments: documents.map(\.lastPathComponent))
    func `what is kept of an item comes back whole`(_ name: String) throws {
        for var item in try parseFeed(Self.bytes(Self.folder.appendingPathComponent(name)), at: "http://feed.test/feed")
            .items
        {
            item.hasOwnID = false
            #expect(Item(json: item.json) == item)
        }
    }

    /// The names of elements that the formats ask for, from their source. `.text` there is a kind of node.
    private static func namesRead() throws -> Set<XMLName> {
        let names = Dictionary(uniqueKeysWithValues: XMLName.allCases.map { ("\($0)", $0) })
        return try Set(words(/[\s(\[]\.([a-z][A-Za-z0-9]+)/).compactMap { names[$0] }).subtracting([.other, .text])
    }

    /// The names of attributes and of JSON's members that the formats ask for.
    private static func keysRead() throws -> Set<String> {
        try Set(words(/(?:attribute\(|address\([^()]*(?:\([^()]*\))?[^()]*, |ttribute\()"([a-z]+)"/))
            .union(words(/(?:object|value|hub)\["([a-z_]+)"\]/))
    }

    private static func words(_ pattern: Regex<(Substring, Substring)>) throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil)
        return try files.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: pattern).map { String($0.output.1) }
        }
    }

    private static func namesWritten() throws -> Set<XMLName> {
        var names: Set<XMLName> = []
        func collect(_ element: Element) {
            names.insert(element.name)
            for child in element.children { collect(child) }
        }
        for file in documents where file.pathExtension == "xml" {
            collect(try #require(readXML(decode(bytes(file))).document.root))
        }
        return names
    }

    @Test func `every element that is read stands in a fixture`() throws {
        let read = try Self.namesRead()
        #expect(read.count > 150, "the source is still read")
        let missing = try read.subtracting(Self.namesWritten())
        #expect(missing.isEmpty, "\(missing.map { "\($0)" }.sorted())")
    }

    @Test func `every attribute and member that is read stands in a fixture`() throws {
        let read = try Self.keysRead()
        #expect(read.count > 40, "the source is still read")
        let all = try Self.documents.map { try String(contentsOf: $0, encoding: .utf8).lowercased() }.joined()
        let missing = read.filter {
            !all.contains(" \($0)=") && !all.contains(":\($0)=") && !all.contains("\"\($0)\":")
        }
        #expect(missing.isEmpty, "\(missing.sorted())")
    }
}
