/// Why a stream has not taken what was published, in words for the operator.
package struct JetStreamError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// The server, or the stream, takes nothing now.
        case down
        /// The stream has not the end that was expected: another publisher has written to it.
        case otherEnd
        /// This message is longer than is allowed.
        case tooLong
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }
}

/// What a stream ends with.
package struct StreamEnd: Equatable, Sendable {
    /// The stream's own number of the last message that it was given; 0: none yet.
    package let sequence: UInt64
    /// The `Nats-Msg-Id` of that message; nil where it is held no longer (purged, expired, consumed), "" where it has none.
    package let id: String?

    package init(sequence: UInt64, id: String?) { (self.sequence, self.id) = (sequence, id) }
}

package struct JetStreamMessage: Sendable {
    package let subject: String
    /// The same for the same content, whoever publishes it.
    package let id: String
    package let body: [UInt8]

    package init(subject: String, id: String, body: [UInt8]) {
        (self.subject, self.id, self.body) = (subject, id, body)
    }
}
