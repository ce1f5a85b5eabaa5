import Storing

/// Brings a database's schema up to date.
struct SchemaUpdate {
    let path: String
    let migrations: [Migration]

    init(path: String, migrations: [Migration] = Schema.migrations) {
        (self.path, self.migrations) = (path, migrations)
    }

    /// Takes the steps that have not been taken, all in one transaction. Of workers that start at once the first does so;
    /// the others wait for it and find it done.
    /// - Throws: `StoreError.newerVersion` where a step is none of ours; `PostgresError`.
    func run(on connection: PostgresConnection) throws {
        guard try !isDone(on: connection) else { return }
        try prepare(connection)
        // Others may be at it for as long as it takes.
        let patience = connection.patience
        connection.patience = nil
        defer { connection.patience = patience }
        let transaction = PostgresTransaction(on: connection, begin: "BEGIN")
        do {
            transaction.later("SET LOCAL lock_timeout = 0")
            // No lock of a table, nor an advisory one: engines that speak PostgreSQL's protocol do not all have them.
            transaction.later("SELECT name FROM migrations WHERE name = '' FOR UPDATE")
            let taken = try names(transaction.run("SELECT name FROM migrations WHERE name <> ''"))
            for migration in migrations where !taken.contains(migration.name) {
                for sql in migration.statements { transaction.later(PostgresStatement(sql, isPrepared: false)) }
                transaction.later("INSERT INTO migrations (name) VALUES ($1)", migration.name)
            }
            try transaction.commit()
        } catch {
            transaction.rollBack()
            throw error
        }
    }

    /// Whether all steps have been taken.
    func isDone(on connection: PostgresConnection) throws -> Bool {
        do {
            let taken = try names(connection.run(PostgresStatement("SELECT name FROM migrations WHERE name <> ''")))
            return migrations.allSatisfy { taken.contains($0.name) }
        } catch PostgresError.refused("42P01", _) {
            return false
        }
    }

    /// Counts what a newer version has done.
    static let unknownSteps = PostgresStatement(
        "SELECT count(*) FROM migrations WHERE name <> '' AND name <> ALL($1)", [Schema.migrations.map(\.name)])

    private func names(_ result: PostgresResult) throws -> Set<String> {
        let names = Set(result.rows.map { $0[0] as String })
        guard names.isSubset(of: migrations.map(\.name)) else { throw StoreError.newerVersion(path: path) }
        return names
    }

    /// Makes the table of the steps, with a row to lock.
    private func prepare(_ connection: PostgresConnection) throws {
        do {
            _ = try connection.run([
                PostgresStatement(
                    """
                    CREATE TABLE IF NOT EXISTS migrations (
                      name text PRIMARY KEY,
                      at timestamptz NOT NULL DEFAULT now()
                    )
                    """, isPrepared: false)
            ])
        } catch PostgresError.refused("23505", _), PostgresError.refused("42P07", _), PostgresError.refused("42710", _)
        {
            // Another has just made it.
        }
        _ = try connection.run(
            PostgresStatement("INSERT INTO migrations (name) VALUES ('') ON CONFLICT DO NOTHING", isPrepared: false))
    }
}
