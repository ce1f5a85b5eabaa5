import ArgumentParser

/// How many rows a list has at most. Where people did not say, it is a screenful or two, and they are told of more.
struct RowLimit {
    /// nil: all.
    let shown: Int?
    private let isDefault: Bool

    /// - Parameter chosen: what was asked for; 0 for all.
    init(_ chosen: Int?, for format: ListFormat, byDefault count: Int) {
        isDefault = chosen == nil && format == .people
        shown = isDefault ? count : chosen == 0 ? nil : chosen
    }

    /// What to ask the store for: one more than is shown, where it matters whether there are more.
    var asked: Int? { shown.map { isDefault ? $0 + 1 : $0 } }

    /// - Parameter number: of a row, from 1.
    func shows(_ number: Int) -> Bool { number <= shown ?? .max }

    /// Says behind the list that it was cut.
    /// - Parameters:
    ///   - found: the rows that the store gave.
    ///   - first: which of them stand first, as in "newest".
    func tell(_ found: Int, _ first: String, on console: Console) {
        guard isDefault, let shown, found > shown else { return }
        console.complain("the \(shown) \(first) are shown; -n 0 shows all, and so do --csv and --json")
    }
}

/// - Throws: `ValidationError` for less than nothing.
func checkLimit(_ limit: Int?) throws {
    guard limit ?? 0 >= 0 else { throw ValidationError("-n is a number of rows, or 0 for all.") }
}
