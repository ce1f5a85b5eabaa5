import Daemon
import FeedModel
import Foundation
import Glibc
import Storing

/// What was refused as often as is allowed: an object a line, with the reason and the event as it was told.
struct DeadLetters {
    let files: FollowerFiles

    /// Is on the disk on return.
    func append(_ event: ToldEvent, reason: String, tries: Int, at now: Date) throws {
        var object = JSONObject()
        object.set("at", clock: now)
        object.set("reason", reason)
        object.set("tries", tries)
        object.set("event", event.json)
        let file = try OwnFile(files.dead, O_RDWR | O_CREAT | O_APPEND)
        defer { close(file.descriptor) }
        var line = JSONValue.object(object).encodedBytes + [UInt8(ascii: "\n")]
        // What a full disk has cut off stays a line of its own.
        var last: UInt8 = 0
        let size = lseek(file.descriptor, 0, SEEK_END)
        if size > 0, unsafe pread(file.descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") {
            line.insert(UInt8(ascii: "\n"), at: 0)
        }
        let code = StandardStream.write(line, to: file.descriptor) ?? (fsync(file.descriptor) == 0 ? nil : errno)
        if let code { throw FileRefusal.system(path: files.dead, code: code) }
        if file.isNew { synchronizeFolder(files.folder) }
    }
}
