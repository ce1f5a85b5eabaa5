/// Makes one store like another: the same rows under the same numbers, so that whoever reads by `seq` notices nothing.
///
/// What the other has already is left, so a copy can be made while a daemon works, and be completed when that has ended.
package struct StoreCopier {
    /// What was done.
    package struct Summary: Equatable, Sendable {
        package var written = 0
        package var deleted = 0
        /// The last number that the copy has.
        package var lastSeq: Int64 = 0
    }

    private let progress: (_ table: String, _ rows: Int) -> Void

    /// - Parameter progress: is told how many rows of a table were read.
    package init(progress: @escaping (_ table: String, _ rows: Int) -> Void = { _, _ in }) { self.progress = progress }

    /// - Throws: `StoreError.refused` where the other holds another store; else what the stores throw. The other is as it was
    ///   then.
    package func copy(_ source: any CopyableStore, to target: any CopyableStore) throws -> Summary {
        try source.readTables { reader in
            try target.writeTables { writer in
                let (facts, held) = (try reader.facts(), try writer.facts())
                guard held.isUnused || held.identity == facts.identity else {
                    throw StoreError.refused(
                        "the store \(target.path) holds something already, and is no copy of \(source.path): name an empty one"
                    )
                }
                guard held.lastSeq <= facts.lastSeq else {
                    throw StoreError.refused(
                        "the store \(target.path) has gone on since it was copied: its last number is \(held.lastSeq), that of "
                            + "\(source.path) is \(facts.lastSeq); copy it the other way")
                }
                var summary = Summary(lastSeq: facts.lastSeq)
                var surplus: [(table: CopiedTable, keys: [StoredRow])] = []
                for table in CopiedTable.all {
                    let keys = try update(table, from: reader, to: writer, &summary)
                    surplus.append((table, keys))
                }
                // What refers to a row goes before it.
                for (table, keys) in surplus.reversed() where !keys.isEmpty {
                    for start in stride(from: 0, to: keys.count, by: 1000) {
                        try writer.delete(Array(keys[start..<min(start + 1000, keys.count)]), from: table)
                    }
                    summary.deleted += keys.count
                }
                try writer.setFacts(facts)
                return summary
            }
        }
    }

    /// Both in the order of their keys, side by side.
    /// - Returns: the keys that the source has not.
    private func update(
        _ table: CopiedTable, from reader: any TableReader, to writer: any TableWriter, _ summary: inout Summary
    ) throws -> [StoredRow] {
        var surplus: [StoredRow] = []
        var (wanted, held) = (RowStream(table, reader), RowStream(table, writer))
        var (changed, size, count): ([StoredRow], Int, Int) = ([], 0, 0)
        func write() throws {
            guard !changed.isEmpty else { return }
            try writer.put(changed, into: table)
            (changed, size) = ([], 0)
        }
        while true {
            let (row, other) = (try wanted.first(), try held.first())
            guard row != nil || other != nil else { break }
            let (key, otherKey) = (row.map(table.key), other.map(table.key))
            if let otherKey, key.map({ otherKey.isBefore($0) }) ?? true {
                surplus.append(otherKey)
                held.removeFirst()
                continue
            }
            guard let row else { break }
            wanted.removeFirst()
            count += 1
            if count % 1000 == 0 { progress(table.name, count) }
            if let other, key == otherKey {
                held.removeFirst()
                if row.prefix(table.comparedCount) == other.prefix(table.comparedCount) { continue }
            }
            changed.append(row)
            summary.written += 1
            size += row.reduce(0) { $0 + $1.size }
            if changed.count == 1000 || size > 4 << 20 { try write() }
        }
        try write()
        return surplus
    }
}

extension CopiedTable {
    fileprivate func key(_ row: StoredRow) -> StoredRow { Array(row.prefix(keyCount)) }
}

/// The rows of a table, one after the other.
private struct RowStream {
    private let table: CopiedTable
    private let reader: any TableReader
    private var rows: ArraySlice<StoredRow> = []
    private var last: StoredRow?
    private var isAtEnd = false

    init(_ table: CopiedTable, _ reader: any TableReader) { (self.table, self.reader) = (table, reader) }

    mutating func first() throws -> StoredRow? {
        if rows.isEmpty, !isAtEnd {
            rows = try reader.rows(of: table, after: last)[...]
            isAtEnd = rows.isEmpty
            last = rows.last.map(table.key) ?? last
        }
        return rows.first
    }

    mutating func removeFirst() { rows.removeFirst() }
}
