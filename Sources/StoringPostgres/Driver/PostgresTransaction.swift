/// A transaction on a connection, of one thread.
///
/// What gives no answer that is needed is sent `later`: with the next statement that does, or with the commit. So a
/// transaction has as many round trips as it asks questions one after the other.
final class PostgresTransaction {
    private let connection: PostgresConnection
    /// Until it is sent.
    private var begin: PostgresStatement?
    private var waiting: [PostgresStatement] = []
    private var insertions: [PostgresInsertion] = []
    private var state = State.unsent
    private enum State { case unsent, open, failed, ended }
    /// How often an answer was waited for.
    private(set) var roundTrips = 0

    /// - Parameter begin: the statement that begins it, which waits for the first other.
    init(on connection: PostgresConnection, begin: String) {
        self.connection = connection
        self.begin = PostgresStatement(begin)
    }

    /// To be run with what comes next, in the order in which it is given.
    func later(_ statement: PostgresStatement) { waiting.append(statement) }
    func later(_ sql: String, _ parameters: any PostgresParameter...) { later(PostgresStatement(sql, parameters)) }

    /// A row, written with what comes next, by one statement with the others of its table, in the turn of that.
    func insert(_ row: any PostgresValue..., into table: PostgresInsertion.Table) {
        if let place = insertions.firstIndex(where: { $0.table.turn == table.turn }) {
            insertions[place].add(row)
        } else {
            var insertion = PostgresInsertion(table)
            insertion.add(row)
            insertions.append(insertion)
        }
    }

    /// Rows whose turn is the last come before what is given from now on.
    func endTurn() {
        waiting += insertions.filter(\.isLast).sorted { $0.table.turn < $1.table.turn }.map(\.statement)
        insertions.removeAll(where: \.isLast)
    }

    func run(_ sql: String, _ parameters: any PostgresParameter...) throws -> PostgresResult {
        try run(PostgresStatement(sql, parameters))
    }

    func run(_ statement: PostgresStatement) throws -> PostgresResult { try run([statement])[0] }

    /// Runs statements in one round trip.
    /// - Throws: `PostgresError`. The transaction can then only be rolled back.
    func run(_ statements: [PostgresStatement]) throws -> [PostgresResult] {
        precondition(state == .unsent || state == .open)
        endTurn()
        let first = insertions.sorted { $0.table.turn < $1.table.turn }.map(\.statement)
        let before = (begin.map { [$0] } ?? []) + first + waiting
        do {
            roundTrips += 1
            let results = try connection.run(before + statements)
            state = .open
            (begin, insertions, waiting) = (nil, [], [])
            return Array(results.dropFirst(before.count))
        } catch {
            state = .failed
            throw error
        }
    }

    /// Runs all that waits, then `statements`, and commits, in one round trip. Nothing is sent of a transaction that has
    /// asked for nothing.
    @discardableResult
    func commit(after statements: [PostgresStatement] = []) throws -> [PostgresResult] {
        switch state {
        case .failed: throw PostgresError.refused(state: "25P02", message: "the transaction has failed")
        case .ended: return []
        case .unsent where waiting.isEmpty && insertions.isEmpty && statements.isEmpty:
            state = .ended
            return []
        case .unsent, .open:
            let results = try run(statements + [PostgresStatement("COMMIT")])
            state = .ended
            return Array(results.dropLast())
        }
    }

    /// Ends one that has only read, without waiting for it.
    func end() {
        guard state == .open else { return rollBack() }
        connection.post("COMMIT")
        state = .ended
    }

    /// What was sent is undone. A connection that has broken has done so itself.
    func rollBack() {
        if state == .open || state == .failed, connection.isUsable {
            _ = try? connection.run([PostgresStatement("ROLLBACK")])
        }
        state = .ended
    }
}
