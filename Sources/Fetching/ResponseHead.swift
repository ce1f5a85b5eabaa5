import CCurl
import FeedModel
import TextKit

import struct FoundationEssentials.Date

/// The header fields of an answer that matter to us. Those of interim answers (1xx) have no say, nor have trailers.
struct ResponseHead {
    /// 0 while none has come whole, or only an interim one.
    private(set) var status = 0
    private(set) var validators = Validators()
    private(set) var contentType: String?
    private(set) var location: String?
    /// Values of `Link` fields (RFC 8288).
    private(set) var links: [String] = []
    private(set) var freshness = Freshness()
    /// Codings of the body that we know, in the order in which they were applied.
    private(set) var codings: [Coding] = []
    private(set) var contentLength: Int?
    /// `IM: feed` (RFC 3229, 10.5.2): the body was made by the manipulation that we know.
    private(set) var isFeedDelta = false
    private var retryAfterField: String?
    private var rateLimitReset: String?

    var isComplete: Bool { status != 0 }

    init() {}

    /// What libcurl has kept of the last answer, whose head is whole: of a server's or, to CONNECT, a proxy's.
    init(of easy: UnsafeMutableRawPointer, toConnect: Bool = false) {
        let status = ccurl_long(easy, toConnect ? CURLINFO_HTTP_CONNECTCODE : CURLINFO_RESPONSE_CODE)
        guard status >= 200 else { return }
        self.status = status
        let fields = Fields(easy: easy, origin: UInt32(toConnect ? CURLH_CONNECT : CURLH_HEADER))
        validators.eTag = fields.text("ETag")
        validators.lastModified = fields.text("Last-Modified")
        contentType = fields.text("Content-Type")
        location = fields.text("Location")
        links = fields.lines("Link")
        contentLength = fields.value("Content-Length").flatMap(integer)
        isFeedDelta = fields.list("IM").contains { $0.lowercased() == "feed" }
        // What is none of ours is left out: the body may be plain all the same.
        codings = fields.list("Content-Encoding").compactMap { Coding(field: $0.lowercased()) }
        freshness.date = fields.value("Date").flatMap(Date.init(httpDate:))
        freshness.age = fields.value("Age").flatMap(integer).map { .seconds($0) }
        // A date that cannot be read, "0" above all, means "already expired" (RFC 9111, 5.3).
        freshness.expires = fields.value("Expires").map { Date(httpDate: $0) ?? .distantPast }
        for directive in fields.list("Cache-Control") { freshness.read(directive) }
        retryAfterField = fields.value("Retry-After")
        rateLimitReset = fields.value("X-RateLimit-Reset")
    }

    /// `Retry-After`, or where there is none and too much was asked, the rate limit's reset, which some count in seconds
    /// from now and some from 1970. Other answers name that too, and ask for nothing by it.
    var retryAfter: RetryAfter? {
        if let field = retryAfterField {
            if let seconds = integer(field) { return .after(.seconds(seconds)) }
            guard let date = Date(httpDate: field) else { return nil }
            return freshness.date.map { .after(.seconds(date.timeIntervalSince($0))) } ?? .at(date)
        }
        guard status == 429 || status == 503, let field = rateLimitReset, let seconds = integer(field) else {
            return nil
        }
        return seconds < 1_000_000_000 ? .after(.seconds(seconds)) : .at(Date(timeIntervalSince1970: Double(seconds)))
    }
}

extension Freshness {
    fileprivate mutating func read(_ directive: String) {
        let parts = directive.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        switch parts[0].trimming(" \t").lowercased() {
        case "no-cache", "no-store": isUncacheable = true
        case "max-age" where parts.count == 2 && maxAge == nil:
            maxAge = integer(parts[1].trimming(" \t").filter { $0 != "\"" }).map { .seconds($0) }
        default: break
        }
    }
}

/// The fields of a head by their names, whose case does not count (RFC 9110, 5.1).
private struct Fields {
    let easy: UnsafeMutableRawPointer
    /// Whose: `CURLH_HEADER`, `CURLH_CONNECT`.
    let origin: UInt32

    /// That of the last line where there are several. What is not UTF-8 is repaired.
    func value(_ name: String) -> String? { lastValue(name).map { String(cString: $0) } }

    /// Nil for what is empty, or not UTF-8: it could not be sent back byte for byte.
    func text(_ name: String) -> String? {
        // Of an empty one libcurl leaves the line's end.
        guard let text = lastValue(name).flatMap({ String(validatingCString: $0) }), text != "\r", !text.isEmpty else {
            return nil
        }
        return text
    }

    /// The first lines of that name. For each libcurl goes through all that it has: thousands would take it long.
    func lines(_ name: String) -> [String] {
        (0..<16).compactMap { line(name, $0).map { String(cString: $0.value) } }
    }

    /// The members of a field that is a list (RFC 9110, 5.3), without optional white space (5.6.3).
    func list(_ name: String) -> [String] {
        lines(name).flatMap { $0.split(separator: ",").map { $0.trimming(" \t") } }.filter { !$0.isEmpty }
    }

    private func lastValue(_ name: String) -> UnsafePointer<CChar>? {
        guard let first = line(name, 0) else { return nil }
        return (first.amount > 1 ? line(name, first.amount - 1) : first)?.value.map { UnsafePointer($0) }
    }

    /// What it points to is libcurl's, until the handle is used again.
    private func line(_ name: String, _ index: Int) -> curl_header? {
        var header: UnsafeMutablePointer<curl_header>?
        return curl_easy_header(easy, name, index, origin, -1, &header) == CURLHE_OK ? header?.pointee : nil
    }
}

/// Digits only; more than a century of seconds is a century.
private func integer(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit) else { return nil }
    return text.utf8.reduce(0) { min($0 * 10 + Int($1 - 0x30), 4_000_000_000) }
}
