import Daemon
import FeedModel
import Fetching

/// An address that deliveries are posted to: one event as JSON, several as a line each.
///
/// `Idempotency-Key` is the same at each try, so that the server can tell a repetition. With a secret,
/// `Dateline-Signature: sha256=…` is the HMAC of the body by it, in hexadecimal digits.
package struct WebhookReceiver: Receiver {
    private let url: String
    private let secret: [UInt8]?
    private let sender: WebSender

    package init(_ url: String, secret: [UInt8]?, _ settings: SenderSettings) {
        (self.url, self.secret, sender) = (url, secret, WebSender(settings))
    }

    package func take(_ delivery: Delivery) async throws(DeliveryFailure) {
        _ = try await sender.deliver(request(for: delivery))
    }

    func request(for delivery: Delivery) -> OutgoingRequest {
        let isOne = delivery.events.count == 1
        let body = isOne ? delivery.events[0].bytes : delivery.lines
        var headers = [
            (name: "Content-Type", value: isOne ? "application/json" : "application/x-ndjson"),
            (name: "Idempotency-Key", value: delivery.key),
        ]
        if let secret {
            let code = messageCode(of: body, by: secret)
            headers.append((name: "Dateline-Signature", value: "sha256=\(code)"))
        }
        return OutgoingRequest(.post, url, headers: headers, body: body)
    }
}
