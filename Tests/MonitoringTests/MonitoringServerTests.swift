import Daemon
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Monitoring

/// By a Unix socket of the test's own: no port to be taken by others.
@Suite struct MonitoringServerTests {
    private let path = NSTemporaryDirectory() + "/\(UUID().uuidString.prefix(8)).sock"

    private func serve(
        patience: Duration = .seconds(30), _ handler: @escaping MonitoringServer.Handler = { $1(.init(body: $0.path)) }
    ) throws -> MonitoringServer {
        try MonitoringServer(.unix(path: path), patience: patience, handler: handler)
    }

    /// Connected, with `text` sent.
    private func connect(_ text: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        _ = withUnsafePointer(to: &address) {
            Glibc.connect(
                descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_un>.size))
        }
        _ = send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
        return descriptor
    }

    /// All that comes until the other side closes, within a minute.
    private func answer(_ descriptor: Int32) -> String {
        defer { close(descriptor) }
        let time = [60, 0]
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, time, socklen_t(MemoryLayout<timeval>.size))
        var (all, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
        while case let count = recv(descriptor, &chunk, chunk.count, 0), count > 0 { all += chunk.prefix(count) }
        return String(decoding: all, as: UTF8.self)
    }

    private func get(_ target: String, _ method: String = "GET") -> String {
        answer(connect("\(method) \(target) HTTP/1.1\r\nHost: x\r\n\r\n"))
    }

    @Test func `a request is answered, and its connection closed`() throws {
        let server = try serve { request, reply in
            reply(.init(status: 503, body: "\(request.path) \(request.accept)\n"))
        }
        defer { server.stop() }
        let text = answer(connect("GET /healthz?x HTTP/1.1\r\nHost: x\r\nAccept: a\r\nAccept: b\r\n\r\n"))
        #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.hasSuffix("\r\n\r\n/healthz a,b\n"))
    }

    @Test func `only GET and HEAD are answered, and rubbish is refused`() throws {
        let server = try serve()
        defer { server.stop() }
        #expect(get("/x", "POST").contains("405 Method Not Allowed"))
        let head = get("/x", "HEAD")
        #expect(head.hasPrefix("HTTP/1.1 200 OK") && head.hasSuffix("\r\n\r\n") && head.contains("Content-Length: 2"))
        #expect(answer(connect("rubbish\r\n\r\n")).contains("400 Bad Request"))
        #expect(answer(connect("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 200_000))).contains("400"))
    }

    @Test func `who is silent or has no answer in time is let go of`() throws {
        let server = try serve(patience: .milliseconds(50)) { _, reply in held.withLock { $0.append(reply) } }
        defer { server.stop() }
        #expect(answer(connect("GET /metr")) == "")
        #expect(get("/metrics").contains("the store has not answered in time"))
        // It may come yet, for nobody.
        for reply in held.withLock({ $0 }) { reply(.init(body: "late")) }
    }

    @Test func `the silent ones are closed for those who come`() throws {
        let server = try serve()
        defer { server.stop() }
        let silent = (0..<40).map { _ in connect("") }
        #expect(get("/").hasPrefix("HTTP/1.1 200 OK"))
        #expect(answer(silent[0]) == "")
        for descriptor in silent.dropFirst() { close(descriptor) }
    }

    @Test func `a socket is its group's, and is not taken from another process`() throws {
        let server = try serve()
        defer { server.stop() }
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
        #expect(throws: MonitoringError.self) { try serve() }
        #expect(get("/").hasPrefix("HTTP/1.1 200 OK"))
    }

    @Test func `what is no socket is left alone`() throws {
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        #expect(throws: MonitoringError.self) { try serve() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
}

private let held = Mutex<[@Sendable (MonitoringServer.Answer) -> Void]>([])
