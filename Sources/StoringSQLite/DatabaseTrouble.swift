import GRDB

/// What is damaged, for people.
let pagesDoNotFit = "its pages do not fit together"

extension DatabaseError {
    /// What SQLite found, in words of ours: its own are for programmers.
    var inWords: String {
        switch resultCode {
        case .SQLITE_CORRUPT: pagesDoNotFit
        case .SQLITE_NOTADB: "it is no database"
        case .SQLITE_CANTOPEN: "it cannot be opened"
        case .SQLITE_IOERR: "the disk has failed to read or write it"
        case .SQLITE_NOMEM: "memory is short"
        case .SQLITE_TOOBIG: "something in it is too long"
        case .SQLITE_CONSTRAINT: "what was to be kept does not fit what is held"
        case .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_MISMATCH:
            "it is of another version of dateline; the daemon, or 'dateline fetch', brings an older one up to date"
        default: "SQLite's result code is \(extendedResultCode.rawValue)"
        }
    }
}
