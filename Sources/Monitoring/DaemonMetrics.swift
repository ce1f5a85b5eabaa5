import Daemon
import FeedModel
import Fetching
import Following
import Foundation
import Storing

/// What is measured of the running daemon. No label has a feed's address or title: their number has no bound.
struct DaemonMetrics {
    let probe: ServiceProbe
    /// Nil while the store cannot be read: the rest is told all the same.
    let figures: StoreFigures?
    let followers: [FollowerOverview]
    /// When the process began, and its counters with it.
    let started: Date?

    var families: [MetricFamily] {
        let ofStore = figures.map { feeds($0.health) + held($0) + workers($0.workers) } ?? []
        return ofStore + checks + queues + sizes + followerFamilies
    }

    // MARK: - Feeds

    private func feeds(_ health: StoreHealth) -> [MetricFamily] {
        var families: [MetricFamily] = [
            .gauge(
                "dateline_feeds", "Subscribed feeds.",
                [
                    ([("state", "well")], Double(health.well)),
                    ([("state", "unchecked")], Double(health.unchecked)),
                    ([("state", "failing")], Double(health.failing)),
                ]),
            .gauge(
                "dateline_feeds_failing", "Failing feeds by what is wrong.",
                FeedErrorKind.allCases.map { ([("cause", $0.rawValue)], Double(health.causes[$0] ?? 0)) }),
            .gauge("dateline_feeds_late", "Feeds that should have been checked minutes ago.", Double(health.late)),
            .gauge("dateline_feeds_silent", "Feeds without news for far longer than usual.", Double(health.silent)),
            .gauge(
                "dateline_feeds_offline", "Feeds that wait for this machine to have a network.", Double(health.offline)),
            .gauge(
                "dateline_paused", "1 while no checks are started, by 'dateline pause'.",
                health.pausedUntil == nil ? 0 : 1),
        ]
        if let last = health.lastCheck {
            families.append(
                .gauge(
                    "dateline_last_check_timestamp_seconds", unit: "seconds", "When a check was last recorded.",
                    last.timeIntervalSince1970))
        }
        return families
    }

    // MARK: - What was done since the process began

    /// Results of checks by their names in the view `hourly`.
    private static let results = ["unchanged", "read", "failed"] + FeedErrorKind.allCases.map(\.rawValue)

    private var checks: [MetricFamily] {
        let (recorded, fetches) = (probe.store.recordedCounts, probe.fetches)
        func count(_ name: String) -> Double { Double(recorded.counts[name] ?? 0) }
        return [
            .counter(
                "dateline_checks", "Checks of feeds that were recorded, by what they came to.", created: started,
                Self.results.map { ([("result", $0)], count("check-" + $0)) }),
            .counter(
                "dateline_page_checks", "Looks at pages of articles that were recorded.", created: started,
                [([], count("page"))]),
            .histogram(
                "dateline_check_lateness_seconds", unit: "seconds", "How long after their time checks began.",
                created: started, recorded.lateness),
            .counter(
                "dateline_answers", "Answers of servers by the class of their status; none: there was no answer.",
                created: started,
                (1...5).map { ([("class", "\($0)xx")], Double(fetches.answers[$0] ?? 0)) }
                    + [([("class", "none")], Double(fetches.unanswered))]),
            .counter(
                "dateline_received_bytes", unit: "bytes", "Bytes that servers have sent, compressed as they came.",
                created: started, [([], Double(fetches.received))]),
            .counter(
                "dateline_item_events", "Events about items that checks and pages have brought.", created: started,
                [("new", "item"), ("duplicate", "copy"), ("revised", "revision"), ("withdrawn", "withdrawal")].map {
                    ([("event", $0)], count($1))
                }),
            .histogram(
                "dateline_commit_seconds", unit: "seconds", "Time of transactions that record checks and pages.",
                created: started, recorded.commits),
        ]
    }

    // MARK: - What is held

