import Loopback
import Testing

@testable import Fetching

@Suite(.timeLimit(.minutes(10))) struct ProxyTests {
    private func ask(_ url: String, by proxy: String, timeout: Duration = .seconds(5)) async -> FetchError? {
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        settings.proxy = proxy
        settings.connectTimeout = timeout
        do throws(FetchError) {
            guard let fetcher = try? Fetcher(settings) else { fatalError("networks") }
            _ = try await fetcher.fetch(Request(url: url))
            return nil
        } catch { return error }
    }

    @Test(arguments: ["302 Found", "403 Forbidden", "407 Login", "429 Slow", "502 Bad", "503 Busy"])
    func `an answer to CONNECT is the proxy's, and so is its Retry-After`(_ status: String) async {
        let proxy = LoopbackServer { _ in .status(status, "<html>", ["Retry-After: 120", "Location: http://x.test/"]) }
        let error = await ask("https://feed.test/", by: "http://ann:secret@127.0.0.1:\(proxy.port)")
        guard case .proxy(let trouble) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(trouble.retryAfter == .after(.seconds(120)))
        #expect(trouble.description.hasPrefix("the proxy http://127.0.0.1:\(proxy.port) "))
        #expect(trouble.description.contains(status.prefix(3)) && !trouble.description.contains("secret"))
        #expect(error?.saysNothingOfTheFeed == true)
    }

    @Test func `in the clear, 407 is the proxy's, and all other answers are the server's`() async {
        let proxy = LoopbackServer { head in
            .status(head.contains("GET http://feed.test/a ") ? "407 Login" : "403 Forbidden")
        }
        let address = "http://127.0.0.1:\(proxy.port)"
        guard case .proxy = await ask("http://feed.test/a", by: address) else { return #expect(Bool(false)) }
        let refused = await ask("http://feed.test/b", by: address)
        guard case .refused(let refusal) = refused else { return #expect(Bool(false)) }
        #expect(refusal.status == 403)
        #expect(refused?.saysNothingOfTheFeed == false)
    }

    @Test(arguments: ["http://feed.test/", "https://feed.test/"])
    func `a proxy that is not there, closes, or is silent is said to`(_ url: String) async {
        let closing = LoopbackServer { _ in .init("", .close) }
        let silent = LoopbackServer { _ in .init("", .hang) }
        for proxy in ["http://127.0.0.1:9", "http://127.0.0.1:\(closing.port)", "socks5h://127.0.0.1:9"] {
            let error = await ask(url, by: proxy)
            guard case .proxy = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
        guard url.hasPrefix("https") else { return }
        let error = await ask(url, by: "http://127.0.0.1:\(silent.port)", timeout: .milliseconds(300))
        guard case .proxy(let trouble) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(trouble.reason.contains("has not answered"))
    }

    @Test func `without a proxy the same troubles are the server's`() async {
        let error = await ask("http://127.0.0.1:9/", by: "")
        guard case .unreachable = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(error?.saysNothingOfTheFeed == false)
    }

    @Test(arguments: [
        ("http://proxy.test:3128", "http://proxy.test:3128"), ("socks5://a:b%40@[::1]:1080", "socks5://[::1]:1080"),
        ("https://u:p@proxy.test", "https://proxy.test:443"), ("http://proxy.test/", "http://proxy.test:1080"),
    ])
    func `a proxy is named without its password`(_ text: String, _ name: String) throws {
        #expect(try ProxyAddress(text).name == name)
    }

    @Test(arguments: [
        "http://proxy.test:99999", "http://proxy.test:0", "http://proxy.test:", "http://proxy.test:12x",
        "proxy.test:3128", "gopher://proxy.test", "http://", "http://[::1:80", "http://a b:80",
    ])
    func `what is no proxy is said to be none`(_ text: String) {
        #expect(throws: ProxyAddressError.self) { try ProxyAddress(text) }
    }
}
