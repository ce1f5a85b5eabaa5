import Daemon
import Glibc
import Storing

/// The files of a follower, named for it, in a folder beside the store: its cursor, its lock, and what was never taken.
package struct FollowerFiles: Sendable {
    package let name: String
    package let folder: String

    package var cursor: String { "\(folder)/\(name).json" }
    package var dead: String { "\(folder)/\(name).dead.jsonl" }
    var lock: String { "\(folder)/\(name).lock" }

    /// - Throws: for a name that is none.
    package init(_ name: String, in folder: String) throws(FollowerError) {
        guard Self.isName(name) else { throw .noName(name) }
        (self.name, self.folder) = (name, folder)
    }

    /// Letters and digits of ASCII, and `-`, `_`, `.` behind the first: it stands in names of files and of units.
    static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        func isLetter(_ byte: UInt8) -> Bool {
            byte < 0x80 && (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39)
        }
        return bytes.count <= 64 && bytes.first.map(isLetter) ?? false
            && bytes.allSatisfy { isLetter($0) || [0x2D, 0x2E, 0x5F].contains($0) }
            // Those of a file of ours.
            && ![".dead", ".lock", ".json"].contains { name.hasSuffix($0) }
    }

    /// Beside the store.
    package static func folder(ofStore store: String) -> String { parentFolder(store) + "/followers" }
}

/// Held while a process hands over for a follower. The kernel gives it back when the process ends, however it ends.
///
/// The file stays, and tells whether the follower has ever begun: a cursor that is not there is a lost one then.
final class FollowerLock {
    let hasBegun: Bool
    private let descriptor: Int32
    private static let begun = "begun"

    /// - Throws: `FollowerError.held` where another process has it.
    init(_ files: FollowerFiles) throws {
        try makeFolders(files.folder)
        descriptor = try OwnFile(files.lock, O_RDWR | O_CREAT).descriptor
        while Self.lock(descriptor, Command.set) == nil {
            guard errno != EINTR else { continue }
            let code = errno
            let process = Self.text(descriptor).filter { "0123456789".contains($0) }
            close(descriptor)
            guard code == EAGAIN || code == EACCES else { throw FileRefusal.system(path: files.lock, code: code) }
            throw FollowerError.held(files.name, process: process)
        }
        hasBegun = Self.text(descriptor).contains(Self.begun)
        write(hasBegun: hasBegun)
    }

    /// There is a cursor from now on.
    func noteBegun() { if !hasBegun { write(hasBegun: true) } }

    private static func text(_ descriptor: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 64)
        let count = unsafe pread(descriptor, &text, text.count, 0)
        return String(decoding: text.prefix(max(0, count)), as: UTF8.self)
    }

    /// In place, and no shorter than before: whoever reads it meanwhile finds a process.
    private func write(hasBegun: Bool) {
        let text = Array("\(getpid())\n\(hasBegun ? Self.begun + "\n" : "")".utf8)
        _ = unsafe pwrite(descriptor, text, text.count, 0)
        ftruncate(descriptor, off_t(text.count))
    }

    deinit { close(descriptor) }

    /// Whether the follower has ever had a cursor: asked without taking the lock.
    static func hasBegun(_ files: FollowerFiles) -> Bool {
        guard let file = try? OwnFile(files.lock, O_RDONLY) else { return false }
        defer { close(file.descriptor) }
        return text(file.descriptor).contains(begun)
    }

    /// Whether a process has it: asked without taking it.
    static func isHeld(_ files: FollowerFiles) -> Bool {
        guard let file = try? OwnFile(files.lock, O_RDONLY) else { return false }
        defer { close(file.descriptor) }
        return lock(file.descriptor, Command.get).map { $0.l_type != Int16(F_UNLCK) } ?? false
    }

    /// fcntl(2), by open file. <fcntl.h> has the names for GNU only.
    private enum Command {
        static let get: Int32 = 36
        static let set: Int32 = 37
    }

    private static func lock(_ descriptor: Int32, _ command: Int32) -> flock? {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        return unsafe fcntl(descriptor, command, &lock) == 0 ? lock : nil
    }
}

/// What a person must see to before a follower can go on.
package enum FollowerError: Error, Equatable, CustomStringConvertible {
    case noName(String)
    case held(String, process: String)
    case noCursor(String, file: String)
    case lostCursor(String, file: String, lock: String)
    case unreadable(file: String)
    case notYet(seq: Int64, last: Int64)
    case foreign(String, seq: Int64, last: Int64, file: String)

    package var description: String {
        switch self {
        case .noName(let name):
            "'\(name)' is no name of a follower: letters and digits are allowed, and - _ . behind the first"
        case .held(let name, let process):
            "follower \(name) is held by process \(process.isEmpty ? "?" : process), another 'dateline follow \(name)': one "
                + "at a time hands over"
        case .noCursor(let name, let file):
            "follower \(name) has no cursor (\(file)), new or lost: say where it begins by --from now, --from start, or "
                + "--from SEQ with the last number that was handled"
        case .lostCursor(let name, let file, let lock):
            "follower \(name) has begun before, and its cursor \(file) is lost: put it back, or say by --from SEQ which number "
                + "was handled last; where it shall begin as a new one, move \(lock) away"
        case .unreadable(let file):
            "the cursor \(file) cannot be read: move it away, and say by --from SEQ which number was handled last"
        case .notYet(let seq, let last): "--from \(seq): there is no such event yet, the last is \(last)"
        case .foreign(let name, let seq, let last, let file):
            "follower \(name) has handed over number \(seq), which is not that of this log (the last is \(last)), as when store "
                + "and log were both put back: move \(file) away, and say by --from SEQ which number was handled last"
        }
    }
}
