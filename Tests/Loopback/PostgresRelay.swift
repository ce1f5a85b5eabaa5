import Foundation
import Glibc
import Synchronization

/// Stands between a store and its server: on a port of this machine, with a delay, or until it is cut at a message.
package final class PostgresRelay: Sendable {
    package let port: Int
    private let socketPath: String
    private let listener: Int32
    /// Of each direction, in microseconds.
    private let delay: UInt32
    private let state = Mutex(State())

    private struct State {
        var connections: [(client: Int32, server: Int32)] = []
        var cut: Cut?
        var isSilent = false
        var isClosed = false
    }

    package struct Cut {
        /// How many messages of the client pass before.
        var messages: Int
        /// Whether the one that is cut at reaches the server, whose answer is lost.
        var isDelivered: Bool

        package init(messages: Int, isDelivered: Bool) {
            (self.messages, self.isDelivered) = (messages, isDelivered)
        }
    }

    private struct Failure: Error {}

    package init(to socketPath: String, delay: UInt32 = 0) throws {
        (self.socketPath, self.delay) = (socketPath, delay)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in acceptAll() }
    }

    deinit { close() }

    /// The next messages pass, and then the connection breaks; connections that come later are whole.
    package func cut(_ cut: Cut?) { state.withLock { $0.cut = cut } }
    /// Whether it has come to that.
    package var isCut: Bool { state.withLock { $0.cut == nil } }

    /// What is sent from now on vanishes, and neither side is told of it: as where a link is lost.
    package func silence() { state.withLock { $0.isSilent = true } }
    private var isSilent: Bool { state.withLock { $0.isSilent } }

    /// Nobody gets through any more.
    package func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            shutdown(listener, Int32(SHUT_RDWR))
            Glibc.close(listener)
            for (client, server) in state.connections {
                shutdown(client, Int32(SHUT_RDWR))
                shutdown(server, Int32(SHUT_RDWR))
            }
        }
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            var flag: Int32 = 1
            setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &flag, socklen_t(MemoryLayout<Int32>.size))
            guard let server = connectToServer() else {
                Glibc.close(client)
                continue
            }
            state.withLock { $0.connections.append((client, server)) }
            Thread.detachNewThread { [self] in forwardMessages(from: client, to: server) }
            Thread.detachNewThread { [self] in forwardAnswers(from: server, to: client) }
        }
    }

    private func connectToServer() -> Int32? {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        return isConnected ? server : nil
    }

    private func forwardAnswers(from server: Int32, to client: Int32) {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(server, &bytes, bytes.count), count > 0 {
            if delay > 0 { usleep(delay) }
            if isSilent { continue }
            // What is lost on the way to the client is read all the same: the server goes on.
            _ = send(bytes[..<count], to: client)
        }
        shutdown(client, Int32(SHUT_RDWR))
    }

    private func forwardMessages(from client: Int32, to server: Int32) {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var waiting: [UInt8] = []
        var isStarted = false
        while case let count = read(client, &bytes, bytes.count), count > 0 {
            if delay > 0 { usleep(delay) }
            if isSilent { continue }
            if state.withLock({ $0.cut == nil }), waiting.isEmpty, isStarted, delay > 0 {
                guard send(bytes[..<count], to: server) else { break }
                continue
            }
            waiting += bytes[..<count]
            // The first has no type in front of its length.
            while waiting.count >= 5 {
                let start = isStarted ? 1 : 0
                let length = waiting[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } + start
                guard waiting.count >= length else { break }
                let isCut = isStarted && passes() == false
                let message = waiting[..<length]
                if isCut { return end(client, server, message) }
                guard send(message, to: server) else { return }
                waiting.removeFirst(length)
                isStarted = true
            }
        }
        shutdown(server, Int32(SHUT_WR))
    }

    private let delivered = Mutex(false)

    private func passes() -> Bool {
        state.withLock { state in
            guard let cut = state.cut else { return true }
            if cut.messages > 0 {
                state.cut!.messages -= 1
                return true
            }
            delivered.withLock { $0 = cut.isDelivered }
            state.cut = nil
            return false
        }
    }

    private func end(_ client: Int32, _ server: Int32, _ message: ArraySlice<UInt8>) {
        shutdown(client, Int32(SHUT_RDWR))
        if delivered.withLock({ $0 }) { _ = send(message, to: server) }
        shutdown(server, Int32(SHUT_WR))
    }

    private func send(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
