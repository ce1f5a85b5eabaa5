import FeedModel

/// What a feed has been seen to do with its guids, so that they are trusted as far as they have earned it.
package struct FeedHabit: Equatable, Sendable {
    /// Items found again under the same guid, their text agreeing.
    package var kept = 0
    /// Items found again by link or text under another guid.
    package var changed = 0
    /// Guids found on an entry that was another article before.
    package var reused = 0
    /// Documents in which several entries shared one guid.
    package var shared = 0
    /// Guids that went on to another entry of the same document, as numbers of places do.
    package var shifted = 0

    package init() {}

    package var guid: GuidHabit {
        if shared > 0 && shared >= kept { return .constant }
        if shifted > 0 && shifted * 2 >= kept { return .positional }
        if changed > 2 && changed > kept * 4 { return .changesEachFetch }
        if reused > 0 { return .reused }
        return kept > 0 ? .stable : .unknown
    }

    /// Another guid is another entry: hardly ever was one found again under another.
    var keepsGuids: Bool {
        guid != .constant && guid != .positional && kept > 0 && changed * 4 <= kept
    }

    package enum GuidHabit: String, Sendable {
        case unknown, stable, constant, positional, reused
        case changesEachFetch = "changes-each-fetch"
    }

    /// Counts are halved as they grow, so that a feed can lose a habit.
    func adding(_ found: FeedHabit) -> FeedHabit {
        var sum = self
        sum.kept += found.kept
        sum.changed += found.changed
        sum.reused += found.reused
        sum.shared += found.shared
        sum.shifted += found.shifted
        if sum.kept + sum.changed > 1000 {
            (sum.kept, sum.changed, sum.reused) = (sum.kept / 2, sum.changed / 2, sum.reused / 2)
            (sum.shared, sum.shifted) = (sum.shared / 2, sum.shifted / 2)
        }
        return sum
    }

    /// For a person: what is known and by what it is known.
    package var explanation: String {
        switch guid {
        case .unknown: "guids: nothing learnt yet"
        case .stable: "guids are kept (\(kept) items found again by theirs)"
        case .constant: "one guid stands for many entries (in \(shared) documents): links and texts tell them apart"
        case .positional: "guids number the places, not the entries (\(shifted) went on to a neighbour)"
        case .reused:
            "guids are given again to other articles (\(reused) times): an item must agree in link or text too"
        case .changesEachFetch:
            "guids change (\(changed) times, kept \(kept) times): links and texts identify the entries"
        }
    }

    package var json: JSONObject {
        var object = JSONObject()
        object.set("guid", guid.rawValue)
        object.set("kept", kept)
        object.set("changed", changed)
        object.set("reused", reused)
        object.set("shared", shared)
        object.set("shifted", shifted)
        return object
    }

    package init(json: JSONObject) {
        kept = json["kept"]?.int ?? 0
        changed = json["changed"]?.int ?? 0
        reused = json["reused"]?.int ?? 0
        shared = json["shared"]?.int ?? 0
        shifted = json["shifted"]?.int ?? 0
    }
}
