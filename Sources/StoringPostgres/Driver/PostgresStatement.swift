/// A statement with its parameters, `$1` and so on in its text.
struct PostgresStatement: Sendable {
    let sql: String
    let types: [UInt32]
    let values: [[UInt8]?]
    /// It is made ready once for each connection. False where its text is of one use only.
    let isPrepared: Bool

    init(_ sql: String, _ parameters: any PostgresParameter..., isPrepared: Bool = true) {
        self.init(sql, parameters, isPrepared: isPrepared)
    }

    init(_ sql: String, types: [UInt32], values: [[UInt8]?]) {
        (self.sql, self.types, self.values, isPrepared) = (sql, types, values, true)
    }

    init(_ sql: String, _ parameters: [any PostgresParameter], isPrepared: Bool = true) {
        self.sql = sql
        types = parameters.map { type(of: $0).oid }
        values = parameters.map(\.encoded)
        self.isPrepared = isPrepared
    }
}
