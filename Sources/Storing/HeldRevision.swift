import FeedModel
import Foundation

/// One text of an item, and what was said of the change to it.
package struct HeldRevision: Sendable {
    package let number: Int
    /// When Dateline saw it.
    package let at: Date
    /// `changed`, `weight`, `clock`, `marks`.
    package let facts: JSONObject
    /// As JSON Feed has it, contents included.
    package let item: JSONObject

    package init(number: Int, at: Date, facts: JSONObject, item: JSONObject) {
        (self.number, self.at, self.facts, self.item) = (number, at, facts, item)
    }

    /// It has been replaced, and is kept no longer.
    package var isTextPruned: Bool { facts["pruned"]?.bool ?? false }

    package var json: JSONObject {
        var object = JSONObject()
        object.set("revision", number)
        object.set("at", clock: at)
        for (key, value) in facts.members { object.append(key, value) }
        object.set("item", item)
        return object
    }
}
