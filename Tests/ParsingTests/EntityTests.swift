import FeedModel
import Foundation
import Glibc
import Testing
import TextKit

@testable import Parsing

/// Documents that make libxml2 or the answers to it grow, or that would have it open something.
@Suite(.timeLimit(.minutes(10))) struct EntityTests {
    private static func rss(_ body: String, dtd: String = "", attribute: String = "") -> String {
        "<?xml version='1.0'?><!DOCTYPE rss [\(dtd)]><rss version='2.0'><channel><title>t</title>"
            + "<item><title x='\(attribute)'>\(body)</title></item><item><title>b</title></item></channel></rss>"
    }

    /// - Parameter isBroken: read by way of the repairer.
    private func expectBounded(_ text: String, isBroken: Bool, _ what: String) throws {
        let text = isBroken ? text.replacing("<channel>", with: "<channel></stray>") : text
        let budget = ReadingBudget()
        let feed = try parseFeed(Array(text.utf8), at: "http://feed.test/", within: budget)
        #expect(feed.title == "t" && feed.items.last?.title == "b", "\(what)")
        #expect((feed.items.first?.title ?? "").utf8.count < 9 << 20, "\(what)")
    }

    private static func bomb(_ leaf: String, _ levels: Int, _ times: Int) -> String {
        "<!ENTITY a0 '\(leaf)'>"
            + (1...levels).map { level in
                "<!ENTITY a\(level) '\(String(repeating: "&a\(level - 1);", count: times))'>"
            }.joined()
    }

    @Test(arguments: [false, true])
    func `entities of entities stay small, those that come to nothing included`(isBroken: Bool) throws {
        for (leaf, levels, times) in [("ha", 30, 10), ("", 7, 1000), ("", 7, 10), ("x", 3, 50)] {
            let dtd = Self.bomb(leaf, levels, times)
            let body = String(repeating: "&a\(levels);", count: 1000)
            try expectBounded(Self.rss(body, dtd: dtd), isBroken: isBroken, "\(leaf) \(times)")
            try expectBounded(
                Self.rss("t", dtd: dtd, attribute: body), isBroken: isBroken, "\(leaf) \(times) in a value")
        }
    }

    @Test(arguments: [false, true])
    func `one long entity named often, among others that nobody knows`(isBroken: Bool) throws {
        let dtd = "<!ENTITY a '\(String(repeating: "x", count: 500_000))'>"
        let body = (0..<50_000).map { "&a;&n\($0);" }.joined()
        try expectBounded(Self.rss(body, dtd: dtd), isBroken: isBroken, "in text")
        try expectBounded(Self.rss("t", dtd: dtd, attribute: body), isBroken: isBroken, "in an attribute")
    }

    @Test(arguments: [false, true])
    func `an entity that names itself comes to an end`(isBroken: Bool) throws {
        let dtd = "<!ENTITY a '&a;&a;'><!ENTITY b '&c;'><!ENTITY c '&b;x'>"
        try expectBounded(Self.rss("&a;&b;", dtd: dtd), isBroken: isBroken, "")
    }

    @Test(arguments: [false, true])
    func `declared entities that are short are read, in texts and attributes`(isBroken: Bool) throws {
        let dtd = "<!ENTITY who 'Ann &amp; Bob'><!ENTITY both '&who; &#38; &eacute;'>"
        let stray = isBroken ? "</stray>" : ""
        let feed = try parse(
            "<!DOCTYPE rss [\(dtd)]><rss><channel>\(stray)<title>&both;</title>"
                + "<item><enclosure url='http://x.test/?&who;'/><title>&who;</title></item></channel></rss>")
        #expect(feed.title == "Ann & Bob & é")
        #expect(feed.items.first?.title == "Ann & Bob")
        #expect(feed.items.first?.attachments.first?.url.contains("Ann") == true)
        #expect(feed.isWellFormed == !isBroken)
    }

    @Test(arguments: [false, true])
    func `no file is opened and no address asked, whatever a document names`(isBroken: Bool) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("entity-\(UUID().uuidString)")
        try Data("<!ENTITY e 'secret'>".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let opened = inotify_init1(Int32(IN_NONBLOCK))
        defer { close(opened) }
        #expect(inotify_add_watch(opened, file.path, UInt32(IN_OPEN)) > 0)
        func wasOpened() -> Bool {
            var buffer = [UInt8](repeating: 0, count: 4096)
            return read(opened, &buffer, buffer.count) > 0
        }
        let port = try SilentServer()
        for address in ["file://\(file.path)", file.path, "http://127.0.0.1:\(port.number)/x"] {
            for dtd in [
                "<!DOCTYPE rss SYSTEM '\(address)'>", "<!DOCTYPE rss PUBLIC '-//x' '\(address)' [<!ENTITY a 'b'>]>",
                "<!DOCTYPE rss [<!ENTITY e SYSTEM '\(address)'>]>",
                "<!DOCTYPE rss [<!ENTITY % e SYSTEM '\(address)'> %e;]>",
                "<!DOCTYPE rss [<!ENTITY e PUBLIC '-//x' '\(address)'><!ATTLIST rss a CDATA '&e;'>]>",
            ] {
                let include = "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='\(address)' parse='text'/>"
                let stray = isBroken ? "</stray>" : ""
                let style = "<?xml-stylesheet href='\(address)'?>"
                let schema =
                    "xmlns:s='http://www.w3.org/2001/XMLSchema-instance' s:noNamespaceSchemaLocation='\(address)'"
                let feed = try parse(
                    "\(style)\(dtd)<rss \(schema)>"
                        + "<channel>\(stray)<title>[&e;]\(include)</title></channel></rss>")
                #expect(feed.title == "[&e;]", "\(dtd)")
            }
        }
        #expect(!wasOpened() && !port.wasAsked())
        // What watches would see it.
        _ = try Data(contentsOf: file)
        #expect(wasOpened())
    }

    @Test(arguments: [false, true])
    func `tags of very many attributes or namespaces, and names without end`(isBroken: Bool) throws {
        let attributes = (0..<100_000).map { " a\($0)='b'" }.joined()
        let namespaces = (0..<50_000).map { " xmlns:n\($0)='u\($0)'" }.joined()
        let long = String(repeating: "n", count: 1 << 20)
        for piece in [
            "<x\(attributes)/>", "<x\(namespaces)/>", "<\(long)/>", "<x \(long)='a'/>",
            "<x xmlns='\(long)'><a/><b/></x>",
        ] {
            try expectBounded(Self.rss("t\(piece)"), isBroken: isBroken, String(piece.prefix(20)))
        }
        let nested = (0..<150).map { "<x xmlns:n\($0)='u'>" }.joined() + String(repeating: "</x>", count: 150)
        try expectBounded(Self.rss("t\(nested)"), isBroken: isBroken, "nested declarations")
    }

    @Test(arguments: [false, true])
    func `five megabytes of one text, section, comment or instruction`(isBroken: Bool) throws {
        let long = String(repeating: "x ", count: 5 << 19)
        let references = String(repeating: "&#233;", count: 1 << 19)
        for piece in [long, "<![CDATA[\(long)]]>", "<!--\(long)-->", "<?p \(long)?>", references] {
            try expectBounded(Self.rss("t\(piece)"), isBroken: isBroken, String(piece.prefix(12)))
        }
        let controls = references.replacing("233", with: "133")
        try expectBounded(Self.rss("t", attribute: controls), isBroken: isBroken, "attribute")
    }

    @Test func `entries beyond the limit leave nothing behind, and names that they brought are found again`() throws {
        let entry = (0..<40).map { "<n\($0) a\($0)='v'>text</n\($0)>" }.joined()
        let text =
            "<rss><channel>" + String(repeating: "<item><guid>g</guid>\(entry)</item>", count: 500)
            + "<n3 a3='w'>later</n3><title>t</title></channel></rss>"
        var limits = ReadingLimits.none
        limits.items = 2
        let document = ReadingBudget.$current.withValue(ReadingBudget(limits)) {
            readXML(decode(Array(text.utf8))).document
        }
        #expect(document.entriesLeft == 498)
        #expect(document.nodes.count < 400 && document.bytes.count < 4000)
        let root = try #require(document.root)
        let elements = root.children.flatMap { Array($0.children) }
        let names = elements.map { document.bytes.string(Int($0.node.start)..<Int($0.node.end)) }
        #expect(names == ["item", "item", "n3", "title"])
        #expect(elements[2].attribute("a3") == "w")
    }

    @Test(arguments: [
        ("<?xml version='1.0'?><!-- <x> --><rss><channel></channel></rss>\n<!-- served by 7 -->", false),
        ("<?xml version='1.0'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><item>", true),
        ("<feed xmlns='x'><entry></entry", true),
        ("<rss><channel><title>a</title></channel>", true), ("<rss><channel><item><title>a</item></rss>", false),
        ("<rss><channel><title>a</title><item><a b='c></item></channel></rss>", false),
    ])
    func `a document without the end of its root is truncated`(_ text: String, _ isTruncated: Bool) throws {
        #expect(try parse(text).isTruncated == isTruncated)
    }
}

/// Listens, and answers nothing.
private final class SilentServer {
    private let socket: Int32
    let number: UInt16

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        number = try withUnsafeMutablePointer(to: &address) { address in
            try address.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                guard bind(socket, raw, length) == 0, listen(socket, 8) == 0, getsockname(socket, raw, &length) == 0
                else { throw CocoaError(.fileReadUnknown) }
            }
            return UInt16(bigEndian: address.pointee.sin_port)
        }
    }

    func wasAsked() -> Bool { accept(socket, nil, nil) >= 0 }
    deinit { close(socket) }
}
