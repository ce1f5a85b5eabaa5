import Dispatch
import FeedModel
import Foundation
import Storing
import Synchronization

/// This process among the workers: a row that a heartbeat renews for as long as it lives, beside whatever it waits for.
///
/// The row comes with the first claim, and what processes of this machine held that were killed is given back then. Where
/// this process has slept for longer than its lease, or could not reach the server for so long, others have what it had
/// claimed: then it goes on under a new name, under which it holds nothing.
final class WorkerLease: Sendable {
    /// How long a process may be silent.
    let duration: Duration
    private let pool: PostgresPool
    private let announce: @Sendable (String) -> Void
    /// Held by who takes the row away: a process that ends on two ways at once must not be over before.
    private let leaving = Mutex(())
    private let state: Mutex<State>
    private struct State {
        var name = WorkerLease.newName()
        var part = WorkerPart()
        /// The row has been written.
        var isJoined = false
        /// A newer version has brought the store up to date.
        var isOutdated = false
        var thread: HeartbeatThread?
    }

    /// - Parameter pool: of its own: a heartbeat never waits behind a commit.
    init(_ pool: PostgresPool, duration: Duration, announce: @escaping @Sendable (String) -> Void) {
        (self.pool, self.duration, self.announce) = (pool, duration, announce)
        state = Mutex(State())
    }

    /// What its claims are held by.
    var name: String { state.withLock { $0.name } }
    var part: WorkerPart { state.withLock { $0.part } }
    /// A newer version has changed the store: this one knows it no more, and claims nothing.
    var isOutdated: Bool { state.withLock { $0.isOutdated } }

    private static func newName() -> String {
        "\(ProcessInfo.processInfo.hostName)/\(String(UInt32.random(in: 1...UInt32.max), radix: 36))"
    }

    /// Writes the row before the first claim.
    /// - Throws: `PostgresError`.
    func begin() throws {
        guard !state.withLock({ $0.isJoined }) else { return }
        try join(as: part)
    }

    /// - Throws: `PostgresError`; `StoreError.refused`.
    func join(as part: WorkerPart) throws {
        let name = name
        let killed = try pool.write { try write(name, part, in: $0) }
        for name in killed {
            announce("the worker \(name) was killed on this machine: what it had claimed is free")
        }
        state.withLock { state in
            (state.part, state.isJoined) = (part, true)
            guard state.thread == nil else { return }
            state.thread = HeartbeatThread(each: duration / 4) { [weak self] in self?.beat() }
        }
    }

    /// Gives back all that is claimed, and takes the row away; who comes second waits for that.
    func end() { leaving.withLock { _ in leave() } }

    private func leave() {
        let (name, thread, wasJoined) = state.withLock { state in
            defer { (state.thread, state.isJoined) = (nil, false) }
            return (state.name, state.thread, state.isJoined)
        }
        thread?.end()
        guard wasJoined else { return }
        // Where the server cannot be reached, the others find it lost.
        try? pool.write { transaction in
            transaction.later(Claims.free(of: [name]))
            transaction.later("DELETE FROM workers WHERE name = $1", name)
        }
        pool.close()
    }

    /// Says that it is there, and frees what those hold that have been silent for too long.
    func beat() {
        do {
            let (isAlive, lost, unknownSteps) = try pool.write { transaction in
                // Alone with the leases: of two that woke up late, one frees what the other holds, or is freed. In one round
                // trip: while the turn is waited for the link may be lost, and all others would wait for the rest.
                let results = try transaction.commit(after: [
                    PostgresStatement("SELECT FROM claim_turn FOR UPDATE"),
                    PostgresStatement(
                        """
                        UPDATE workers SET seen_at = \(Self.now), lease_until = \(Self.now) + $2
                        WHERE name = $1 AND lost_at IS NULL AND lease_until > \(Self.now) RETURNING 1
                        """, [name, duration.milliseconds]),
                    PostgresStatement(
                        """
                        UPDATE workers SET lost_at = \(Self.now) WHERE lost_at IS NULL AND lease_until <= \(Self.now)
                        RETURNING name, seen_at
                        """),
                    // What one of them is writing stays its own until it has; else it is freed by a later beat. All others
                    // would wait for it, whose link may be lost.
                    Claims.free("worker IN (SELECT name FROM workers WHERE lost_at IS NOT NULL)", [], waiting: false),
                    PostgresStatement("DELETE FROM workers WHERE lost_at < \(Self.now) - $1", [Self.remembered]),
                    SchemaUpdate.unknownSteps,
                ])
                let lost = results[2].rows.map { (name: $0[0] as String, seen: Date(milliseconds: $0[1])) }
                return (results[1].first != nil, lost, results[5].first![0] as Int)
            }
            for lost in lost where lost.name != name {
                announce(
                    "the worker \(lost.name) has said nothing since \(lost.seen.rfc3339): what it had claimed is checked by "
                        + "others")
            }
            if unknownSteps > 0, !isOutdated {
                state.withLock { $0.isOutdated = true }
                announce(
                    "the store was brought up to date by a newer version of dateline: this worker claims nothing more; upgrade "
                        + "it")
            }
            // Who is leaving meanwhile has no row by its own will.
            if !isAlive, state.withLock({ $0.isJoined }) { try rejoin() }
        } catch {
            // The server may be away for the moment. Who cannot write what it finds says so itself.
        }
    }

