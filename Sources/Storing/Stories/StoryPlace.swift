import FeedModel

/// Where an item was put.
package struct StoryPlace: Sendable {
    package struct Move: Sendable {
        package let item: Int64
        /// The story that it was of before.
        package let story: Int64

        package init(item: Int64, story: Int64) { (self.item, self.story) = (item, story) }
    }
    package var story: Int64
    /// The credit, as the item format has it.
    package var wire: JSONObject
    package var isCopy = false
    package var original: Int64 = 0
    package var similarity: Double?
    package var reasons: [String] = []
    /// Items whose text has the same words.
    package var sameTextItems: [Int64] = []
    /// Items that are of this story now.
    package var moved: [Move] = []
    /// The item that was the original so far.
    package var replaced: Int64?

    package init(story: Int64, wire: JSONObject) { (self.story, self.wire) = (story, wire) }

    /// What the event of the item `number` says of it.
    package func facts(of number: Int64) -> JSONObject {
        var facts = JSONObject()
        facts.set("story", Int(story))
        if original != number { facts.set("original", Int(original)) }
        if let similarity { facts.append("similarity", .double((similarity * 1000).rounded() / 1000)) }
        facts.set("reasons", reasons)
        facts.set("wire", wire)
        return facts
    }

    /// Items to be told of since their story or its original is another, with the old numbers of what is other now.
    package var regrouped: [(item: Int64, from: JSONObject)] {
        var regrouped = moved.map { move in
            var from = JSONObject()
            from.set("story", Int(move.story))
            return (move.item, from)
        }
        if let replaced {
            var from = JSONObject()
            from.set("original", Int(replaced))
            regrouped.append((replaced, from))
        }
        return regrouped
    }
}
