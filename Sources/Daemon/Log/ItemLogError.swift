import Glibc
import Storing

/// Why the log cannot be written. The events are safe in the store.
package struct ItemLogError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// The file holds what is not of Dateline.
    let isForeign: Bool

    init(path: String, operation: String, code: Int32) {
        let remedy =
            code == ENOSPC
            ? "free some space" : code == EIO ? "check the disk" : "check the owner and mode of it and its folder"
        self.init("cannot \(operation) the log \(path): \(unsafe String(cString: strerror(code))); \(remedy)")
    }

    init(refusal: FileRefusal, operation: String) {
        if case .system(let path, let code) = refusal {
            self.init(path: path, operation: operation, code: code)
        } else {
            self.init("cannot \(operation) the log: \(refusal)")
        }
    }

    init(foreign path: String) {
        self.init(
            "cannot write the log \(path): it holds what is not Dateline's, and was left as it is; move it away, or name "
                + "another file in [log] path", isForeign: true)
    }

    init(log: String, isOf store: String) {
        self.init(
            "cannot write the log \(log): it is that of a daemon that runs on the store \(store); name another file in "
                + "[log] path, since each store has a log of its own")
    }

    private init(_ text: String, isForeign: Bool = false) {
        self.isForeign = isForeign
        description = text + ". Its events are in the store, and will be added as soon as the log can be written"
    }
}
