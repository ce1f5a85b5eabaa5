import Foundation
import Glibc

/// A process that reads `input` to its end. Its standard output and error are ours.
///
/// The input is a file without a name: a process that does not read it holds nobody up, however long it is. It has a
/// process group of its own, or that of its guardian, so that what it has started is ended with it.
struct ChildProcess {
    enum End: Equatable {
        case exited(Int32)
        case killed(Int32)
        case timedOut, cancelled
    }

    struct StartFailure: Error, CustomStringConvertible {
        let code: Int32
        var description: String { unsafe String(cString: strerror(code)) }
    }

    let id: pid_t
    private let group: pid_t

    init(
        _ command: [String], environment: [String: String], input: [UInt8], group: pid_t? = nil
    ) throws(StartFailure) {
        let file = try Self.file(of: input)
        defer { close(file) }
        try self.init(command, environment: environment, reading: file, group: group)
    }

    /// - Parameter file: its standard input, which stays the caller's.
    /// - Parameter group: the process group of another child, which it joins; its own if nil.
    init(
        _ command: [String], environment: [String: String], reading file: Int32, group: pid_t? = nil
    ) throws(StartFailure) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // What we ignore, such as SIGPIPE, a command expects to be as usual.
        var (all, none) = (sigset_t(), sigset_t())
        unsafe sigfillset(&all)
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setpgroup(&attributes, group ?? 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var id = pid_t()
        let code = unsafe posix_spawnp(&id, command[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw StartFailure(code: code) }
        self.id = id
        self.group = group ?? id
    }

    private static func file(of input: [UInt8]) throws(StartFailure) -> Int32 {
        var path = Array((NSTemporaryDirectory() + "/dateline-XXXXXX").utf8CString)
        let file = unsafe mkstemp(&path)
        guard file >= 0 else { throw StartFailure(code: errno) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unsafe _ = unlink(path)
        var written = 0
        while written < input.count {
            let count = unsafe input.withUnsafeBytes {
                unsafe write(file, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let code = errno
                close(file)
                throw StartFailure(code: code)
            }
            written += count
        }
        lseek(file, 0, SEEK_SET)
        return file
    }

    /// Its end, or that of `limit`: it is ended then, as when the task is cancelled.
    func wait(for limit: Duration) async -> End {
        let deadline = ContinuousClock.now + limit
        var pause = Duration.milliseconds(1)
        while true {
            if let end = end() { return end }
            if Task.isCancelled || ContinuousClock.now >= deadline { break }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
        let why = Task.isCancelled ? End.cancelled : .timedOut
        kill(-group, SIGTERM)
        for _ in 0..<40 {
            // A cancelled task does not sleep by itself.
            usleep(50_000)
            if end() != nil { break }
        }
        // The whole group, of which some may go on; its first process is waited for unless that was done.
        kill(-group, SIGKILL)
        waitForEnd()
        return why
    }

    func waitForEnd() {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    }

    /// Nil while it runs.
    private func end() -> End? {
        var status: Int32 = 0
        guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
        return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(status & 0x7F)
    }
}
