import Storing

/// A file is one machine's: its lock tells whether a daemon runs, and dead processes are known by themselves.
extension SQLiteStore {
    package func join(as part: WorkerPart) {}
    package func leave() {}
    package func isAdded(_ url: String) -> Bool { false }
    package func workers() -> [StoreWorker] { [] }
}
