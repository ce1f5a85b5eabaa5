import Daemon
import Foundation
import Glibc
import Storing

/// A mailbox of files (https://cr.yp.to/proto/maildir.html). A file's name says which event it is of, so that it is
/// written once, however often it is tried.
package actor MaildirReceiver: Receiver {
    private let mail: StoryMail
    private let folder: String
    /// The last delivery was kept whole: what comes next has not been tried before.
    private var isFresh = false

    package init(_ mail: StoryMail, in folder: String) { (self.mail, self.folder) = (mail, folder) }

    package func take(_ delivery: Delivery) async throws(DeliveryFailure) {
        let mayBeKept = !isFresh
        isFresh = false
        do {
            for name in ["tmp", "new", "cur"] { try makeFolders("\(folder)/\(name)") }
            for event in delivery.events { try keep(event, mayBeKept) }
        } catch { throw DeliveryFailure(.down(retryAfter: nil), "\(folder): \(error)") }
        isFresh = true
    }

    private func isKept(_ name: String) -> Bool {
        if FileManager.default.fileExists(atPath: "\(folder)/new/\(name)") { return true }
        // In `cur`, readers have put their marks behind it.
        let seen = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/cur")) ?? []
        return seen.contains { $0.hasPrefix(name) }
    }

    private func keep(_ event: ToldEvent, _ mayBeKept: Bool) throws {
        let name = "\(Int(event.mark.at.timeIntervalSince1970)).\(event.key).dateline"
        let file = "\(folder)/new/\(name)"
        if mayBeKept, isKept(name) { return }
        let scratch = "\(folder)/tmp/\(name)"
        unsafe _ = unlink(scratch)
        let descriptor = unsafe open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileRefusal.system(path: scratch, code: errno) }
        defer { close(descriptor) }
        // As the machine's own programs have it: lines end by LF.
        let text = try mail.message(event).bytes.filter { $0 != 0x0D }
        let code = StandardStream.write(text, to: descriptor) ?? (fsync(descriptor) == 0 ? nil : errno)
        if let code { throw FileRefusal.system(path: scratch, code: code) }
        guard unsafe rename(scratch, file) == 0 else { throw FileRefusal.system(path: file, code: errno) }
        synchronizeFolder("\(folder)/new")
    }
}
