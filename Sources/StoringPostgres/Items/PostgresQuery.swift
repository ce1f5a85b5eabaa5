/// A statement that is put together of pieces, with the parameters that these need.
struct PostgresQuery {
    private(set) var parameters: [any PostgresParameter]

    init(_ parameters: [any PostgresParameter] = []) { self.parameters = parameters }

    /// - Returns: what stands for it in the text: `$3`.
    mutating func add(_ parameter: any PostgresParameter) -> String {
        parameters.append(parameter)
        return "$\(parameters.count)"
    }

    func statement(_ sql: String) -> PostgresStatement { PostgresStatement(sql, parameters, isPrepared: false) }
}
