import FeedModel
import Loopback
import Testing

@testable import Fetching

private func answer(_ lines: String...) async throws -> Response {
    try await answer(Array((lines.joined(separator: "\r\n") + "\r\n").utf8))
}

private func answer(_ lines: [UInt8]) async throws -> Response {
    let server = LoopbackServer { _ in .init(bytes: lines + Array("Content-Length: 6\r\n\r\n<rss/>".utf8)) }
    var settings = FetchSettings()
    settings.allowedNetworks = ["127.0.0.0/8"]
    return try await Fetcher(settings).fetch(Request(url: server.url))
}

@Suite struct ResponseHeadTests {
    @Test func `an interim answer's fields are not the answer's`() async throws {
        let response = try await answer(
            "HTTP/1.1 103 Early Hints", "ETag: \"hint\"", "Cache-Control: max-age=9", "", "HTTP/1.1 200 OK",
            "Last-Modified: today")
        #expect(response.validators == Validators(lastModified: "today"))
        #expect(response.freshness == Freshness())
    }

    @Test func `lines of one name are one list, of another field the last counts`() async throws {
        let response = try await answer(
            "HTTP/1.1 200 OK", "Cache-Control: public, =", "Cache-Control: , max-age = \"600\" ,max-age=5",
            "ETag: \"a\"",
            "etag:\t\"b\" ")
        #expect(response.freshness.maxAge == .seconds(600))
        #expect(!response.freshness.isUncacheable)
        #expect(response.validators.eTag == "\"b\"")
    }

    @Test func `a folded field is one line`() async throws {
        let response = try await answer("HTTP/1.1 200 OK", "Cache-Control: public,", "  max-age=600", "Content-Type:")
        #expect(response.freshness.maxAge == .seconds(600))
        #expect(response.contentType == nil)
    }

    @Test func `what is not UTF-8 is not sent back, and spoils nothing else`() async throws {
        let lines = Array("HTTP/1.1 200 OK\r\nETag: \"".utf8) + [0xE9] + Array("\"\r\nAge: 7\r\n".utf8)
        let response = try await answer(lines)
        #expect(response.validators.eTag == nil)
        #expect(response.freshness.age == .seconds(7))
    }

    @Test func `the last of thousands of lines counts`() async throws {
        let many = Array(repeating: "ETag: \"a\"", count: 2000)
        let response = try await answer((["HTTP/1.1 200 OK"] + many + ["ETag: \"b\""]).joined(separator: "\r\n"))
        #expect(response.validators.eTag == "\"b\"")
    }
}
