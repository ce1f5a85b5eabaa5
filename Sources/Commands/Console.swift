import Daemon
import FeedModel
import Foundation
import Glibc
import Synchronization

/// Where a command runs: the streams that it prints to, its environment, its time. All that it says leaves by here. When
/// the output is full or its reader has gone, there is nobody to print for: the process ends, without a trace on
/// standard error but for a line.
package final class Console: Sendable {
    package let output: OutputStream
    package let errors: OutputStream
    let environment: [String: String]
    /// Where days and times are shown.
    let zone: TimeZone
    /// In columns; nil: the terminal's.
    let width: Int?
    private let input: @Sendable () throws -> Data
    private let fixedClock: WallClock?
    private let state = Mutex(State())

    private struct State {
        var failure: Int32?
        /// The command has more to do than to print.
        var finishesWork = false
    }

    package init(
        output: OutputStream, errors: OutputStream, environment: [String: String], zone: TimeZone = .current,
        width: Int? = nil, clock: WallClock? = nil, input: @escaping @Sendable () throws -> Data
    ) {
        (self.output, self.errors, self.environment) = (output, errors, environment)
        (self.zone, self.width, fixedClock, self.input) = (zone, width, clock, input)
    }

    /// The process's own. To be made before anything is opened or printed.
    package static func ofProcess() -> Console {
        StandardStream.prepare()
        return Console(
            output: OutputStream(descriptor: STDOUT_FILENO), errors: OutputStream(descriptor: STDERR_FILENO),
            environment: ProcessInfo.processInfo.environment,
            input: { try FileHandle.standardInput.readToEnd() ?? Data() })
    }

    /// On a terminal only. https://no-color.org
    var hasColour: Bool {
        output.isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// - Throws: `WallClockError` when `DATELINE_NOW` is no RFC 3339 time.
    func clock() throws -> WallClock { try fixedClock ?? WallClock(environment: environment) }

    /// A file, or all of standard input for "-".
    func read(_ path: String) throws -> [UInt8] {
        // What a shell has made of <(…).
        if path.hasPrefix("/dev/fd/") || path == "/dev/stdin", let pipe = FileHandle(forReadingAtPath: path) {
            return Array(try pipe.readToEnd() ?? Data())
        }
        return try path == "-" ? Array(input()) : bytes(of: path)
    }

    /// To be called by a command that changes something: it comes to its end whoever reads what it says.
    func finishWork() { state.withLock { $0.finishesWork = true } }

    /// What was printed could not be written: EPIPE, ENOSPC, …
    var failure: Int32? { state.withLock { $0.failure } }

    func print(_ text: String) {
        let mustEnd = state.withLock { state in
            guard state.failure == nil else { return false }
            state.failure = output.write(Array(text.utf8))
            return state.failure != nil && !state.finishesWork
        }
        if mustEnd { end(EXIT_SUCCESS) }
    }

    /// One line on standard error, whatever stands in it.
    func complain(_ message: String) { complainInLines([message]) }

    /// Lines that belong together.
    func complainInLines(_ messages: [String]) {
        writeError("dateline: " + messages.map { messageLine($0, limit: 2000) }.joined(separator: "\n"))
    }

    /// Where nobody can read it, there is nobody to tell.
    func writeError(_ text: String) { _ = errors.write(Array((text + "\n").utf8)) }

    /// Ends the process when nobody is left to read: else a follower would only notice at the next news.
    func endIfClosed() {
        guard output.isClosed() else { return }
        state.withLock { $0.failure = EPIPE }
        end(EXIT_SUCCESS)
    }

    /// Ends the process, with `status` when all that was printed could be written.
    ///
    /// At once: other threads may be at work. `exit` would take apart what libraries have under them, and Kerberos's, by
    /// which libpq connects, then ends the process by an assertion. All that is printed has been written by now.
    package func end(_ status: Int32) -> Never {
        guard let failure else { _exit(status) }
        // What a shell calls a program that SIGPIPE has ended: it was not told that nobody reads on, and says nothing.
        if failure == EPIPE { _exit(128 + SIGPIPE) }
        let reason = failure == ENOSPC ? "no space is left" : unsafe String(cString: strerror(failure))
        complain("standard output cannot be written: \(reason)")
        _exit(EXIT_FAILURE)
    }
}

/// What a command writes to: a stream of the process, or what a test has put in its place.
package struct OutputStream: Sendable {
    let isTerminal: Bool
    /// - Returns: `errno` when the bytes could not be written.
    let write: @Sendable ([UInt8]) -> Int32?
    /// Whether its reader has gone.
    let isClosed: @Sendable () -> Bool

    package init(isTerminal: Bool, write: @escaping @Sendable ([UInt8]) -> Int32?) {
        (self.isTerminal, self.write, isClosed) = (isTerminal, write, { false })
    }

    init(descriptor: Int32) {
        isTerminal = isatty(descriptor) == 1
        write = { StandardStream.write($0, to: descriptor) }
        isClosed = {
            var wish = pollfd(fd: descriptor, events: 0, revents: 0)
            return unsafe poll(&wish, 1, 0) == 1 && Int32(wish.revents) & POLLERR != 0
        }
    }
}
