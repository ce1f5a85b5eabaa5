import Foundation
import GRDB
import Glibc
import Storing

/// A backup or another store that nobody uses, looked at without changing it.
package struct RestingStore {
    package let summary: BackupSummary
    let database: DatabaseQueue

    /// - Throws: `BackupError`, where it is none.
    package init(_ path: String) throws {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw errno == ENOENT ? BackupError.missing(path: path) : FileRefusal.system(path: path, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { throw BackupError.notAStore(path: path) }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            database = try DatabaseQueue(path: Self.location(path), configuration: configuration)
            let last = try database.read { db -> (Int64, Int64?) in
                for table in ["grdb_migrations", "feeds", "items", "events"] where try !db.tableExists(table) {
                    throw BackupError.notAStore(path: path)
                }
                guard try !Schema.migrator.hasBeenSuperseded(db) else { throw BackupError.newerVersion(path: path) }
                let row = try Row.fetchOne(db, sql: "SELECT seq, at FROM events ORDER BY seq DESC LIMIT 1")
                return (row?[0] ?? 0, row?[1])
            }
            summary = BackupSummary(
                path: path, lastSeq: last.0, lastEvent: last.1.map(Date.init(milliseconds:)), size: status.st_size)
        } catch let error as DatabaseError {
            throw Self.explain(error, path)
        }
    }

    /// As it lies there, where SQLite has nothing to bring into it.
    private static func location(_ path: String) -> String {
        var status = stat()
        if unsafe stat(path + "-wal", &status) == 0, status.st_size > 0 { return path }
        return immutableLocation(path) ?? path
    }

    static func explain(_ error: DatabaseError, _ path: String) -> any Error {
        switch error.resultCode {
        case .SQLITE_NOTADB: BackupError.notAStore(path: path)
        case .SQLITE_CORRUPT: BackupError.damaged(path: path, reason: error.inWords)
        case .SQLITE_FULL: BackupError.full(path: path)
        default: StoreError.cannotOpen(path: path, reason: error.inWords)
        }
    }
}

/// A URI by which SQLite reads the file as one that nobody changes.
/// - Parameter path: absolute, or relative to the working directory: the first name of that would be an authority behind
///   `file://` (SQLite, "URI filenames", 3.1).
func immutableLocation(_ path: String) -> String? {
    URL(fileURLWithPath: path).path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed).map {
        "file://\($0)?immutable=1"
    }
}

/// Copies a store as it is at one moment into the empty file at `copy`, as one file without companions.
///
/// The reader keeps its moment while others write, and nobody waits for it.
/// - Parameter descriptor: of the copy. What was written is brought to the disk little by little, so that others who
///   wait for the disk do not wait for all of it.
func copyStore(
    _ store: any DatabaseReader, to copy: String, descriptor: Int32, progress: @escaping (Double) -> Void = { _ in }
) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { db in
        // There is nothing to go back to: a copy that is not finished is thrown away.
        try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    do {
        let pages = 500
        var steps = 0
        let copying = try DatabaseQueue(path: copy, configuration: configuration)
        try store.backup(to: copying, pagesPerStep: CInt(pages)) { state in
            progress(Double(state.completedPageCount) / Double(max(1, state.totalPageCount)))
            steps += 1
            if steps % 8 == 0 { fdatasync(descriptor) }
        }
        try copying.close()
        // What it has of SQLite's log is in it by then.
        let single = try DatabaseQueue(path: copy)
        try single.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = OFF")
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
        }
        try single.close()
    } catch let error as DatabaseError {
        throw RestingStore.explain(error, copy)
    }
    guard fsync(descriptor) == 0 else { throw FileRefusal.system(path: copy, code: errno) }
}

/// - Throws: `BackupError.damaged` where SQLite finds fault with the file.
func checkCopy(_ path: String, pragma: String) throws {
    do {
        let database = try DatabaseQueue(path: path)
        let found = try database.read { db in try String.fetchAll(db, sql: "PRAGMA \(pragma)(1)") }
        try database.close()
        guard found == ["ok"] else { throw BackupError.damaged(path: path, reason: pagesDoNotFit) }
    } catch let error as DatabaseError {
        throw RestingStore.explain(error, path)
    }
}
