import FeedModel
import FoundationEssentials
import Loopback
import Testing

@testable import Fetching

private func fixture(_ name: String) throws -> [UInt8] {
    let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))
    return Array(try Data(contentsOf: URL(filePath: folder + "/Fixtures/" + name)))
}

/// 1 GiB of zeros out of 1 MiB of deflate (RFC 1951): 1024 times a block of 1 MiB that looks back at no other.
private var gigabyteOfDeflate: [UInt8] {
    let codes: [UInt8] = [0xEC, 0xC1, 0x31, 0x01, 0, 0, 0, 0xC2, 0xA0, 0xF5, 0x4F, 0x6D, 0x08, 0x5F, 0xA0]
    let block = codes + [UInt8](repeating: 0, count: 1016) + [0x3E, 0x03, 0, 0, 0xFF, 0xFF]
    return Array(repeatElement(block, count: 1024).joined())
}

/// 1 GiB of zeros as zstd (RFC 8878): blocks of one byte, repeated 128 KiB times.
private var gigabyteOfZstd: [UInt8] {
    let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58]
    let size = 128 << 10
    let block = [UInt8(truncatingIfNeeded: size << 3 | 2), UInt8(truncatingIfNeeded: size >> 5), UInt8(size >> 13), 0]
    return header + Array(repeatElement(block, count: 8192).joined())
}

