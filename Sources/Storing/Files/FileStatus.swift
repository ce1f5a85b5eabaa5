import Glibc

/// Which file it is, whatever its name.
package struct FileIdentity: Equatable, Sendable {
    package let device: UInt
    package let inode: UInt
}

/// What stat(2) says.
package struct FileStatus {
    package let identity: FileIdentity
    /// In bytes.
    package let size: Int

    /// - Parameter path: where its last name is a link, of the link.
    package init(path: String) throws(FileRefusal) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .system(path: path, code: errno) }
        self.init(status)
    }

    package init?(_ descriptor: Int32) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        identity = FileIdentity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
        size = Int(status.st_size)
    }
}
