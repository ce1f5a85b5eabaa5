import FeedModel
import Loopback
import Testing

@testable import Fetching

@Suite(.timeLimit(.minutes(10))) struct CookieTests {
    private func fetcher() throws -> Fetcher {
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        settings.hostSpacing = .zero
        return try Fetcher(settings)
    }

    private static func redirect(to target: String, _ cookies: String...) -> LoopbackServer.Answer {
        .status("302 Found", "", ["Location: \(target)"] + cookies.map { "Set-Cookie: " + $0 })
    }

    @Test func `what a redirect sets comes back to its host within the exchange, and to no other`() async throws {
        let identity = LoopbackServer(address: "127.0.0.2") { head in
            let back = head.split(separator: " ")[1].split(separator: "=").last ?? ""
            return Self.redirect(to: "http://\(back)/feed?code=9", "idp=7; Path=/")
        }
        let identityURL = identity.url
        let site = LoopbackServer { head in
            if field("Cookie", of: head) == "first=1; session=2" || field("Cookie", of: head) == "session=2; first=1" {
                return .ok("<rss/>")
            }
            let own = field("Host", of: head) ?? ""
            return head.contains("code=")
                ? Self.redirect(to: "/feed", "session=2; Path=/; HttpOnly")
                : Self.redirect(to: "\(identityURL)?back=\(own)", "first=1")
        }
        let fetcher = try fetcher()
        for _ in 0..<2 {
            #expect(try await fetcher.fetch(Request(url: site.url + "feed")).status == 200)
        }
        #expect(identity.requests.count == 2, "the second exchange begins anew")
        #expect(identity.requests.allSatisfy { field("Cookie", of: $0) == nil })
        #expect(site.requests.filter { field("Cookie", of: $0) == nil }.count == 2)
        #expect(!site.requests.contains { field("Cookie", of: $0)?.contains("idp") == true })
    }

    @Test func `nothing is left for the next feed of the host, nor of another`() async throws {
        let server = LoopbackServer { head in
            head.contains("GET /in")
                ? Self.redirect(to: "/feed", "session=1; Path=/") : .ok("<rss/>", "Set-Cookie: later=2")
        }
        let fetcher = try fetcher()
        for path in ["in", "feed", "other"] { _ = try await fetcher.fetch(Request(url: server.url + path)) }
        #expect(server.requests.map { field("Cookie", of: $0) } == [nil, "session=1", nil, nil])
    }

    @Test func `paths and security are heeded`() async throws {
        // 127.0.0.1 itself counts as secure.
        let server = LoopbackServer(address: "127.0.0.2") { head in
            head.contains("GET /in")
                ? Self.redirect(
                    to: "/feed", "a=1; Path=/elsewhere", "b=2; Path=/; Secure", "c=3; Path=/feed",
                    "d=4; Domain=example.org")
                : .ok("<rss/>")
        }
        _ = try await fetcher().fetch(Request(url: server.url + "in"))
        #expect(server.requests.last.flatMap { field("Cookie", of: $0) } == "c=3")
    }

    @Test func `an operator's own cookie goes to its own server alone, in one field with the others`() async throws {
        let other = LoopbackServer(address: "127.0.0.2") { _ in .ok("<rss/>") }
        let target = other.url
        let server = LoopbackServer { head in
            head.contains("GET /in") ? Self.redirect(to: "/next", "session=1; Path=/") : Self.redirect(to: target)
        }
        var request = Request(url: server.url + "in")
        request.headers = ["cookie": "mine=0"]
        _ = try await fetcher().fetch(request)
        #expect(field("Cookie", of: server.requests[0]) == "mine=0")
        let second = field("Cookie", of: server.requests[1])?.split(separator: "; ").sorted()
        #expect(second == ["mine=0", "session=1"])
        #expect(server.requests[1].ranges(of: "ookie: ").count == 1)
        #expect(field("Cookie", of: other.requests[0]) == nil)
    }
}
