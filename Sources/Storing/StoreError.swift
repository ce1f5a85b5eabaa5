/// Why the store cannot be used, with what can be done.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case newerVersion(path: String)
    case damaged(path: String, reason: String)
    case readOnly(path: String)
    case full(path: String)
    case busy(path: String)
    /// What should not happen; the statement that met it is no reader's business.
    case failed(path: String, reason: String)

    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "cannot open the store \(path): \(reason)"
        case .newerVersion(let path):
            "the store \(path) was written by a newer version of dateline; upgrade this one, or name another store"
        case .damaged(let path, let reason):
            "the store \(path) is damaged (\(reason)); restore a backup, or save what can be saved with "
                + "'sqlite3 \(path) .recover'"
        case .readOnly(let path): "the store \(path) may not be written; check the owner and mode of it and its folder"
        case .full(let path): "no space is left for the store \(path); nothing was lost, free some space"
        case .failed(let path, let reason): "the store \(path) cannot answer: \(reason)"
        case .busy(let path): "the store \(path) is held by another program for too long"
        }
    }
}
