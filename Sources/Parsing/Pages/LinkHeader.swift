import FeedModel
import TextKit

/// The feeds that a page's `Link` header fields name (RFC 8288): `</feed.xml>; rel="alternate"; type="application/rss+xml"`.
/// - Parameter fields: the fields' values, each a list of links.
/// - Parameter url: the page's, to which its links are relative.
package func discoverFeeds(inLinks fields: [String], at url: String) -> [DiscoveredFeed] {
    fields.flatMap { links($0) }.prefix(100).compactMap { link in
        guard let target = resolve(withoutFeedScheme(link.target.trimming()), against: url), target.isWebAddress else {
            return nil
        }
        let feed = DiscoveredFeed(
            url: withoutLogin(target), title: link.parameters["title"].flatMap { $0.isEmpty ? nil : $0 },
            type: link.parameters["type"]?.lowercased())
        return isFeedLink(rel: link.parameters["rel"] ?? "", feed) ? feed : nil
    }
}

private struct HeaderLink {
    let target: String
    var parameters: [String: String] = [:]
}

/// A comma or a semicolon within `<…>` or quotes separates nothing.
private func links(_ field: String) -> [HeaderLink] {
    var links: [HeaderLink] = []
    var rest = Array(field.utf8.prefix(64 << 10))[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "<")),
        let close = rest[open...].firstIndex(of: UInt8(ascii: ">"))
    {
        var link = HeaderLink(target: String(decoding: rest[(open + 1)..<close], as: UTF8.self))
        rest = rest[(close + 1)...]
        while let parameter = nextParameter(&rest) {
            // The first of a name counts (RFC 8288, 3.3 and 3.4.1).
            let name = parameter.name.lowercased()
            if link.parameters[name] == nil { link.parameters[name] = parameter.value }
        }
        links.append(link)
    }
    return links
}

/// `; name="value"` or `; name=value`; nil at the end of the link.
private func nextParameter(_ rest: inout ArraySlice<UInt8>) -> (name: String, value: String)? {
    rest = rest.drop { $0.isSpace }
    guard rest.first == UInt8(ascii: ";") else { return nil }
    rest = rest.dropFirst().drop { $0.isSpace }
    let name = rest.prefix { !";,=".utf8.contains($0) }
    rest = rest[name.endIndex...]
    guard rest.first == UInt8(ascii: "=") else { return (String(decoding: name, as: UTF8.self).trimming(), "") }
    rest = rest.dropFirst().drop { $0.isSpace }
    var value: [UInt8] = []
    if rest.first == UInt8(ascii: "\"") {
        rest = rest.dropFirst()
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            // A quoted pair (RFC 9110, 5.6.4).
            value.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
        }
    } else {
        value = Array(rest.prefix { !";,".utf8.contains($0) })
        rest = rest.dropFirst(value.count)
    }
    return (String(decoding: name, as: UTF8.self).trimming(), String(decoding: value, as: UTF8.self).trimming())
}
