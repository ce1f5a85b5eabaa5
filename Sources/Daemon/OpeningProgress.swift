import Dispatch
import Foundation
import Logging
import Storing

/// Tells the service manager and the journal how far the opening of the store is, while it takes long. On a thread of
/// its own: the one that opens waits, and there may be no other for tasks.
final class OpeningProgress {
    private let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "dateline.opening"))

    init(_ opening: StoreOpening, logger: Logger, notifier: SystemdNotifier) {
        let began = ContinuousClock.now
        // In the journal less and less often: in an hour ten lines.
        nonisolated(unsafe) var next = Duration.seconds(10)
        timer.setEventHandler {
            guard let step = opening.step else { return }
            let elapsed = ContinuousClock.now - began
            let text = "\(step), for \(elapsed.components.seconds) s now"
            notifier.starting(status: text)
            guard unsafe elapsed >= next else { return }
            logger.notice("\(text)")
            unsafe next *= 2
        }
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.resume()
    }

    func end() { timer.cancel() }
}
