import Foundation
import Storing
import StoringPostgres
import StoringSQLite

extension Configuration {
    /// Takes what one store holds over into another, of either engine.
    /// - Parameter places: paths of files, or addresses of databases; the configured one's with its password.
    /// - Returns: what was done, and whether a daemon worked on the first one when it began.
    /// - Throws: `StoreError`. The other is as it was then.
    package func copyStore(
        from source: String, to target: String, progress: @escaping (_ table: String, _ rows: Int) -> Void
    ) throws -> (summary: StoreCopier.Summary, isRunning: Bool) {
        let (from, to) = (try store(at: source), try store(at: target))
        guard try from.exists() else { throw StoreError.cannotOpen(path: from.place, reason: "there is none") }
        // One that ends while this goes on may have written what the copy has not.
        let isRunning = from.isDaemonRunning() == true
        let copier = StoreCopier(progress: progress)
        let summary: StoreCopier.Summary
        if let database = to.database {
            summary = try copier.copy(
                from.read(),
                to: PostgresStore(url: database.url, password: database.password, agencies: agencies()))
        } else {
            let copy = try SQLiteStore(path: to.path, agencies: agencies(), isDaemon: true)
            summary = try copier.copy(from.read(), to: copy)
            try copy.closeFiles()
        }
        return (summary, isRunning)
    }

    private func store(at place: String) throws -> StoreSettings {
        guard place.hasPrefix("postgresql://") || place.hasPrefix("postgres://") else {
            return StoreSettings(path: absolutePath(place, in: FileManager.default.currentDirectoryPath))
        }
        if let database = store.database, database.url == place { return store }
        try PostgresStore.check(url: place)
        var settings = StoreSettings(path: store.path)
        settings.database = StoreSettings.Database(url: place)
        return settings
    }
}
