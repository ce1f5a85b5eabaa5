import Glibc

/// The processor time that the thread which asks has taken.
package func threadTime() -> Duration {
    // Of which module the members of `timespec` are hangs on the order in which the compiler reads files.
    var time = (seconds: 0, nanoseconds: 0)
    unsafe withUnsafeMutablePointer(to: &time) { time in
        unsafe time.withMemoryRebound(to: timespec.self, capacity: 1) { time in
            _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, time)
        }
    }
    return .seconds(time.seconds) + .nanoseconds(time.nanoseconds)
}
