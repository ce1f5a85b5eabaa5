// A user and password in an address (RFC 3986, 3.2.1): for the request alone, never to be kept or shown.

/// A web address without the login that it may hold; anything else as it is.
package func withoutLogin(_ address: String) -> String {
    guard address.utf8.contains(UInt8(ascii: "@")), let start = authorityStart(of: address) else { return address }
    // A backslash does not end it: libcurl takes it for a sign of the password.
    let authority = address[start...].prefix { !"/?#".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return address }
    return String(address[..<start] + address[address.index(after: at)...])
}

/// A text that ought to be an address and is none, as a message may show it: whatever stands before an `@` could be a
/// login with a `/` in its password.
package func withoutAnyLogin(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@"), !text.lowercased().hasPrefix("mailto:") else { return text }
    let start = authorityStart(of: text).map { min($0, at) } ?? text.startIndex
    return String(text[..<start] + "…" + text[at...])
}

/// A sentence without the logins of the addresses in it.
package func withoutLogins(in sentence: String) -> String {
    guard sentence.utf8.contains(UInt8(ascii: "@")), sentence.contains("//") else { return sentence }
    var result = ""
    var rest = sentence[...]
    while let slashes = rest.firstRange(of: "//") {
        result += rest[..<slashes.lowerBound]
        // Within a path they begin nothing.
        let isStart = result.last.map { $0 == ":" || $0.isWhitespace || "\"'(<".contains($0) } ?? true
        result += "//"
        rest = rest[slashes.upperBound...]
        guard isStart else { continue }
        let authority = rest.prefix { !"/?#".contains($0) && !$0.isWhitespace }
        if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    }
    return result + rest
}

private func authorityStart(of address: String) -> String.Index? {
    guard let slashes = address.firstRange(of: "//") else { return nil }
    let scheme = address[..<slashes.lowerBound]
    return scheme.isEmpty || scheme.last == ":" ? slashes.upperBound : nil
}
