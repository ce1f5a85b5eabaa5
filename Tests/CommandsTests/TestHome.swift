import Commands
import Daemon
import FeedModel
import Foundation
import Loopback
import Synchronization

/// A folder with a configuration of its own, and a web of a few sites, which are asked for through a proxy: so their
/// addresses are the same in every run.
final class TestHome: Sendable {
    let path: String
    private let proxy: LoopbackServer
    private let web: Web
    private let time = Mutex(Date(rfc3339: "2026-03-02T08:00:00Z")!)

    /// What is served now, by address without its scheme.
    private final class Web: Sendable {
        private let moved = Mutex<[String: String]>([:])

        /// A store goes with its write-ahead log.
        /// - Parameter file: a path, or the name of a fixture.
        func copy(_ file: String, to target: String) throws {
            let source = file.hasPrefix("/") ? file : fixtures + "/" + file
            for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: target + ending) }
            try FileManager.default.copyItem(atPath: source, toPath: target)
            guard FileManager.default.fileExists(atPath: source + "-wal") else { return }
            try FileManager.default.copyItem(atPath: source + "-wal", toPath: target + "-wal")
        }

        /// - Parameter fixture: the name of one below `web`, or a path.
        func publish(_ fixture: String, at address: String) { moved.withLock { $0[address] = fixture } }

        func answer(_ head: String) -> LoopbackServer.Answer {
            let words = head.split(separator: " ")
            let address = words.count > 1 ? String(words[1]).replacing("http://", with: "") : ""
            let file = moved.withLock { $0[address] } ?? address
            let path = file.hasPrefix("/") ? file : fixtures + "/web/" + file
            guard !file.hasSuffix("/"), let body = try? String(contentsOfFile: path, encoding: .utf8) else {
                return .status("404 Not Found")
            }
            return .ok(body, "Content-Type: \(file.hasSuffix(".html") ? "text/html" : "application/xml")")
        }
    }

    /// What a command printed, and its exit status.
    struct Result {
        var output = ""
        var errors = ""
        var status: Int32 = 0
    }

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/dateline-\(UUID().uuidString)"
        let web = Web()
        self.web = web
        proxy = LoopbackServer { web.answer($0) }
        try FileManager.default.createDirectory(atPath: path + "/feeds.d", withIntermediateDirectories: true)
        try write(
            """
            [fetch]
            proxy = "http://127.0.0.1:\(proxy.port)"
            allow-networks = ["127.0.0.0/8"]
            host-spacing = "0s"

            """, to: "dateline.toml")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: name.hasPrefix("/") ? name : path + "/" + name, atomically: true, encoding: .utf8)
    }

    /// - Parameter file: a path, or the name of a fixture.
    func copy(_ file: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.copyItem(atPath: file.hasPrefix("/") ? file : fixtures + "/" + file, toPath: target)
    }

    func publish(_ fixture: String, at address: String) { web.publish(fixture, at: address) }

    /// Moves the clock, which stands still otherwise.
    func setTime(_ text: String) throws {
        guard let date = Date(rfc3339: text) else { throw CocoaError(.formatting) }
        time.withLock { $0 = date }
    }

    /// - Parameter isTerminal: whether the output is one.
    /// - Parameter more: of the environment.
    func run(
        _ arguments: [String], isTerminal: Bool = false, width: Int = 80, input: String = "",
        more: [String: String] = [:]
    ) async -> Result {
        let (output, errors) = (Sink(), Sink())
        let now = time.withLock { $0 }
        let console = Console(
            output: OutputStream(isTerminal: isTerminal, write: output.take),
            errors: OutputStream(isTerminal: false, write: errors.take),
            environment: ["DATELINE_CONFIG": path + "/dateline.toml", "HOME": path].merging(more) { $1 }, zone: .gmt,
            width: width,
            clock: WallClock { now }, input: { Data(input.utf8) })
        let status = await runCommand(arguments, on: console)
        return Result(output: readable(output.text), errors: readable(errors.text), status: status)
    }

    /// Without what is another one in each run.
    func readable(_ text: String) -> String {
        text.replacing(path, with: "$HOME").replacing("127.0.0.1:\(proxy.port)", with: "$PROXY")
            .replacing("\u{1B}", with: "\\e")
    }

    private final class Sink: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
        @Sendable func take(_ more: [UInt8]) -> Int32? {
            bytes.withLock { $0 += more }
            return nil
        }
    }
}

let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures").path

func fixture(_ name: String) throws -> String { try String(contentsOfFile: fixtures + "/" + name, encoding: .utf8) }
