import FeedModel
import Fetching
import Storing
import Synchronization

/// Subscribes and gives up for a person, at once: changes the configuration, and the store with it where that can be
/// written. Where it cannot, a daemon that can takes the change up from the configuration.
package struct Subscriber: Sendable {
    private let configuration: Configuration
    private let clock: WallClock
    private let store: (any Store)?
    private let recorder: Recorder?
    /// Why a store that alone has the feeds cannot be opened.
    private let failure: (any Error)?

    /// Longer than keeping a document takes.
    private static let lease = Duration.seconds(60)

    /// - Parameter makesStore: where there is none; else there is nothing in it to change.
    /// - Parameter announce: is told before what takes minutes where millions of items are held.
    package init(
        _ configuration: Configuration, clock: WallClock, makesStore: Bool,
        announce: @escaping @Sendable (String) -> Void
    ) {
        (self.configuration, self.clock) = (configuration, clock)
        let exists = configuration.store.database != nil || FileStamp(path: configuration.store.path) != nil
        let opened = exists || makesStore ? Result { try configuration.openStore(announce: announce) } : nil
        store = try? opened?.get()
        if !configuration.ownsFeeds, case .failure(let error) = opened { failure = error } else { failure = nil }
        recorder = store.map {
            Recorder(store: $0, log: ItemLog(configuration.log, store: $0, clock: clock, announce: announce))
        }
    }

    /// - Parameter response: the feed's document, when it has been read: the first check need not ask for it again.
    /// - Parameter writing: puts the feed into the configuration.
    /// - Throws: what `writing` throws.
    package func add(
        _ subscription: Subscription, _ response: Response?, fetcher: Fetcher,
        writing: @escaping @Sendable () throws -> Void
    ) async throws {
        var claimed: ClaimedFeed?
        try await change(writing) { store, writing in
            let (feed, events) = try store.subscribe(
                to: subscription, isAdded: !configuration.ownsFeeds, for: Self.lease, at: clock.now, writing: writing)
            claimed = feed
            return events
        }
        guard let claimed, let store, let recorder else { return }
        // A feed with a past goes on with it: it is asked as ever, and its news are told where they are waited for.
        if let response, claimed.state.lastSuccess == nil {
            let pipeline = Pipeline(
                fetcher: fetcher, recorder: recorder, clock: clock, network: NetworkWatch(forOneRound: false),
                reader: DocumentReader(configuration.fetch.reading), filters: configuration.filters)
            // Subscribed it is; what could not be kept is asked for again.
            _ = try? await pipeline.keep(response, of: claimed)
        }
        try? store.release(feeds: [claimed.id])
        store.files?.settle()
    }

    /// - Parameter writing: takes the feed out of the configuration.
    package func remove(_ url: String, writing: @escaping @Sendable () throws -> Void) async throws {
        try await change(writing) { store, writing in
            guard try configuration.ownsFeeds || store.isAdded(url) else {
                throw StoreError.refused(
                    "\(url) is in the configuration of the machine that owns the feeds: take it out there")
            }
            return try store.unsubscribe(from: url, at: clock.now, writing: writing)
        }
    }

    /// - Parameter writing: changes the address in the configuration.
    package func move(_ url: String, to new: String, writing: @escaping @Sendable () throws -> Void) async throws {
        try await change(writing) { try $0.readdress(from: url, to: new, at: clock.now, writing: $1) }
    }

    private func change(
        _ writing: @escaping @Sendable () throws -> Void,
        _ body: (any Store, @Sendable () throws -> Void) throws -> [Event]
    ) async throws {
        if let failure { throw failure }
        guard let store, let recorder else { return try writing() }
        let written = Mutex<Result<Void, any Error>?>(nil)
        do {
            let events = try body(store) {
                let result = Result { try writing() }
                written.withLock { $0 = result }
                try result.get()
            }
            await recorder.completeLog(events)
        } catch let error where !configuration.ownsFeeds {
            // There is no configuration that has it.
            throw error
        } catch {
            // What went wrong was the store's part: the configuration has its change, or gets it now.
            if let result = written.withLock({ $0 }) { try result.get() } else { try writing() }
        }
    }
}
