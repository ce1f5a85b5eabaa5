import FeedModel
import Foundation

/// Which feeds are to be checked, when, and by whom.
package protocol FeedSchedule: OpenedStore {
    /// Takes up to `limit` feeds that nobody else is checking, no more than `limitPerHost` of one host, and none of
    /// `busyHosts`, so that one slow host never holds up another.
    func claim(
        _ scope: ClaimScope, limit: Int, limitPerHost: Int, busyHosts: [String: Int], for duration: Duration,
        at now: Date
    ) throws -> [ClaimedFeed]
    /// Gives claims back unused.
    func release(feeds: [Int64], pages: [Int64]) throws
    /// How many there are to claim, for who waits for them.
    func count(_ scope: ClaimScope, at now: Date) throws -> Int
    /// When the next feed falls due; nil where none ever will by itself.
    func nextDue() throws -> Date?
    /// Makes subscribed feeds due.
    /// - Parameter urls: nil takes all of them.
    /// - Returns: the addresses of those that there are.
    func makeDue(_ urls: [String]?, at now: Date) throws -> [String]
    /// Addresses of feeds that may be asked to find out whether anybody can be reached, one of each host.
    /// - Parameter handled: feeds that are not meant.
    func feedsToTry(_ choice: WitnessChoice, besides handled: [Int64], at now: Date) throws -> [String]
    /// Moves all that is due later by `shift` (negative: sooner): the wall clock was set.
    func moveSchedule(by shift: Duration, at now: Date) throws
    /// Moves the schedule back with a wall clock that was set back while nothing ran.
    func repairScheduleAfterClockStep(at now: Date) throws
    /// What was being read when the process ended is not read again at once.
    func putOffInterrupted(feeds: [Int64], pages: [Int64], at now: Date) throws
    /// - Parameter end: `distantFuture` until further notice; nil goes on.
    func pause(until end: Date?) throws
    /// Nil while it is not paused.
    func pausedUntil(at now: Date) throws -> Date?
}

extension FeedSchedule {
    package func release(feeds: [Int64]) throws { try release(feeds: feeds, pages: []) }

    package func claim(
        _ scope: ClaimScope, limit: Int, for duration: Duration, at now: Date
    ) throws -> [ClaimedFeed] {
        try claim(scope, limit: limit, limitPerHost: .max, busyHosts: [:], for: duration, at: now)
    }
}
