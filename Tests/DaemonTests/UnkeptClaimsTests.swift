import Comparing
import FeedModel
import Fetching
import Foundation
import Loopback
import Storing
import Synchronization
import Testing

@testable import Daemon

/// What is done about checks that could not be kept.
@Suite(.timeLimit(.minutes(5))) struct UnkeptClaimsTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `claims are given back when they have rested, later each time, until something is kept again`() throws {
        var unkept = UnkeptClaims()
        var given: [[Int64]] = []
        func giveBack(after seconds: TimeInterval) { unkept.giveBack(at: now + seconds) { given.append($0) } }
        unkept.add(7, at: now)
        unkept.add(3, at: now)
        unkept.add(5, at: now + 1)
        giveBack(after: 59)
        #expect(given.isEmpty)
        giveBack(after: 60)
        #expect(given == [[3, 7]])
        unkept.add(3, at: now + 60)
        unkept.remove(5)
        giveBack(after: 179)
        #expect(given.count == 1, "5 was claimed anew, and 3 rests twice as long")
        giveBack(after: 180)
        #expect(given == [[3, 7], [3]])
        unkept.noteKept()
        unkept.add(4, at: now + 200)
        giveBack(after: 260)
        #expect(given.last == [4])
        unkept.add(6, at: now + 10_000)
        giveBack(after: 0)
        #expect(given.last == [6], "the clock was set back")
    }

    @Test func `what cannot be given back is tried again`() {
        var unkept = UnkeptClaims()
        unkept.add(7, at: now)
        let failure = StoreError.full(path: "")
        #expect(throws: failure) { try unkept.giveBack(at: now + 60) { _ in throw failure } }
        var given: [Int64] = []
        unkept.giveBack(at: now + 60) { given += $0 }
        #expect(given == [7])
    }

    @Test(arguments: [StoreError.full(path: ""), .failed(path: "", reason: "")])
    func `a check that the store failed to take is made again soon, one that it cannot take is not`(
        _ failure: StoreError
    ) async throws {
        let server = LoopbackServer { _ in .ok(rss(["tide"])) }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "feed"))
        let reports = Reports()
        let scheduler = try daemon.scheduler(keeping: FailingStore(daemon.store, failure)) { reports.add($0) }
        let running = Task { await scheduler.run() }
        try await reports.wait { $0.unkept == 1 }
        // A turn for each passage, since one gives back and claims.
        for _ in 0..<3 {
            daemon.pass(.seconds(70))
            try await reports.turn(scheduler)
        }
        if failure.isAboutTheStore {
            try await reports.wait { $0.kept == 1 }
            #expect(try daemon.told() == ["tide"])
        } else {
            #expect(server.requests.count == 1)
        }
        await scheduler.stop()
        await running.value
    }
}

/// Fails the first time.
private final class FailingStore: ChangeStore {
    private let store: any Store
    private let failure: StoreError
    private let hasFailed = Mutex(false)

    init(_ store: any Store, _ failure: StoreError) { (self.store, self.failure) = (store, failure) }

    var path: String { store.path }
    var wires: WireReader { store.wires }
    var recordedCounts: RecordedCounts { store.recordedCounts }

    func compare(
        _ document: Feed, isHistory: Bool, of feed: ClaimedFeed, filters: FeedFilters?, at now: Date
    ) async throws -> FeedComparison? {
        try await store.compare(document, isHistory: isHistory, of: feed, filters: filters, at: now)
    }

    func record(_ changes: [StoreChange]) async throws -> [Result<[Event], any Error>] {
        let isFirst = hasFailed.withLock { failed in
            defer { failed = true }
            return !failed
        }
        if isFirst { throw failure }
        return try await store.record(changes)
    }
}

/// What a scheduler says.
private final class Reports: Sendable {
    struct Counts {
        var (kept, unkept, turns) = (0, 0, 0)
    }
    private let counts = Mutex(Counts())

    func add(_ report: Scheduler.Report) {
        counts.withLock { counts in
            switch report {
            case .checked: counts.kept += 1
            case .notKept: counts.unkept += 1
            case .turned: counts.turns += 1
            case .cannotClaim(let reason): fatalError(reason)
            }
        }
    }

    func wait(until isSo: (Counts) -> Bool) async throws {
        while !isSo(counts.withLock { $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Lets the scheduler look again, and waits until it has.
    func turn(_ scheduler: Scheduler) async throws {
        let before = counts.withLock { $0.turns }
        while counts.withLock({ $0.turns }) < before + 2 {
            await scheduler.wake()
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
