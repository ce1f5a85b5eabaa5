import FeedModel
import Foundation

/// A feed with what is known of its schedule.
package struct FeedOverview: Sendable {
    package let id: Int64
    package let url: String
    package let title: String?
    package let isSubscribed: Bool
    package let due: Date?
    package let state: FeedState
    /// When something of it was last told of; nil where nothing was.
    package let lastChange: Date?
    package let itemCount: Int
    /// Items that filters keep from being told.
    package let droppedCount: Int
    /// How it names its entries, in words.
    package let habit: String

    package init(
        id: Int64, url: String, title: String?, isSubscribed: Bool, due: Date?, state: FeedState, lastChange: Date?,
        itemCount: Int, droppedCount: Int, habit: String
    ) {
        (self.id, self.url, self.title, self.isSubscribed) = (id, url, title, isSubscribed)
        (self.due, self.state, self.lastChange, self.itemCount) = (due, state, lastChange, itemCount)
        (self.droppedCount, self.habit) = (droppedCount, habit)
    }

    package var json: JSONObject {
        var object = JSONObject()
        object.set("id", Int(id))
        object.set("url", url)
        object.set("title", title)
        object.set("subscribed", isSubscribed)
        object.set("items", itemCount)
        object.set("dropped", droppedCount)
        for (key, value) in state.json.members {
            // The newest date that it has published; when that was found is of the schedule alone.
            if key == "last_news" { object.set(key, state.rhythm.newest) } else { object.append(key, value) }
        }
        object.set("last_change", clock: lastChange)
        return object
    }
}

extension FeedOverview {
    /// Should have been checked some minutes ago and was not.
    package func isLate(at now: Date) -> Bool {
        isSubscribed && due.map { now.timeIntervalSince($0) >= StoreHealth.tolerance / .seconds(1) } ?? false
    }
}
