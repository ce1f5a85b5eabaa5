import struct FoundationEssentials.Date
import FeedModel
import Glibc
import Loopback
import Synchronization
import Testing

@testable import Fetching

private func settings(_ change: (inout FetchSettings) -> Void = { _ in }) -> FetchSettings {
    var settings = FetchSettings()
    settings.allowedNetworks = ["127.0.0.0/8"]
    settings.hostSpacing = .zero
    settings.timeout = .seconds(10)
    change(&settings)
    return settings
}

private func fetch(_ request: Request, _ settings: FetchSettings = settings()) async -> Result<Response, FetchError> {
    do throws(FetchError) {
        guard let fetcher = try? Fetcher(settings) else { fatalError("networks") }
        return .success(try await fetcher.fetch(request))
    } catch {
        return .failure(error)
    }
}

@Suite struct FetcherTests {
    @Test func `an answer comes whole, with what the schedule needs`() async throws {
        let server = LoopbackServer { _ in
            .ok(
                "<rss/>", "ETag: W/\"a b\"", "last-modified: Tue, 01 Jan 2030 00:00:00 +0000", "Content-Type: text/xml",
                "Date: Tue, 01 Jan 2030 10:00:00 GMT", "Cache-Control: public, Max-Age=\"600\"", "Age: 60",
                "Expires: Tue, 01 Jan 2030 11:00:00 GMT")
        }
        let response = try await fetch(Request(url: server.url + "a%7Eb?c=d#e")).get()
        #expect(response.status == 200)
        #expect(response.body == Array("<rss/>".utf8))
        #expect(response.url == server.url + "a%7Eb?c=d")
        #expect(response.validators == Validators(eTag: "W/\"a b\"", lastModified: "Tue, 01 Jan 2030 00:00:00 +0000"))
        #expect(response.contentType == "text/xml")
        #expect(response.freshness.remaining(at: .distantPast)?.time == .seconds(540))
        #expect(response.lastModified?.timeIntervalSince1970 == 1_893_456_000)
        let head = try #require(server.requests.first)
        #expect(head.hasPrefix("GET /a%7Eb?c=d HTTP/1.1\r\n"))
        #expect(field("User-Agent", of: head)?.hasPrefix("Dateline/") == true)
        #expect(field("Accept-Encoding", of: head)?.contains("gzip") == true)
        #expect(field("Accept", of: head) == Request.acceptsFeeds)
        for name in ["Cookie", "Referer", "If-None-Match", "If-Modified-Since", "A-IM", "Authorization"] {
            #expect(field(name, of: head) == nil)
        }
    }

    @Test func `validators go back byte for byte, and a 304 is an answer`() async throws {
        let server = LoopbackServer { _ in .status("304 Not Modified", "", ["ETag: \"y\""]) }
        var request = Request(url: server.url)
        request.validators = Validators(eTag: "odd, x;\\", lastModified: "yesterday")
        let response = try await fetch(request).get()
        #expect(response.isUnchanged)
        #expect(response.validators.eTag == "\"y\"")
        let head = try #require(server.requests.first)
        #expect(field("If-None-Match", of: head) == "odd, x;\\")
        #expect(field("If-Modified-Since", of: head) == "yesterday")
        #expect(field("A-IM", of: head) == "feed")
    }

    @Test func `a 304 that nobody asked for is an error`() async {
        let server = LoopbackServer { _ in .status("304 Not Modified") }
        #expect(await fetch(Request(url: server.url)) == .failure(.unaskedNotModified))
    }

    @Test func `226 is taken as a part only when it was asked for and says so`() async throws {
        let server = LoopbackServer { head in
            .status("226 IM Used", "<rss/>", head.contains("GET /im") ? ["IM: Feed"] : [])
        }
        var request = Request(url: server.url + "im")
        request.validators.eTag = "\"1\""
        #expect(try await fetch(request).get().isDelta)
        #expect(await fetch(Request(url: server.url + "im")).status == 226)
        request.url = server.url + "other"
        #expect(await fetch(request).status == 226)
    }

    @Test func `each redirect is seen, and the permanent ones before a temporary one count`() async throws {
        let server = LoopbackServer { head in
            switch head.split(separator: " ")[1] {
            case "/a/b": .redirect(301, to: "../c%20d?x=1#frag")
            case "/c%20d?x=1": .redirect(308, to: "/e")
            case "/e": .redirect(302, to: "/f")
            case "/f": .redirect(301, to: "/g")
            default: .ok("<rss/>")
            }
        }
        var request = Request(url: server.url + "a/b")
        request.validators.eTag = "\"1\""
        let response = try await fetch(request).get()
        #expect(response.redirects.map(\.status) == [301, 308, 302, 301])
        #expect(response.url == server.url + "g")
        #expect(response.permanentURL == server.url + "e")
        #expect(server.requests.allSatisfy { field("If-None-Match", of: $0) == "\"1\"" })
        #expect(server.connections == 1)
    }

