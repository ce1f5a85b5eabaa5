import Glibc
import Synchronization

/// A server on a loopback address that answers as a test tells it to, byte for byte.
package final class LoopbackServer: Sendable {
    /// What to send for a request, and how to go on.
    package struct Answer: Sendable {
        package enum End: Sendable { case keepOpen, close, reset, hang }
        package var bytes: [UInt8]
        package var end = End.keepOpen

        package init(_ text: String, _ end: End = .keepOpen) { (bytes, self.end) = (Array(text.utf8), end) }
        package init(bytes: [UInt8], _ end: End = .keepOpen) { (self.bytes, self.end) = (bytes, end) }

        /// A whole answer with its length.
        package static func ok(_ body: String, _ headers: String...) -> Answer { status("200 OK", body, headers) }
        package static func status(_ status: String, _ body: String = "", _ headers: [String] = []) -> Answer {
            let lines = headers.map { $0 + "\r\n" }.joined()
            return Answer("HTTP/1.1 \(status)\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
        package static func redirect(_ status: Int, to target: String) -> Answer {
            .status("\(status) Moved", "", ["Location: \(target)"])
        }
    }

    /// The heads of all requests so far, in order.
    package var requests: [String] { state.withLock { $0.requests } }
    /// How many connections were opened.
    package var connections: Int { state.withLock { $0.connections } }
    /// How many requests are being answered.
    package var atOnce: Int { state.withLock { $0.atOnce } }
    /// The most requests that were being answered at one time.
    package var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }
    package let port: UInt16
    package let address: String
    package var url: String { "http://\(address):\(port)/" }

    private let listener: Int32
    private let answer: @Sendable (String, Int) -> Answer
    private let state = Mutex(State())
    private struct State {
        var requests: [String] = []
        var connections = 0
        var atOnce = 0
        var mostAtOnce = 0
    }

    /// - Parameter answer: Called with a request's head, on a thread of the connection.
    package convenience init(address: String = "127.0.0.1", _ answer: @escaping @Sendable (String) -> Answer) {
        self.init(address: address, counting: { head, _ in answer(head) })
    }

    /// - Parameter answer: The same, with which request of its connection it is, from 1.
    package init(address: String = "127.0.0.1", counting answer: @escaping @Sendable (String, Int) -> Answer) {
        (self.answer, self.address) = (answer, address)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, address, &name.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &name) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(bind(listener, pointer, length) == 0 && listen(listener, 128) == 0)
                getsockname(listener, pointer, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        // This thread alone closes the listener. Were it closed elsewhere before the thread's first turn, its number could
        // be another server's by then, whose connections would be taken and never answered.
        spawn { [listener, weak self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                guard let server = self else {
                    close(connection)
                    break
                }
                server.state.withLock { $0.connections += 1 }
                spawn { server.serve(connection) }
            }
            close(listener)
        }
    }

    /// Ends `accept`, now or when it is called.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var count = 0
        while let head = readHead(connection) {
            count += 1
            state.withLock {
                $0.requests.append(head)
                $0.atOnce += 1
                $0.mostAtOnce = max($0.mostAtOnce, $0.atOnce)
            }
            let answer = answer(head, count)
            var sent = 0
            while sent < answer.bytes.count {
                let count = answer.bytes.withUnsafeBytes {
                    send(connection, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { break }
                sent += count
            }
            state.withLock { $0.atOnce -= 1 }
            switch answer.end {
            case .keepOpen: continue
            case .close: break
            case .reset:
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            case .hang:
                var byte: UInt8 = 0
                _ = recv(connection, &byte, 1, 0)
            }
            break
        }
        close(connection)
    }

    private func readHead(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) == 1 {
            bytes.append(byte)
            if bytes.suffix(4) == [13, 10, 13, 10] { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }
}

/// Runs `body` on a thread of its own.
package func spawn(_ body: @escaping @Sendable () -> Void) {
    final class Box { let body: () -> Void; init(_ body: @escaping () -> Void) { self.body = body } }
    var id = pthread_t()
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    pthread_create(
        &id, nil,
        { context in
            Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().body()
            return nil
        }, context)
    pthread_detach(id)
}

/// A line of a request's head: its value, or nil.
package func field(_ name: String, of head: String) -> String? {
    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
}
