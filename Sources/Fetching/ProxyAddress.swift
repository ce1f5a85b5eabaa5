/// A proxy, as the operator wrote it.
package struct ProxyAddress: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case http, https, socks4, socks4a, socks5, socks5h
    }
    package let kind: Kind
    /// Without the brackets of IPv6.
    let host: String
    let port: Int
    /// For people: without user and password.
    package let name: String

    /// - Throws: what is wrong with it, to stand after it in a message. Never names a password.
    package init(_ text: String) throws(ProxyAddressError) {
        let form = "is no proxy; write it like \"http://host:3128\" or \"socks5://host:1080\""
        guard let scheme = text.firstRange(of: "://"), let kind = Kind(rawValue: String(text[..<scheme.lowerBound])),
            !text.contains(where: \.isWhitespace)
        else { throw ProxyAddressError(description: form) }
        var rest = text[scheme.upperBound...]
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        var port: Int?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            let digits = rest[rest.index(after: colon)...]
            guard digits.allSatisfy(\.isASCII), let number = Int(digits), (1...65_535).contains(number) else {
                throw ProxyAddressError(description: "has no port from 1 to 65535")
            }
            port = number
            rest = rest[..<colon]
        }
        let host = rest.hasPrefix("[") && rest.hasSuffix("]") ? rest.dropFirst().dropLast() : rest
        guard !host.isEmpty, !host.contains(where: { "[]/?#@".contains($0) }) else {
            throw ProxyAddressError(description: form)
        }
        self.kind = kind
        self.host = String(host)
        self.port = port ?? (kind == .https ? 443 : 1080)  // libcurl's own
        name = "\(kind.rawValue)://\(rest):\(self.port)"
    }

    /// It looks the names of hosts up here, and tells the proxy addresses.
    var looksUpHere: Bool { kind == .socks4 || kind == .socks5 }
    var isSOCKS: Bool { kind != .http && kind != .https }
}

package struct ProxyAddressError: Error, Equatable, CustomStringConvertible {
    package let description: String
}
