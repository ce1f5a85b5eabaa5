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

@Suite struct CodingTests {
    private func fetch(_ body: [UInt8], _ coding: String) async -> Result<Response, FetchError> {
        let server = LoopbackServer { _ in
            let head = "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\nContent-Length: \(body.count)\r\n\r\n"
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

    @Test(.timeLimit(.minutes(1)), arguments: ["gzip", "deflate", "br", "zstd", "gzip, gzip", "gzip, gzip, gzip"])
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

    @Test(arguments: ["gzip", "br", "zstd", "deflate"])
    func `what is no such coding is an error`(_ coding: String) async {
        guard case .failure = await fetch(Array("<rss/> and nothing else".utf8), coding) else {
            return #expect(Bool(false))
        }
    }
}

@Suite struct HTTPDateTests {
    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 +0000", "sun, 6 nov 1994 08:49:37",
    ])
    func `all forms of a date`(_ text: String) {
        #expect(Date(httpDate: Array(text.utf8)) == Date(timeIntervalSince1970: 784_111_777))
    }

    @Test(arguments: ["", "0", "-1", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994", "Sun, 32 Nov 1994 08:49:37 GMT", "06 Nov 1994 25:00:00"])
    func `what is no date`(_ text: String) { #expect(Date(httpDate: Array(text.utf8)) == nil) }
}
