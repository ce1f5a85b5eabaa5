/// Why a backup is not made or not put back, with what can be done. Nothing has been changed then.
package enum BackupError: Error, Equatable, CustomStringConvertible {
    case noFile(named: String)
    case exists(path: String)
    case isAhead(path: String, seq: Int64, ofStore: Int64)
    case notABackup(path: String)
    case isTheStore(path: String)
    case beingWritten(path: String)
    case missing(path: String)
    case notAStore(path: String)
    case damaged(path: String, reason: String)
    case newerVersion(path: String)
    case inUse(path: String, by: String)
    case full(path: String)
    case nothingToRead(log: String)
    case otherLog(log: String, backup: String)
    case databasesOwn(store: String)

    package var description: String {
        switch self {
        case .noFile(let name): "'\(name)' is no name for a file: a backup is one file, which is named with its folder"
        case .exists(let path): "\(path) is there already: name another file, or have it replaced with --replace"
        case .isAhead(let path, let seq, let held):
            "\(path) holds events up to \(seq), and the store only up to \(held): it may be a new store after a loss, and "
                + "nothing was replaced: 'dateline restore \(path)' puts that one back; or name another file"
        case .notABackup(let path): "\(path) is no backup of Dateline, and is left as it is: name another file"
        case .isTheStore(let path): "\(path) is the store itself or belongs to it: name a file elsewhere"
        case .beingWritten(let path): "another 'dateline backup' is writing \(path)"
        case .missing(let path): "there is no file \(path)"
        case .notAStore(let path): "\(path) is no store of Dateline; nothing was changed"
        case .damaged(let path, let reason):
            "\(path) is damaged (\(reason)); nothing was changed: restore an older backup, or 'dateline store rebuild'"
        case .newerVersion(let path):
            "\(path) was written by a newer version of dateline; nothing was changed: upgrade this one first"
        case .inUse(let path, let process):
            "the store \(path) is in use by \(process): stop it first ('systemctl stop dateline'); nothing was changed"
        case .full(let path): "no space is left for \(path); nothing was changed: free some space, and do it again"
        case .otherLog(let log, let backup):
            "the log \(log) is of another store than \(backup), as when a daemon has begun anew here; nothing was changed: "
                + "move \(log)* to another folder, and do it again; the log is written anew then"
        case .databasesOwn(let store):
            "the store \(store) is backed up by its database: 'pg_dump -Fc' copies it while it is in use, pg_basebackup the "
                + "whole server; what the log has beyond such a copy is read back from it"
        case .nothingToRead(let log): "there is nothing in the log \(log) to make a store of; nothing was changed"
        }
    }
}
