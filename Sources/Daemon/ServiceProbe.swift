import FeedModel
import Fetching
import Foundation
import Storing
import Synchronization

/// What can be asked of the running daemon at any time and from any thread. Nothing here waits for its work, so that it
/// answers for a daemon that has come to a standstill too.
package struct ServiceProbe: Sendable {
    package let store: any Store
    package let storeSettings: StoreSettings
    /// Of the log.
    package let logPath: String
    package let clock: WallClock
    private let service: Service

    fileprivate init(_ service: Service) {
        (store, storeSettings, logPath) = (service.store, service.storeSettings, service.log.path)
        (clock, self.service) = (service.clock, service)
    }

    /// What servers have answered.
    package var fetches: FetchCounts.Values { service.fetches.values }

    /// Checks of feeds under way.
    package var checks: Int { service.network.checks }

    /// Changes that wait for a commit.
    package var waitingChanges: Int { service.recorder.shown.withLock { $0.waiting } }

    /// Bytes of the log's files, rotated ones included.
    package var logSize: Int { OpenLog.files(logPath).compactMap { try? FileStatus(path: $0).size }.reduce(0, +) }

    /// Whether the store is in files of this machine, which have a size here.
    package var hasStoreFiles: Bool { storeSettings.database == nil }

    /// Bytes of a file beside the store (`""`, `-wal`, `-keys`); 0 where there is none.
    package func storeSize(_ ending: String) -> Int { (try? FileStatus(path: storeSettings.path + ending).size) ?? 0 }

    /// Bytes that are free for store and log, on that of their file systems which has less; nil where that cannot be told.
    package var freeSpace: Int? { HealthCheck.Space(store: storeSettings.path, log: logPath)?.free }

    // MARK: - What is not well, in words; nil where it is

    /// The store answers, and feeds are checked by their times.
    package var lateness: String? {
        let (silence, limit) = (service.heartbeat.silence.scheduler, service.heartbeat.warning)
        if silence > limit { return "nothing has been looked for that is due for \(silence.components.seconds) s" }
        guard let health = service.lastHealth.withLock({ $0 }) else { return nil }
        return HealthCheck(health, space: nil, logIsBehind: false, at: clock.now).criticalComplaint
    }

    package var writerTrouble: String? {
        let (silence, limit) = (service.heartbeat.silence.writer, service.heartbeat.warning)
        return silence > limit ? "the store has taken nothing for \(silence.components.seconds) s" : nil
    }

    package var logTrouble: String? { service.recorder.shown.withLock { $0.logFailure } }
}

extension Service {
    package nonisolated var probe: ServiceProbe { ServiceProbe(self) }
}
