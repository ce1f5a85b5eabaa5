import FeedModel
import Foundation

extension Event {
    /// An item that a rule has dropped, as an event that was not told: its `seq` is 0, and its facts name the rule.
    package init(dropped item: ItemReference, by rule: DroppingRule, of feed: FeedReference, at time: Date) {
        var dropped = JSONObject()
        dropped.set("rule", rule.name)
        dropped.set("expression", rule.text)
        var facts = JSONObject()
        facts.set("dropped", dropped)
        self.init(seq: 0, at: time, kind: .new, feed: feed, item: item, facts: facts)
    }
}
