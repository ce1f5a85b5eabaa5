import Storing

/// Brings what has been told into the index of texts, where that follows the log. A search that comes before does so itself.
actor TextIndexer {
    private let store: any StoreUpkeep
    private let thread = DedicatedThread(name: "index")

    /// Waiting for the store takes nobody else's thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(store: any StoreUpkeep) { self.store = store }

    func run() async {
        // A store that cannot be written is told of by who records.
        while !Task.isCancelled, (try? store.indexTexts()) == true { await Task.yield() }
    }
}
