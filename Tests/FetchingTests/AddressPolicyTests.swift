import Testing

@testable import Fetching

@Suite struct AddressPolicyTests {
    private let policy: AddressPolicy
    init() throws { policy = try AddressPolicy(allowing: []) }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00::1", "2001:4860::8888",
        "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1",
    ])
    func `public unicast may be connected to`(_ text: String) throws {
        #expect(policy.refusal(of: try #require(IPAddress(text))) == nil)
    }

    @Test(arguments: [
        ("127.255.255.255", "loopback"), ("10.255.255.255", "private"), ("172.31.0.0", "private"),
        ("192.168.255.255", "private"), ("169.254.169.254", "link-local"), ("100.127.255.255", "carrier-grade NAT"),
        ("0.255.255.255", "this host"), ("239.0.0.0", "multicast"), ("255.255.255.255", "reserved"),
        ("168.63.129.16", "cloud metadata"), ("fd00:ec2::254", "unique local"), ("febf::1", "link-local"),
        ("::1", "loopback"), ("::", "this host"), ("::ffff:10.0.0.1", "private"), ("64:ff9b::7f00:1", "loopback"),
        ("2002:a00:1::", "private"), ("2001::80ff:fffe", "loopback"), ("::2", "not global unicast"),
        ("4000::", "not global unicast"),
    ])
    func `all else has a name that says why not`(_ text: String, _ name: String) throws {
        #expect(policy.refusal(of: try #require(IPAddress(text))) == name)
    }

    @Test func `what the operator names is allowed, and nothing beside it`() throws {
        let policy = try AddressPolicy(allowing: ["10.1.0.0/16", "fd00::/8", "::1", "192.168.1.7"])
        func isAllowed(_ text: String) -> Bool { policy.refusal(of: IPAddress(text)!) == nil }
        for text in ["10.1.255.255", "::ffff:10.1.0.1", "fdff::1", "::1", "192.168.1.7"] { #expect(isAllowed(text)) }
        for text in ["10.2.0.0", "10.0.255.255", "fc00::1", "::2", "192.168.1.6"] { #expect(!isAllowed(text)) }
        #expect(throws: InvalidNetwork(text: "10.0.0.0/33")) { try AddressPolicy(allowing: ["::/0", "10.0.0.0/33"]) }
        for text in ["", "10.0.0.0/", "10.0.0/8", "x/8", "10.0.0.0/+8", "10.0.0.0/8/8"] {
            #expect(throws: InvalidNetwork(text: text)) { try AddressPolicy(allowing: [text]) }
        }
        let all = try AddressPolicy(allowing: ["0.0.0.0/0", "::/0"])
        #expect(all.refusal(of: .v4(0x7F00_0001)) == nil && all.refusal(of: .v6(1)) == nil)
    }
}
