import Fetching

/// Where the daemon serves what it says of itself: on this machine alone, since it asks nobody who he is.
package enum ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// A loopback address, without brackets.
    case tcp(host: String, port: Int)
    case unix(path: String)

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    private static let forms = #""127.0.0.1:9117", "[::1]:9117" or "unix:/run/dateline/metrics""#

    /// Reads `address:port`, an IPv6 address in brackets, or `unix:` and a path.
    static func check(_ text: String, _ paths: Paths) -> Checked<ListenAddress> {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst(5)
            guard !path.isEmpty, path.last != "/" else { return .wrong("names no file; write it like \(forms)") }
            // unix(7): 108 bytes, a zero at the end among them.
            guard paths.resolve(String(path)).utf8.count < 108 else { return .wrong("is too long a name for a socket") }
            return .value(.unix(path: paths.resolve(String(path))))
        }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return .wrong("has no port; write it like \(forms)") }
        var host = text[..<colon]
        let hasBrackets = host.first == "[" && host.last == "]"
        if hasBrackets { host = host.dropFirst().dropLast() }
        guard let address = IPAddress(String(host)), hasBrackets == host.contains(":") else {
            return .wrong("does not begin with an address; write it like \(forms)")
        }
        guard address.isLoopback else {
            return .wrong(
                "is not this machine's own: who reads metrics is not asked for a password, so they are served on a "
                    + "loopback address alone, like \(forms); a proxy in front of it can serve others")
        }
        return .value(.tcp(host: address.description, port: port))
    }
}
