/// Rows of one table, to be written by one statement.
struct PostgresInsertion {
    /// Into which table, and when.
    struct Table: Sendable {
        /// `INSERT INTO t (a, b) SELECT * FROM unnest($1, $2)`
        let sql: String
        let turn: Turn

        /// In which order the statements of a transaction go out.
        enum Turn: Comparable, Sendable {
            /// In front of all others, those of a lower number first: tables that others refer to.
            case first(Int)
            /// Behind all others that were given before, those of a lower number first.
            case last(Int)
        }

        init(_ sql: String, _ turn: Turn) { (self.sql, self.turn) = (sql, turn) }
    }

    let table: Table
    /// Of the arrays, and of their elements.
    private var types: [(array: UInt32, element: UInt32)] = []
    private var columns: [[[UInt8]?]] = []

    init(_ table: Table) { self.table = table }

    var isLast: Bool { if case .last = table.turn { true } else { false } }

    mutating func add(_ row: [any PostgresValue]) {
        if columns.isEmpty {
            types = row.map { (type(of: $0).arrayOID, type(of: $0).oid) }
            columns = row.map { _ in [] }
        }
        for (place, value) in row.enumerated() { columns[place].append(value.encoded) }
    }

    var statement: PostgresStatement {
        PostgresStatement(
            table.sql, types: types.map(\.array), values: zip(columns, types).map { encodedArray($0, of: $1.element) })
    }
}
