import Glibc
import Storing

/// By what processes that share a store know of each other: locks on bytes of a file beside it, which the kernel gives
/// back when a process ends, however it ends. They hold across containers that share the folder, where process numbers
/// tell nothing.
package final class StoreLock: Sendable {
    private let path: String
    private let descriptor: Int32

    /// Bytes of the file that are locked; they need not exist.
    private enum Place {
        static let opening: Int = 1 << 32
        static let running: Int = opening + 1
        /// Behind which each holder of leases has its own: see `LeaseHolder.token`.
        static let holders: Int = 1 << 33
    }

    /// - Parameter store: the store's path.
    package init(of store: String) throws(FileRefusal) {
        path = store + "-lock"
        // Nothing is made beside what is no store.
        _ = try isOwnFile(store)
        descriptor = try OwnFile(path, O_RDWR | O_CREAT).descriptor
    }

    /// For looking who holds it, which needs no right to write.
    private init(lookingAt store: String) throws(FileRefusal) {
        path = store + "-lock"
        descriptor = try OwnFile(path, O_RDONLY).descriptor
    }

    deinit { close(descriptor) }

    // MARK: Opening

    /// Waits until no other process looks at the store's schema or changes it, which can take minutes.
    func beginOpening(_ opening: StoreOpening, _ announce: (String) -> Void) throws {
        var tries = 0
        while try !tryLock(Place.opening) {
            if tries == 10 {
                announce("another process is bringing the store up to date, which is waited for")
                try opening.begin("waiting for another process that brings the store up to date")
            }
            try opening.check()
            usleep(100_000)
            tries += 1
        }
    }

    func endOpening() { _ = set(Place.opening, F_UNLCK) }

    // MARK: Running

    /// Makes this process the store's daemon.
    /// - Throws: `StoreError.running` where there is one.
    func beginRunning() throws {
        guard try tryLock(Place.running) else {
            throw StoreError.running(path: String(path.dropLast("-lock".count)), by: nameOfRunning())
        }
        let text = "\(getpid()) \(ProcessIdentity.processNamespace) \(hostName())\n"
        let bytes = Array(text.utf8)
        ftruncate(descriptor, 0)
        _ = unsafe pwrite(descriptor, bytes, bytes.count, 0)
    }

    func endRunning() { _ = set(Place.running, F_UNLCK) }

    /// Keeps all others out who write, for as long as this object lives.
    /// - Throws: `BackupError.inUse` where there is one.
    func beginAlone() throws {
        let store = String(path.dropLast("-lock".count))
        do { try beginRunning() } catch StoreError.running(_, let process) {
            throw BackupError.inUse(path: store, by: process)
        }
        guard try tryLock(Place.opening), !isLocked(Place.holders, count: 1 << 48) else {
            throw BackupError.inUse(path: store, by: "another dateline")
        }
    }

    /// Whether a daemon runs on `store`; nil where this user may not look.
    package static func isRunning(_ store: String) -> Bool? {
        do throws(FileRefusal) { return try StoreLock(lookingAt: store).isLocked(Place.running) } catch {
            return error.code == ENOENT ? false : nil
        }
    }

    private func nameOfRunning() -> String {
        var text = [UInt8](repeating: 0, count: 400)
        let count = unsafe pread(descriptor, &text, text.count, 0)
        let words = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count >= 2 else { return "another 'dateline run'" }
        if words[1] == ProcessIdentity.processNamespace { return "another 'dateline run', process \(words[0])" }
        return "another 'dateline run' in another container (process \(words[0]) there, on \(words.last ?? ""))"
    }

    private func hostName() -> String {
        var name = [CChar](repeating: 0, count: 65)
        guard unsafe gethostname(&name, 64) == 0 else { return "?" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }

    // MARK: Holders of leases

    /// For as long as this object lives.
    func hold(_ token: Int64) { _ = set(Place.holders + Int(token), F_RDLCK) }

    func isHeld(_ token: Int64) -> Bool { isLocked(Place.holders + Int(token)) }

    /// Gives back whatever is held.
    func giveBack() { _ = set(0, F_UNLCK, count: 0) }

    // MARK: fcntl(2)

    /// By open file, so that another store of this process does not give them back. <fcntl.h> has the names for GNU only.
    private enum Command {
        static let get: Int32 = 36
        static let set: Int32 = 37
    }

    private func tryLock(_ place: Int) throws -> Bool {
        if set(place, F_WRLCK) == 0 { return true }
        guard errno == EAGAIN || errno == EACCES else { throw FileRefusal.system(path: path, code: errno) }
        return false
    }

    /// - Parameter count: of bytes; 0 for all behind `place`.
    private func set(_ place: Int, _ kind: Int32, count: Int = 1) -> Int32 {
        var lock = Self.lock(place, kind)
        lock.l_len = count
        return unsafe fcntl(descriptor, Command.set, &lock)
    }

    /// By another process, or by another object of this one.
    private func isLocked(_ place: Int, count: Int = 1) -> Bool {
        var lock = Self.lock(place, F_WRLCK)
        lock.l_len = count
        return unsafe fcntl(descriptor, Command.get, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    }

    private static func lock(_ place: Int, _ kind: Int32) -> flock {
        var lock = flock()
        lock.l_type = Int16(kind)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = place
        lock.l_len = 1
        return lock
    }
}
