import Daemon
import FeedModel
import Fetching
import Loopback
import Testing

@testable import Following

@Suite struct WebReceiverTests {
    private let one = Delivery([told(event(3))])

    private func failure(_ receiver: any Receiver) async -> DeliveryFailure? {
        do throws(DeliveryFailure) { try await receiver.take(one) } catch { return error }
        return nil
    }

    @Test func `what is posted is signed, and has a key of its own`() throws {
        let receiver = WebhookReceiver("http://x.test/", secret: Array("Jefe".utf8), .init(timeout: .seconds(1)))
        let request = receiver.request(for: one)
        #expect(request.body == JSONValue.object(event(3).json).encodedBytes)
        let headers = Dictionary(uniqueKeysWithValues: request.headers)
        let code = messageCode(of: request.body, by: Array("Jefe".utf8))
        #expect(headers["Dateline-Signature"] == "sha256=\(code)" && headers["Content-Type"] == "application/json")
        #expect(
            headers["Idempotency-Key"] == one.key
                && receiver.request(for: one).headers.map(\.value) == request.headers.map(\.value))
        let two = receiver.request(for: Delivery([told(event(3)), told(event(4))]))
        #expect(two.body.split(separator: UInt8(ascii: "\n")).count == 2)
        #expect(Dictionary(uniqueKeysWithValues: two.headers)["Idempotency-Key"] != one.key)
        let open = WebhookReceiver("http://x.test/", secret: nil, .init(timeout: .seconds(1))).request(for: one)
        #expect(!open.headers.contains { $0.name == "Dateline-Signature" })
    }

    @Test(
        arguments: [
            ("200 OK", nil), ("202 Accepted", nil), ("204 No Content", nil),
            ("400 Bad Request", DeliveryFailure.Kind.refused), ("413 Too Large", .refused), ("403 Forbidden", .refused),
            ("500 Oops", .down(retryAfter: nil)), ("503 Busy", .down(retryAfter: nil)),
            ("429 Many", .down(retryAfter: nil)),
            ("404 Not Found", .down(retryAfter: nil)), ("401 Unauthorized", .down(retryAfter: nil)),
            ("307 Elsewhere", .down(retryAfter: nil)),
        ] as [(String, DeliveryFailure.Kind?)])
    func `a status says whether it was taken, is refused, or to be tried later`(
        _ status: String, _ kind: DeliveryFailure.Kind?
    ) async {
        let server = LoopbackServer { _ in .status(status) }
        let receiver = WebhookReceiver("http://127.0.0.1:\(server.port)/", secret: nil, .init(timeout: .seconds(20)))
        #expect(await failure(receiver)?.kind == kind)
    }

    @Test func `a server that wants to be left alone says for how long`() {
        let answer = OutgoingAnswer(status: 429, retryAfter: .seconds(7))
        #expect(DeliveryFailure(answer)?.kind == .down(retryAfter: .seconds(7)))
    }

    @Test func `a server that is not there, or answers nothing, is waited for`() async {
        let hanging = LoopbackServer { _ in .init("", .hang) }
        let receiver = WebhookReceiver(
            "http://127.0.0.1:\(hanging.port)/", secret: nil, .init(timeout: .milliseconds(300)))
        #expect(await failure(receiver)?.kind == .down(retryAfter: nil))
        let closed = WebhookReceiver("http://127.0.0.1:1/", secret: nil, .init(timeout: .seconds(20)))
        #expect(await failure(closed)?.kind == .down(retryAfter: nil))
    }

    @Test func `a proxy is asked for others, and for this machine where it is meant for all`() async throws {
        let (proxy, server) = (LoopbackServer { _ in .ok("") }, LoopbackServer { _ in .ok("") })
        func post(_ url: String, isForAll: Bool) async -> DeliveryFailure? {
            var settings = SenderSettings(timeout: .seconds(20))
            settings.proxy = .address("http://127.0.0.1:\(proxy.port)", isForAll: isForAll)
            return await failure(WebhookReceiver(url, secret: nil, settings))
        }
        #expect(await post("http://desk.test/hook", isForAll: false) == nil)
        #expect(proxy.requests.map { $0.prefix { $0 != "\r\n" } } == ["POST http://desk.test/hook HTTP/1.1"])
        #expect(await post("http://127.0.0.1:\(server.port)/hook", isForAll: false) == nil)
        #expect(server.requests.count == 1 && proxy.requests.count == 1)
        #expect(await post("http://127.0.0.1:\(server.port)/hook", isForAll: true) == nil)
        #expect(server.requests.count == 1 && proxy.requests.count == 2)
    }

    @Test func `ntfy is asked as it documents, by the address of a topic`() throws {
        let receiver = try #require(NtfyReceiver("https://ntfy.test/news", token: "tk", .init(timeout: .seconds(1))))
        let request = receiver.request(for: one)
        let body = try JSONValue(parsing: request.body)
        #expect(request.url == "https://ntfy.test/" && body["topic"]?.string == "news")
        #expect(body["title"]?.string == "Harbour Gazette" && body["message"]?.string == "Gulls 3")
        #expect(body["click"]?.string == "http://gazette.test/3")
        #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "Bearer tk" })
        #expect(NtfyReceiver("https://ntfy.test", token: nil, .init(timeout: .seconds(1))) == nil)
    }

    @Test func `what a feed says is no markup in a room of Matrix`() {
        var item = event(5).item!.json
        item["title"] = .string("<b>Gulls</b>\u{1B}[2J & \"more\"")
        item["url"] = .string("javascript:alert(1)")
        var event = event(5)
        event.item = ItemReference(number: 5, revision: 1, json: item)
        let message = MatrixReceiver.message(Delivery([told(event)]))
        #expect(
            message["formatted_body"]?.string == "&lt;b&gt;Gulls&lt;/b&gt; [2J &amp; &quot;more&quot; (Harbour Gazette)"
        )
        #expect(MatrixReceiver.escaped("!a:b c/ä") == "%21a%3Ab%20c%2F%C3%A4")
    }
}
