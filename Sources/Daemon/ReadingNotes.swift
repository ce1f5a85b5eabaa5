import Glibc
import Synchronization

/// Which documents are being read and kept, in a file beside the store: when the process dies of one, the next learns
/// which it may have been.
///
/// A slot of eight bytes a document. What a process has written is there after it was killed, so nothing waits for the
/// disk; after a power failure it does not matter.
package final class ReadingNotes: Sendable {
    /// Names that an earlier process left behind.
    package let leftBehind: [Int64]
    private let descriptor: Int32
    private let slots = Mutex<[Bool]>([])

    /// - Returns: nil when the file cannot be had, or another process has it.
    package init?(path: String) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            flock(descriptor, LOCK_EX | LOCK_NB) == 0
        else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        var found = [Int64](repeating: 0, count: Self.slotLimit)
        let count = unsafe found.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        leftBehind = Array(Set(found.prefix(max(0, count) / 8).map(Int64.init(littleEndian:)).filter { $0 != 0 }))
            .sorted()
        ftruncate(descriptor, 0)
    }

    deinit { close(descriptor) }

    /// More are not read at one time.
    private static let slotLimit = 4096

    /// - Returns: the slot, which `end` takes back.
    func begin(_ name: Int64) -> Int {
        let slot = slots.withLock { slots in
            let free = slots.firstIndex(of: false) ?? slots.count
            if free == slots.count { slots.append(true) } else { slots[free] = true }
            return free
        }
        write(name, at: slot)
        return slot
    }

    func end(_ slot: Int?) {
        guard let slot else { return }
        write(0, at: slot)
        slots.withLock { $0[slot] = false }
    }

    private func write(_ name: Int64, at slot: Int) {
        guard slot < Self.slotLimit else { return }
        var bytes = name.littleEndian
        unsafe _ = pwrite(descriptor, &bytes, 8, slot * 8)
    }
}