    @Test func `redirects end at their limit and at other schemes`() async {
        let server = LoopbackServer { head in
            head.contains("GET /loop") ? .redirect(302, to: "/loop") : .redirect(302, to: "file:///etc/passwd")
        }
        #expect(await fetch(Request(url: server.url + "loop")) == .failure(.tooManyRedirects(limit: 10)))
        #expect(server.requests.count == 11)
        #expect(await fetch(Request(url: server.url)) == .failure(.forbiddenRedirect(to: "file:///etc/passwd")))
    }

    @Test func `secrets stay with their origin`() async throws {
        let other = LoopbackServer { _ in .ok("<rss/>") }
        let target = other.url
        let server = LoopbackServer { head in
            head.contains("GET /x") ? .redirect(302, to: target) : .redirect(302, to: "/x")
        }
        var request = Request(url: server.url.replacing("http://", with: "http://ann:se%20cret@"))
        request.headers = ["X-Key": "k", "Empty": ""]
        let response = try await fetch(request).get()
        #expect(!response.url.contains("ann") && !response.redirects.contains { ($0.from + $0.to).contains("ann") })
        #expect(server.requests.count == 2)
        for head in server.requests {
            #expect(field("Authorization", of: head) == "Basic YW5uOnNlIGNyZXQ=")
            #expect(field("X-Key", of: head) == "k")
        }
        let head = try #require(other.requests.first)
        #expect(field("Authorization", of: head) == nil && field("X-Key", of: head) == nil)
    }

    @Test func `bearer and digest credentials`() async throws {
        let server = LoopbackServer { head in
            field("Authorization", of: head) != nil
                ? .ok("<rss/>")
                : .status("401 Unauthorized", "", ["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\""])
        }
        var request = Request(url: server.url)
        request.credentials = .bearer(token: "t")
        _ = try await fetch(request).get()
        request.credentials = .digest(user: "ann", password: "secret")
        _ = try await fetch(request).get()
        let sent = server.requests.compactMap { field("Authorization", of: $0) }
        #expect(sent.first == "Bearer t")
        #expect(sent.last?.hasPrefix("Digest username=\"ann\"") == true)
        request.credentials = nil
        #expect(await fetch(request).status == 401)
    }

