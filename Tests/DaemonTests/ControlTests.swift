import FeedModel
import Foundation
import Glibc
import Storing
import StoringSQLite
import Synchronization
import Testing

@testable import Daemon

/// The socket by which commands ask the running daemon. One after the other: each blocks a thread of the pool that its
/// server's handler needs one of, and two at once would have both where there are two processors.
@Suite(.serialized) struct ControlTests {
    private let folder: ScratchFolder
    private var path: String { folder.path + "/control.sock" }

    init() throws { folder = try ScratchFolder() }

    private func server(_ handler: @escaping ControlServer.Handler = { request, _ in echo(request) }) throws
        -> ControlServer
    {
        try ControlServer(path: path, handler: handler)
    }

    @Test(arguments: [
        ControlRequest.reload, .resume, .pause(until: nil), .pause(until: Date(timeIntervalSince1970: 1_800_000_000)),
        .fetch(nil), .fetch(["https://example.org/a?b=\"c\"", "https://example.org/ü"]),
    ])
    func `what is asked arrives as it was asked`(_ request: ControlRequest) throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(try ControlClient(path: path))
        #expect(try client.ask(request)["asked"]?.string == "\(request)")
    }

    @Test func `what is said on the way comes in order, before the end`() throws {
        let server = try server { _, say in
            for number in 1...500 { say(object("number", number)) }
            return object("done", 1)
        }
        defer { server.stop() }
        let client = try #require(try ControlClient(path: path))
        var numbers: [Int] = []
        _ = try client.ask(.reload) { numbers += [$0["number"]?.int ?? 0] }
        #expect(numbers == Array(1...500))
    }

    @Test func `what the daemon says against it is thrown`() throws {
        let server = try server { _, _ in ControlServer.error("the configuration is wrong") }
        defer { server.stop() }
        let client = try #require(try ControlClient(path: path))
        #expect(throws: ControlError("the configuration is wrong")) { try client.ask(.reload) }
    }

    @Test func `where nobody listens there is no daemon, whatever lies there`() throws {
        #expect(try ControlClient(path: path) == nil)
        let server = try server()
        server.stop()
        #expect(try ControlClient(path: path) == nil)
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try ControlClient(path: path) == nil)
    }

    @Test func `the socket of a daemon that was killed is replaced, that of one that lives is not`() throws {
        // Bound, and nobody accepts any more.
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #expect(try withSocketAddress(path) { unsafe bind(dead, $0, $1) } == 0)
        close(dead)
        let server = try server()
        defer { server.stop() }
        #expect(throws: ControlError.self) { try self.server() }
        let client = try #require(try ControlClient(path: path))
        #expect(try client.ask(.reload)["done"] != nil)
    }

    @Test func `nobody but the owner and the group may connect`() throws {
        let server = try server()
        defer { server.stop() }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660)
    }

    @Test(arguments: [
        (#"{"dateline":2,"do":"reload"}"#, "version 2"), (#"{"dateline":1,"do":"dance"}"#, "dance"),
        ("hello", "no request"), ("{}", "no request"), (#"{"dateline":1}"#, "does not know"),
    ])
    func `what is no request of this version is refused in words`(_ line: String, _ word: String) throws {
        let server = try server()
        defer { server.stop() }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #expect(try withSocketAddress(path) { unsafe connect(descriptor, $0, $1) } == 0)
        let connection = ControlConnection(descriptor, patience: nil)
        unsafe _ = send(descriptor, line + "\n", line.utf8.count + 1, 0)
        var rest: [UInt8] = []
        let answer = try JSONValue(parsing: #require(connection.readLine(&rest)))
        #expect(answer["error"]?.string?.contains(word) == true)
        #expect(connection.readLine(&rest) == nil)
    }

    // MARK: Who asks badly

    private func connection() throws -> Peer { try Peer(path) }

    /// Whether the daemon answers others.
    private func isAnswered() throws -> Bool {
        try #require(try ControlClient(path: path)).ask(.reload)["done"] != nil
    }

    @Test func `who connects and says nothing, or a byte now and then, is let go, and holds nobody up`() throws {
        let server = try ControlServer(path: path, patience: 1) { request, _ in echo(request) }
        defer { server.stop() }
        let silent = try (0..<20).map { _ in try connection() }
        let slow = try connection()
        #expect(try isAnswered())
        // A quarter of a second each, for far longer than the server's patience.
        var sent = 0
        while sent < 200, slow.send("x") {
            usleep(250_000)
            sent += 1
        }
        #expect(sent < 200)
        #expect(silent.allSatisfy { $0.read() == nil })
        #expect(try isAnswered())
    }

    @Test func `half a request is none`() throws {
        let asked = Mutex(0)
        let server = try server { request, _ in
            asked.withLock { $0 += 1 }
            return echo(request)
        }
        defer { server.stop() }
        let peer = try connection()
        #expect(peer.send(#"{"dateline":1,"do":"rel"#))
        peer.endSending()
        #expect(peer.read() == nil)
        // Whole in two pieces, it is one, though nothing more is sent.
        let other = try connection()
        #expect(other.send(#"{"dateline":1,"do":"#))
        usleep(50_000)
        #expect(other.send("\"reload\"}\n"))
        other.endSending()
        #expect(other.read()?["done"] != nil)
        #expect(asked.withLock { $0 } == 1)
    }

    @Test(arguments: [
        "\0\0\0\n", "[" + String(repeating: "[", count: 300_000) + "\n", "\u{FEFF}{}\n", "GET / HTTP/1.1\r\n\r\n",
        #"{"dateline":1e999,"do":"reload"}"# + "\n", #"{"dateline":1,"do":["reload"]}"# + "\n", "\n",
    ])
    func `rubbish is answered by one line of words`(_ rubbish: String) throws {
        let server = try server()
        defer { server.stop() }
        let peer = try connection()
        #expect(peer.send(rubbish))
        #expect(peer.read()?["error"]?.string?.isEmpty == false)
        #expect(peer.read() == nil)
        #expect(try isAnswered())
    }

    @Test func `a line without end is not taken in`() throws {
        let server = try server()
        defer { server.stop() }
        let peer = try connection()
        let piece = String(repeating: "x", count: 1 << 16)
        var pieces = 0
        while pieces < 1000, peer.send(piece) { pieces += 1 }
        #expect(pieces < 200)
        #expect(try isAnswered())
    }

    @Test func `so many may ask at once and no more, until one has its answer`() async throws {
        let gate = Gate()
        let server = try server { request, _ in
            await gate.wait()
            return echo(request)
        }
        defer { server.stop() }
        let peers = try (0..<ControlServer.mostConnections).map { _ in try connection() }
        for peer in peers { #expect(peer.send("{\"dateline\":1,\"do\":\"reload\"}\n")) }
        // Each is taken in its turn: behind them all.
        let client = try #require(try ControlClient(path: path))
        #expect(throws: ControlError("too many others ask already")) { try client.ask(.reload) }
        gate.open()
        for peer in peers { #expect(peer.read()?["done"] != nil) }
        for peer in peers { #expect(peer.read() == nil) }
        #expect(try isAnswered())
    }

    @Test func `who goes before the answer leaves a place for others, and what it asked for is given up`() async throws
    {
        let ended = Mutex(0)
        let server = try server { request, _ in
            guard request != .reload else { return echo(request) }
            // As long as the daemon is paused.
            try? await Task.sleep(for: .seconds(600))
            ended.withLock { $0 += 1 }
            return echo(request)
        }
        defer { server.stop() }
        var peers = try (0..<ControlServer.mostConnections).map { _ in try connection() }
        for peer in peers { #expect(peer.send("{\"dateline\":1,\"do\":\"fetch\"}\n")) }
        #expect(throws: ControlError.self) { try isAnswered() }
        // Closed.
        peers = []
        for _ in 0..<1000 where (try? isAnswered()) != true || ended.withLock({ $0 }) < ControlServer.mostConnections {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(ended.withLock { $0 } == ControlServer.mostConnections)
        #expect(try isAnswered())
    }

    @Test func `a file that is no socket is left where it lies`() throws {
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect { try server() } throws: { "\($0)".contains("no socket") && "\($0)".contains("'control'") }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }

    @Test func `a name that is too long for a socket is said with the setting that helps`() throws {
        let long = folder.path + "/" + String(repeating: "x", count: 120)
        #expect { try ControlServer(path: long) { request, _ in echo(request) } } throws: {
            "\($0)".contains("'control'")
        }
    }

    // MARK: A pause

    @Test func `a pause holds over openings of the store, and ends by itself or when it is ended`() throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        var store = try SQLiteStore(path: folder.path + "/dateline.db")
        #expect(try store.pausedUntil(at: now) == nil)
        try store.pause(until: now + 60)
        store = try SQLiteStore(path: folder.path + "/dateline.db")
        #expect(try store.pausedUntil(at: now) == now + 60)
        #expect(try store.pausedUntil(at: now + 60) == nil)
        try store.pause(until: .distantFuture)
        #expect(try store.pausedUntil(at: now + 1e9).map(isEndless(pause:)) == true)
        try store.pause(until: nil)
        #expect(try store.pausedUntil(at: now) == nil)
    }
}

/// Who speaks to the socket as no command of ours would.
private final class Peer {
    private let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    private var rest: [UInt8] = []

    init(_ path: String) throws {
        #expect(try withSocketAddress(path) { unsafe connect(descriptor, $0, $1) } == 0)
    }

    deinit { close(descriptor) }

    /// - Returns: false where nobody takes it any more.
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// A line of what is answered; nil at the end.
    func read() -> JSONObject? {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest.removeFirst(end + 1) }
                return try? JSONValue(parsing: Array(rest[..<end])).object
            }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return nil }
            rest += bytes.prefix(count)
        }
    }
}

/// Holds tasks back until it is opened.
private final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

private func echo(_ request: ControlRequest) -> JSONObject {
    var object = object("done", 1)
    object.set("asked", "\(request)")
    return object
}

private func object(_ key: String, _ number: Int) -> JSONObject {
    var object = JSONObject()
    object.set(key, number)
    return object
}
