import FeedModel
import Streaming

/// How far a stream has come: which event it has last, and the stream's own number of that message.
package struct StreamPlace: Equatable, Sendable {
    package var seq: Int64
    package var fingerprint: Int64?
    /// Nil where it is not known.
    package var sequence: Int64?
    /// Events that the follower has put aside, and the stream never had.
    package var putAside = 0

    package init(seq: Int64, fingerprint: Int64? = nil, sequence: Int64? = nil) {
        (self.seq, self.fingerprint, self.sequence) = (seq, fingerprint, sequence)
    }

    init(_ cursor: FollowerCursor) {
        self.init(seq: cursor.seq, fingerprint: cursor.fingerprint, sequence: cursor.sequence)
        putAside = cursor.dead
    }

    /// - Parameter key: of an event, SEQ-FINGERPRINT.
    init?(key: String) {
        let parts = key.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let seq = Int64(parts[0]), seq > 0, let fingerprint = UInt64(parts[1], radix: 16) else {
            return nil
        }
        self.init(seq: seq, fingerprint: Int64(bitPattern: fingerprint))
    }

    /// Whether both mean one event, as far as they know it, and one message.
    func isSame(as other: StreamPlace) -> Bool {
        seq == other.seq && sequence == other.sequence && (fingerprint ?? 0) == (other.fingerprint ?? fingerprint ?? 0)
    }

    /// What the stream's end says, for one who has come to `place` and is to hand over `events` next.
    ///
    /// The last message tells by its id, which is its event's key. Where the stream holds it no longer, each number beyond
    /// the one known is an event.
    /// - Throws: where nothing tells, or the message is none of a log.
    package static func end(
        _ end: StreamEnd, stream: String, after place: StreamPlace, events: [StreamPlace]
    ) throws(DeliveryFailure) -> StreamPlace {
        let sequence = Int64(clamping: end.sequence)
        if let text = end.id {
            guard let id = StreamPlace(key: text) else {
                throw DeliveryFailure(
                    .down(retryAfter: nil),
                    "the last message of stream \(stream) is no event of a log: nothing else may publish to it, so name "
                        + "another in log.nats.stream")
            }
            // What stands between was put aside: nothing has come to the stream since.
            if sequence == place.sequence, id.seq < place.seq, place.seq - id.seq <= place.putAside { return place }
            return StreamPlace(seq: id.seq, fingerprint: id.fingerprint, sequence: sequence)
        }
        var found = place
        found.sequence = sequence
        if sequence == 0 || sequence == place.sequence { return found }
        guard let known = place.sequence, known < sequence, let last = events.last else {
            throw DeliveryFailure(
                .down(retryAfter: nil),
                "stream \(stream) has had messages and holds the last no longer, so nothing tells where to go on: make it "
                    + "anew, or name another in log.nats.stream")
        }
        let ahead = Int(sequence - known)
        found = ahead <= events.count ? events[ahead - 1] : last
        found.sequence = known + Int64(min(ahead, events.count))
        return found
    }
}
