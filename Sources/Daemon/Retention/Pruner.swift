import FeedModel
import Foundation
import Storing

/// Prunes what is kept no longer: in small steps, between which others write.
package actor Pruner {
    private let store: any StoreUpkeep
    private let settings: RetentionSettings
    private let log: String
    private let clock: WallClock
    /// With their own rules; nil where the store has them as they are.
    private let subscriptions: [Subscription]?
    /// Of a step's time, how much is left to others after it.
    private let rest: Double
    private let thread = DedicatedThread(name: "pruner")

    /// Waiting for the store takes nobody else's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Between two rounds of a daemon.
    package static let interval = Duration.seconds(86400)

    /// - Parameter rest: 0 where nobody else is at work.
    package init(
        _ configuration: Configuration, store: any StoreUpkeep, clock: WallClock, subscriptions: [Subscription]? = nil,
        rest: Double = 4
    ) {
        self.subscriptions = subscriptions
        (self.store, settings, log) = (store, configuration.retention, configuration.log.path)
        (self.clock, self.rest) = (clock, rest)
    }

    /// Whether anything is to be pruned at all.
    package nonisolated func hasRules() throws -> Bool {
        try settings.rules.isOn || subscriptions?.contains { $0.retention.isOn } ?? store.hasOwnRules()
    }

    /// Whether a day has gone by, or the clock was put back. Not within a day after the clock has leapt over a month: what
    /// is pruned by a wrong one does not come back.
    package nonisolated func isDue() throws -> Bool {
        guard try hasRules(), try !store.hasJustReturned(at: clock.now) else { return false }
        guard let last = try store.lastPruned() else { return true }
        let since = clock.now.timeIntervalSince(last)
        return since >= Self.interval / .seconds(1) || since < 0
    }

    /// One look at all that is kept.
    /// - Parameter recorder: brings into the log what is told of it.
    /// - Returns: what has been pruned; the longest that a step has held the writer's processor.
    package func round(by recorder: Recorder, progress: (PruneStep) -> Void = { _ in }) async throws -> PruneStep {
        let now = clock.now
        var sum = PruneStep()
        // Without a log nothing of it can be a copy yet.
        let logged = try lastSeq(ofLog: log) ?? 0
        var scan = try makeScan(loggedTo: logged, at: now)
        var merged = 0
        while let found = try scan.next(), !Task.isCancelled {
            var left = found[...]
            while !left.isEmpty, !Task.isCancelled {
                let step = try store.prune(left, loggedTo: logged, at: now)
                left = left.dropFirst(max(1, step.looked))
                sum += step
                progress(sum)
                await pause(step.cpu)
            }
            guard sum.items - merged >= Self.itemsBetweenMerges else { continue }
            merged = sum.items
            sum.cpu = max(sum.cpu, try await mergeSearch())
        }
        if sum.told > 0 { await recorder.completeLog() }
        sum.cpu = max(sum.cpu, try await mergeSearch())
        while !Task.isCancelled, let cpu = try store.files?.shrink() {
            sum.cpu = max(sum.cpu, cpu)
            await pause(cpu)
        }
        if !Task.isCancelled { try store.endPruning(at: now) }
        return sum
    }

    /// After how many items it is looked whether the search index is to be merged. SQLite bounds a step of that by the
    /// pages that it writes: where nearly all of an index is pruned before, a step writes none and reads all of it.
    private static let itemsBetweenMerges = 5000

    /// Merges the search index where that is worth it.
    /// - Returns: the longest that a step has held the writer's processor.
    private func mergeSearch() async throws -> Duration {
        guard let files = store.files, try files.hasUnmergedSearch() else { return .zero }
        var longest = Duration.zero
        var isFirst = true
        while !Task.isCancelled, let cpu = try files.mergeSearch(isFirst: isFirst) {
            isFirst = false
            longest = max(longest, cpu)
            await pause(cpu)
        }
        return longest
    }

    /// What a round would prune.
    package nonisolated func count() throws -> PruneStep {
        let now = clock.now
        var sum = PruneStep()
        let logged = try lastSeq(ofLog: log) ?? 0
        var scan = try makeScan(loggedTo: logged, at: now)
        while let found = try scan.next() { sum += try store.count(found, loggedTo: logged, at: now) }
        return sum
    }

    private nonisolated func makeScan(loggedTo: Int64, at now: Date) throws -> any RetentionScan {
        try store.scanForPruning(settings, subscriptions: subscriptions, loggedTo: loggedTo, at: now)
    }

    private func pause(_ cpu: Duration) async {
        if rest > 0 { try? await Task.sleep(for: cpu * rest) }
    }
}
