import Dispatch

/// The executor of an actor that waits for the disk: Swift's own threads are as few as the cores, and whoever waits on
/// one takes it from all others.
final class DedicatedThread: SerialExecutor {
    // A serial queue is given a thread whenever it has something to do.
    private let queue: DispatchQueue

    init(name: String) { queue = DispatchQueue(label: "dateline.\(name)") }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
