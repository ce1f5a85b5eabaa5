import Foundation
import Glibc
import Synchronization

@testable import StoringPostgres

/// A PostgreSQL of this process alone: on a socket in a folder of its own, started by the first test that needs it, and
/// stopped when the process ends, however it does. Its programs are Debian's package postgresql-15; Tests/run.sh gets them.
final class PostgresServer: Sendable {
    static let shared = Result { try PostgresServer() }

    let folder: URL
    private let databases = Atomic(0)
    /// Who started the server waits for this to be closed, as it is when the process ends.
    private let keeper: Pipe

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// A database of the test's own.
    /// - Parameter original: nil makes an empty one. Nobody may be connected to it.
    static func makeDatabase(of original: PostgresAddress? = nil) throws -> PostgresAddress {
        let server = try shared.get()
        let name = "test\(server.databases.add(1, ordering: .relaxed).newValue)"
        let template = original.map { " TEMPLATE " + $0.description.split(separator: "/").last! } ?? ""
        let connection = try PostgresConnection(server.address(of: "postgres"), for: .writing)
        // Its pages are written when they are needed, not copied through the log.
        _ = try connection.run(
            PostgresStatement("CREATE DATABASE \(name)\(template) STRATEGY FILE_COPY", isPrepared: false))
        return try server.address(of: name)
    }

    func address(of database: String, _ options: String = "", password: String? = nil) throws -> PostgresAddress {
        try PostgresAddress("postgresql:///\(database)?user=nobody&host=\(folder.path)\(options)", password: password)
    }

    private init() throws {
        guard let programs = Self.programs else {
            throw Failure(description: "no postgres in /usr/lib/postgresql or on the PATH: Tests/run.sh gets it")
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-postgres-\(getpid())")
        self.folder = folder
        keeper = Pipe()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The server refuses to be root's.
        let user = geteuid() == 0 ? "setpriv --reuid nobody --regid nogroup --clear-groups" : ""
        if geteuid() == 0, let nobody = getpwnam("nobody") {
            chown(folder.path, nobody.pointee.pw_uid, nobody.pointee.pw_gid)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c",
            """
            trap : INT
            cd "$1"
            \(user) "$2/initdb" --pgdata data --username nobody --auth trust --encoding UTF8 --locale C.UTF-8 \\
                --no-sync --no-instructions >log 2>&1 &&
            { \(user) "$2/postgres" -D data -k "$1" -c listen_addresses= -c fsync=off -c full_page_writes=off \\
                -c max_connections=100 -c shared_buffers=32MB -c unix_socket_permissions=0777 >>log 2>&1 </dev/null &
              server=$!
              cat >/dev/null
              kill -INT $server
              wait $server; }
            rm -rf "$1"
            """, "sh", folder.path, programs,
        ]
        process.standardInput = keeper
        try process.run()
        try waitUntilReady(process)
    }

    private func waitUntilReady(_ process: Process) throws {
        var reason = ""
        for _ in 0..<600 where process.isRunning {
            do {
                _ = try PostgresConnection(address(of: "postgres"), for: .writing)
                return
            } catch {
                reason = "\(error)"
                usleep(100_000)
            }
        }
        let log = (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? ""
        throw Failure(description: "postgres does not start: \(reason) \(log.suffix(2000))")
    }

    private static var programs: String? {
        let installed = ((try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []).sorted()
            .reversed().map { "/usr/lib/postgresql/\($0)/bin" }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (installed + path.split(separator: ":").map(String.init)).first { folder in
            ["initdb", "postgres"].allSatisfy { access("\(folder)/\($0)", X_OK) == 0 }
        }
    }
}