    private func rejoin() throws {
        let old = name
        let name = Self.newName()
        do {
            _ = try pool.write { try write(name, part, in: $0) }
        } catch let error as StoreError where part.ownsFeeds {
            // Another machine was made the owner meanwhile.
            announce("\(error)")
            state.withLock { $0.part.ownsFeeds = false }
            return try rejoin()
        }
        state.withLock { $0.name = name }
        announce(
            "this worker, \(old), was silent for longer than its lease: what it had claimed was given to others, and it goes "
                + "on as \(name)")
    }

    // MARK: The row

    /// - Returns: those that were killed on this machine: nobody is to wait for their leases.
    private func write(_ name: String, _ part: WorkerPart, in transaction: PostgresTransaction) throws -> [String] {
        let results = try transaction.run([
            PostgresStatement("SELECT shared_settings FROM store FOR UPDATE"),
            PostgresStatement(
                """
                SELECT name, identity, owns_feeds AND lease_until > \(Self.now) AS owns_feeds FROM workers
                WHERE lost_at IS NULL AND name <> $1
                """, [name]),
        ])
        let others = Dictionary(grouping: results[1].rows) { ProcessIdentity.hasEnded($0["identity"]) }
        let killed = others[true, default: []].map { $0["name"] as String }
        if !killed.isEmpty {
            transaction.later("SELECT FROM claim_turn FOR UPDATE")
            transaction.later("UPDATE workers SET lost_at = \(Self.now) WHERE name = ANY($1)", killed)
            transaction.later(Claims.free(of: killed))
        }
        let shared = try (results[0].first![0] as String?).map { try JSONObject(stored: $0) }
        if part.ownsFeeds {
            if let owner = others[false, default: []].first(where: { $0["owns_feeds"] }) {
                throw StoreError.refused(
                    "the feeds of the store are owned by the worker \(owner["name"] as String): "
                        + "'owns-feeds = true' may stand in [service] of one machine alone")
            }
            var settings = JSONObject()
            for (table, digest) in part.settings.sorted(by: { $0.key < $1.key }) { settings.set(table, digest) }
            transaction.later("UPDATE store SET shared_settings = $1", settings.stored)
            transaction.later("UPDATE workers SET owns_feeds = false WHERE owns_feeds AND name <> $1", name)
        } else if let other = part.settings.keys.sorted().first(where: {
            shared?[$0]?.string ?? part.settings[$0] != part.settings[$0]
        }) {
            throw StoreError.refused(
                "\(other) is not as on the machine that owns the feeds: all workers of a store need the same there")
        }
        transaction.later(
            """
            INSERT INTO workers (name, process, version, is_daemon, owns_feeds, began_at, seen_at, lease_until, identity)
            VALUES ($1, $2, $3, $4, $5, \(Self.now), \(Self.now), \(Self.now) + $6, $7)
            ON CONFLICT (name) DO UPDATE SET is_daemon = excluded.is_daemon, owns_feeds = excluded.owns_feeds
            """, name, Int(ProcessInfo.processInfo.processIdentifier), datelineVersion, part.isDaemon, part.ownsFeeds,
            duration.milliseconds, ProcessIdentity.current.description)
        return killed
    }

    /// The server's clock, which is one for all workers, in SQL.
    static let now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    /// For how long is told of a lost worker.
    private static let remembered = Duration.seconds(7 * 86400).milliseconds
}

/// Does something again and again, in a thread that waits for nobody else.
private final class HeartbeatThread: Sendable {
    private let ending = DispatchSemaphore(value: 0)

    init(each interval: Duration, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread { [ending] in
            while ending.wait(timeout: .now() + interval / .seconds(1)) == .timedOut { body() }
        }
        thread.name = "dateline.heartbeat"
        thread.start()
    }

    func end() { ending.signal() }
}

extension Duration {
    fileprivate var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
