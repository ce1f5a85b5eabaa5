import Daemon
import FeedModel
import Storing
import Streaming

/// Publishes events to a stream of a NATS server, each once and in the order of the log, whoever else publishes them.
package actor JetStreamReceiver: Receiver {
    private let settings: JetStreamSettings
    private var connection: JetStreamConnection?
    /// The follower stands where the stream ends, as far as is known.
    private var isPlaced = false
    private let thread = DedicatedThread(name: "nats")

    /// Waiting for the server takes nobody else's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    package init(_ settings: JetStreamSettings) { self.settings = settings }

    package func take(_ delivery: Delivery) throws(DeliveryFailure) {
        let connection = try open()
        if !isPlaced { try goTo(try end(of: connection, delivery), from: delivery) }
        let messages = delivery.events.map(message)
        do throws(JetStreamError) {
            try connection.publish(messages, after: UInt64(clamping: delivery.place.sequence ?? 0))
        } catch {
            // Some may have been taken: the stream says which.
            isPlaced = false
            switch error.kind {
            case .otherEnd: try goTo(try end(of: connection, delivery), from: delivery)
            // Whatever was sent is left to it: another connection, to another server perhaps, asks what came of that.
            case .down: self.connection = nil
            case .tooLong: break
            }
            throw DeliveryFailure(error)
        }
    }

    private func open() throws(DeliveryFailure) -> JetStreamConnection {
        if let connection, connection.isOpen { return connection }
        (connection, isPlaced) = (nil, false)
        do throws(JetStreamError) {
            let new = try JetStreamConnection(settings)
            connection = new
            return new
        } catch { throw DeliveryFailure(error) }
    }

    private func end(of connection: JetStreamConnection, _ delivery: Delivery) throws(DeliveryFailure) -> StreamPlace {
        let end: StreamEnd
        do throws(JetStreamError) { end = try connection.end() } catch { throw DeliveryFailure(error) }
        return try StreamPlace.end(
            end, stream: settings.stream, after: delivery.place,
            events: delivery.events.map { StreamPlace(seq: $0.mark.seq, fingerprint: $0.mark.fingerprint) })
    }

    private func goTo(_ place: StreamPlace, from delivery: Delivery) throws(DeliveryFailure) {
        isPlaced = place.isSame(as: delivery.place)
        if !isPlaced { throw DeliveryFailure(.elsewhere(place), "the stream ends elsewhere") }
    }

    private func message(of event: ToldEvent) -> JetStreamMessage {
        let feed = event.json["_dateline"]?["feed"]?["url"]?.string
        return JetStreamMessage(
            subject: settings.subject.subject(kind: event.mark.kind, feed: feed, id: event.mark.feed),
            id: event.key, body: event.bytes)
    }
}

extension DeliveryFailure {
    fileprivate init(_ error: JetStreamError) {
        self.init(error.kind == .tooLong ? .refused : .down(retryAfter: nil), error.description)
    }
}
