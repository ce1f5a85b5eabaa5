import Glibc

/// Moves the log to `items.jsonl.1`, and each older file one number up, as far as the first number that is free. The
/// file numbered `kept` is overwritten; with `kept` 0 the log itself is given up.
/// - Throws: Before anything else is overwritten. What was moved by then has left its number free for the next time.
func rotateFiles(of path: String, kept: Int) throws(RotationFailure) {
    guard kept > 0 else {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw RotationFailure(path, path, errno) }
        return
    }
    var free = 1
    while free < kept, try isThere("\(path).\(free)", of: path) { free += 1 }
    for number in stride(from: free - 1, through: 0, by: -1) {
        let file = number == 0 ? path : "\(path).\(number)"
        // What somebody else has moved away meanwhile leaves its number free too.
        guard unsafe rename(file, "\(path).\(number + 1)") == 0 || errno == ENOENT else {
            throw RotationFailure(path, file, errno)
        }
    }
}

/// What cannot be looked at is not taken for a free number.
private func isThere(_ file: String, of path: String) throws(RotationFailure) -> Bool {
    var status = stat()
    if unsafe lstat(file, &status) == 0 { return true }
    guard errno == ENOENT else { throw RotationFailure(path, file, errno) }
    return false
}

/// Why the log's files stay under their names. Nothing is lost: it only grows.
struct RotationFailure: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ path: String, _ file: String, _ code: Int32) {
        description =
            "cannot rotate the log \(path): \(file) cannot be moved: \(unsafe String(cString: strerror(code))); check "
            + "the owner and mode of its folder, and what has the next number. The log goes on in the same file, and is rotated later"
    }
}
