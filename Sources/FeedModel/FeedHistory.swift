import struct FoundationEssentials.Date

extension FeedState {
    /// How far the older pages of a feed have been read back (RFC 5005).
    package struct History: Equatable, Sendable {
        /// The page to read next; nil when there is none left.
        package var next: String?
        package var due: Date?
        /// Pages that were read.
        package var pages = 0
        /// Tries of `next` that failed.
        package var failures = 0
        /// A page that was read before: who comes back to it goes in circles.
        package var landmark: String?
        /// Hashes of the last page's entries.
        package var entries: [String] = []

        package init() {}
    }

    /// When something is to be asked for the feed: itself, or an older page.
    package var due: Date? {
        guard let page = history?.next == nil ? nil : history?.due else { return nextCheck }
        return nextCheck.map { min($0, page) } ?? page
    }
}
