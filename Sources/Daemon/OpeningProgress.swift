import Foundation
import Logging
import Storing

/// Tells the service manager and the journal how far the opening of the store is, while it takes long.
final class OpeningProgress: Sendable {
    private let ticking: Task<Void, Never>

    init(_ opening: StoreOpening, logger: Logger, notifier: SystemdNotifier) {
        ticking = Task.detached {
            let began = ContinuousClock.now
            var next = Duration.seconds(10)
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                guard let step = opening.step else { continue }
                let elapsed = ContinuousClock.now - began
                let text = "\(step), for \(elapsed.components.seconds) s now"
                notifier.starting(status: text)
                guard elapsed >= next else { continue }
                logger.notice("\(text)")
                // Less and less often: in an hour ten lines.
                next *= 2
            }
        }
    }

    func end() { ticking.cancel() }
}
