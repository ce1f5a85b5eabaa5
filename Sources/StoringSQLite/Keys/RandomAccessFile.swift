import Glibc
import Storing

/// A file that is read and written in the middle, by several processes.
struct RandomAccessFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    /// Opens the file, making it where there is none, of the owner and with the mode of the file `other`: root may be
    /// the first to come, and the daemon the next.
    /// - Throws: `StoreError`, as all else here; `FileRefusal` where it is no file of ours.
    init(path: String, like other: String) throws {
        self.path = path
        let file = try OwnFile(path, O_RDWR | O_CREAT)
        descriptor = file.descriptor
        var status = stat()
        if file.isNew, unsafe lstat(other, &status) == 0 {
            _ = fchmod(descriptor, status.st_mode & 0o666)
            if geteuid() == 0 { _ = fchown(descriptor, status.st_uid, status.st_gid) }
        }
        // Reading ahead would bring what nobody asks for, in large pieces, which a write of a few bytes searches through.
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
    }

    /// Opens a file that is there, to look at it.
    init(reading path: String) throws {
        self.path = path
        descriptor = try OwnFile(path, O_RDONLY).descriptor
    }

    deinit { _ = Glibc.close(descriptor) }

    /// Zero for a file that has no name any more.
    var size: Int {
        get throws {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { throw Self.error(path, errno) }
            return status.st_nlink == 0 ? 0 : status.st_size
        }
    }

    /// Tells it from a copy of it.
    var number: UInt64 {
        get throws {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { throw Self.error(path, errno) }
            return UInt64(status.st_ino)
        }
    }

    /// Makes the file so long, of zeros where it was shorter.
    func resize(to size: Int) throws {
        guard ftruncate(descriptor, size) == 0 else { throw Self.error(path, errno) }
    }

    /// Waits until what was written is on the disk.
    func synchronize() throws {
        guard fdatasync(descriptor) == 0 else { throw Self.error(path, errno) }
    }

    /// - Throws: `KeyFileDamage` where the file ends before, or the disk cannot read it.
    func read<Word: BitwiseCopyable>(into words: inout [Word], at offset: Int) throws {
        try unsafe words.withUnsafeMutableBytes { bytes in
            let count = unsafe pread(descriptor, bytes.baseAddress, bytes.count, offset)
            guard count >= 0 || errno == EIO else { throw Self.error(path, errno) }
            guard count == bytes.count else { throw KeyFileDamage() }
        }
    }

    func write<Word: BitwiseCopyable>(_ words: ArraySlice<Word>, at offset: Int) throws {
        try unsafe words.withUnsafeBytes { try unsafe write($0, at: offset) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        let count = unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, offset)
        guard count >= 0 else { throw Self.error(path, errno) }
        // The disk took a part.
        guard count == bytes.count else { throw StoreError.full(path: path) }
    }

    private static func error(_ path: String, _ code: Int32) -> StoreError {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: .full(path: path)
        case EACCES, EPERM, EROFS: .readOnly(path: path)
        default: .cannotOpen(path: path, reason: unsafe String(cString: strerror(code)))
        }
    }
}
