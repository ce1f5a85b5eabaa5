import Dispatch
import Foundation
import GRDB
import Glibc
import Storing

extension SQLiteStore {
    /// What SQLite finds, and whether each row names others that are there.
    package func checkRows() throws -> [StoreFinding] {
        try read { db in
            let damage = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
            guard damage.isEmpty else {
                return damage.map { place in
                    StoreFinding(
                        .database, pagesDoNotFit, place: place.replacingOccurrences(of: "\n", with: " "))
                }
            }
            let rows = try Row.fetchAll(db, sql: "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1")
            return rows.map { row in
                let (table, count): (String, Int) = (row[0], row[1])
                return StoreFinding(.references, "\(count) rows of \(table) name what is not there")
            }
        }
    }

    /// Whether the search index says what the texts say. SQLite has this done by a writer, for whom others wait.
    /// - Parameter patience: for how long at most; nil as long as it takes.
    /// - Returns: what is wrong; nil where that time was too short.
    package static func checkSearch(of path: String, patience: Duration?) throws -> [StoreFinding]? {
        do {
            let pool = try openPool(path, .readWrite, StoreOpening())
            defer { try? pool.close() }
            if let patience {
                DispatchQueue.global().asyncAfter(deadline: .now() + patience / .seconds(1)) { pool.interrupt() }
            }
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    try db.execute(sql: "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
                    try db.execute(sql: "INSERT INTO search_unspaced (search_unspaced) VALUES ('integrity-check')")
                    return .rollback
                }
            }
            return []
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            return nil
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return [StoreFinding(.search, "the search index does not say what the texts say", isRepairable: true)]
        } catch {
            throw explain(error, path: path)
        }
    }

    /// Whether the file of keys is the store's, and as it was written.
    package func checkKeys() throws -> [StoreFinding] {
        func finding(_ what: String) -> [StoreFinding] {
            [StoreFinding(.keys, "the index \(path)-keys \(what)", isRepairable: true)]
        }
        do {
            var tries = 0
            while true {
                let state = try read { db in try StoredKeys(db: db).keyFileState() }
                var table = KeyTable(file: try RandomAccessFile(reading: path + "-keys"))
                try table.open()
                let header = table.header
                let isCurrent = [header.generation, header.previous].contains(state.generation)
                guard header.identity == state.identity, isCurrent || tries < 5 else {
                    return finding("is another store's, or behind it")
                }
                tries += 1
                // A writer has come between the two looks.
                guard isCurrent else { continue }
                try table.check()
                return []
            }
        } catch is KeyFileDamage {
            return finding("is damaged")
        } catch FileRefusal.system(_, ENOENT) {
            return try lastSeq() == 0 ? [] : finding("is missing")
        } catch {
            throw Self.explain(error, path: path)
        }
    }

    /// Takes away the file of keys, which is made anew when the store is opened.
    package static func removeKeys(of path: String) throws {
        guard try isOwnFile(path + "-keys") else { return }
        guard unsafe unlink(path + "-keys") == 0 else {
            throw explain(FileRefusal.system(path: path + "-keys", code: errno), path: path)
        }
    }

    package func indexTexts() -> Bool { false }

    package func rebuildSearch() throws {
        try write { db in
            try db.execute(sql: "INSERT INTO search (search) VALUES ('rebuild')")
            try emptyUnspaced(db)
        }
    }
}
