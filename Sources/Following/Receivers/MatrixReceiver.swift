import Daemon
import FeedModel
import Fetching
import TextKit

/// A room of Matrix (https://spec.matrix.org/v1.11/client-server-api/#sending-events-to-a-room). The transaction's name is
/// the delivery's key, by which the server knows a repetition.
package actor MatrixReceiver: Receiver {
    private let server: String
    private let room: String
    private let token: String
    private let sender: WebSender
    /// Of the room, once its alias has been looked up.
    private var id: String?

    /// - Parameter server: `https://matrix.example`.
    /// - Parameter room: `!id:server`, or an alias, `#name:server`.
    package init(_ server: String, room: String, token: String, _ settings: SenderSettings) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        (self.room, self.token, sender) = (room, token, WebSender(settings))
        id = room.hasPrefix("!") ? room : nil
    }

    package func take(_ delivery: Delivery) async throws(DeliveryFailure) {
        let id = try await findRoom()
        let path = "rooms/\(Self.escaped(id))/send/m.room.message/\(delivery.key)"
        _ = try await sender.deliver(request(.put, path, Self.message(delivery)), isForbiddenToAll: true)
    }

    private func findRoom() async throws(DeliveryFailure) -> String {
        if let id { return id }
        let answer = try await sender.deliver(
            request(.get, "directory/room/\(Self.escaped(room))"), isForbiddenToAll: true)
        guard let found = (try? JSONValue(parsing: answer.body))?["room_id"]?.string else {
            throw DeliveryFailure(.down(retryAfter: nil), "the server does not say which room \(room) is")
        }
        id = found
        return found
    }

    private func request(_ method: OutgoingRequest.Method, _ path: String, _ body: JSONObject? = nil) -> OutgoingRequest
    {
        OutgoingRequest(
            method, "\(server)/_matrix/client/v3/\(path)",
            headers: [
                (name: "Authorization", value: "Bearer \(token)"), (name: "Content-Type", value: "application/json"),
            ],
            body: body.map { JSONValue.object($0).encodedBytes } ?? [])
    }

    static func message(_ delivery: Delivery) -> JSONObject {
        var message = JSONObject()
        message.set("msgtype", "m.notice")
        if delivery.isDigest {
            let digest = BacklogDigest(delivery)
            message.set("body", shortened(([digest.subject] + digest.counts).joined(separator: "\n"), to: 6000))
            return message
        }
        let words = delivery.events.map { EventWords(event: $0) }
        let html = words.map { "\($0.linked($0.subject)) (\(escapingHTML($0.feed)))" }
        let lines = words.map { "\($0.subject) (\($0.feed))\($0.url.map { " \($0)" } ?? "")" }
        // An event has at most 65,536 bytes.
        message.set("body", shortened(lines.joined(separator: "\n"), to: 6000))
        if html.joined().utf8.count < 30_000 {
            message.set("format", "org.matrix.custom.html")
            message.set("formatted_body", html.joined(separator: "<br>"))
        }
        return message
    }

    /// As one segment of a path (RFC 3986).
    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
            if isPlain || "-._~".utf8.contains(byte) { return String(UnicodeScalar(byte)) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
