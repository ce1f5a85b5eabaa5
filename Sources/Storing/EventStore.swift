import FeedModel
import Foundation

/// The events, numbered without gap in the order of commits: what the log is a copy of.
package protocol EventStore: OpenedStore {
    /// Tells the store from others. A copy has the same.
    func identity() throws -> Int64
    /// The number of the newest event; 0 where there is none.
    func lastSeq() throws -> Int64
    /// The events after `seq`, the oldest first, as log lines say them.
    func events(after seq: Int64, limit: Int) throws -> [Event]
    /// The last `count` events, the oldest first.
    func lastEvents(_ count: Int) throws -> [Event]
    /// When the oldest event was; nil where there is none.
    func firstEvent() throws -> Date?
    /// Of the events after `seq`, the oldest first.
    func marks(after seq: Int64, limit: Int) throws -> [EventMark]
    /// Whether the event is the store's, or may have been and has been pruned.
    func holds(_ mark: EventMark) throws -> Bool
    /// Whether the event of this number is the store's, by its mark's fingerprint.
    func holds(_ seq: Int64, fingerprint: Int64) throws -> Bool
    /// Events up to it that the log has and the store has not have been pruned.
    func prunedTo() throws -> Int64
    /// The numbers that events of the store itself say are not in it.
    func missingNumbers() throws -> [ClosedRange<Int64>]
    /// When the store was last found behind its log; nil where it never was.
    func behind() throws -> StoreBehind?
    /// Goes on above what the log has: numbers that readers have seen are not given a second time.
    /// - Parameter last: the log's last number.
    /// - Parameter shared: the last number that both have, with one meaning.
    func goOn(above last: Int64, sharing shared: Int64, at now: Date) throws -> StoreBehind
}

extension EventStore {
    package func events(after seq: Int64) throws -> [Event] { try events(after: seq, limit: 1000) }
}
