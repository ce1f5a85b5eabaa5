import Daemon
import FeedModel
import Fetching

/// A topic of ntfy, as JSON (https://docs.ntfy.sh/publish/#publish-as-json).
package struct NtfyReceiver: Receiver {
    private let server: String
    private let topic: String
    private let token: String?
    private let sender: WebSender

    /// - Parameter address: of the topic: `https://ntfy.example/TOPIC`.
    /// - Returns: nil for an address without a topic.
    package init?(_ address: String, token: String?, _ settings: SenderSettings) {
        let address = address.hasSuffix("/") ? String(address.dropLast()) : address
        guard let slash = address.lastIndex(of: "/"), address[..<slash].contains("://"),
            !address[..<slash].hasSuffix("/")
        else { return nil }
        (server, topic) = (String(address[...slash]), String(address[address.index(after: slash)...]))
        (self.token, sender) = (token, WebSender(settings))
    }

    package func take(_ delivery: Delivery) async throws(DeliveryFailure) {
        _ = try await sender.deliver(request(for: delivery), isForbiddenToAll: true)
    }

    func request(for delivery: Delivery) -> OutgoingRequest {
        let words = delivery.events.map { EventWords(event: $0) }
        var message = JSONObject()
        message.set("topic", topic)
        let digest = delivery.isDigest ? BacklogDigest(delivery) : nil
        message.set("title", digest?.subject ?? (words.count == 1 ? words[0].feed : "\(words.count) news"))
        // Longer ones become attachments: 4096 bytes.
        let lines = digest?.counts ?? words.map(\.subject)
        message.set("message", shortened(lines.joined(separator: "\n"), to: 1000))
        if words.count == 1, digest == nil { message.set("click", words[0].url?.linkable) }
        var headers = [
            (name: "Content-Type", value: "application/json"), (name: "Idempotency-Key", value: delivery.key),
        ]
        if let token { headers.append((name: "Authorization", value: "Bearer \(token)")) }
        return OutgoingRequest(.post, server, headers: headers, body: JSONValue.object(message).encodedBytes)
    }
}
