import Dispatch

/// The executor of an actor that waits for the disk: Swift's own threads are as few as the cores, and whoever waits on
/// one takes it from all others.
package final class DedicatedThread: SerialExecutor {
    // A serial queue is given a thread whenever it has something to do.
    private let queue: DispatchQueue

    package init(name: String) { queue = DispatchQueue(label: "dateline.\(name)") }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
