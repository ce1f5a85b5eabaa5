import Glibc

/// What came of looking a name up.
enum NameAnswer: Equatable, Sendable {
    /// In the order in which they are to be tried (RFC 6724).
    case addresses([String])
    /// It is certain that there is no such name, or that it has no address.
    case none
    /// Nobody could say: no name server answered, or those that did could not tell.
    case unknown(reason: String)

    var isFound: Bool { if case .addresses = self { true } else { false } }

    /// Asks the system, as its `nsswitch.conf` says. Blocks, for minutes perhaps.
    init(to query: NameLookUps.Query) {
        if let own = Self.withoutLookUp(query.name) {
            self = own
            return
        }
        var hints = addrinfo()
        hints.ai_family = Self.speaksIPv6 && !query.isIPv4Only ? AF_UNSPEC : AF_INET
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(query.name, nil, &hints, &first)
        defer { if let first { freeaddrinfo(first) } }
        guard code == 0 else {
            self = Self.means(code)
            return
        }
        var addresses: [String] = []
        var entry = first
        while let info = entry {
            if let raw = info.pointee.ai_addr, let address = IPAddress(raw)?.description, !addresses.contains(address) {
                addresses.append(address)
            }
            entry = info.pointee.ai_next
        }
        self = addresses.isEmpty ? .none : .addresses(addresses)
    }

    /// What glibc says when it gives no address. EAI_NODATA: the name is there, and has none.
    static func means(_ code: Int32) -> NameAnswer {
        let noData: Int32 = -5  // EAI_NODATA, which glibc hides
        return code == EAI_NONAME || code == noData ? .none : .unknown(reason: String(cString: gai_strerror(code)))
    }

    /// Names with the dot of the root behind them, which no resolver takes for what they are.
    private static func withoutLookUp(_ name: String) -> NameAnswer? {
        guard name.hasSuffix(".") else { return nil }
        let bare = String(name.dropLast())
        if namesThisMachine(bare) { return .addresses(["127.0.0.1", "::1"]) }
        return IPAddress(anyFormV4: bare).map { .addresses([$0.description]) }
    }

    private static let speaksIPv6: Bool = {
        let probe = socket(AF_INET6, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if probe >= 0 { close(probe) }
        return probe >= 0
    }()
}
