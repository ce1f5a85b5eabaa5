import FeedModel
import Foundation
import Storing

/// How a follower is doing, for `status`.
package struct FollowerOverview: Sendable {
    package let name: String
    /// Nil where it is lost or cannot be read.
    package let cursor: FollowerCursor?
    /// What a person must do to have a cursor again; nil where there is one.
    package let cursorTrouble: String?
    /// Events that it has yet to hand over, or to pass over.
    package let behind: Int64
    /// When the first of them was told.
    package let since: Date?
    /// A process hands over for it.
    package let isRunning: Bool

    /// Those of a store, by name.
    package static func all(in folder: String, of store: any EventStore) throws -> [FollowerOverview] {
        // A lock without a cursor is that of one that is lost, or of one that has not begun.
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".json") || $0.hasSuffix(".lock")
        }
        guard !names.isEmpty else { return [] }
        let last = try store.lastSeq()
        return try Set(names.map { String($0.dropLast(5)) }).sorted().compactMap { name in
            guard let files = try? FollowerFiles(name, in: folder) else { return nil }
            var (cursor, trouble): (FollowerCursor?, String?)
            do {
                cursor = try FollowerCursor(of: files)
                if cursor == nil {
                    guard FollowerLock.hasBegun(files) else { return nil }
                    trouble =
                        "its cursor \(files.cursor) is lost: put it back, or name by --from SEQ what was handled last"
                }
            } catch { trouble = "\(error)" }
            let behind = cursor.map { max(0, last - $0.seq) } ?? 0
            return FollowerOverview(
                name: files.name, cursor: cursor, cursorTrouble: trouble, behind: behind,
                since: behind > 0 ? try store.marks(after: cursor?.seq ?? 0, limit: 1).first?.at : nil,
                isRunning: FollowerLock.isHeld(files))
        }
    }

    package var json: JSONObject {
        var object = JSONObject()
        object.set("name", name)
        object.set("seq", cursor.map { Int($0.seq) })
        object.set("at", clock: cursor?.at)
        object.set("behind", cursor.map { _ in Int(behind) })
        object.set("behind_since", clock: since)
        object.set("running", isRunning)
        object.set("trouble", cursorTrouble ?? cursor?.trouble?.reason)
        object.set("trouble_since", clock: cursor?.trouble?.since)
        object.set("put_aside", cursor.flatMap { $0.dead > 0 ? $0.dead : nil })
        return object
    }

    /// "follower desk: 1204 events behind, for 12m; not running".
    /// - Parameter spelled: how long, in seconds, for people.
    package func words(at now: Date, spelled: (TimeInterval) -> String) -> String {
        guard let cursor else { return "follower \(name): \(cursorTrouble ?? "")" }
        var parts = [behind == 0 ? "has all" : "\(behind) \(behind == 1 ? "event" : "events") behind"]
        if let since { parts[0] += ", for \(spelled(now.timeIntervalSince(since)))" }
        if let trouble = cursor.trouble {
            parts.append("\(trouble.reason) (for \(spelled(now.timeIntervalSince(trouble.since))))")
        }
        if cursor.dead > 0 { parts.append("\(cursor.dead) put aside") }
        if !isRunning { parts.append("not running") }
        return "follower \(name): " + parts.joined(separator: "; ")
    }

    /// Something is wrong with it: it does not hand over what there is.
    package var isStuck: Bool { cursor == nil || cursor?.trouble != nil || behind > 0 && !isRunning }

    /// It is so for longer than a restart or a long delivery takes.
    package func isStuckForLong(at now: Date) -> Bool {
        guard let cursor else { return true }
        return [cursor.trouble?.since, since].contains { $0.map { now.timeIntervalSince($0) > 900 } ?? false }
    }
}
