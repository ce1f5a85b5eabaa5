/// What two spellings of an address have in common that lead to the same request (RFC 3986, 6.2): without login and
/// fragment, scheme and host in small letters, no default port, a path.
package func addressKey(_ address: String) -> String {
    if isPlainAddress(address) { return address }
    let bare = withoutLogin(address)
    guard bare.isWebAddress, let parts = WebAddress(bare) else { return address }
    var host = parts.authorityText.lowercased()
    for port in [":", parts.scheme == "http" ? ":80" : ":443"] where host.hasSuffix(port) {
        host.removeLast(port.count)
    }
    // The root's dot: the same name to DNS.
    if host.hasSuffix(".") { host.removeLast() }
    let target = String(decoding: parts.target, as: UTF8.self)
    return "\(parts.scheme)://\(host)\(target.hasPrefix("/") ? "" : "/")\(target)"
}

/// Whether an address is as nearly all are, and so its own key: "https://", a name in small letters, a path, and neither
/// login, port, fragment, blank nor control character. Asked of each feed at each reading of a long list.
package func isPlainAddress(_ address: String) -> Bool {
    var bytes = address.utf8[...]
    for byte in "http".utf8 { guard bytes.popFirst() == byte else { return false } }
    if bytes.first == UInt8(ascii: "s") { bytes.removeFirst() }
    for byte in "://".utf8 { guard bytes.popFirst() == byte else { return false } }
    var last = UInt8(ascii: ".")
    while let byte = bytes.popFirst(), byte != UInt8(ascii: "/") {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            last = byte
        default: return false
        }
        if bytes.isEmpty { return false }
    }
    return last != UInt8(ascii: ".") && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }
}
