import FeedModel
import Foundation
import Glibc
import Storing
import Synchronization

/// The socket by which commands ask the running daemon: root, its own user and members of its group.
package final class ControlServer: Sendable {
    /// Does what is asked, and says how far it is by lines of its own before the last.
    package typealias Handler = @Sendable (ControlRequest, @escaping @Sendable (JSONObject) -> Void) async -> JSONObject

    private let path: String
    private let descriptor: Int32
    private let group: gid_t
    private let handler: Handler
    private let connections = Mutex<[ObjectIdentifier: ControlConnection]>([:])

    /// Who asks is one person, or a few scripts.
    static let mostConnections = 32
    /// For the request, and for each write of what is answered, in seconds.
    private let patience: Int

    /// Listens at `path`, in place of a socket that nobody listens at any more.
    /// - Throws: `ControlError`; `FileRefusal` where the folder cannot be made.
    package init(path: String, patience: Int = 5, handler: @escaping Handler) throws {
        (self.path, self.patience, self.handler) = (path, patience, handler)
        try makeFolders(parentFolder(path))
        if (try? ControlClient(path: path)) ?? nil != nil {
            throw ControlError("another daemon answers at \(path): set 'control' in [service] to another name")
        }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        func failure(_ what: String) -> ControlError {
            ControlError("\(path): cannot \(what): \(unsafe String(cString: strerror(errno)))")
        }
        guard descriptor >= 0 else { throw failure("make a socket") }
        // Before it has a name, so that nobody else connects meanwhile.
        fchmod(descriptor, 0o660)
        let descriptor = descriptor
        // What somebody keeps under that name is not ours to take away.
        var old = stat()
        if unsafe lstat(path, &old) == 0, old.st_mode & S_IFMT != S_IFSOCK {
            close(descriptor)
            throw ControlError("\(path) is no socket: set 'control' in [service] to another name")
        }
        unsafe unlink(path)
        guard unsafe try withSocketAddress(path, { unsafe bind(descriptor, $0, $1) }) == 0, listen(descriptor, 8) == 0
        else {
            defer { close(descriptor) }
            throw failure("listen")
        }
        // Where the system makes a socket's mode of the process's mask alone.
        unsafe chmod(path, 0o660)
        var status = stat()
        group = unsafe lstat(path, &status) == 0 ? status.st_gid : getegid()
        Thread.detachNewThread { [self] in accept() }
    }

    /// Nobody is answered any more.
    package func stop() {
        unsafe unlink(path)
        shutdown(descriptor, Int32(SHUT_RDWR))
        connections.withLock { $0.values.forEach { $0.shutDown() } }
    }

    private func accept() {
        while true {
            let peer = Glibc.accept(descriptor, nil, nil)
            guard peer >= 0 else {
                if errno == EINTR || errno == ECONNABORTED || errno == EMFILE || errno == ENFILE {
                    usleep(100_000)
                    continue
                }
                close(descriptor)
                return
            }
            _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
            let connection = ControlConnection(peer, patience: patience)
            let isTaken = connections.withLock { connections in
                guard connections.count < Self.mostConnections else { return false }
                connections[ObjectIdentifier(connection)] = connection
                return true
            }
            guard isTaken else {
                connection.write(Self.error("too many others ask already"))
                continue
            }
            Thread.detachNewThread { [self] in
                serve(connection)
                connections.withLock { $0[ObjectIdentifier(connection)] = nil }
            }
        }
    }

    /// On a thread of its own: whoever asks may be slow.
    private func serve(_ connection: ControlConnection) {
        guard connection.isAllowed(group: group) else {
            connection.write(Self.error("only root, the daemon's user and members of its group may ask this"))
            return
        }
        var rest: [UInt8] = []
        guard let line = connection.readLine(&rest, within: .seconds(patience)) else { return }
        let request: ControlRequest
        do { request = try ControlRequest(parsing: line) } catch {
            connection.write(Self.error(error.description))
            return
        }
        let lines = LineQueue()
        let work = Task { [handler] in
            lines.add(await handler(request) { lines.add($0) }, isLast: true)
        }
        // Who has gone waits for nothing: what is asked may take for ever, as long as the daemon is paused.
        while let line = lines.next(while: { connection.isOpen }), connection.write(line) {}
        work.cancel()
    }

    static func error(_ text: String) -> JSONObject {
        var object = JSONObject()
        object.set("error", text)
        return object
    }
}

/// From the task that does the work to the thread that writes what it says.
private final class LineQueue: Sendable {
    private let lines = Mutex<(waiting: [JSONObject], hasEnded: Bool)>(([], false))
    private let signal = DispatchSemaphore(value: 0)

    func add(_ line: JSONObject, isLast: Bool = false) {
        lines.withLock { lines in
            lines.waiting.append(line)
            lines.hasEnded = isLast
        }
        signal.signal()
    }

    /// Nil behind the last, or when it is not wanted any more, which is asked every second.
    func next(while isWanted: () -> Bool) -> JSONObject? {
        let isOver = lines.withLock { $0.waiting.isEmpty && $0.hasEnded }
        guard !isOver else { return nil }
        while signal.wait(timeout: .now() + 1) == .timedOut {
            guard isWanted() else { return nil }
        }
        return lines.withLock { $0.waiting.removeFirst() }
    }
}
