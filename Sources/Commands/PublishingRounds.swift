import Daemon
import Foundation
import Logging
import Publishing
import Storing

/// Publishes beside the daemon, on a thread of its own: when something was told since the last time, and so seldom that it
/// takes little of a processor.
actor PublishingRounds {
    private let service: Service
    private let thread = DedicatedThread(name: "publishing")
    /// The publications as they were taken up last, and the last event that each has.
    private var published: [Publication: Int64] = [:]

    private static let rest = Duration.seconds(60)
    /// Of the time that a round took.
    private static let share = 10

    init(_ service: Service) { self.service = service }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    func run() async {
        var rest = Duration.seconds(5)
        while !Task.isCancelled {
            try? await Task.sleep(for: rest)
            guard !Task.isCancelled else { return }
            let publications = await service.configuration.publications
            let begin = ContinuousClock.now
            published = published.filter { publications.contains($0.key) }
            for publication in publications where !Task.isCancelled { publish(publication) }
            rest = max(Self.rest, (.now - begin) * Self.share)
        }
    }

    private func publish(_ publication: Publication) {
        do {
            let last = try service.store.lastSeq()
            guard published[publication] != last else { return }
            let report = try Publisher.publish(publication, of: service.store)
            published[publication] = last
            guard report.written + report.removed > 0 else { return }
            service.logger.info(
                "published",
                metadata: [
                    "name": "\(publication.name)", "files": "\(report.written)", "folder": "\(publication.folder)",
                ])
        } catch {
            service.logger.error("cannot publish", metadata: ["name": "\(publication.name)", "error": "\(error)"])
        }
    }
}