/// A member of gzip with one stored block (RFC 1952; RFC 1951, 3.2.4). Not for more than 65,535 bytes.
private func gzip(_ body: [UInt8]) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var checksum: UInt32 = ~0
    for byte in body {
        checksum ^= UInt32(byte)
        for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let count = UInt32(body.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(count, 2) + little(~count, 2) + body
        + little(~checksum, 4) + little(count, 4)
}

@Suite struct CodingTests {
    private func fetch(_ body: [UInt8], _ coding: String) async -> Result<Response, FetchError> {
        let server = LoopbackServer { _ in
            let field = coding.isEmpty ? "" : "Content-Encoding: \(coding)\r\n"
            let head = "HTTP/1.1 200 OK\r\n\(field)Content-Length: \(body.count)\r\n\r\n"
            return .init(bytes: Array(head.utf8) + body)
        }
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        do throws(FetchError) {
            guard let fetcher = try? Fetcher(settings) else { fatalError("networks") }
            return .success(try await fetcher.fetch(Request(url: server.url)))
        } catch { return .failure(error) }
    }

    @Test(arguments: [
        ("gz", "gzip"), ("zlib", "deflate"), ("deflate", "deflate"), ("br", "br"), ("zst", "zstd"), ("gz", "x-gzip"),
    ])
    func `each coding that is offered is understood`(_ suffix: String, _ coding: String) async throws {
        let response = try await fetch(try fixture("feed." + suffix), coding).get()
        #expect(String(decoding: response.body, as: UTF8.self).hasSuffix("</rss>\n"))
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["gzip", "deflate", "br", "zstd", "gzip, gzip", "gzip, gzip, gzip"])
    func `a gigabyte out of a megabyte or less ends at the limit`(_ coding: String) async throws {
        let body =
            switch coding {
            case "gzip": [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + gigabyteOfDeflate
            case "deflate": [0x78, 0x9C] + gigabyteOfDeflate
            case "br": try fixture("gigabyte.br")
            case "zstd": gigabyteOfZstd
            case "gzip, gzip": try fixture("gigabyte.gz.gz")
            default: try fixture("gigabyte.gz.gz.gz")
            }
        #expect(body.count < 17 << 16)
        #expect(await fetch(body, coding) == .failure(.tooLarge(limit: FetchSettings().bodyLimit)))
    }

    @Test(arguments: ["gzip", "x-gzip", "br", "zstd", "deflate", "gzip, br", "compress", "utf-8", "none"])
    func `what is plain is read, whatever it is said to be`(_ coding: String) async throws {
        let text = Array("<rss/> and nothing else".utf8)
        #expect(try await fetch(text, coding).get().body == text)
        #expect(try await fetch([0xFF, 0xFE] + text, coding).get().body == [0xFF, 0xFE] + text)
        #expect(try await fetch([], coding).get().body == [])
    }

    @Test(arguments: ["gzip", "br", "zstd", "deflate"])
    func `what is neither the coding nor text is an error`(_ coding: String) async {
        let rubbish: [UInt8] = Array(repeatElement([0xFB, 0x07, 0xC3, 0x11, 0x9E, 0xFF], count: 40).joined())
        guard case .failure(.undecodable) = await fetch(rubbish, coding) else { return #expect(Bool(false)) }
    }

    @Test(arguments: ["", "gzip", "deflate", "br", "zstd", "x-gzip"])
    func `gzip is read, whatever it is said to be`(_ coding: String) async throws {
        let response = try await fetch(try fixture("feed.gz"), coding).get()
        #expect(String(decoding: response.body, as: UTF8.self).hasSuffix("</rss>\n"))
    }

    @Test(arguments: ["", "gzip", "gzip, gzip", "gzip, gzip, gzip"])
    func `what is compressed twice is read, however often it is said`(_ coding: String) async throws {
        let text = Array("<rss>twice</rss>".utf8)
        #expect(try await fetch(gzip(gzip(text)), coding).get().body == text)
    }

    @Test func `members follow each other, and what follows the last is nobody's`() async throws {
        let text = Array("<rss>".utf8)
        let more = Array("</rss>".utf8)
        for rest in [[], [0, 0, 0, 0, 0, 0], Array("\r\n".utf8), Array("<!-- cached -->".utf8), [0x1F]] {
            #expect(try await fetch(gzip(text) + gzip([]) + gzip(more) + rest, "gzip").get().body == text + more)
        }
        let frame = try fixture("feed.zst")
        let once = try await fetch(frame, "zstd").get().body
        #expect(try await fetch(frame + frame, "zstd").get().body == once + once)
        #expect(try await fetch(try fixture("feed.br") + [1, 2, 3], "br").get().body == once)
    }

    @Test func `what is damaged within is an error`() async throws {
        var body = gzip(Array("<rss>some text</rss>".utf8))
        body[body.count - 6] ^= 1  // in the checksum
        guard case .failure(.undecodable) = await fetch(body, "gzip") else { return #expect(Bool(false)) }
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["", "gzip", "gzip, br"])
    func `a gigabyte that nobody has announced ends at the limit`(_ coding: String) async throws {
        let body = try fixture("gigabyte.gz.gz.gz")
        #expect(await fetch(body, coding) == .failure(.tooLarge(limit: FetchSettings().bodyLimit)))
    }

    @Test func `layers have an end`() async throws {
        func wrapped(_ times: Int) -> [UInt8] { (0..<times).reduce(Array("<rss/>".utf8)) { body, _ in gzip(body) } }
        #expect(try await fetch(wrapped(5), "").get().body == Array("<rss/>".utf8))
        let codings = Array(repeating: "gzip", count: 6).joined(separator: ",")
        for answer in [await fetch(wrapped(6), ""), await fetch(wrapped(6), "gzip"), await fetch(wrapped(1), codings)] {
            guard case .failure(.undecodable) = answer else { return #expect(Bool(false), "\(answer)") }
        }
    }

    @Test(.timeLimit(.minutes(10))) func `a hundred thousand members are as long as their bytes`() throws {
        let members = Array(repeatElement(gzip([0x41]), count: 100_000).joined())
        #expect(try decoded(members, [.gzip], pieces: 100_000) == [UInt8](repeating: 0x41, count: 100_000))
    }

    @Test(arguments: [1, 3, 7, 100_000])
    func `it does not matter in what pieces a body comes`(_ size: Int) throws {
        let text = Array("<rss>a text that is long enough for codings to tell</rss>".utf8)
        #expect(try decoded(text, [], pieces: size) == text)
        #expect(try decoded(text, [.brotli], pieces: size) == text)
        #expect(try decoded(gzip(gzip(text)) + gzip([]) + [9, 9], [.gzip], pieces: size) == text)
        #expect(try decoded(gzip(text) + gzip(text), [], pieces: size) == text + text)
        let whole = try decoded(try fixture("feed.gz"), [.gzip], pieces: size)
        for (name, coding) in [("br", Coding.brotli), ("zst", .zstd), ("zlib", .deflate), ("deflate", .deflate)] {
            #expect(try decoded(try fixture("feed." + name), [coding], pieces: size) == whole)
        }
    }

    private func decoded(_ body: [UInt8], _ codings: [Coding], pieces size: Int) throws -> [UInt8] {
        let decoder = try BodyDecoder(codings, limit: 1 << 20)
        var out: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: size) {
            let piece = Array(body[start..<min(start + size, body.count)])
            try piece.withUnsafeBytes { try decoder.take($0) { out += $0 } }
        }
        try decoder.finish { out += $0 }
        return out
    }
}

@Suite struct HTTPDateTests {
    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 +0000", "sun, 6 nov 1994 08:49:37", "Sun, 06 Nov 1994 03:49:37 EST",
    ])
    func `all forms of a date`(_ text: String) {
        #expect(Date(httpDate: text) == Date(timeIntervalSince1970: 784_111_777))
    }

    @Test(arguments: [
        "", "0", "-1", "Sun, 06 Foo 1994 08:49:37 GMT", "Nov 1994", "3600", "Sun, 32 Nov 1994 08:49:37 GMT",
        "06 Nov 1994 25:00:00",
    ])
    func `what is no date`(_ text: String) { #expect(Date(httpDate: text) == nil) }
}
