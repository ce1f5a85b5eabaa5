import CXML2
import FeedModel
import Foundation
import Testing

@testable import Parsing

/// What holds of the repairer whatever it is given: fixtures, and what is left of them when they are cut or damaged.
@Suite(.timeLimit(.minutes(10))) struct RepairLawsTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Fixtures")

    static let fixtures: [String] = {
        let files = try! FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return files.filter { $0.pathExtension == "xml" }.map(\.lastPathComponent).sorted()
    }()

    private static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    @Test(arguments: fixtures)
    func `what was repaired is well-formed, and needs no repair any more`(_ name: String) throws {
        let whole = try Self.bytes(name)
        var random = SeededGenerator(seed: UInt64(whole.count))
        check(whole, "\(name) whole")
        for _ in 0..<20 {
            let cut = Int.random(in: 0..<whole.count, using: &random)
            check(Array(whole[..<cut]), "\(name) cut at \(cut)")
            for damage in Damage.allCases {
                let place = Int.random(in: 0..<whole.count, using: &random)
                var bytes = whole
                damage.apply(to: &bytes, at: place, &random)
                check(bytes, "\(name) \(damage) at \(place)")
            }
        }
    }

    @Test(arguments: fixtures)
    func `what is well-formed is left as it is, and what is not is told`(_ name: String) throws {
        let text = Normal(try Self.bytes(name))
        // Some are fixtures of mistakes.
        let isWellFormed = parseXML(text.bytes, entities: text.entities)?.1.isEmpty ?? false
        #expect(readXML(decode(try Self.bytes(name))).repairs.isEmpty == (isWellFormed && text.repairs.isEmpty))
        let broken = text.bytes.dropLast(1 + text.bytes.reversed().firstIndex(of: UInt8(ascii: "<"))!)
        let (document, repairs) = readXML(decode(Array(broken)))
        #expect(repairs.has(.truncated) && document.isTruncated)
    }

    @Test(arguments: [
        "<guid#urn:a:1</guid>", "<a:1>b</a:1>", "<a:b:c>b</a:b:c>", "<:a>b</:a>", "<a:>b</a:>", "<a::b/>", "<é:1é/>",
        "<1/>",
        "<a b#='1' b_='2' b%='3'/>", "<a xmlns:='u' xmlns:1='u' xmlns:b:c='u'/>", "<a b:1='c' :='d' :b='e'/>",
        "<a \u{B7}b='1'/>",
        "<\(String(repeating: "é", count: 3000))>b</\(String(repeating: "é", count: 3000))>",
        "<x\(String(repeating: "é", count: 3000)) a\(String(repeating: "é", count: 3000))='1'/>",
        "&a:b:c; &:; &1; &\u{B7};", "&#0; &#xFFFF; &#xD800; &#x110000; &#99999999999; &#X41;", "]]>",
        "<!DOCTYPE x [<!ENTITY a '&#1;&#xFFFF;'>]>&a;", "<![CDATA[]]]]><![CDATA[>]]>",
        "<!-- a -- b -->", "<!-->", "<!--->", "<?xml version='1.0'?>", "<?XML a?>", "<??>", "<?1 a?>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    ])
    func `names and pieces that XML does not allow`(_ piece: String) throws {
        for stray in ["", "</stray>"] {
            let text = "<rss><channel>\(stray)<title>t</title>\(piece)</channel></rss>"
            check(Array(text.utf8), text)
            #expect(try parse(text).title == "t")
        }
    }

    @Test(arguments: [
        "<?xml version='1.0' a='<channel>'?><pre>x<feed>y", "<?xml version='1.0' a='<channel>'><pre>x<feed>y",
        "<? <rss> ?><pre>x</pre><rss><channel>",
    ])
    func `a tag within an instruction is none`(_ text: String) { check(Array(text.utf8), text) }

    @Test func `a root that is an entry holds those that begin in it`() {
        for text in [
            "<entry><id>a</id><entry><id>b</id>", "<?xml version='1.0'><item><title>a</title><item></item><b>",
        ] {
            check(Array(text.utf8), text)
        }
    }

    @Test func `most fixtures are well-formed`() throws {
        let count = try Self.fixtures.count { readXML(decode(try Self.bytes($0))).repairs.isEmpty }
        #expect(2 * count > Self.fixtures.count)
    }

    /// The same bytes for a document that is well-formed would be no repair: it comes to the same document.
    @Test(arguments: fixtures)
    func `a document that needs no repair says the same when it is repaired`(_ name: String) throws {
        let text = Normal(try Self.bytes(name))
        guard let (document, _) = parseXML(text.bytes, entities: text.entities) else { return }
        var repairer = XMLRepairer(text.bytes, entities: text.entities)
        let repaired = repairer.repair()
        let (again, _) = try #require(parseXML(repaired, entities: Normal(repaired).entities))
        #expect(again.root.map { $0.textBytes } == document.root.map { $0.textBytes })
        #expect(again.nodes.count { $0.kind == .element } == document.nodes.count { $0.kind == .element })
        #expect(again.attributes.count == document.attributes.count)
    }
}

/// The laws, for one document.
private func check(_ bytes: [UInt8], _ what: String) {
    let text = Normal(bytes)
    let isRead = parseXML(text.bytes, entities: text.entities) != nil
    // What libxml2 accepts by itself is no business of the repairer.
    if isWellFormed(text.bytes) { #expect(isRead, "\(what): well-formed, and repaired all the same") }
    if isRead { return }
    var repairer = XMLRepairer(text.bytes, entities: text.entities)
    let repaired = repairer.repair()
    // Nothing is made of what has no markup in it.
    guard repaired.contains(UInt8(ascii: "<")) else { return }
    #expect(!readXML(decode(bytes)).repairs.isEmpty, "\(what): repaired, and nothing said")
    #expect(isWellFormed(repaired), "\(what): not well-formed")
    let entities = Normal(repaired).entities
    #expect(parseXML(repaired, entities: entities) != nil, "\(what): not read")
    var second = XMLRepairer(repaired, entities: entities)
    #expect(second.repair() == repaired, "\(what): changed by a second repair")
    #expect(second.repairs.isEmpty, "\(what): \(second.repairs.sentences)")
}

/// Whether libxml2 accepts a document, asked without anything of ours between.
private func isWellFormed(_ bytes: [UInt8]) -> Bool {
    guard let parser = xmlNewParserCtxt() else { return false }
    defer { xmlFreeParserCtxt(parser) }
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
    let document = bytes.withUnsafeBufferPointer { source in
        source.withMemoryRebound(to: CChar.self) {
            xmlCtxtReadMemory(
                parser, $0.baseAddress, Int32($0.count), nil, "UTF-8",
                Int32(options | XML_PARSE_IGNORE_ENC.rawValue))
        }
    }
    xmlFreeDoc(document)
    return document != nil
}

/// The same for all real feeds, each whole and cut at twenty places; those of more than 100 kB at fewer, down to five.
@Suite(.enabled(if: data != nil), .timeLimit(.minutes(10))) struct RepairLawsWithDataTests {
    @Test func `real feeds that are cut are repaired once, and those that libxml2 accepts are left`() throws {
        let folder = URL(filePath: try #require(data)).appending(path: "real-feeds")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var random = SeededGenerator(seed: 17)
        var count = 0
        for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "xml" {
            let whole = Array(try Data(contentsOf: file))
            check(whole, file.lastPathComponent)
            for _ in 0..<min(20, max(5, 2_000_000 / whole.count)) {
                let cut = Int.random(in: 0..<whole.count, using: &random)
                check(Array(whole[..<cut]), "\(file.lastPathComponent) cut at \(cut)")
            }
            count += 1
        }
        #expect(count > 50)
    }
}

/// Where `Tests/Evaluation/suites.sh` found the material.
private let data = ProcessInfo.processInfo.environment["DATELINE_TEST_DATA"]

/// A document as the reader has it before libxml2.
private struct Normal {
    var bytes: [UInt8]
    var repairs = XMLRepairs()
    let entities: XMLEntities

    init(_ source: [UInt8]) {
        var text = decode(source)
        text.normalizeLineEnds()
        text.repairCharacters(&repairs)
        bytes = text.bytes
        entities = XMLEntities(declared: XMLDoctype.first(in: bytes)?.entities ?? [:])
    }
}

private enum Damage: CaseIterable {
    case dropped, doubled, replaced, swallowed

    func apply(to bytes: inout [UInt8], at place: Int, _ random: inout SeededGenerator) {
        switch self {
        case .dropped: bytes.remove(at: place)
        case .doubled: bytes.insert(bytes[place], at: place)
        case .replaced: bytes[place] = Array("<>&\"'/!?-]=; \n:#[".utf8).randomElement(using: &random)!
        case .swallowed: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 2...60, using: &random)))
        }
    }
}

/// SplitMix64: the same documents in each run.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
