import Foundation
import GRDB
import GRDBSQLite
import Glibc
import Storing

extension SQLiteStore {
    /// Looks at the files that SQLite will open, and makes the store's own where there is none, so that it gets its
    /// folder's owner. SQLite gives the others that owner too.
    /// - Throws: `FileRefusal`.
    static func prepareFiles(_ path: String) throws {
        // Without opening what is there: closing it again would give back the locks of SQLite in this process.
        if try !isOwnFile(path) {
            close(try OwnFile(path, O_RDWR | O_CREAT).descriptor)
            synchronizeFolder(parentFolder(path))
        }
        for other in ["-wal", "-shm", "-journal"] { _ = try isOwnFile(path + other) }
    }

    /// A pipe or a device would be waited for.
    static func checkForReading(_ path: String) throws {
        for file in [path, path + "-wal", path + "-shm"] {
            var status = stat()
            guard unsafe stat(file, &status) == 0 else { continue }
            guard status.st_mode & S_IFMT == S_IFREG else { throw FileRefusal.notAFile(path: file) }
        }
    }

    /// Brings to the disk what a process has left in the write-ahead log that was killed over its commit. SQLite reads all
    /// commits that stand there whole, also those that were written and not synced: their numbers would be told, and a power
    /// cut could give them to other events.
    private static func synchronizeLeftOver(_ path: String, _ access: Access) throws {
        let file = unsafe open(path + "-wal", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return }
        defer { close(file) }
        // A disk that fails is told of by who writes.
        guard fsync(file) == 0 || access == .readOnly else {
            throw FileRefusal.system(path: path + "-wal", code: errno)
        }
    }

    /// A pool that waits for the disk in each commit, and leaves a store that others can read when it is closed.
    static func openPool(_ path: String, _ access: Access, _ opening: StoreOpening) throws -> DatabasePool {
        try synchronizeLeftOver(path, access)
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        // Some twenty seconds; who is asked to stop waits no longer.
        configuration.busyMode = .callback { tries in
            usleep(tries < 20 ? 1000 : 20_000)
            return tries < 1000 && !opening.isStopped
        }
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            // Of a store that is made now: what is pruned is given back. (An older one has to be made anew for that.)
            if access == .readWrite, !db.configuration.readonly, isEmpty(path) {
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            }
            // FULL: a commit survives the plug being pulled. With NORMAL the log could be ahead of the store, and
            // numbers that readers have seen would be given a second time.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // A page that many commits have changed is written into place once for all of them.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            // Those that read beside the writer read the same pages hardly ever twice.
            let isBesideWriter = access == .readWrite && db.configuration.readonly
            // A command that looks for something touches many pages once, and ends.
            let cache = isBesideWriter ? -4000 : access == .readOnly ? -64000 : -16000
            try db.execute(sql: "PRAGMA cache_size = \(cache)")
            // Debian's SQLite fills what was freed with zeros, page by page: the search index frees as much as it writes.
            try db.execute(sql: "PRAGMA secure_delete = OFF")
            keepFilesAtClose(db)
            stopWhenAsked(db, opening)
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        if access == .readWrite {
            // The pool has set its writer to NORMAL when it turned on the log of SQLite.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        }
        return pool
    }

    private static func isEmpty(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_size == 0
    }

    /// `-wal` and `-shm` stay, emptied: who may read the store but not write into its folder cannot make them.
    private static func keepFilesAtClose(_ db: Database) {
        var isKept: Int32 = 1
        unsafe _ = sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &isKept)
    }

    /// SQLite asks now and then while a statement runs. The pool's connections keep `opening` as long as they live.
    private static func stopWhenAsked(_ db: Database, _ opening: StoreOpening) {
        let context = unsafe Unmanaged.passUnretained(opening).toOpaque()
        unsafe sqlite3_progress_handler(
            db.sqliteConnection, 10_000,
            { context in
                guard let context = unsafe context else { return 0 }
                return unsafe Unmanaged<StoreOpening>.fromOpaque(context).takeUnretainedValue().isStopped ? 1 : 0
            }, context)
    }

    /// The path for reading a store whose folder we may not write and in which nobody has left the files that reading
    /// needs: as it is, which is safe while nothing writes to it. Nil where SQLite can do as usual.
    static func pathOfResting(_ path: String) -> String? {
        guard unsafe access(parentFolder(path), W_OK) != 0 else { return nil }
        var status = stat()
        if unsafe stat(path + "-wal", &status) == 0, status.st_size > 0 { return nil }
        if unsafe stat(path + "-wal", &status) == 0, unsafe stat(path + "-shm", &status) == 0 { return nil }
        return immutableLocation(path)
    }

    /// Brings the schema up to date, one step after the other.
    static func migrate(
        _ pool: DatabasePool, _ migrator: DatabaseMigrator, _ opening: StoreOpening, announce: (String) -> Void
    ) throws {
        let done = try pool.read { try migrator.appliedIdentifiers($0) }
        let steps = migrator.migrations.filter { !done.contains($0) }
        guard !steps.isEmpty else { return }
        // One without a feed was begun, and its disk was full.
        let isOlder =
            try !done.isEmpty && pool.read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM feeds)")! }
        if isOlder { announce("the store is of an older version and is brought up to date, which may take minutes") }
        for (index, step) in steps.enumerated() {
            try opening.begin("the store is brought up to date: step \(index + 1) of \(steps.count)")
            try migrator.migrate(pool, upTo: step)
        }
        try opening.begin(nil)
    }
}
