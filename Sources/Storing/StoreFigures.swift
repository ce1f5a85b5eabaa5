/// What is held, in numbers, for whoever watches the daemon.
package struct StoreFigures: Sendable, Equatable {
    package var health = StoreHealth()
    /// Held, withdrawn ones included.
    package var items = 0
    package var stories = 0
    /// The number of the newest event: as many were told since the store was made.
    package var lastSeq: Int64 = 0
    /// Feeds and pages that are due and wait for their turn.
    package var feedsDue = 0
    package var pagesDue = 0
    /// Of a store that several processes share.
    package var workers: [StoreWorker] = []

    package init() {}
}
