import Glibc

/// Which addresses may be connected to: public unicast, and the networks that the operator names.
///
/// It judges the bytes of an address, when a socket is opened to it; how a URL spelled it does not matter.
package struct AddressPolicy: Sendable {
    private let allowed: [Network]

    /// - Throws: The first text of `allowed` that is no network.
    package init(allowing allowed: [String]) throws(InvalidNetwork) {
        self.allowed = try allowed.map { text throws(InvalidNetwork) in
            guard let network = Network(text) else { throw InvalidNetwork(text: text) }
            return network
        }
    }

    /// The name of the network that forbids `address`; nil when it may be connected to.
    package func refusal(of address: IPAddress) -> String? {
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        switch address {
        case .v4: return forbiddenV4.first { $0.network.contains(address) }?.name
        case .v6:
            // Mapped, translated, 6to4 and Teredo addresses are judged by the IPv4 address inside
            // (RFC 4291 2.5.5, RFC 6052, RFC 3056, RFC 4380).
            if let inner = address.embedded { return refusal(of: inner) }
            if let name = forbiddenV6.first(where: { $0.network.contains(address) })?.name { return name }
            return globalUnicast.contains(address) ? nil : "not global unicast"
        }
    }
}

package struct InvalidNetwork: Error, Equatable, CustomStringConvertible {
    package let text: String
    package var description: String { "\(text) is no network: write it like 127.0.0.0/8 or fd00::/8" }
}

package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    case v4(UInt32)
    case v6(UInt128)

    /// The strict forms alone: four decimal numbers, or IPv6 (RFC 4291, 2.2) without brackets and zone.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self = .v6(withUnsafeBytes(of: six) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
        } else {
            return nil
        }
    }

    /// This machine's own, as it names itself (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3).
    package var isLoopback: Bool {
        switch self {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let bits): bits == 1
        }
    }

    /// IPv4 in octal, in hexadecimal, and with less than four numbers, as a resolver may read it.
    init?(anyFormV4 text: String) {
        var four = in_addr()
        guard inet_aton(text, &four) == 1 else { return nil }
        self = .v4(UInt32(bigEndian: four.s_addr))
    }

    /// Nil for families other than IPv4 and IPv6.
    init?(_ address: UnsafePointer<sockaddr>) {
        let bytes = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET: self = .v4(UInt32(bigEndian: bytes.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            let six = bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self = .v6(withUnsafeBytes(of: six) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
        default: return nil
        }
    }

    /// The IPv4 address that this IPv6 address stands for, by whatever way of carrying the one over the other.
    fileprivate var embedded: IPAddress? {
        guard case .v6(let bits) = self else { return nil }
        func isIn(_ network: Network) -> Bool { network.contains(self) }
        if isIn(mapped) || isIn(translated) || isIn(compatible) && bits > 0xFFFF {
            return .v4(UInt32(truncatingIfNeeded: bits))
        }
        if isIn(sixToFour) { return .v4(UInt32(truncatingIfNeeded: bits >> 80)) }
        if isIn(teredo) { return .v4(~UInt32(truncatingIfNeeded: bits)) }
        return nil
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch self {
        case .v4(let bits):
            var raw = bits.bigEndian
            inet_ntop(AF_INET, &raw, &text, socklen_t(text.count))
        case .v6(let bits):
            var raw = bits.bigEndian
            inet_ntop(AF_INET6, &raw, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }
}

/// A range of addresses: `10.0.0.0/8`; a lone address is a range of one.
struct Network: Sendable {
    private let first: IPAddress
    private let length: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = IPAddress(String(parts[0])) else { return nil }
        let width = if case .v4 = first { 32 } else { 128 }
        guard parts.count == 1 || parts[1].allSatisfy(\.isNumber),
            let length = parts.count == 2 ? Int(parts[1]) : width, length <= width
        else { return nil }
        (self.first, self.length) = (first, length)
    }

    func contains(_ address: IPAddress) -> Bool {
        switch (first, address) {
        // A shift by the whole width gives 0 in Swift: a length of 0 holds everything.
        case (.v4(let first), .v4(let bits)): (first ^ bits) >> UInt32(32 - length) == 0
        case (.v6(let first), .v6(let bits)): (first ^ bits) >> UInt128(128 - length) == 0
        default: false
        }
    }
}

private func named(_ table: [(String, String)]) -> [(network: Network, name: String)] {
    table.map { (Network($0.0)!, $0.1) }
}

/// IANA's registry of special IPv4 addresses, and one public address at which a cloud keeps secrets.
private let forbiddenV4 = named([
    ("127.0.0.0/8", "loopback"), ("10.0.0.0/8", "private"), ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"), ("169.254.0.0/16", "link-local"), ("100.64.0.0/10", "carrier-grade NAT"),
    ("0.0.0.0/8", "this host"), ("192.0.0.0/24", "protocol assignments"), ("192.0.2.0/24", "documentation"),
    ("198.51.100.0/24", "documentation"), ("203.0.113.0/24", "documentation"), ("192.88.99.0/24", "6to4 relays"),
    ("198.18.0.0/15", "benchmarking"), ("168.63.129.16/32", "cloud metadata"), ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
])

private let forbiddenV6 = named([
    ("::1/128", "loopback"), ("::/128", "this host"), ("fc00::/7", "unique local"), ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"), ("ff00::/8", "multicast"), ("100::/64", "discard"), ("2001::/23", "special purpose"),
    ("2001:db8::/32", "documentation"), ("3fff::/20", "documentation"), ("64:ff9b:1::/48", "local NAT64"),
    ("5f00::/16", "segment routing"),
])

private let globalUnicast = Network("2000::/3")!
private let mapped = Network("::ffff:0:0/96")!
private let compatible = Network("::/96")!
private let translated = Network("64:ff9b::/96")!
private let sixToFour = Network("2002::/16")!
private let teredo = Network("2001::/32")!
