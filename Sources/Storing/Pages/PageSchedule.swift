import FeedModel
import Foundation

/// Which articles' pages are to be read, and what their sites allow.
package protocol PageSchedule: OpenedStore {
    /// Takes up to `limit` pages that are due and that nobody else is reading, the longest due first, one of a host.
    /// - Parameter feeds: addresses; nil takes those of all.
    func claimPages(
        of feeds: [String]?, limit: Int, busyHosts: Set<String>, for duration: Duration, at now: Date
    ) throws -> [ClaimedPage]
    /// Gives claims back unused.
    func release(feeds: [Int64], pages: [Int64]) throws
    /// Nil while checking is not paused.
    func pausedUntil(at now: Date) throws -> Date?
    /// What a site's robots.txt allowed when it was last read; nil when that is too long ago.
    func robots(of origin: String, at now: Date) throws -> String?
    func keepRobots(_ rules: String, of origin: String, until expiry: Date) throws
}

extension PageSchedule {
    package func release(pages: [Int64]) throws { try release(feeds: [], pages: pages) }
}
