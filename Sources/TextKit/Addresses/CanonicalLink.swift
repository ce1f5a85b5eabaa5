/// An address without what does not change where it leads: scheme, `www.`, letter case of the host, default port,
/// tracking parameters, a trailing slash, a fragment that is not a route.
///
/// For comparing only: it has no scheme.
package func canonicalLink(_ url: String) -> String { plainLink(url) ?? anyLink(url) }

/// Of an address in ASCII without query, fragment, port or capitals in its host, as most are: by its bytes.
private func plainLink(_ url: String) -> String? {
    let bytes = url.utf8.span
    guard let scheme = plainSchemes.first(where: { bytes.starts(with: $0, at: 0) }) else { return nil }
    var (start, end) = (scheme.count, bytes.count)
    var slash: Int?
    for at in start..<end {
        switch bytes[at] {
        case UInt8(ascii: "?"), UInt8(ascii: "#"), 0x80...: return nil
        case UInt8(ascii: "/"): slash = slash ?? at
        case UInt8(ascii: ":") where slash == nil, 0x41...0x5A where slash == nil: return nil
        default: break
        }
    }
    let hostEnd = slash ?? end
    for prefix in hostPrefixes where bytes.starts(with: prefix, at: start) {
        let rest = start + prefix.count
        if (rest..<hostEnd).contains(where: { bytes[$0] == UInt8(ascii: ".") }) { start = rest }
    }
    while end > hostEnd, bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
    if end - 4 >= hostEnd, bytes.starts(with: amp, at: end - 4) { end -= 4 }
    return String(url[url.utf8.index(url.startIndex, offsetBy: start)..<url.utf8.index(url.startIndex, offsetBy: end)])
}

private let plainSchemes = ["https://", "http://"].map { Array($0.utf8) }
private let hostPrefixes = ["www.", "m.", "amp."].map { Array($0.utf8) }
private let amp = Array("/amp".utf8)

private func anyLink(_ url: String) -> String {
    var rest = Substring(url)
    for scheme in ["https://", "http://", "//"]
    where rest.prefix(bytes: scheme.utf8.count).lowercased() == scheme {
        rest = rest[rest.index(atByte: scheme.utf8.count)...]
        break
    }
    var fragment = ""
    if let mark = rest.firstIndex(of: "#") {
        let text = rest[rest.index(after: mark)...]
        // `#!/path` and `#/path` are addresses of pages that a script draws.
        if text.hasPrefix("!") || text.hasPrefix("/") { fragment = "#" + text }
        rest = rest[..<mark]
    }
    var query: [Substring] = []
    if let mark = rest.firstIndex(of: "?") {
        query = rest[rest.index(after: mark)...].split(whereSeparator: { $0 == "&" || $0 == ";" })
            .filter { !isTracking($0.prefix { $0 != "=" }) }
        rest = rest[..<mark]
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    var host = rest[..<slash].lowercased()
    for prefix in ["www.", "m.", "amp."] where host.hasPrefix(prefix) && host.dropFirst(prefix.count).contains(".") {
        host = String(host.dropFirst(prefix.count))
    }
    for port in [":80", ":443"] where host.hasSuffix(port) { host = String(host.dropLast(port.count)) }
    var path = rest[slash...]
    while path.hasSuffix("/") { path = path.dropLast() }
    if path.hasSuffix("/amp") { path = path.dropLast(4) }
    return host + path + (query.isEmpty ? "" : "?" + query.sorted().joined(separator: "&")) + fragment
}

/// Parameters by which publishers count where their readers come from.
private func isTracking(_ name: Substring) -> Bool {
    let name = name.lowercased()
    return trackingPrefixes.contains { name.hasPrefix($0) } || trackingNames.contains(name)
}

private let trackingPrefixes = [
    "utm_", "at_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "ns_", "oly_", "vero_", "wt_",
]

private let trackingNames: Set<String> = [
    "_ga", "_hsenc", "_hsmi", "cid", "cmp", "cmpid", "dclid", "fbclid", "feature", "ftag", "from", "gclid", "gclsrc",
    "icid", "igshid", "ito", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ncid", "ocid", "partner", "ref", "ref_src",
    "referer", "referrer", "rss", "s_cid", "sc_src", "share", "smid", "source", "spm", "src", "sr_share", "taid",
    "tracking", "twclid", "wbraid", "gbraid", "xtor", "yclid",
]
