import Glibc
import Synchronization

/// Ends the command of a follower that is killed, as systemd does by its control group where it runs one: a shell that
/// is told by a pipe which process group is at work, and ends that when the pipe does.
///
/// Not by PR_SET_PDEATHSIG, which speaks of the thread that has started a process: threads here come and go.
final class CommandGuardian: Sendable {
    /// The end of the pipe that is written; nil before the first command, or where there can be no guardian.
    private let pipe = Mutex<Int32?>(nil)

    private static let script = """
        group=
        while read -r line; do group=$line; done
        [ -n "$group" ] || exit 0
        kill -s TERM -- "-$group" 2>/dev/null || exit 0
        sleep 2
        kill -s KILL -- "-$group" 2>/dev/null
        """

    /// - Parameter group: nil when it has ended.
    func watch(_ group: pid_t?) {
        pipe.withLock { pipe in
            if pipe == nil { pipe = Self.start() }
            guard let pipe else { return }
            // Short enough to be written at once (pipe(7)).
            let line = Array("\(group.map(String.init) ?? "")\n".utf8)
            _ = unsafe write(pipe, line, line.count)
        }
    }

    deinit { if let pipe = pipe.withLock({ $0 }) { close(pipe) } }

    private static func start() -> Int32? {
        var ends: [Int32] = [0, 0]
        guard unsafe Glibc.pipe(&ends) == 0 else { return nil }
        // The guardian must not hold its own pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        do {
            // It ends when this process does, so that nobody need wait for it.
            _ = try ChildProcess(["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"], reading: ends[0])
            return ends[1]
        } catch {
            close(ends[1])
            return nil
        }
    }
}
