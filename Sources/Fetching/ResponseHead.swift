import struct FoundationEssentials.Date
import FeedModel
import TextKit

/// The header fields of an answer that matter to us, read line by line as bytes: most lines are for nobody here.
struct ResponseHead {
    var status = 0
    /// Bytes of all lines, interim answers included.
    private(set) var size = 0
    private(set) var isComplete = false
    private(set) var validators = Validators()
    private(set) var contentType: String?
    private(set) var location: String?
    /// Values of `Link` fields (RFC 8288).
    private(set) var links: [String] = []
    private(set) var freshness = Freshness()
    /// Codings of the body that we know, in the order in which they were applied.
    private(set) var codings: [Coding] = []
    private(set) var contentLength: Int?
    private var instance: String?
    private var retryAfterField: [UInt8]?
    private var rateLimitReset: [UInt8]?

    /// `IM: feed` (RFC 3229, 10.5.2): the body was made by the manipulation that we know.
    var isFeedDelta: Bool {
        instance?.split(separator: ",").contains { $0.filter { $0 != " " }.lowercased() == "feed" } ?? false
    }

    /// `line` as it came, with its line end. A status line begins anew (1xx, proxies); what follows the empty line
    /// is a trailer, which has no say.
    mutating func read(_ line: UnsafeRawBufferPointer) {
        size += line.count
        var end = line.count
        while end > 0, line[end - 1] == 0x0A || line[end - 1] == 0x0D { end -= 1 }
        let line = UnsafeRawBufferPointer(rebasing: line[..<end])
        if line.starts(with: "HTTP/".utf8) { return begin(line) }
        guard !isComplete else { return }
        if line.isEmpty { return isComplete = status >= 200 }
        guard let colon = line.firstIndex(of: 0x3A) else { return }
        readField(UnsafeRawBufferPointer(rebasing: line[..<colon]), line[(colon + 1)...].trimming(where: isBlank))
    }

    private mutating func begin(_ line: UnsafeRawBufferPointer) {
        let soFar = size
        self = ResponseHead()
        size = soFar
        status = line.split(separator: 0x20, maxSplits: 2).dropFirst().first.flatMap { integer($0) } ?? 0
    }

    private mutating func readField(_ name: UnsafeRawBufferPointer, _ value: Slice<UnsafeRawBufferPointer>) {
        // The length of a name tells most of them apart without a comparison.
        switch name.count {
        case 2 where name.isField("im"): instance = text(value)
        case 3 where name.isField("age"): freshness.age = integer(value).map { .seconds($0) }
        case 4 where name.isField("link"): if let value = text(value), links.count < 16 { links.append(value) }
        case 4 where name.isField("etag"): validators.eTag = text(value)
        case 4 where name.isField("date"): freshness.date = Date(httpDate: value)
        case 7 where name.isField("expires"): readExpires(value)
        case 8 where name.isField("location"): location = text(value)
        case 11 where name.isField("retry-after"): retryAfterField = Array(value)
        case 12 where name.isField("content-type"): contentType = text(value)
        case 13 where name.isField("last-modified"): validators.lastModified = text(value)
        case 13 where name.isField("cache-control"): readCacheControl(value)
        case 14 where name.isField("content-length"): contentLength = integer(value)
        case 16 where name.isField("content-encoding"): readCodings(value)
        case 17 where name.isField("x-ratelimit-reset"): rateLimitReset = Array(value)
        default: break
        }
    }

    /// A date that cannot be read, "0" above all, means "already expired" (RFC 9111, 5.3).
    private mutating func readExpires(_ value: Slice<UnsafeRawBufferPointer>) {
        freshness.expires = Date(httpDate: value) ?? .distantPast
    }

    /// What is none of ours is left out: the body may be plain all the same.
    private mutating func readCodings(_ value: Slice<UnsafeRawBufferPointer>) {
        for name in String(decoding: value, as: UTF8.self).lowercased().split(separator: ",") {
            if let coding = Coding(field: name.filter { $0 != " " && $0 != "\t" }) { codings.append(coding) }
        }
    }

    private mutating func readCacheControl(_ value: Slice<UnsafeRawBufferPointer>) {
        for directive in value.split(separator: 0x2C) {
            let parts = directive.split(separator: 0x3D, maxSplits: 1)
            guard let first = parts.first else { continue }
            let name = UnsafeRawBufferPointer(rebasing: first.trimming(where: isBlank))
            if name.isField("no-cache") || name.isField("no-store") {
                freshness.isUncacheable = true
            } else if name.isField("max-age"), parts.count == 2, freshness.maxAge == nil {
                freshness.maxAge = integer(parts[1].trimming(where: isBlank).filter { $0 != 0x22 }).map { .seconds($0) }
            }
        }
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

/// Nil for what is not UTF-8: it could not be sent back byte for byte.
private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String? {
    bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
}

/// Digits only; more than a century of seconds is a century.
private func integer(_ bytes: some Collection<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.allSatisfy(\.isDigit) else { return nil }
    return bytes.reduce(0) { min($0 * 10 + Int($1 - 0x30), 4_000_000_000) }
}

/// Optional white space (RFC 9110, 5.6.3).
private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

extension UnsafeRawBufferPointer {
    /// Names are compared without regard to case (RFC 9110, 5.1). `name` is in lower case.
    fileprivate func isField(_ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            if byte.lowercased != name.utf8Start[index] { return false }
        }
        return true
    }
}
