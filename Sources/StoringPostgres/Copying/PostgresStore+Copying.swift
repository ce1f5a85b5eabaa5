import Comparing
import Foundation
import Storing

extension PostgresStore {
    package func readTables<T>(_ body: (any TableReader) throws -> T) throws -> T {
        try read { try body(PostgresTables(transaction: $0)) }
    }

    package func writeTables<T>(_ body: (any TableWriter) throws -> T) throws -> T {
        // Nobody gives numbers or claims feeds meanwhile. It may take long.
        try write { transaction in
            transaction.later("SELECT FROM counters FOR UPDATE")
            transaction.later("SELECT FROM claim_turn FOR UPDATE")
            let tables = PostgresTables(transaction: transaction)
            guard
                try transaction.run("SELECT 1 FROM workers WHERE lost_at IS NULL AND lease_until > \(WorkerLease.now)")
                    .isEmpty
            else { throw StoreError.refused("a worker is using the store \(path): stop it first") }
            let value = try body(tables)
            try tables.makeKeys()
            return value
        }
    }
}

/// The tables within a transaction.
private final class PostgresTables: TableWriter {
    private let transaction: PostgresTransaction
    /// Whose names may be others than before; nil for all.
    private var renamed: Set<Int64>? = []
    private static let limit = 500
    /// Of more than these the index is made anew as a whole.
    private static let mostRenamed = 100_000

    init(transaction: PostgresTransaction) { self.transaction = transaction }

    func rows(of table: CopiedTable, after key: StoredRow?) throws -> [StoredRow] {
        let keys = table.keys.map { $0.name + ($0.kind == .text ? " COLLATE \"C\"" : "") }.joined(separator: ", ")
        let places = table.keys.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let sql = """
            SELECT \(table.columns.map(\.name).joined(separator: ", ")) FROM \(table.name)
            \(key == nil ? "" : "WHERE (\(keys)) > (\(places))") ORDER BY \(keys) LIMIT \(Self.limit)
            """
        return try transaction.run(PostgresStatement(sql, (key ?? []).map(\.parameter))).rows.map { row in
            table.columns.enumerated().map { StoredValue(row, $0.offset, $0.element.kind) }
        }
    }

    func put(_ rows: [StoredRow], into table: CopiedTable) throws {
        let names = table.columns.map(\.name)
        let keys = names.prefix(table.keyCount).joined(separator: ", ")
        let others = names.dropFirst(table.keyCount).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let arrays = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let sql = """
            INSERT INTO \(table.name) (\(names.joined(separator: ", "))) SELECT * FROM unnest(\(arrays))
            ON CONFLICT (\(keys)) DO \(others.isEmpty ? "NOTHING" : "UPDATE SET \(others)")
            """
        let columns = table.columns.enumerated().map { place, column in
            StoredValue.array(rows.map { $0[place] }, of: column.kind)
        }
        _ = try transaction.run(PostgresStatement(sql, columns))
        noteRenamed(rows, table)
    }

    private func noteRenamed(_ rows: [StoredRow], _ table: CopiedTable) {
        guard table.name == "items" || table.name == "story_items" else { return }
        renamed?.formUnion(rows.compactMap(\.first?.integer))
        if renamed?.count ?? 0 > Self.mostRenamed { renamed = nil }
    }

    func delete(_ keys: [StoredRow], from table: CopiedTable) throws {
        let arrays = table.keys.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let sql = """
            DELETE FROM \(table.name) WHERE (\(table.keys.map(\.name).joined(separator: ", ")))
              IN (SELECT * FROM unnest(\(arrays)))
            """
        let columns = table.keys.enumerated().map { place, column in
            StoredValue.array(keys.map { $0[place] }, of: column.kind)
        }
        transaction.later(PostgresStatement(sql, columns))
        noteRenamed(keys, table)
    }

    func facts() throws -> StoreFacts {
        let results = try transaction.run([
            PostgresStatement("SELECT event, feed, item, story FROM counters"),
            PostgresStatement(
                "SELECT identity, behind_at, behind_from, behind_to, paused_until, pruned_at, pruned_to FROM store"),
        ])
        let (last, row) = (results[0].first!, results[1].first!)
        return StoreFacts(
            identity: row[0], lastSeq: last[0], lastFeed: last[1], lastItem: last[2], lastStory: last[3],
            behindAt: row[1], behindFrom: row[2], behindTo: row[3], pausedUntil: row[4], prunedAt: row[5],
            prunedTo: row[6])
    }

