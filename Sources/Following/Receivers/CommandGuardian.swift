import Glibc

/// Ends the command of a follower that is killed, as systemd does by its control group where it runs one: a shell that
/// holds the process group in which the command is started, and ends that group when the pipe from the follower ends.
///
/// It is there before the command, which could otherwise be at work before anybody knew of it. Not by PR_SET_PDEATHSIG,
/// which speaks of the thread that has started a process: threads here come and go.
struct CommandGuardian {
    private let process: ChildProcess
    private let pipe: (reading: Int32, writing: Int32)

    private static let script = """
        trap '' TERM
        read -r word && exit
        kill -s TERM 0
        sleep 2
        kill -s KILL 0
        """

    /// Nil where there can be no guardian.
    init?() {
        var ends: [Int32] = [0, 0]
        guard unsafe Glibc.pipe(&ends) == 0 else { return nil }
        // The guardian must not hold its own pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipe = (ends[0], ends[1])
        do {
            process = try ChildProcess(
                ["/bin/sh", "-c", Self.script], environment: ["PATH": "/usr/bin:/bin"], reading: pipe.reading)
        } catch {
            for end in ends { close(end) }
            return nil
        }
    }

    /// The process group to start the command in.
    var group: pid_t { process.id }

    /// The command has ended. What it has left behind goes on, unless its whole group was ended.
    func dismiss() {
        // A word, where the end of the pipe alone says that the follower is gone. Our end for reading is open until then:
        // a guardian that was ended with its group reads no more.
        let word = [UInt8(ascii: "\n")]
        _ = unsafe write(pipe.writing, word, word.count)
        abandon()
        process.waitForEnd()
    }

    /// What the end of the follower does.
    func abandon() {
        close(pipe.writing)
        close(pipe.reading)
    }
}
