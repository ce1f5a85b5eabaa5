import Foundation
import Storing
import Synchronization
import Testing

@testable import StoringPostgres

@Suite struct PostgresPoolTests {
    private let address: PostgresAddress
    private let pool: PostgresPool

    init() throws {
        address = try PostgresServer.makeDatabase()
        pool = PostgresPool(address)
        try pool.write { _ = try $0.run("CREATE TABLE t (n bigint PRIMARY KEY)") }
    }

    private func count(_ pool: PostgresPool? = nil) throws -> Int64? {
        try (pool ?? self.pool).read { try $0.run("SELECT count(*) FROM t").first?[0] }
    }

    /// Ends all other connections to the database, as a server does that is started anew.
    private func cutConnections() throws {
        _ = try PostgresConnection(address, for: .writing).run(
            PostgresStatement(
                """
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """))
    }

    @Test func `a transaction is kept whole or not at all`() throws {
        struct Failure: Error {}
        try pool.write { _ = try $0.run("INSERT INTO t VALUES (1)") }
        #expect(throws: Failure.self) {
            try pool.write { transaction in
                _ = try transaction.run("INSERT INTO t VALUES (2)")
                transaction.later("INSERT INTO t VALUES (3)")
                throw Failure()
            }
        }
        #expect(throws: PostgresError.self) {
            try pool.write { transaction in
                transaction.later("INSERT INTO t VALUES (4)")
                transaction.later("INSERT INTO t VALUES (1)")
            }
        }
        // Whoever goes on after a failure keeps nothing either.
        #expect(throws: PostgresError.self) {
            try pool.write { transaction in
                transaction.later("INSERT INTO t VALUES (5)")
                _ = try? transaction.run("SELECT no_such_column")
            }
        }
        #expect(try count() == 1)
    }

    @Test func `a snapshot does not see what comes meanwhile, and cannot write`() throws {
        try pool.read { reader in
            #expect(try reader.run("SELECT count(*) FROM t").first?[0] == 0)
            try pool.write { _ = try $0.run("INSERT INTO t VALUES (1)") }
            #expect(try reader.run("SELECT count(*) FROM t").first?[0] == 0)
        }
        #expect(try count() == 1)
        #expect(throws: PostgresError.self) { try pool.read { _ = try $0.run("INSERT INTO t VALUES (2)") } }
    }

    @Test func `a connection that the server has left at rest is made anew`() throws {
        try pool.write { _ = try $0.run("INSERT INTO t VALUES (1)") }
        #expect(try count() == 1)
        try cutConnections()
        #expect(try count() == 1)
        try pool.write { _ = try $0.run("INSERT INTO t VALUES (2)") }
        #expect(try count() == 2)
    }

    @Test func `a connection that breaks within a transaction takes it along, and the next one goes well`() throws {
        let error = #expect(throws: PostgresError.self) {
            try pool.write { transaction in
                _ = try transaction.run("INSERT INTO t VALUES (1)")
                try cutConnections()
                _ = try transaction.run("INSERT INTO t VALUES (2)")
            }
        }
        #expect(error?.isAboutConnection == true)
        if case .unreachable = error?.inWords("x") {} else { Issue.record("\(String(describing: error))") }
        #expect(try count() == 0)
        try pool.write { _ = try $0.run("INSERT INTO t VALUES (3)") }
        #expect(try count() == 1)
    }

    @Test func `of two that wait for each other one is begun anew`() throws {
        try pool.write { _ = try $0.run("INSERT INTO t VALUES (1), (2)") }
        let other = PostgresPool(address)
        let begun = Mutex((0, 0))
        // Each has one row and wants the other's.
        let both = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
        let results = Mutex<[Result<Void, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { place in
            let result = Result {
                try [pool, other][place].write { transaction in
                    let isFirst = begun.withLock { counts in
                        defer { if place == 0 { counts.0 += 1 } else { counts.1 += 1 } }
                        return (place == 0 ? counts.0 : counts.1) == 0
                    }
                    _ = try transaction.run("UPDATE t SET n = n WHERE n = $1", place + 1)
                    if isFirst {
                        both[1 - place].signal()
                        _ = both[place].wait(timeout: .now() + 10)
                    }
                    _ = try transaction.run("UPDATE t SET n = n WHERE n = $1", 2 - place)
                }
            }
            results.withLock { $0.append(result) }
        }
        #expect(results.withLock { $0 }.allSatisfy { (try? $0.get()) != nil })
        #expect(begun.withLock { $0.0 + $0.1 } >= 3)
    }

    @Test func `waiting takes no thread of tasks`() async throws {
        // As many as would fill all of Swift's own, and one that ends them.
        let pool = PostgresPool(address, readers: 80)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await pool.read { transaction in
                        var isThere = false
                        while !isThere {
                            isThere = try self.count() == 1
                            usleep(10_000)
                        }
                        _ = try transaction.run("SELECT 1")
                    }
                }
            }
            group.addTask { try await pool.write { _ = try $0.run("INSERT INTO t VALUES (1)") } }
            try await group.waitForAll()
        }
    }

    @Test func `who may not come in is told why, without the password`() throws {
        let server = try PostgresServer.shared.get()
        func reason(_ address: PostgresAddress) -> String {
            do {
                _ = try PostgresConnection(address, for: .writing)
                return "none"
            } catch {
                return "\((error as? PostgresError)?.inWords("\(address)") ?? .stopped)"
            }
        }
        #expect(try reason(server.address(of: "nowhere")).contains("database \"nowhere\" does not exist"))
        let gone = try PostgresAddress("postgresql://someone:hunter2@127.0.0.1:1/x?connect_timeout=2")
        #expect(reason(gone).contains("postgresql://127.0.0.1:1/x"))
        #expect(!reason(gone).contains("hunter2") && !"\(gone)".contains("hunter2"))
        let error = #expect(throws: StoreError.self) { try PostgresAddress("postgresql://a:hunter2@h/x?no=1") }
        #expect(!"\(error!)".contains("hunter2"))
    }

    @Test func `of several hosts the one that answers is taken`() throws {
        let server = try PostgresServer.shared.get()
        let both = try PostgresAddress(
            "postgresql:///postgres?user=nobody&host=/nowhere,\(server.folder.path)&target_session_attrs=read-write")
        _ = try PostgresConnection(both, for: .writing)
        // A standby would only answer who reads.
        _ = try pool.write { try $0.run("ALTER DATABASE \(try name()) SET default_transaction_read_only = on") }
        #expect(throws: PostgresError.self) { try PostgresConnection(address, for: .writing) }
        #expect(try PostgresConnection(address, for: .reading).run(PostgresStatement("SELECT 1")).first?[0] == 1)
    }

    private func name() throws -> String {
        try pool.read { try $0.run("SELECT current_database()::text").first![0] }
    }
}
