import FeedModel
import Fetching
import Foundation
import Storing
import StoringSQLite
import Synchronization

@testable import Daemon

/// A daemon's insides with a home of its own and a clock that the test moves: store, log, and all that asks.
final class TestDaemon: Sendable {
    let folder: ScratchFolder
    let store: any Store
    private let log: ItemLog
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    private let outcomes = Mutex<[Pipeline.Outcome]>([])
    private let turns = Mutex(0)

    /// - Parameter folder: of an earlier one, to go on where that stopped.
    init(in folder: ScratchFolder? = nil) throws {
        self.folder = try folder ?? ScratchFolder()
        store = try SQLiteStore(path: self.folder.path + "/dateline.db")
        log = ItemLog(path: self.folder.path + "/items.jsonl", sizeLimit: nil, filesKept: 1, store: store)
    }

    var now: Date { time.withLock { $0 } }
    func pass(_ duration: Duration) { time.withLock { $0 += duration.seconds } }

    func subscribe(_ subscriptions: Subscription...) throws {
        _ = try store.synchronize(subscriptions, at: now)
    }

    func scheduler(_ settings: FetchSettings = .loopback, network: NetworkWatch = NetworkWatch()) throws -> Scheduler {
        try scheduler(settings, network: network, keeping: store) { [self] report in
            switch report {
            case .checked(let outcome): outcomes.withLock { $0.append(outcome) }
            case .turned: turns.withLock { $0 += 1 }
            case .notKept(let feed, let reason): fatalError("\(feed.subscription.url): \(reason)")
            case .cannotClaim(let reason): fatalError(reason)
            }
        }
    }

    /// - Parameter keeper: takes what checks find.
    func scheduler(
        _ settings: FetchSettings = .loopback, network: NetworkWatch = NetworkWatch(), keeping keeper: any ChangeStore,
        report: @escaping @Sendable (Scheduler.Report) -> Void
    ) throws -> Scheduler {
        let clock = WallClock { [self] in now }
        let pipeline = Pipeline(
            fetcher: try Fetcher(settings), recorder: Recorder(store: keeper, log: log), clock: clock, network: network,
            reader: DocumentReader(settings.reading))
        return Scheduler(
            store: store, pipeline: pipeline, limits: .init(checks: 8, checksPerHost: 2), clock: clock,
            subscriptions: [], report: report)
    }

    /// Checks all that is due, as `dateline fetch` does, and returns what became of each check.
    @discardableResult
    func fetch(_ scheduler: Scheduler? = nil) async throws -> [Pipeline.Outcome] {
        outcomes.withLock { $0 = [] }
        try await (scheduler ?? self.scheduler()).checkOnce(.due)
        return outcomes.withLock { $0 }
    }

    /// Lets a running scheduler look again for what is due, and waits until it has, and is done with all.
    func turn(_ scheduler: Scheduler) async throws {
        let before = turns.withLock { $0 }
        repeat {
            await scheduler.wake()
            try await Task.sleep(for: .milliseconds(5))
        } while try await !scheduler.inFlight.isEmpty || turns.withLock({ $0 }) < before + 3
            || store.nextDue().map { $0 <= now } ?? false
    }

    func state(of number: Int = 0) throws -> FeedState { try store.feeds(matching: nil)[number].state }

    /// The titles of all items that were told, in the order of the log.
    func told() throws -> [String] {
        try folder.text("items.jsonl").split(separator: "\n").compactMap { line in
            try JSONValue(parsing: String(line)).object?["title"]?.string
        }
    }
}

extension FetchSettings {
    static var loopback: FetchSettings {
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        settings.hostSpacing = .zero
        settings.timeout = .seconds(20)
        return settings
    }
}

/// A document of RSS with these entries, the newest first.
func rss(_ titles: [String], title: String = "Harbour news", channel: String = "") -> String {
    let items = titles.map { title in
        """
        <item><title>\(title)</title><guid isPermaLink="false">\(title)</guid>
        <description>What is to be said of \(title), and nothing else.</description></item>
        """
    }
    return """
        <?xml version="1.0"?>
        <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">
        <channel><title>\(title)</title>\(channel)
        \(items.joined(separator: "\n"))
        </channel></rss>
        """
}
