import FeedModel
import Storing
import StoringPostgres
import TOMLKit

/// The `[store]` table.
package struct StoreSettings: Sendable, Equatable {
    /// The file of the store. What is this machine's alone lies beside it, wherever the store is: what followers have
    /// handed over, which feeds are being read.
    package var path = ""
    /// The database that is the store, in place of the file.
    package var database: Database?

    package init(path: String = "") { self.path = path }

    /// A PostgreSQL database, which machines may share.
    package struct Database: Sendable, Equatable {
        /// As libpq has it: `postgresql://user@host,other/database?sslmode=verify-full`, without a password.
        package var url: String
        /// Nil leaves it to `~/.pgpass` and the environment.
        package var password: String?
        /// Items are found by their words.
        package var isSearched = true
        /// For how long a worker may be silent before others check what it had claimed.
        package var lease = PostgresStore.standardLease

        package init(url: String) { self.url = url }
    }

    /// Where the store is, for a person.
    package var place: String { database?.url ?? path }
}

extension TableReader {
    mutating func readStore(into store: inout StoreSettings, _ paths: Paths) {
        readPath("path", into: &store.path, paths)
        var url: String?
        read("url", into: &url) { text in
            do throws(StoreError) {
                try PostgresStore.check(url: text)
                return .value(text)
            } catch {
                return .wrong("is no address of a database: \(error.reason)")
            }
        }
        var database = StoreSettings.Database(url: url ?? "")
        database.password = readSecret("password", paths)
        read("search", into: &database.isSearched)
        read("lease", into: &database.lease, .seconds(1) ... .seconds(3600))
        if url != nil {
            store.database = database
        } else if table["url"] == nil {
            for key in ["password-file", "password-credential", "search", "lease"] where table[key] != nil {
                fail(key, "is of a store in PostgreSQL, and there is no url")
            }
        }
    }
}
