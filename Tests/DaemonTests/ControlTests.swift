import FeedModel
import Foundation
import Glibc
import Storing
import Synchronization
import Testing

@testable import Daemon

/// The socket by which commands ask the running daemon.
@Suite struct ControlTests {
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

    @Test func `a name that is too long for a socket is said with the setting that helps`() throws {
        let long = folder.path + "/" + String(repeating: "x", count: 120)
        #expect { try ControlServer(path: long) { request, _ in echo(request) } } throws: {
            "\($0)".contains("'control'")
        }
    }

    // MARK: A pause

    @Test func `a pause holds over openings of the store, and ends by itself or when it is ended`() throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        var store = try Store(path: folder.path + "/dateline.db")
        #expect(try store.pausedUntil(at: now) == nil)
        try store.pause(until: now + 60)
        store = try Store(path: folder.path + "/dateline.db")
        #expect(try store.pausedUntil(at: now) == now + 60)
        #expect(try store.pausedUntil(at: now + 60) == nil)
        try store.pause(until: .distantFuture)
        #expect(try store.pausedUntil(at: now + 1e9).map(Store.isEndless) == true)
        try store.pause(until: nil)
        #expect(try store.pausedUntil(at: now) == nil)
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
