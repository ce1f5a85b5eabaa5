import Daemon
import Glibc
import Synchronization

/// Standard output, by which everything leaves that a command prints. When it is full or its reader has gone, there is
/// nobody to print for: the command ends, without a trace on standard error but for a line.
enum Output {
    private static let state = Mutex(State())

    private struct State {
        var failure: Int32?
        /// The command has more to do than to print.
        var finishesWork = false
    }

    /// To be called by a command that changes something: it comes to its end whoever reads what it says.
    static func finishWork() { state.withLock { $0.finishesWork = true } }

    /// What was printed could not be written: EPIPE, ENOSPC, …
    static var failure: Int32? { state.withLock { $0.failure } }

    static func write(_ text: String) {
        let mustEnd = state.withLock { state in
            guard state.failure == nil else { return false }
            state.failure = StandardStream.write(Array(text.utf8), to: STDOUT_FILENO)
            return state.failure != nil && !state.finishesWork
        }
        if mustEnd { end(EXIT_SUCCESS) }
    }

    /// Ends the process when nobody is left to read: else a follower would only notice at the next news.
    static func endIfClosed() {
        var wish = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        guard unsafe poll(&wish, 1, 0) == 1, Int32(wish.revents) & POLLERR != 0 else { return }
        state.withLock { $0.failure = EPIPE }
        end(EXIT_SUCCESS)
    }

    /// Ends the process, with `status` when all that was printed could be written.
    static func end(_ status: Int32) -> Never {
        guard let failure else { exit(status) }
        // What a shell calls a program that SIGPIPE has ended: it was not told that nobody reads on, and says nothing.
        if failure == EPIPE { exit(128 + SIGPIPE) }
        let reason = failure == ENOSPC ? "no space is left" : unsafe String(cString: strerror(failure))
        StandardStream.complain("dateline: standard output cannot be written: \(reason)")
        exit(EXIT_FAILURE)
    }
}
