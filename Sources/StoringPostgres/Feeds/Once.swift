/// For what may not be done again when a transaction is begun anew.
struct Once {
    private var isDone = false

    mutating func run(_ body: () throws -> Void) rethrows {
        guard !isDone else { return }
        try body()
        isDone = true
    }
}
