import FeedModel
import Foundation
import Glibc
import Storing

/// What monitoring asks: is all well, in one line and a status of 0, 1 or 2.
package struct HealthCheck: Equatable, Sendable {
    package enum Verdict: Int32, Comparable, Sendable {
        case well = 0, warning, critical

        package static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
    }

    package private(set) var verdict = Verdict.well
    /// What is not well, the worst first.
    package private(set) var complaints: [String] = []
    /// How all feeds are doing, in a line.
    private let words: String

    /// Space that is left for store or log, and how much of it was used up.
    package struct Space: Equatable, Sendable {
        /// Bytes.
        package var free: Int
        /// Bytes that store and log have, and since when they have grown.
        package var used: Int
        package var since: Date?
        package init(free: Int, used: Int, since: Date?) { (self.free, self.used, self.since) = (free, used, since) }

        /// Until it is full, as it has grown so far; nil where that cannot be told yet.
        func daysLeft(at now: Date) -> Double? {
            guard let since, now.timeIntervalSince(since) >= 86_400, used > 0 else { return nil }
            return Double(free) / (Double(used) / (now.timeIntervalSince(since) / 86_400))
        }
    }

    /// - Parameter warnings: of what stands beside the feeds, in words.
    package init(_ health: StoreHealth, space: Space?, logIsBehind: Bool, warnings: [String] = [], at now: Date) {
        words = health.words
        if logIsBehind { add(.critical, "the log lacks events that the store has") }
        tellSpace(space, at: now)
        if let pause = health.pausedUntil {
            add(.warning, isEndless(pause: pause) ? "paused" : "paused until \(pause.rfc3339)")
        } else if health.feeds > 0 {
            tellLateness(health, at: now)
        }
        if health.offline > 0 { add(.warning, "\(grouped(health.offline)) feeds wait for a network") }
        if health.failing * 2 > health.feeds { add(.warning, "more feeds fail than not") }
        for warning in warnings { add(.warning, warning) }
    }

    /// What is critical, in words; nil where nothing is.
    package var criticalComplaint: String? { verdict == .critical ? complaints.first : nil }

    /// "WARNING 120 late; 4,801 feeds: …", or "OK 4,801 feeds: …".
    package var line: String {
        switch verdict {
        case .well: "OK \(words)"
        case .warning: "WARNING " + (complaints + [words]).joined(separator: "; ")
        case .critical: "CRITICAL " + (complaints + [words]).joined(separator: "; ")
        }
    }

    /// Below this nothing can be promised: a commit may need as much.
    private static let leastSpace = 100 << 20
    private static let daysToAct = 14.0

    private mutating func tellSpace(_ space: Space?, at now: Date) {
        guard let space else { return }
        let left = "\(space.free >> 20) MiB free"
        if space.free < Self.leastSpace { return add(.critical, left) }
        guard let days = space.daysLeft(at: now), days < Self.daysToAct else { return }
        add(.warning, "\(left), which is enough for \(Int(days)) days")
    }

    /// Nothing has been checked for an hour, and something should have been: nobody is at work.
    private mutating func tellLateness(_ health: StoreHealth, at now: Date) {
        guard health.late > 0 else { return }
        let rest = health.lastCheck.map { now.timeIntervalSince($0) } ?? .infinity
        if rest > 3600 {
            add(.critical, "no feed has been checked \(rest.isFinite ? "for an hour" : "yet"): is the service running?")
        } else {
            add(.warning, "\(grouped(health.late)) late")
        }
    }

    private mutating func add(_ verdict: Verdict, _ complaint: String) {
        if verdict > self.verdict { complaints.insert(complaint, at: 0) } else { complaints.append(complaint) }
        self.verdict = max(self.verdict, verdict)
    }
}

extension HealthCheck.Space {
    /// Of the file systems of store and log, that with less room.
    package init?(_ configuration: Configuration, since: Date?) {
        self.init(store: configuration.store.path, log: configuration.log.path, since: since)
    }

    /// - Parameter store: its path; `log`: that of the log.
    package init?(store: String, log: String, since: Date? = nil) {
        let folders = [store, log].map(parentFolder)
        let free = folders.compactMap { folder -> Int? in
            var status = statvfs()
            guard unsafe statvfs(folder, &status) == 0 else { return nil }
            return Int(status.f_bavail) * Int(status.f_frsize)
        }
        guard let least = free.min() else { return nil }
        let files = ["", "-wal", "-keys"].map { store + $0 } + [log]
        self.init(free: least, used: files.compactMap { try? FileStatus(path: $0).size }.reduce(0, +), since: since)
    }
}