    @Test func `a status says when to come back`() async throws {
        let server = LoopbackServer { head in
            switch head.split(separator: " ")[1] {
            case "/s": .status("429 Slow", "", ["Retry-After: 120"])
            case "/d":
                .status(
                    "503 Busy", "",
                    ["Date: Tue, 01 Jan 2030 10:00:00 GMT", "Retry-After: Tue, 01 Jan 2030 11:00:00 GMT"])
            case "/r": .status("429 Slow", "", ["X-RateLimit-Reset: 1893495600"])
            case "/m": .status("301 Moved", "", ["Location: /f", "Retry-After: 60"])
            case "/f": .status("403 No", "", ["Retry-After: -5", "X-RateLimit-Reset: 30"])
            case "/n": .status("302 Found", "", ["Location: /ok", "Retry-After: 90"])
            case "/ok": .ok("<rss/>", "X-RateLimit-Reset: 30")
            default: .status("410 Gone")
            }
        }
        #expect(await fetch(Request(url: server.url + "s")).refusal?.retryAfter == .after(.seconds(120)))
        #expect(await fetch(Request(url: server.url + "d")).refusal?.retryAfter == .after(.seconds(3600)))
        #expect(
            await fetch(Request(url: server.url + "r")).refusal?.retryAfter
                == .at(.init(timeIntervalSince1970: 1_893_495_600)))
        #expect(await fetch(Request(url: server.url)).refusal?.retryAfter == nil)
        #expect(await fetch(Request(url: server.url + "f")).refusal?.retryAfter == nil, "neither is a wish")
        #expect(
            await fetch(Request(url: server.url + "m")).refusal?.retryAfter == .after(.seconds(60)), "the redirect's")
        #expect(try await fetch(Request(url: server.url + "n")).get().retryAfter == .after(.seconds(90)))
        #expect(try await fetch(Request(url: server.url + "ok")).get().retryAfter == nil)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss/>",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n",
    ])
    func `a body that is cut off is an error`(_ answer: String) async {
        let server = LoopbackServer { _ in .init(answer, .close) }
        guard case .failure(.truncated) = await fetch(Request(url: server.url)) else { return #expect(Bool(false)) }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nETag: x\r\n", "HTTP/1.1 200 OK\r\n\r\n<rss", "SSH-2.0-x\r\n",
    ])
    func `a connection that is reset at any stage is an error`(_ answer: String) async {
        let server = LoopbackServer { _ in .init(answer, .reset) }
        if case .success = await fetch(Request(url: server.url)) { #expect(Bool(false)) }
    }

    @Test func `limits on headers, bodies and time`() async {
        let long = String(repeating: "x", count: 3000)
        let server = LoopbackServer { head in
            switch head.split(separator: " ")[1] {
            case "/headers": .ok("", "A: " + long)
            case "/body": .init("HTTP/1.1 200 OK\r\n\r\n" + long.prefix(2200), .close)
            case "/length": .ok(long)
            default: .init("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<rss", .hang)
            }
        }
        let tight = settings {
            $0.headerLimit = 2000
            $0.transferLimit = 2500
            $0.bodyLimit = 2000
            $0.timeout = .milliseconds(300)
        }
        #expect(await fetch(Request(url: server.url + "headers"), tight) == .failure(.headersTooLarge(limit: 2000)))
        #expect(await fetch(Request(url: server.url + "length"), tight) == .failure(.tooLargeOnWire(limit: 2500)))
        #expect(await fetch(Request(url: server.url + "body"), tight) == .failure(.tooLarge(limit: 2000)))
        #expect(await fetch(Request(url: server.url + "hang"), tight) == .failure(.timedOut(after: .milliseconds(300))))
    }

    @Test func `bodies share their memory: who holds answers holds up the others, and nothing is lost`() async throws {
        let server = LoopbackServer { _ in .ok(String(repeating: "x", count: 300_000)) }
        let fetcher = try Fetcher(
            settings {
                $0.bodyMemory = 500_000
                $0.connectionsPerHost = 8
            })
        let url = server.url
        var held: [Response] = []
        for _ in 0..<2 { held.append(try await fetcher.fetch(Request(url: url))) }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await fetcher.fetch(Request(url: url)).body.count } }
            // One goes on at a time while the two answers are held, and then all that are left.
            for _ in 0..<2 { #expect(try await group.next() == 300_000) }
            held = []
            for try await count in group { #expect(count == 300_000) }
        }
        #expect(held.isEmpty)
        #expect(server.mostAtOnce < 8)
    }

    @Test func `an address that is not public is not connected to, whoever names it`() async {
        let server = LoopbackServer { _ in .redirect(302, to: "http://127.0.0.2:1/") }
        let closed = settings { $0.allowedNetworks = ["127.0.0.1"] }
        #expect(
            await fetch(Request(url: server.url), closed)
                == .failure(.forbiddenAddress(host: "127.0.0.2", address: "127.0.0.2", network: "loopback")))
        #expect(server.requests.count == 1)
    }

    @Test func `a host gets no more at once than it should, and a busy one is left alone`() async throws {
        let answered = Mutex(0)
        let server = LoopbackServer { _ in
            answered.withLock { $0 += 1 }
            usleep(20_000)
            return .ok("<rss/>")
        }
        let fetcher = try Fetcher(settings())
        let url = server.url
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<12 { group.addTask { _ = try? await fetcher.fetch(Request(url: url)) } }
        }
        #expect(answered.withLock { $0 } == 12)
        #expect(server.mostAtOnce <= 2)
        #expect(server.connections <= 2)

        let busy = LoopbackServer { _ in .status("429 Slow", "", ["Retry-After: 60"]) }
        let busyURL = busy.url
        let results = await withTaskGroup(of: Result<Response, FetchError>.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do throws(FetchError) { return .success(try await fetcher.fetch(Request(url: busyURL))) } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(busy.requests.count <= 3)
        #expect(results.contains(.failure(.hostResting(host: "127.0.0.1", retryAfter: .after(.seconds(60))))))
    }

    @Test func `a cancelled task ends its exchange`() async throws {
        let server = LoopbackServer { _ in .init("HTTP/1.1 200 OK\r\n", .hang) }
        let fetcher = try Fetcher(settings { $0.timeout = .seconds(300) })
        let url = server.url
        let task = Task { () -> FetchError? in
            do throws(FetchError) { _ = try await fetcher.fetch(Request(url: url)); return nil } catch { return error }
        }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        #expect(await task.value == .cancelled)
    }
}

extension Result<Response, FetchError> {
    fileprivate var refusal: Refusal? { if case .failure(.refused(let refusal)) = self { refusal } else { nil } }
    fileprivate var status: Int? { refusal?.status }
}
