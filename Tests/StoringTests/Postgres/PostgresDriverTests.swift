import Foundation
import Storing
import Testing

@testable import StoringPostgres

@Suite struct PostgresDriverTests {
    private let address: PostgresAddress
    private let connection: PostgresConnection

    init() throws {
        address = try PostgresServer.makeDatabase()
        connection = try PostgresConnection(address, for: .writing)
    }

    private func query(_ sql: String, _ parameters: any PostgresParameter...) throws -> PostgresResult {
        try connection.run(PostgresStatement(sql, parameters))
    }

    @Test func `each type comes back as it was sent`() throws {
        let bytes = Data([0, 255, 7])
        let row = try #require(
            try query(
                "SELECT $1, $2, $3, $4, $5, $6, $7::text AS empty, $8", Int64.min, "Žluťoučký 🐎", true, -0.5, bytes,
                nil as Int64?, "", Data()
            ).first)
        #expect(row[0] == Int64.min)
        #expect(row[1] == "Žluťoučký 🐎")
        #expect(row[2] == true)
        #expect(row[3] == -0.5)
        #expect(row[4] == bytes)
        #expect(row[5] as Int64? == nil)
        #expect(row["empty"] == "")
        #expect(row[7] == Data())
    }

    @Test func `an array is rows, a list to look in, and may be empty or hold nothing`() throws {
        let rows = try query(
            "SELECT * FROM unnest($1, $2) AS t(number, name) ORDER BY 1", [3, 1, 2] as [Int64],
            ["c", nil, ""] as [String?]
        ).rows
        #expect(rows.map { $0["number"] as Int64 } == [1, 2, 3])
        #expect(rows.map { $0["name"] as String? } == [nil, "", "c"])
        #expect(try query("SELECT 5 = ANY($1)", [1, 5] as [Int64]).first?[0] == true)
        #expect(try query("SELECT 5 = ANY($1)", [] as [Int64]).first?[0] == false)
        #expect(try query("SELECT cardinality($1)", [Data(), Data([1])]).first?[0] == 2)
    }

    @Test func `a text with a NUL is held with a mark in its place`() throws {
        #expect(try query("SELECT $1", "a\0b").first?[0] == "a\u{FFFD}b")
    }

    @Test func `many statements are one round trip, made ready once`() throws {
        let begun = connection.roundTrips
        let statements = (0..<300).map { PostgresStatement("SELECT $1 + 1", $0) } + [PostgresStatement("SELECT 'x'")]
        let results = try connection.run(statements)
        #expect(results[..<300].map { $0.first![0] as Int } == Array(1...300))
        #expect(results.last?.first?[0] == "x")
        #expect(try query("SELECT $1 + 1", 9).first?[0] == 10)
        #expect(connection.roundTrips == begun + 2)
        #expect(try query("SELECT count(*) FROM pg_prepared_statements").first?[0] == 3)
    }

    /// Each side has more to send than the socket between them holds.
    @Test func `neither side waits for the other to read`() throws {
        let text = String(repeating: "x", count: 1 << 20)
        let results = try connection.run((0..<4).map { _ in PostgresStatement("SELECT $1", text) })
        #expect(results.allSatisfy { $0.first?[0] == text })
    }

    @Test func `of statements without a transaction all are kept or none, and the connection goes on`() throws {
        _ = try query("CREATE TABLE t (n bigint PRIMARY KEY)")
        let insert = "INSERT INTO t VALUES ($1)"
        let error = #expect(throws: PostgresError.self) {
            try connection.run([1, 2, 1, 3].map { PostgresStatement(insert, $0) })
        }
        guard case .refused("23505", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try query("SELECT count(*) FROM t").first?[0] == 0)
        #expect(try query(insert, 7).affected == 1)
        // What could not be made ready is made ready the next time.
        #expect(throws: PostgresError.self) { try query("SELECT * FROM later") }
        _ = try query("CREATE TABLE later (n bigint)")
        #expect(try query("SELECT * FROM later").isEmpty)
    }

    @Test func `a statement more than a connection remembers is made ready anew`() throws {
        for number in 0..<520 { #expect(try query("SELECT \(number)").count == 1) }
        let known: Int = try #require(try query("SELECT count(*) FROM pg_prepared_statements").first)[0]
        #expect(known < 100)
    }

    @Test func `what waits is sent with the next question, and all of it with the commit`() throws {
        _ = try query("CREATE TABLE t (n bigint)")
        let begun = connection.roundTrips
        let transaction = PostgresTransaction(on: connection, begin: "BEGIN")
        for number in 0..<10 { transaction.later("INSERT INTO t VALUES ($1)", number) }
        #expect(try transaction.run("SELECT count(*) FROM t").first?[0] == 10)
        for number in 0..<10 { transaction.later("INSERT INTO t VALUES ($1)", number) }
        try transaction.commit()
        #expect(connection.roundTrips == begun + 2)
        #expect(try query("SELECT count(*) FROM t").first?[0] == 20)
    }
}
