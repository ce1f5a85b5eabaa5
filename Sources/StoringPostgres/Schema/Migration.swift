/// A step of the schema. Steps only append: one that was released is never edited, since stores that ran it exist.
struct Migration: Sendable {
    let name: String
    let statements: [String]

    /// - Parameter sql: statements, each of which ends with `;` at the end of a line.
    init(_ name: String, _ sql: String) {
        self.name = name
        statements = sql.split(separator: ";\n").map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    }
}