    func setFacts(_ facts: StoreFacts) throws {
        transaction.later(
            """
            UPDATE store SET identity = $1, behind_at = $2, behind_from = $3, behind_to = $4, paused_until = $5,
              pruned_at = $6, pruned_to = $7
            """,
            facts.identity, facts.behindAt, facts.behindFrom, facts.behindTo, facts.pausedUntil, facts.prunedAt,
            facts.prunedTo)
        transaction.later(
            """
            UPDATE counters SET event = $1, feed = $2, item = $3, story = $4,
              text = (SELECT coalesce(max(id), 0) FROM texts), site = (SELECT coalesce(max(id), 0) FROM sites)
            """, facts.lastSeq, facts.lastFeed, facts.lastItem, facts.lastStory)
        // As its state has it.
        transaction.later(
            """
            UPDATE feeds SET last_check = (extract(epoch FROM (state::json ->> 'last_check')::timestamptz) * 1000)::bigint
            """)
    }

    /// Brings the index by which items are found up to date.
    func makeKeys() throws {
        guard let renamed else {
            transaction.later("DELETE FROM item_keys")
            var last: Int64 = 0
            while true {
                let rows = try transaction.run(Self.names + " WHERE items.id > $1 ORDER BY items.id LIMIT 1000", last)
                    .rows
                guard let end = rows.last else { return }
                last = end["id"]
                try insertKeys(rows)
            }
        }
        guard !renamed.isEmpty else { return }
        let items = renamed.sorted()
        transaction.later("DELETE FROM item_keys WHERE item = ANY($1)", items)
        for start in stride(from: 0, to: items.count, by: 1000) {
            let some = Array(items[start..<min(start + 1000, items.count)])
            try insertKeys(transaction.run(Self.names + " WHERE items.id = ANY($1)", some).rows)
        }
    }

    private static let names = """
        SELECT items.id AS id, feed, guid, link, title_hash, text_hash, fingerprint, source, former_names, keys
        FROM items LEFT JOIN story_items ON story_items.item = items.id
        """

    private func insertKeys(_ rows: [PostgresRow]) throws {
        var (keys, items): ([Int64], [Int64]) = ([], [])
        for row in rows {
            let names = IdentityKeys(
                guid: row["guid"], link: row["link"], titleHash: row["title_hash"], textHash: row["text_hash"],
                fingerprint: row["fingerprint"], source: row["source"]
            ).names(in: row["feed"])
            let held: [Data?] = [row["former_names"], row["keys"]]
            let all = held.compactMap(\.self).reduce(names) { $0 + [ItemKey](bytes: $1) }
            keys += all.map(\.rawValue)
            items += all.map { _ in row["id"] as Int64 }
        }
        transaction.later("INSERT INTO item_keys (key, item) SELECT * FROM unnest($1, $2)", keys, items)
    }
}

extension StoredValue {
    fileprivate init(_ row: PostgresRow, _ column: Int, _ kind: CopiedTable.Kind) {
        switch kind {
        case .integer: self = (row[column] as Int64?).map(StoredValue.integer) ?? .null
        case .flag: self = (row[column] as Bool?).map { .integer($0 ? 1 : 0) } ?? .null
        case .real: self = (row[column] as Double?).map(StoredValue.real) ?? .null
        case .text: self = (row[column] as String?).map(StoredValue.text) ?? .null
        case .bytes: self = (row[column] as Data?).map { .bytes([UInt8]($0)) } ?? .null
        }
    }

    fileprivate var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    private var text: String? { if case .text(let text) = self { text } else { nil } }

    fileprivate var parameter: any PostgresParameter { integer ?? text ?? "" }

    fileprivate static func array(_ values: [StoredValue], of kind: CopiedTable.Kind) -> any PostgresParameter {
        switch kind {
        case .integer: values.map(\.integer)
        case .flag: values.map { $0.integer.map { $0 != 0 } }
        case .text: values.map(\.text)
        // A whole number is one to SQLite, whatever the column is for.
        case .real:
            values.map { value -> Double? in
                if case .real(let number) = value { number } else { value.integer.map(Double.init) }
            }
        case .bytes:
            values.map { value -> Data? in if case .bytes(let bytes) = value { Data(bytes) } else { nil } }
        }
    }
}
