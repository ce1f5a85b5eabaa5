import Daemon
import FeedModel
import Foundation
import Parsing
import Storing
import TextKit

/// What the last run has published, beside it: `.published.json`. Where it is lost all is made anew, to the same bytes.
struct PublicationState {
    /// One of the stories that the feeds list.
    struct Listed: Equatable {
        /// The item of it that was first seen.
        let item: Int64
        /// In milliseconds since 1970.
        let updated: Int64
    }

    /// Of what pages and feeds are made of besides the store: the settings, the version, the store itself.
    let fingerprint: Int64
    var seq: Int64 = 0
    /// How many items the store held, and when it last pruned.
    var held = 0
    var prunedAt: Date?
    var listed: [Listed] = []
    var feeds: [Int64: Int64] = [:]

    static let name = ".published.json"

    init(_ publication: Publication, of store: any Store) throws {
        var hash = StableHash()
        let settings = [
            datelineVersion, Page.policy, publication.title, publication.query.tag ?? "\0", publication.query.words,
            publication.formats.map(\.rawValue).sorted().joined(separator: " "), "\(publication.items)",
            publication.images.rawValue, publication.baseURL ?? "",
        ]
        for setting in settings { hash.combine(setting) }
        hash.combine(try store.identity())
        fingerprint = hash.value
    }

    /// Nil where there is none, or it is of something else.
    init?(in folder: String, fingerprint: Int64) {
        guard let text = try? bytes(of: "\(folder)/\(Self.name)"), let json = try? JSONValue(parsing: text),
            let known = json["fingerprint"]?.int, Int64(known) == fingerprint, let seq = json["seq"]?.int,
            let held = json["held"]?.int, let listed = json["listed"]?.array
        else { return nil }
        self.fingerprint = fingerprint
        (self.seq, self.held) = (Int64(seq), held)
        prunedAt = json["pruned_at"]?.string.flatMap(Date.init(rfc3339:))
        self.listed = listed.compactMap { entry in
            guard let pair = entry.array, pair.count == 2, let item = pair[0].int, let updated = pair[1].int else {
                return nil
            }
            return Listed(item: Int64(item), updated: Int64(updated))
        }
        for (key, value) in json["feeds"]?.object?.members ?? [] {
            if let id = Int64(key), let mark = value.int { feeds[id] = Int64(mark) }
        }
    }

    var encoded: [UInt8] {
        var object = JSONObject()
        object.set("fingerprint", Int(fingerprint))
        object.set("seq", Int(seq))
        object.set("held", held)
        object.set("pruned_at", clock: prunedAt)
        object.append("listed", .array(listed.map { .array([.int(Int($0.item)), .int(Int($0.updated))]) }))
        var marks = JSONObject()
        for (id, mark) in feeds.sorted(by: { $0.key < $1.key }) { marks.append("\(id)", .int(Int(mark))) }
        object.append("feeds", .object(marks))
        return JSONValue.object(object).encodedBytes
    }
}
