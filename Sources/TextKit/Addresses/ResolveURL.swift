/// The address that `reference` means on a page at `base` (RFC 3986, 5.2), as browsers read it: white space around it
/// and line breaks within do not count. Nil when it is empty. Left as it is where `base` is no address.
package func resolve(_ reference: String, against base: String) -> String? {
    let written = Array(reference.utf8)
    let cleaned = cleanAddress(written)
    guard !cleaned.isEmpty else { return nil }
    if scheme(of: cleaned) != nil { return cleaned == written ? reference : String(decoding: cleaned, as: UTF8.self) }
    let baseBytes = Array(base.utf8)
    guard let baseParts = WebAddress(base: baseBytes) else { return String(decoding: cleaned, as: UTF8.self) }
    return String(decoding: baseParts.resolving(cleaned), as: UTF8.self)
}

/// With the ampersands that were escaped once too often. Other references are parameters: "&reg=1&copy=2".
package func unescapedAddress(_ address: String) -> String {
    var address = address
    while address.utf8.contains(UInt8(ascii: "&")), address.utf8.contains(UInt8(ascii: ";")) {
        let before = address
        for reference in ["&amp;", "&AMP;", "&#38;", "&#038;", "&#x26;", "&#X26;"] {
            address = address.replacing(reference, with: "&")
        }
        // Each pass makes it shorter.
        if address == before { break }
    }
    return address
}

/// Without white space around it, tabs and line breaks within; spaces as "%20".
package func cleanAddress(_ bytes: [UInt8]) -> [UInt8] {
    var range = bytes.indices
    while let first = range.first, bytes[first] <= 0x20 { range = first + 1..<range.upperBound }
    while let last = range.last, bytes[last] <= 0x20 { range = range.lowerBound..<last }
    guard bytes[range].contains(where: { $0 <= 0x20 }) else {
        return range == bytes.indices ? bytes : Array(bytes[range])
    }
    var out: [UInt8] = []
    for byte in bytes[range] {
        switch byte {
        case 0x09, 0x0A, 0x0D: continue
        case 0x20: out.append("%20")
        default: out.append(byte)
        }
    }
    return out
}

/// The length of the scheme, without its colon.
package func scheme(of bytes: [UInt8]) -> Int? {
    guard let first = bytes.first, first.isLetter else { return nil }
    for (index, byte) in bytes.enumerated() {
        if byte == UInt8(ascii: ":") { return index }
        guard
            byte.isLetter || byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".")
        else { return nil }
    }
    return nil
}

extension WebAddress {
    /// In bytes, the most that servers have to take (RFC 9110, 4.1). Every address that is relative to a longer one
    /// would be as long again.
    package static let longestBase = 8192

    /// Nil where it is none that others can be relative to.
    package init?(base bytes: [UInt8]) {
        guard bytes.count <= Self.longestBase else { return nil }
        self.init(bytes)
    }

    package func resolving(_ reference: [UInt8]) -> [UInt8] {
        switch reference.first {
        case nil: return Array(bytes[..<fragment])
        case UInt8(ascii: "#"): return bytes[..<fragment] + reference
        case UInt8(ascii: "?"): return bytes[..<query] + reference
        case UInt8(ascii: "/"):
            if reference.starts(with: [0x2F, 0x2F]) { return bytes[...colon] + reference }
            return bytes[..<path] + withoutDots(reference)
        default:
            // "mailto:" and the like have no path to be relative to.
            guard hasAuthority || bytes[path..<query].first == UInt8(ascii: "/") else { return reference }
            let folder = bytes[path..<query].lastIndex(of: UInt8(ascii: "/")).map { bytes[path...$0] } ?? [0x2F]
            return bytes[..<path] + withoutDots(folder + reference)
        }
    }

    /// "." and ".." taken out of the path (RFC 3986, 5.2.4).
    private func withoutDots(_ address: [UInt8]) -> [UInt8] {
        let end = address.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? address.count
        let dot = UInt8(ascii: ".")
        guard address[..<end].contains(dot) else { return address }
        var kept: [ArraySlice<UInt8>] = []
        let segments = address[..<end].split(separator: 0x2F, omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            if segment.elementsEqual([dot, dot]) {
                if kept.count > 1 { kept.removeLast() }
                if isLast { kept.append([]) }
            } else if segment.elementsEqual([dot]) {
                if isLast { kept.append([]) }
            } else {
                kept.append(segment)
            }
        }
        return Array(kept.joined(separator: [0x2F])) + address[end...]
    }
}
