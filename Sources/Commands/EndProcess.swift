import Foundation
import Glibc

/// Ends the process after `patience`, whatever still goes on in it: a document that is read to its end, a commit that
/// waits for the disk. What is lost is what is lost when it is killed: nothing.
func endProcess(within patience: Duration, on console: Console) {
    Thread {
        Thread.sleep(forTimeInterval: patience / .seconds(1))
        console.complain("some of the work under way did not end in time, and was given up")
        _exit(0)
    }.start()
}
