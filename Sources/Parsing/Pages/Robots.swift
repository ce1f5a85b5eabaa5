import TextKit

/// What a site's `robots.txt` allows us to ask for (RFC 9309).
package struct RobotsRules: Equatable, Sendable {
    private struct Rule: Equatable {
        let allows: Bool
        /// Percent-encoded as paths are compared; may hold `*` anywhere and `$` at its end.
        let pattern: [UInt8]
    }

    private var rules: [Rule] = []

    /// Everything is allowed: a site without a file (RFC 9309, 2.3.1.3).
    package static let none = RobotsRules()
    /// Nothing is: a site whose file cannot be had for now (2.3.1.4).
    package static let all = RobotsRules(parsing: Array("User-agent: *\nDisallow: /".utf8))

    private init() {}

    /// More than that need not be read (2.5).
    private static let byteLimit = 500 << 10
    private static let ruleLimit = 5000

    /// Reads the groups for `agent`, all of them as one; where there is none, those for `*` (2.2.1).
    /// - Parameter agent: our product token; its case does not count.
    package init(parsing bytes: [UInt8], agent: String = "dateline") {
        var own: [Rule]?
        var general: [Rule] = []
        var (isOwn, isGeneral, isInNames) = (false, false, false)
        for line in bytes.prefix(Self.byteLimit).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            guard let (key, value) = Self.field(line) else { continue }
            switch key {
            case "user-agent":
                if !isInNames { (isOwn, isGeneral) = (false, false) }
                isInNames = true
                let name = String(decoding: value, as: UTF8.self).lowercased().prefix { $0 != "/" && $0 != " " }
                if name == agent.lowercased() { (isOwn, own) = (true, own ?? []) }
                if name == "*" { isGeneral = true }
            case "allow", "disallow":
                isInNames = false
                // "Disallow:" without a path disallows nothing.
                guard !value.isEmpty, (own?.count ?? 0) + general.count < Self.ruleLimit else { continue }
                let rule = Rule(allows: key == "allow", pattern: Self.normalized(value))
                if isOwn { own?.append(rule) }
                if isGeneral { general.append(rule) }
            // Sitemaps and what else there may be belong to no group (2.2.4).
            default: continue
            }
        }
        rules = own ?? general
    }

    /// `name: value`, the name in lower case; nil for an empty line, a comment, or what is no field.
    private static func field(_ line: ArraySlice<UInt8>) -> (key: String, value: ArraySlice<UInt8>)? {
        var line = line.prefix { $0 != UInt8(ascii: "#") }
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = String(decoding: line[..<colon].trimming(where: \.isSpace), as: UTF8.self)
        return (name.lowercased(), line[(colon + 1)...].trimming(where: \.isSpace))
    }

    /// Whether the page at `url` may be asked for: the longest rule that fits decides, `Allow` where two are as long
    /// (2.2.2). The file itself is always allowed.
    package func allows(_ url: String) -> Bool {
        let path = Self.path(of: url)
        if path == Array("/robots.txt".utf8) { return true }
        var best = (length: -1, allows: true)
        for rule in rules where rule.pattern.count >= best.length && Self.matches(rule.pattern, path) {
            if rule.pattern.count > best.length || rule.allows { best = (rule.pattern.count, rule.allows) }
        }
        return best.allows
    }

    /// The rules as a file of one group, which reads back as the same rules.
    package var text: String {
        rules.reduce(into: "User-agent: *\n") {
            $0 += ($1.allows ? "Allow: " : "Disallow: ") + String(decoding: $1.pattern, as: UTF8.self) + "\n"
        }
    }

    /// Path and query, as rules are compared with them.
    private static func path(of url: String) -> [UInt8] {
        let path = normalized(
            WebAddress(url)?.target ?? url.utf8.prefix { $0 != UInt8(ascii: "#") }[...].map { $0 }[...])
        return path.first == UInt8(ascii: "/") ? path : [UInt8(ascii: "/")] + path
    }

    /// Octets beyond ASCII are encoded, unreserved ones decoded, before they are compared (2.2.2).
    private static func normalized(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let byte = bytes[at]
            if byte == UInt8(ascii: "%"), at + 2 < bytes.endIndex, let high = bytes[at + 1].hexValue,
                let low = bytes[at + 2].hexValue
            {
                let value = high << 4 | low
                let isUnreserved = value.isLetter || value.isDigit || [0x2D, 0x2E, 0x5F, 0x7E].contains(value)
                out += isUnreserved ? [value] : [byte, digits[Int(high)], digits[Int(low)]]
                at += 3
                continue
            }
            out += byte < 0x80 ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            at += 1
        }
        return out
    }

    /// `pattern` is a prefix; `*` stands for any octets, `$` at the end for the path's end (2.2.3). What stands between
    /// two stars is looked for once, from where the last was found.
    private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        let isAnchored = pattern.last == UInt8(ascii: "$")
        let parts = (isAnchored ? pattern.dropLast() : pattern[...])
            .split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        guard let first = parts.first, path.starts(with: first) else { return false }
        if parts.count == 1 { return !isAnchored || first.count == path.count }
        var place = first.count
        for part in parts.dropFirst().dropLast() {
            guard let end = path.firstEnd(of: part, from: place) else { return false }
            place = end
        }
        let last = parts[parts.count - 1]
        guard isAnchored else { return path.firstEnd(of: last, from: place) != nil }
        return path.count - place >= last.count && path.suffix(last.count).elementsEqual(last)
    }
}

extension [UInt8] {
    /// The place behind the first `part` that stands at `start` or after it. By Knuth, Morris and Pratt: never back.
    fileprivate func firstEnd(of part: ArraySlice<UInt8>, from start: Int) -> Int? {
        let part = Array(part)
        guard part.count <= count - start else { return nil }
        // How much of `part` still stands behind one that failed to go on.
        var borders = [0]
        var length = 0
        for byte in part.dropFirst() {
            while length > 0, byte != part[length] { length = borders[length - 1] }
            if byte == part[length] { length += 1 }
            borders.append(length)
        }
        length = 0
        if part.isEmpty { return start }
        for place in start..<count {
            while length > 0, self[place] != part[length] { length = borders[length - 1] }
            if self[place] == part[length] { length += 1 }
            if length == part.count { return place + 1 }
        }
        return nil
    }
}
