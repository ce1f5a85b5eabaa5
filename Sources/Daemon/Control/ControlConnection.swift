import FeedModel
import Glibc

/// One end of a connection to the daemon's socket: lines of JSON, with a bound on their length and on every wait.
final class ControlConnection: Sendable {
    private let descriptor: Int32

    /// Of a line. A request names feeds, thousands perhaps.
    private static let longestLine = 4 << 20

    /// Takes the descriptor over.
    /// - Parameter patience: in seconds, for each read and write; nil waits for as long as it takes.
    init(_ descriptor: Int32, patience: Int?) {
        self.descriptor = descriptor
        for (option, seconds) in [(SO_RCVTIMEO, patience ?? 0), (SO_SNDTIMEO, patience ?? 30)] {
            // A `timeval`, whose members the compiler (6.3) finds in one C module or another, as it comes to the files.
            let time = [seconds, 0]
            unsafe setsockopt(descriptor, SOL_SOCKET, option, time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    deinit { close(descriptor) }

    /// Without its newline; nil at the end, or when the other side takes too long or sends too much.
    func readLine(_ rest: inout [UInt8]) -> [UInt8]? {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(rest[..<end])
                rest.removeFirst(end + 1)
                return line
            }
            guard rest.count < Self.longestLine else { return nil }
            var bytes = [UInt8](repeating: 0, count: 1 << 14)
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            rest += bytes.prefix(count)
        }
    }

    /// - Returns: false when the other side has gone, or reads nothing.
    @discardableResult
    func write(_ object: JSONObject) -> Bool {
        let bytes = JSONValue.object(object).encodedBytes + [UInt8(ascii: "\n")]
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress! + written, $0.count - written, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    /// Ends a read or write that another thread waits in.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Whether the other side may give orders: root, the daemon's own user, and members of the socket's group, as the
    /// kernel knew them when they connected (unix(7), SO_PEERCRED and SO_PEERGROUPS).
    func isAllowed(group: gid_t) -> Bool {
        // `struct ucred`: process, user, group. glibc shows it to GNU sources only.
        guard let peer = option(SO_PEERCRED, atMost: 3), peer.count == 3 else { return false }
        if peer[1] == 0 || peer[1] == geteuid() || peer[2] == group { return true }
        return option(Self.peerGroups, atMost: 1 << 16)?.contains(group) ?? false
    }

    /// SO_PEERGROUPS, of Linux 4.13.
    private static let peerGroups: Int32 = 59

    private func option(_ name: Int32, atMost count: Int) -> [UInt32]? {
        var values = [UInt32](repeating: 0, count: count)
        var size = socklen_t(count * MemoryLayout<UInt32>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, name, &values, &size) == 0 else { return nil }
        return Array(values.prefix(Int(size) / MemoryLayout<UInt32>.size))
    }
}

/// A name in the file system as the calls on sockets take it.
/// - Throws: where it is longer than they allow.
func withSocketAddress<T>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T
) throws(ControlError) -> T {
    guard let result = unsafe withSocketAddress(bytes: Array(path.utf8) + [0], body) else {
        throw ControlError("\(path) is too long a name for a socket: set 'control' in [service] to a shorter one")
    }
    return result
}
