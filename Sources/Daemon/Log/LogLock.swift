import Comparing
import Foundation
import Glibc
import Storing
import TextKit

/// Held while a process looks at the log and appends to it. Notes what the log ended with, and whose it is, for when the
/// file that held it was moved away and nothing else tells.
final class LogLock {
    private let path: String
    private let descriptor: Int32
    private(set) var note: LogNote

    init(path: String) throws(ItemLogError) {
        self.path = path + ".lock"
        do {
            // Nothing is made beside a device that was named for a log.
            _ = try isOwnFile(path)
            descriptor = try OwnFile(self.path, O_RDWR | O_CREAT).descriptor
        } catch {
            throw ItemLogError(refusal: error, operation: "open")
        }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                throw ItemLogError(path: self.path, operation: "lock", code: errno)
            }
        }
        var text = [UInt8](repeating: 0, count: 8192)
        let count = unsafe pread(descriptor, &text, text.count, 0)
        note = LogNote(text.prefix(max(0, count)))
    }

    deinit { close(descriptor) }  // gives the lock back

    /// What was noted of the log at `path`, whoever holds it; nil where nothing was.
    static func note(of path: String) -> LogNote? {
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path + ".lock")) else { return nil }
        return LogNote(Array(bytes.prefix(8192))[...])
    }

    /// Where it fails, the last line of the log tells the same.
    func write(_ next: LogNote) {
        guard next != note else { return }
        let text = Array(next.text.utf8)
        guard unsafe pwrite(descriptor, text, text.count, 0) == text.count else { return }
        ftruncate(descriptor, text.count)
        note = next
    }
}

/// What the lock says of the log.
struct LogNote: Equatable {
    /// Of the last line that is on the disk.
    var seq: Int64 = 0
    /// Of what that line says, to know it again in the store.
    var fingerprint: Int64 = 0
    /// The identity of the store whose events the log has, and where that is; nil where it was not noted.
    var store: Int64?
    var storePath: String?
    /// The file's number on its disk, and how long it was then, in bytes.
    var inode: UInt?
    var size: Int?

    init() {}

    /// The number was written by Dateline as it stands there.
    var isProven: Bool { store != nil }

    /// The number first, in twenty places: earlier versions read and write nothing else.
    var text: String {
        let number = String(seq)
        let facts =
            String(repeating: " ", count: 20 - number.utf8.count) + number
            + " \(Self.hexadecimal(store ?? 0)) \(Self.hexadecimal(fingerprint)) \(inode ?? 0)\(size.map { ":\($0)" } ?? "") "
        return facts + Self.check(facts, storePath ?? "") + " " + (storePath ?? "") + "\n"
    }

    init(_ bytes: ArraySlice<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self)
        seq = max(0, Int64(text.prefix(20).trimmingCharacters(in: .whitespaces)) ?? 0)
        guard text.hasSuffix("\n") else { return }
        let parts = text.dropLast().dropFirst(20).split(separator: " ", maxSplits: 4)
        guard parts.count == 5, let store = UInt64(parts[0], radix: 16), let mark = UInt64(parts[1], radix: 16),
            let inode = UInt(parts[2].prefix { $0 != ":" })
        else { return }
        let facts = text.prefix(20) + " \(parts[0]) \(parts[1]) \(parts[2]) "
        guard Self.check(String(facts), String(parts[4])) == parts[3] else { return }
        (self.store, fingerprint) = (Int64(bitPattern: store), Int64(bitPattern: mark))
        (self.inode, storePath) = (inode, String(parts[4]))
        size = Int(parts[2].drop { $0 != ":" }.dropFirst())  // not in older notes
    }

    private static func hexadecimal(_ number: Int64) -> String { String(UInt64(bitPattern: number), radix: 16) }

    /// Tells a note that was torn, or whose number somebody has changed.
    private static func check(_ facts: String, _ path: String) -> String {
        hexadecimal(stableHash(facts + path))
    }
}
