import Dispatch

/// Where a follower reads that lives in the daemon: reading waits for the disk, and Swift's own threads are few.
package final class FollowerThread: TaskExecutor {
    private let queue = DispatchQueue(label: "dateline.follower")

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