    private func held(_ figures: StoreFigures) -> [MetricFamily] {
        [
            .gauge("dateline_items", "Items that are held.", Double(figures.items)),
            .gauge("dateline_stories", "Stories that the items belong to.", Double(figures.stories)),
            .counter(
                "dateline_events", "Events since the store was made: the number of the newest.",
                [([], Double(figures.lastSeq))]),
            .gauge("dateline_feeds_due", "Feeds that are due and wait for their turn.", Double(figures.feedsDue)),
            .gauge("dateline_pages_due", "Pages that are due and wait for their turn.", Double(figures.pagesDue)),
        ]
    }

    /// None where the store is one machine's.
    private func workers(_ workers: [StoreWorker]) -> [MetricFamily] {
        guard !workers.isEmpty else { return [] }
        let states = Dictionary(grouping: workers) { $0.lost != nil ? "lost" : $0.isLate ? "late" : "well" }
        return [
            .gauge(
                "dateline_workers", "Processes that share the store; lost: within the last week.",
                ["well", "late", "lost"].map { ([("state", $0)], Double(states[$0]?.count ?? 0)) })
        ]
    }

    private var queues: [MetricFamily] {
        [
            .gauge("dateline_checks_open", "Checks of feeds under way.", Double(probe.checks)),
            .gauge(
                "dateline_requests_open", "Requests under way or waiting for their host's turn.",
                Double(probe.fetches.open)),
            .gauge(
                "dateline_changes_waiting", "Checks and pages that wait for a commit.", Double(probe.waitingChanges)),
        ]
    }

    private var sizes: [MetricFamily] {
        func bytes(_ name: String, _ help: String, _ size: Int) -> MetricFamily {
            .gauge(name, unit: "bytes", help, Double(size))
        }
        let store = [
            bytes("dateline_store_size_bytes", "Size of the store.", probe.storeSize("")),
            bytes("dateline_store_wal_size_bytes", "Size of its write-ahead log.", probe.storeSize("-wal")),
            bytes("dateline_store_index_size_bytes", "Size of its index of items.", probe.storeSize("-keys")),
        ]
        // The size of a database is told by its server, once for all machines.
        return (probe.hasStoreFiles ? store : []) + [
            bytes("dateline_log_size_bytes", "Size of the log, rotated files included.", probe.logSize)
        ] + (probe.freeSpace.map { [bytes("dateline_free_bytes", "Space left for store and log.", $0)] } ?? [])
    }

    // MARK: - Followers

    /// As many as `dateline status --json` names.
    private static let mostFollowers = 20

    private var followerFamilies: [MetricFamily] {
        let now = probe.clock.now
        let shown = followers.prefix(Self.mostFollowers)
        func each(_ value: (FollowerOverview) -> Double?) -> [(labels: MetricFamily.Labels, value: Double)] {
            shown.compactMap { follower in value(follower).map { ([("follower", follower.name)], $0) } }
        }
        return [
            .gauge(
                "dateline_follower_behind_events", "Events that a follower has yet to hand over.",
                each { $0.cursor == nil ? nil : Double($0.behind) }),
            .gauge(
                "dateline_follower_behind_seconds", unit: "seconds",
                "Since when it is behind: the age of the first of them.",
                each { $0.cursor == nil ? nil : max(0, $0.since.map { now.timeIntervalSince($0) } ?? 0) }),
            .gauge("dateline_follower_running", "1 while a process hands over for it.", each { $0.isRunning ? 1 : 0 }),
            .gauge(
                "dateline_follower_failing", "1 while it does not get on, or its cursor is lost or cannot be read.",
                each { $0.cursor == nil || $0.cursor?.trouble != nil ? 1 : 0 }),
            .counter(
                "dateline_follower_put_aside", "Events that its receiver would not take, put aside.",
                each { $0.cursor.map { Double($0.dead) } }),
        ]
    }
}
