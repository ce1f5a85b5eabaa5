import CPQ

/// The rows that a statement gave, and how many it changed.
final class PostgresResult {
    private let result: OpaquePointer
    private lazy var columns: [String: Int32] = Dictionary(
        (0..<PQnfields(result)).map { (String(cString: PQfname(result, $0)), $0) },
        uniquingKeysWith: { first, _ in first })

    /// - Parameter result: is this object's from now on.
    init(owning result: OpaquePointer) { self.result = result }
    deinit { PQclear(result) }

    var count: Int { Int(PQntuples(result)) }
    var isEmpty: Bool { count == 0 }
    /// Rows that were inserted, updated, deleted or selected.
    var affected: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }
    var first: PostgresRow? { isEmpty ? nil : PostgresRow(result: self, number: 0) }
    var rows: [PostgresRow] { (0..<count).map { PostgresRow(result: self, number: Int32($0)) } }

    fileprivate func value<T: PostgresValue>(_ row: Int32, _ column: Int32, as type: T.Type) -> T {
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        guard let value = PQgetisnull(result, row, column) != 0 ? T.null : T(decoding: bytes) else {
            preconditionFailure("column \(String(cString: PQfname(result, column))) is no \(T.self)")
        }
        return value
    }

    fileprivate func column(_ name: String) -> Int32 {
        guard let column = columns[name] else { preconditionFailure("no column \(name)") }
        return column
    }
}

/// A row of a result, by number or name of its columns. What may be NULL is asked for as an optional.
struct PostgresRow {
    fileprivate let result: PostgresResult
    fileprivate let number: Int32

    subscript<T: PostgresValue>(column: Int) -> T { result.value(number, Int32(column), as: T.self) }
    subscript<T: PostgresValue>(name: String) -> T { result.value(number, result.column(name), as: T.self) }
}
