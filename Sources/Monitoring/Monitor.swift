import Daemon
import Dispatch
import FeedModel
import Following
import Foundation
import Storing
import Synchronization

/// Serves the daemon's metrics at `/metrics` and its health at `/healthz`, beside it: what is in memory is read by the
/// server's own thread, what is in the store by another, and neither is one of those that the daemon works by.
package final class Monitor: Sendable {
    /// Nil until the daemon is ready.
    private let probe = Mutex<ServiceProbe?>(nil)
    private let waiting = Mutex<[(format: MetricsText, reply: @Sendable (MonitoringServer.Answer) -> Void)]>([])
    private let kept = Mutex<(figures: StoreFigures, read: ContinuousClock.Instant, cost: Duration)?>(nil)
    private let queue = DispatchQueue(label: "dateline.metrics")
    private let server = Mutex<MonitoringServer?>(nil)

    private static let mostWaiting = 64

    package init() {}

    /// - Throws: `MonitoringError` where nobody can be served there.
    package func listen(at address: ListenAddress) throws {
        let listening = try MonitoringServer(address) { [weak self] request, reply in self?.answer(request, reply) }
        server.withLock { $0 = listening }
    }

    /// The daemon is ready.
    package func watch(_ probe: ServiceProbe) { self.probe.withLock { $0 = probe } }

    package func stop() { server.withLock { $0 }?.stop() }

    private func answer(
        _ request: MonitoringServer.Request, _ reply: @escaping @Sendable (MonitoringServer.Answer) -> Void
    ) {
        switch request.path {
        case "/healthz":
            let report = HealthReport(probe.withLock { $0 })
            reply(.init(status: report.isWell ? 200 : 503, body: report.text))
        case "/metrics":
            let count = waiting.withLock { waiting in
                if waiting.count < Self.mostWaiting {
                    waiting.append((MetricsText(accept: request.accept), reply))
                } else {
                    reply(.init(status: 503, body: "too many ask already, and the store has not answered yet\n"))
                }
                return waiting.count
            }
            // Whoever asks while figures are gathered shares the next ones.
            if count == 1 { queue.async { [weak self] in self?.tellAll() } }
        default: reply(.init(status: 404, body: "there is /metrics and /healthz\n"))
        }
    }

    private func tellAll() {
        let all = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        let families = families()
        for (format, reply) in all {
            reply(.init(status: 200, contentType: format.contentType, body: format.encode(families)))
        }
    }

    private func families() -> [MetricFamily] {
        let (probe, process) = (probe.withLock { $0 }, ProcessFigures())
        var families = [
            MetricFamily.info(
                "dateline_build", "What runs.", [("version", datelineVersion), ("commit", datelineCommit)]),
            HealthReport(probe).family,
        ]
        if let probe {
            let folder = FollowerFiles.folder(ofStore: probe.storeSettings.path)
            let followers = (try? FollowerOverview.all(in: folder, of: probe.store)) ?? []
            let metrics = DaemonMetrics(
                probe: probe, figures: figures(of: probe), followers: followers, started: process?.started)
            families += metrics.families
        }
        return families + (process?.families ?? [])
    }

    /// What is held, read anew unless that takes so long that it would go on for more than a twentieth of the time.
    private func figures(of probe: ServiceProbe) -> StoreFigures? {
        if let kept = kept.withLock({ $0 }), .now - kept.read < kept.cost * 20 { return kept.figures }
        let began = ContinuousClock.now
        guard let figures = try? probe.store.figures(at: probe.clock.now) else { return nil }
        kept.withLock { $0 = (figures, began, .now - began) }
        return figures
    }
}
