import Daemon
import FeedModel
import Storing

/// Events that are handed over together, in order: one, unless a batch was asked for or the backlog is told as a whole.
package struct Delivery: Sendable {
    package let events: [ToldEvent]
    /// The backlog of feeds, for one message.
    package let isDigest: Bool
    /// What they stand behind: how far the follower has come.
    package let place: StreamPlace

    package init(_ events: [ToldEvent], isDigest: Bool = false, after place: StreamPlace = StreamPlace(seq: 0)) {
        (self.events, self.isDigest, self.place) = (events, isDigest, place)
    }

    /// The same at each try, in whatever process, and of no other delivery: the events' numbers, and what they say in
    /// digits of a hash.
    package var key: String {
        guard let first = events.first, let last = events.last, events.count > 1 else { return events[0].key }
        let sum = events.reduce(0) { ($0 &* 31) &+ $1.mark.fingerprint }
        return "\(first.mark.seq)-\(last.mark.seq)-\(hexadecimal(sum))"
    }

    /// An event a line, as in the log.
    var lines: [UInt8] { events.flatMap { $0.bytes + [UInt8(ascii: "\n")] } }
}

/// Who is handed events.
package protocol Receiver: Sendable {
    /// Returns when the receiver has all of them.
    func take(_ delivery: Delivery) async throws(DeliveryFailure)
}

/// Why a receiver has not taken a delivery.
package struct DeliveryFailure: Error, Equatable {
    package enum Kind: Equatable, Sendable {
        /// These events were refused: others may be taken.
        case refused
        /// Nothing would be taken now. The receiver may say for how long.
        case down(retryAfter: Duration?)
        /// It keeps what it is handed, and has it up to another place than the follower's: there it goes on, at once.
        case elsewhere(StreamPlace)
    }

    package let kind: Kind
    package let reason: String

    package init(_ kind: Kind, _ reason: String) { (self.kind, self.reason) = (kind, messageLine(reason, limit: 400)) }
}

extension ToldEvent {
    var key: String { "\(mark.seq)-\(hexadecimal(mark.fingerprint))" }
    var kind: EventKind? { EventKind(rawValue: mark.kind) }
}

func hexadecimal(_ number: Int64) -> String { String(UInt64(bitPattern: number), radix: 16) }
