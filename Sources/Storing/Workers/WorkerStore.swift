import Foundation

/// The processes that share a store: what each of them holds, and which owns the list of feeds.
package protocol WorkerStore: OpenedStore {
    /// Says what this process is among them, or what it has become.
    /// - Throws: `StoreError.refused` where it cannot be one of them: another owns the feeds already, or reads what it fetches
    ///   by other rules than the owner.
    func join(as part: WorkerPart) throws
    /// Gives back all that is claimed: the process ends.
    func leave()
    /// All of them, those that were lost last; none where the store is one machine's.
    func workers() throws -> [StoreWorker]
}

/// What a process is among those that share a store.
package struct WorkerPart: Equatable, Sendable {
    /// It checks what falls due; else a command is at work.
    package var isDaemon: Bool
    /// Its configuration says which feeds are subscribed.
    package var ownsFeeds: Bool
    /// Addresses of feeds whose credentials, headers or proxy it knows: it alone can ask for them, and the others that know
    /// them too.
    package var secrets: Set<String>
    /// What all must have alike, by the table of the configuration: a digest of it.
    package var settings: [String: String]

    package init(
        isDaemon: Bool = false, ownsFeeds: Bool = false, secrets: Set<String> = [], settings: [String: String] = [:]
    ) {
        (self.isDaemon, self.ownsFeeds, self.secrets, self.settings) = (isDaemon, ownsFeeds, secrets, settings)
    }
}

/// A process that shares a store, as the store knows it.
package struct StoreWorker: Equatable, Sendable {
    /// The machine's name, and what tells this process from others of it.
    package let name: String
    package let process: Int
    package let version: String
    package let isDaemon: Bool
    package let ownsFeeds: Bool
    package let began: Date
    /// When it last said that it is there.
    package let seen: Date
    /// When another found that it had said nothing for a whole lease; nil while that is not so.
    package let lost: Date?
    /// Feeds and pages that it is checking.
    package let claims: Int
    /// It has missed a heartbeat.
    package let isLate: Bool

    package init(
        name: String, process: Int, version: String, isDaemon: Bool, ownsFeeds: Bool, began: Date, seen: Date,
        lost: Date?, claims: Int, isLate: Bool
    ) {
        (self.name, self.process, self.version) = (name, process, version)
        (self.isDaemon, self.ownsFeeds) = (isDaemon, ownsFeeds)
        (self.began, self.seen, self.lost, self.claims, self.isLate) = (began, seen, lost, claims, isLate)
    }

    /// `alpha`, of `alpha/4711`.
    package var machine: String { String(name.prefix { $0 != "/" }) }
}
