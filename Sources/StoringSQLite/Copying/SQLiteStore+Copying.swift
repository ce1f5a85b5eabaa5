import Foundation
import GRDB
import Storing

extension SQLiteStore {
    package func readTables<T>(_ body: (any Storing.TableReader) throws -> T) throws -> T {
        do { return try database.read { try body(SQLiteTables(db: $0)) } } catch {
            throw Self.explain(error, path: path)
        }
    }

    package func writeTables<T>(_ body: (any TableWriter) throws -> T) throws -> T {
        do {
            let value = try database.write { db in
                let value = try body(SQLiteTables(db: db))
                // The file of keys belongs to other rows now: the next opening makes it anew.
                try db.execute(sql: "UPDATE item_key_file SET identity = random()")
                return value
            }
            try rebuildSearch()
            return value
        } catch {
            throw Self.explain(error, path: path)
        }
    }
}

/// The tables within a transaction.
private struct SQLiteTables: TableWriter {
    let db: Database
    private static let limit = 500

    func rows(of table: CopiedTable, after key: StoredRow?) throws -> [StoredRow] {
        let keys = table.keys.map(\.name).joined(separator: ", ")
        let places = table.keys.map { _ in "?" }.joined(separator: ", ")
        let sql = """
            SELECT \(table.columns.map(\.name).joined(separator: ", ")) FROM \(table.name)
            \(key == nil ? "" : "WHERE (\(keys)) > (\(places))") ORDER BY \(keys) LIMIT \(Self.limit)
            """
        let arguments = StatementArguments((key ?? []).map(\.databaseValue))
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { row in
            row.databaseValues.map(StoredValue.init)
        }
    }

    func put(_ rows: [StoredRow], into table: CopiedTable) throws {
        let names = table.columns.map(\.name)
        let others = names.dropFirst(table.keyCount).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO \(table.name) (\(names.joined(separator: ", "))) VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
                ON CONFLICT DO \(others.isEmpty ? "NOTHING" : "UPDATE SET \(others)")
                """)
        for row in rows { try statement.execute(arguments: StatementArguments(row.map(\.databaseValue))) }
    }

    func delete(_ keys: [StoredRow], from table: CopiedTable) throws {
        let condition = table.keys.map { "\($0.name) = ?" }.joined(separator: " AND ")
        let statement = try db.cachedStatement(sql: "DELETE FROM \(table.name) WHERE \(condition)")
        for key in keys { try statement.execute(arguments: StatementArguments(key.map(\.databaseValue))) }
    }

    private static let counted = ["events", "feeds", "items", "stories"]

    func facts() throws -> StoreFacts {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT identity, behind_at, behind_from, behind_to, paused_until, pruned_at, pruned_to FROM store
                """)!
        let last = try Self.counted.map { name in
            try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [name]) ?? 0
        }
        return StoreFacts(
            identity: row[0], lastSeq: last[0], lastFeed: last[1], lastItem: last[2], lastStory: last[3],
            behindAt: row[1], behindFrom: row[2], behindTo: row[3], pausedUntil: row[4], prunedAt: row[5],
            prunedTo: row[6])
    }

    func setFacts(_ facts: StoreFacts) throws {
        try db.execute(
            sql: """
                UPDATE store SET identity = ?, behind_at = ?, behind_from = ?, behind_to = ?, paused_until = ?,
                  pruned_at = ?, pruned_to = ?
                """,
            arguments: [
                facts.identity, facts.behindAt, facts.behindFrom, facts.behindTo, facts.pausedUntil, facts.prunedAt,
                facts.prunedTo,
            ])
        let last = [facts.lastSeq, facts.lastFeed, facts.lastItem, facts.lastStory]
        for (name, number) in zip(Self.counted, last) {
            try db.execute(sql: "DELETE FROM sqlite_sequence WHERE name = ?", arguments: [name])
            try db.execute(sql: "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", arguments: [name, number])
        }
    }
}

extension StoredValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes([UInt8](data))
        }
    }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
