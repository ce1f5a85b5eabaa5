import Comparing
import Foundation

/// What is kept: feeds, items with all their revisions, and the events that tell of them.
///
/// Who only needs a part of it takes that part: the schedule claims feeds, the log reads events. Who opens a store
/// decides which engine keeps it; nobody else knows.
package protocol Store: ChangeStore, CopyableStore, EventStore, FeedSchedule, ItemStore, PageSchedule, PublicationStore,
    ReadBackStore, StoreUpkeep, StoryStore, SubscriptionStore, WorkerStore
{
    /// It was read as it lay there, since nothing may be written beside it: what comes later is not seen.
    var isSnapshot: Bool { get }
}

/// A store as all of its parts have it.
package protocol OpenedStore: Sendable {
    /// Where it is, for a person and for what stands beside it.
    var path: String { get }
    /// Reads the credits of wire agencies.
    var wires: WireReader { get }
}

/// Whether a pause of checking has no end of its own.
package func isEndless(pause: Date) -> Bool { pause >= .distantFuture }
