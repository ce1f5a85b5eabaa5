import FeedModel
import Loopback
import Testing

@testable import Fetching

/// Ways to write an address that must not be connected to: what a subscription or a redirect may try.
private let spellings = [
    // Loopback, as numbers, short forms, octal, hexadecimal and names.
    "127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "0177.0.0.1", "0x7f.0.0.1", "0x7F000001", "2130706433",
    "017700000001", "0x7f.1", "127.000.000.001", "0177.0x0.0.01", "127.66.66.66", "localhost", "LocalHost",
    "localhost.", "①②⑦.0.0.1", "127。0。0。1", "user@127.0.0.1", "example.org@127.0.0.1", "example.org:80@127.0.0.1",
    "%31%32%37.0.0.1",
    // This host.
    "0", "0.0.0.0", "0x0", "00", "0.1.2.3", "[::]", "[0:0::0]",
    // Private, link-local, shared and other special networks.
    "10.0.0.1", "10.1", "0xa.0.0.1", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "192.168.1", "3232235521", "0300.0250.0.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376",
    "169.254.43518", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    // IPv6.
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[fe80::1]", "[fe80::1%25lo]", "[febf::1]", "[fc00::1]",
    "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[ff0e::1]", "[100::1]", "[2001:db8::1]", "[2001:2::1]",
    "[2001:10::1]",
    "[3fff::1]", "[5f00::1]", "[4000::1]",
    // IPv4 within IPv6: mapped, compatible, NAT64, 6to4, Teredo.
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:FFFF:127.0.0.1]", "[::ffff:169.254.169.254]",
    "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2002:c0a8:1::1]", "[2001:0:0:0:0:0:80ff:fffe]",
    "[2001::5601:5601]",
]

@Suite(.serialized) struct ForbiddenAddressTests {
    private static let allowed = "127.99.0.1"

    private static func settings() -> FetchSettings {
        var settings = FetchSettings()
        settings.allowedNetworks = [allowed + "/32"]
        settings.hostSpacing = .zero
        settings.connectTimeout = .seconds(2)
        settings.timeout = .seconds(30)
        return settings
    }

    /// An error other than these would mean that a connection was tried.
    private static func isRefusal(_ error: FetchError?) -> Bool {
        switch error {
        case .forbiddenAddress, .invalidURL, .unknownHost, .lookUpFailed: true
        default: false
        }
    }

    private static func error(_ request: Request, _ fetcher: Fetcher) async -> FetchError? {
        do throws(FetchError) {
            _ = try await fetcher.fetch(request)
            return nil
        } catch { return error }
    }

    @Test(arguments: spellings)
    func `no spelling gets through, asked for or redirected to`(_ host: String) async throws {
        let canary = LoopbackServer(address: "0.0.0.0") { _ in .ok("secret") }
        let target = "http://\(host):\(canary.port)/"
        let server = LoopbackServer(address: Self.allowed) { _ in .redirect(302, to: target) }
        let fetcher = try Fetcher(Self.settings())
        let direct = await Self.error(Request(url: target), fetcher)
        #expect(Self.isRefusal(direct), "\(String(describing: direct))")
        let redirected = await Self.error(Request(url: server.url), fetcher)
        #expect(Self.isRefusal(redirected), "\(String(describing: redirected))")
        #expect(server.connections == 1)
        #expect(canary.connections == 0)
    }

    @Test func `there are enough of them`() { #expect(Set(spellings).count >= 60) }

    @Test(arguments: spellings)
    func `a proxy is not asked for an address either`(_ host: String) async throws {
        let proxy = LoopbackServer(address: "127.0.0.1") { _ in .ok("secret") }
        var request = Request(url: "http://\(host)/")
        request.proxy = "http://127.0.0.1:\(proxy.port)"
        let error = await Self.error(request, try Fetcher(Self.settings()))
        #expect(Self.isRefusal(error), "\(String(describing: error))")
        #expect(proxy.connections == 0)
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "gopher://127.0.0.1:70/1", "dict://127.0.0.1:11/d:x", "file:///etc/passwd", "data:,x",
    ])
    func `only http and https are followed`(_ target: String) async throws {
        let server = LoopbackServer(address: Self.allowed) { _ in .redirect(301, to: target) }
        let fetcher = try Fetcher(Self.settings())
        let redirected = await Self.error(Request(url: server.url), fetcher)
        switch redirected {
        case .forbiddenRedirect, .invalidURL: break
        default: Issue.record("\(String(describing: redirected))")
        }
        #expect(Self.isRefusal(await Self.error(Request(url: target), fetcher)))
    }

    @Test func `what is refused says what accepts it, as it is written`() {
        let error = FetchError.forbiddenAddress(host: "wiki.test", address: "10.1.2.3", network: "private")
        let remedy = "; to accept it, add to dateline.toml: [fetch] allow-networks = [\"10.1.2.3\"]"
        #expect("\(error)" == "wiki.test leads to 10.1.2.3 (private)" + remedy)
        let itself = FetchError.forbiddenAddress(host: "10.1.2.3", address: "10.1.2.3", network: "private")
        #expect("\(itself)" == "10.1.2.3 is not public (private)" + remedy)
    }

    @Test func `a name that leads elsewhere the second time is judged the second time`() async throws {
        let server = LoopbackServer(address: Self.allowed) { _ in .ok("<rss/>") }
        let canary = LoopbackServer(address: "127.66.66.66") { _ in .ok("secret") }
        func ask(_ port: UInt16, _ addresses: String) async throws -> FetchError? {
            var settings = Self.settings()
            settings.answers = ["rebind.test:\(port):\(addresses)"]
            return await Self.error(Request(url: "http://rebind.test:\(port)/"), try Fetcher(settings))
        }
        #expect(try await ask(server.port, Self.allowed) == nil)
        #expect(
            try await ask(canary.port, "127.66.66.66")
                == .forbiddenAddress(host: "rebind.test", address: "127.66.66.66", network: "loopback"))
        #expect(try await ask(server.port, "127.66.66.66,\(Self.allowed)") == nil, "of two, the public one is taken")
        #expect(server.connections == 2)
        #expect(canary.connections == 0)
    }

    @Test func `a connection is used again`() async throws {
        let server = LoopbackServer(address: Self.allowed) { _ in .ok("<rss/>") }
        let fetcher = try Fetcher(Self.settings())
        for _ in 0..<5 { #expect(await Self.error(Request(url: server.url), fetcher) == nil) }
        #expect(server.connections == 1)
    }
}
