import FeedModel
import Foundation

/// What one check of a feed found, to be kept.
package struct FeedUpdate: Sendable {
    package let feed: ClaimedFeed
    package let at: Date
    /// The document that was read; nil when it did not change, or could not be had.
    package let document: Feed?
    /// The document is an older page of the feed: it says nothing of the feed itself or of entries that are held.
    package let isHistory: Bool
    /// What the document says against what was held; nil where that is to be found out by the transaction.
    package var comparison: FeedComparison?
    /// The rules for its new items; nil where there are none.
    package var filters: FeedFilters?
    package var plans: Plans

    /// What to remember of the feed, and what is news about it.
    package struct Plan: Sendable {
        package var state: FeedState
        package var events: [(kind: EventKind, facts: JSONObject)] = []
        /// Until when the feed's host shall be left alone: its other feeds start again one by one after that.
        package var hostRest: Date?
        package init(state: FeedState, events: [(kind: EventKind, facts: JSONObject)] = []) {
            (self.state, self.events) = (state, events)
        }

        /// Of an answer without a document: asking once more brings the same. Nothing is told, no failure counted, and
        /// nobody has asked to be left alone.
        package var isFoundAgain: Bool {
            events.isEmpty && hostRest == nil && state.notBefore == nil && state.failures == 0 && !state.isGone
        }
    }

    /// Which of the two holds is certain only within the transaction.
    package struct Plans: Sendable {
        package let withNewItems: Plan
        package let withoutNewItems: Plan

        package init(withNewItems: Plan, withoutNewItems: Plan) {
            (self.withNewItems, self.withoutNewItems) = (withNewItems, withoutNewItems)
        }

        package init(always plan: Plan) { self.init(withNewItems: plan, withoutNewItems: plan) }
    }

    package init(feed: ClaimedFeed, at: Date, document: Feed? = nil, isHistory: Bool = false, plans: Plans) {
        (self.feed, self.at, self.document, self.isHistory, self.plans) = (feed, at, document, isHistory, plans)
    }

    /// The feed as events name it from now on.
    package var reference: FeedReference {
        var reference = feed.reference
        if let document, !isHistory { reference.title = feed.subscription.title ?? document.title ?? feed.title }
        return reference
    }
}
