import Daemon
import Following
import Foundation
import Logging
import Storing
import Streaming

/// Publishes the log to the stream of `[log.nats]` beside the daemon, as a follower of its own.
struct LogPublishing {
    let service: Service
    let clock: WallClock

    /// Of its cursor; `status` and the metrics know it by that.
    static let name = "log.nats"
    private static let rest = Duration.seconds(1)

    /// Until the task is cancelled. A changed configuration is taken up.
    func run() async {
        let thread = FollowerThread()
        var (settings, work): (LogSettings?, Task<Void, Never>?) = (nil, nil)
        while !Task.isCancelled {
            let log = await service.configuration.log
            if log != settings {
                work?.cancel()
                await work?.value
                settings = log
                work = log.stream.map { stream in
                    Task(executorPreference: thread) { await publish(to: stream, log: log.path) }
                }
            }
            try? await Task.sleep(for: Self.rest)
        }
        work?.cancel()
        await work?.value
    }

    /// Until it has ended, and for no longer than a second: a server that is waited for may take longer to be given up.
    static func wait(forEndOf work: Task<Void, Never>) async {
        let (ended, continuation) = AsyncStream<Void>.makeStream()
        Task {
            await work.value
            continuation.finish()
        }
        Task {
            try? await Task.sleep(for: .seconds(1))
            continuation.finish()
        }
        for await _ in ended {}
    }

    private func publish(to stream: JetStreamSettings, log: String) async {
        service.logger.notice("the log is published", metadata: ["stream": "\(stream.stream)"])
        let access = StoreAccess(service.storeSettings)
        let folder = FollowerFiles.folder(ofStore: service.storeSettings.path)
        var settings = FollowerSettings()
        // A window: the server acknowledges all of it at once. An event longer than it takes keeps the others only so long.
        (settings.batch, settings.batchBytes, settings.tries) = (512, 4 << 20, 3)
        settings.pace.longest = .seconds(60)
        while !Task.isCancelled {
            do {
                let follower = Follower(
                    try FollowerFiles(Self.name, in: folder), settings,
                    to: JetStreamReceiver(stream), log: log, store: access, clock: clock
                ) { service.logger.warning("\($0)") }
                try await follower.run(from: .receiver)
            } catch {
                service.logger.error("the log is not published", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(60))
            }
        }
    }
}
