import Daemon
import FeedModel
import Foundation
import Storing

/// How far a follower has come. Numbers of the log are never given twice, whatever is restored, so a number says it all;
/// the event's fingerprint tells when log and store were both exchanged.
package struct FollowerCursor: Equatable, Sendable {
    /// Of the last event that was handed over, or passed over.
    package var seq: Int64
    /// Of that event; nil where it is not known.
    package var fingerprint: Int64?
    /// When it came so far.
    package var at: Date
    /// To which number the delivery goes that was begun: after a restart it is made up of the same events.
    package var pending: Int64?
    /// How often that was refused.
    package var refusals = 0
    /// Why it does not get on, and since when.
    package var trouble: (reason: String, since: Date)?
    /// Events that were put aside since the beginning.
    package var dead = 0
    /// The number that the receiver, a stream, has given the last message; nil for those that number nothing.
    package var sequence: Int64?

    package init(seq: Int64, fingerprint: Int64? = nil, at: Date) {
        (self.seq, self.fingerprint, self.at) = (seq, fingerprint, at)
    }

    package static func == (left: Self, right: Self) -> Bool { left.json == right.json }

    var json: JSONObject {
        var object = JSONObject()
        object.set("seq", Int(seq))
        object.set("fingerprint", fingerprint.map(hexadecimal))
        object.set("at", clock: at)
        object.set("pending", pending.map { Int($0) })
        if refusals > 0 { object.set("refusals", refusals) }
        object.set("trouble", trouble?.reason)
        object.set("since", clock: trouble?.since)
        if dead > 0 { object.set("dead", dead) }
        object.set("sequence", sequence.map { Int($0) })
        return object
    }

    /// Nil for what is no cursor.
    init?(_ json: JSONValue) {
        guard let seq = json["seq"]?.int, seq >= 0, let at = json["at"]?.string.flatMap(Date.init(rfc3339:)) else {
            return nil
        }
        self.init(seq: Int64(seq), at: at)
        fingerprint = json["fingerprint"]?.string.flatMap { UInt64($0, radix: 16) }.map(Int64.init(bitPattern:))
        pending = json["pending"]?.int.map(Int64.init)
        refusals = json["refusals"]?.int ?? 0
        if let reason = json["trouble"]?.string, let since = json["since"]?.string.flatMap(Date.init(rfc3339:)) {
            trouble = (reason, since)
        }
        dead = json["dead"]?.int ?? 0
        sequence = json["sequence"]?.int.map(Int64.init)
    }

    /// Nil where there is none.
    package init?(of files: FollowerFiles) throws {
        let text: [UInt8]
        do throws(FileFailure) { text = try bytes(of: files.cursor) } catch {
            guard error.isMissing else { throw FileRefusal.system(path: files.cursor, code: error.code) }
            return nil
        }
        guard let json = try? JSONValue(parsing: text), let cursor = FollowerCursor(json) else {
            throw FollowerError.unreadable(file: files.cursor)
        }
        self = cursor
    }

    /// Is on the disk on return, whole, or as it was before.
    func write(to files: FollowerFiles) throws {
        do throws(FileFailure) {
            try replaceFile(files.cursor, with: JSONValue.object(json).encodedBytes + [UInt8(ascii: "\n")])
        } catch { throw FileRefusal.system(path: files.cursor, code: error.code) }
    }
}
