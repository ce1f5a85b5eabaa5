/// What two spellings of an address have in common that lead to the same request (RFC 3986, 6.2): without login and
/// fragment, scheme and host in small letters, no default port, a path.
package func addressKey(_ address: String) -> String {
    guard let colon = address.firstRange(of: "://") else { return address }
    let scheme = address[..<colon.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return address }
    let rest = withoutLogin(address)[colon.upperBound...]
    let authority = rest.prefix { !"/?#\\".contains($0) }
    let target = rest[authority.endIndex...].prefix { $0 != "#" }
    var host = authority.lowercased()
    for port in [":", scheme == "http" ? ":80" : ":443"] where host.hasSuffix(port) { host.removeLast(port.count) }
    // The root's dot: the same name to DNS.
    if host.hasSuffix(".") { host.removeLast() }
    return "\(scheme)://\(host)\(target.hasPrefix("/") ? "" : "/")\(target)"
}
