/// An address, taken apart by its bytes (RFC 3986, 3): the one reading of it for all that do not connect. libcurl, which
/// does, takes apart what it is given by itself, and both are held to agree by a test.
package struct WebAddress: Sendable {
    let bytes: [UInt8]
    /// Where the colon of the scheme stands.
    let colon: Int
    /// Behind the two slashes; empty where there are none.
    let authority: Range<Int>
    let hasAuthority: Bool
    /// Where the path ends and what is behind it begins.
    let query: Int
    let fragment: Int

    /// Nil for what has no scheme.
    package init?(_ bytes: [UInt8]) {
        guard let colon = TextKit.scheme(of: bytes) else { return nil }
        (self.bytes, self.colon) = (bytes, colon)
        var at = colon + 1
        hasAuthority = bytes[at...].starts(with: [0x2F, 0x2F])
        func next(_ marks: [UInt8]) -> Int { bytes[at...].firstIndex(where: marks.contains) ?? bytes.count }
        if hasAuthority {
            at += 2
            let start = at
            at = next([UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")])
            authority = start..<at
        } else {
            authority = at..<at
        }
        query = next([UInt8(ascii: "?"), UInt8(ascii: "#")])
        at = query
        fragment = next([UInt8(ascii: "#")])
    }

    package init?(_ text: String) { self.init(Array(text.utf8)) }

    var path: Int { authority.upperBound }

    /// In lower case.
    package var scheme: String { bytes.string(0..<colon).lowercased() }

    /// Of http or https, at a host that can be asked for.
    package var isWeb: Bool {
        hasAuthority && (bytes.equals("http", in: 0..<colon) || bytes.equals("https", in: 0..<colon)) && isHostName
    }

    /// The authority behind a login, if any.
    private var hostAndPort: Range<Int> {
        let login = bytes[authority].lastIndex(of: UInt8(ascii: "@"))
        return (login.map { $0 + 1 } ?? authority.lowerBound)..<authority.upperBound
    }

    private var hostRange: Range<Int> {
        let range = hostAndPort
        let name = bytes[range].first == UInt8(ascii: "[") ? bytes[range].firstIndex(of: UInt8(ascii: "]")) : nil
        let end = bytes[(name ?? range.lowerBound)..<range.upperBound].firstIndex(of: UInt8(ascii: ":"))
        return range.lowerBound..<(end ?? range.upperBound)
    }

    /// Login, host and port, as they are written.
    package var authorityText: Substring { Substring(bytes.string(authority)) }

    /// In lower case, without login and port, IPv6 in its brackets; empty where there is none.
    package var host: String {
        let name = bytes[hostRange]
        guard name.contains(UInt8(ascii: "%")), name.first != UInt8(ascii: "[") else {
            return String(decoding: name, as: UTF8.self).lowercased()
        }
        return percentDecoded(name).lowercased()
    }

    /// Nil where none is given, or what is no number.
    package var port: Int? {
        UInt16(String(decoding: bytes[hostRange.upperBound..<path].dropFirst(), as: UTF8.self)).map(Int.init)
    }

    /// Host and port, by which connections and politeness go: the port where it is not the scheme's own.
    package var server: String {
        let name = String(decoding: bytes[hostAndPort], as: UTF8.self).lowercased()
        let own = bytes.equals("https", in: 0..<colon) ? ":443" : ":80"
        return name.hasSuffix(own) ? String(name.dropLast(own.count)) : name
    }

    /// Scheme, host and port: what one robots.txt, or one login, holds for (RFC 6454, 4).
    package var origin: String { "\(scheme)://\(server)" }

    /// The host without `www.`.
    package var site: String { host.hasPrefix("www.") ? String(host.dropFirst(4)) : host }

    /// What is asked for at the server: path and query.
    package var target: ArraySlice<UInt8> { bytes[path..<fragment] }

    package var isFrontPage: Bool { (path..<query).isEmpty || bytes[path..<query].elementsEqual([UInt8(ascii: "/")]) }

    /// The path, as that of a folder: with a slash at its end.
    package var folder: String {
        let path = bytes.string(path..<query)
        return path.hasSuffix("/") ? path : path + "/"
    }

    /// A front page that is asked for nothing.
    package var isRoot: Bool { isFrontPage && query == fragment }

    /// As libcurl has it: without the signs that could not come from DNS or would mean something else.
    private var isHostName: Bool {
        let name = Array(host.utf8)
        if name.first == UInt8(ascii: "[") {
            return name.last == UInt8(ascii: "]") && name.count > 3
                && name.dropFirst().dropLast().allSatisfy {
                    $0.hexValue != nil || $0 == 0x3A || $0 == 0x2E || $0 == 0x25
                }
        }
        // Whose password would end where is anybody's guess.
        if bytes[authority].count(where: { $0 == UInt8(ascii: "@") }) > 1 { return false }
        let signs = Array(" \r\n\t/:#?!@{}[]\\$'\"^`*<>=;,+&()%".utf8)
        return !name.isEmpty && !name.contains { $0 < 0x20 || $0 == 0x7F || signs.contains($0) }
            && (hostRange.upperBound + 1 >= path || port != nil)
    }
}

/// Between a scheme and an authority.
private let schemeEnd = Array("://".utf8)

extension String {
    /// Whether there is a scheme before an authority in it.
    package var isAddress: Bool { contains(bytes: schemeEnd) }

    /// Whether it begins as addresses of http and https do.
    package var isWebAddress: Bool {
        let start = prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }
}

private func percentDecoded(_ bytes: ArraySlice<UInt8>) -> String {
    var out: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), let high = rest.first?.hexValue, let low = rest.dropFirst().first?.hexValue {
            out.append(high << 4 | low)
            rest = rest.dropFirst(2)
        } else {
            out.append(byte)
        }
    }
    return String(decoding: out, as: UTF8.self)
}
