import Synchronization

/// What servers have answered since the process began. Each configuration has a fetcher of its own: the counts outlive it.
package final class FetchCounts: Sendable {
    package struct Values: Sendable, Equatable {
        /// Answers by the first digit of their status (RFC 9110, 15), each hop of a redirect by itself.
        package fileprivate(set) var answers: [Int: Int] = [:]
        /// Hops that ended without an answer.
        package fileprivate(set) var unanswered = 0
        /// Bytes of bodies and their heads, as they came over the wire, those of answers that broke off included.
        package fileprivate(set) var received = 0
        /// Exchanges under way, those included that wait for their host's turn.
        package fileprivate(set) var open = 0
    }

    private let counts = Mutex(Values())

    package init() {}

    package var values: Values { counts.withLock { $0 } }

    func begin() { counts.withLock { $0.open += 1 } }

    func end() { counts.withLock { $0.open -= 1 } }

    /// - Parameter status: nil where there was no answer.
    func add(status: Int?, received: Int) {
        counts.withLock { counts in
            if let status { counts.answers[status / 100, default: 0] += 1 } else { counts.unanswered += 1 }
            counts.received += received
        }
    }
}
