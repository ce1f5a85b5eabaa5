import Storing

/// The table of what is being checked, in SQL.
enum Claims {
    enum Kind: String {
        case feed = "NOT is_page"
        case page = "is_page"

        fileprivate var name: String { self == .feed ? "feeds.id" : "pages.item" }
    }

    /// Whether nobody is checking a row of `feeds` or `pages`.
    static func isFree(_ kind: Kind) -> String {
        // Hashed, however few claims the planner expects.
        "\(kind.name) NOT IN (SELECT id FROM claims WHERE \(kind.rawValue))"
    }

    /// Takes claims away, and gives their `id` and `until`. They are locked in one order by all.
    /// - Parameter waiting: for those whose findings are being written at the moment, else they stay.
    static func free(
        _ condition: String, _ parameters: [any PostgresParameter], waiting: Bool = true
    ) -> PostgresStatement {
        PostgresStatement(
            """
            WITH freed AS (SELECT is_page, id FROM claims WHERE \(condition) ORDER BY is_page, id
              FOR UPDATE\(waiting ? "" : " SKIP LOCKED"))
            DELETE FROM claims USING freed WHERE claims.is_page = freed.is_page AND claims.id = freed.id
            RETURNING claims.id AS id, until
            """, parameters)
    }

    /// Of these, those of one worker.
    static func free(_ kind: Kind, _ ids: [Int64], of worker: String) -> PostgresStatement {
        free("\(kind.rawValue) AND id = ANY($1) AND worker = $2", [ids, worker])
    }

    /// All that these workers have.
    static func free(of workers: [String]) -> PostgresStatement { free("worker = ANY($1)", [workers]) }
}
