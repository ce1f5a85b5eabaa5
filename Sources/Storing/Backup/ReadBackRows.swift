import Comparing
import FeedModel
import Foundation

/// The rows that lines of the log are read back into, within one transaction.
package protocol ReadBackRows: PageRows where Stories: LoggedStoryRows {
    // MARK: - Feeds

    func loggedFeed(_ id: Int64) throws -> LoggedFeedRow?
    /// Under its number, and not subscribed.
    func insert(_ feed: FeedReference, _ subscription: Subscription, at now: Date) throws
    /// Its address and title are these now.
    func setAddress(of feed: FeedReference) throws
    /// Takes the address from the feed that has it, if one does.
    func moveAside(_ url: String) throws
    func setSubscribed(_ isSubscribed: Bool, _ feed: Int64) throws
    func keep(_ state: FeedState, due: Int64?, entries: String, ofFeed id: Int64) throws

    // MARK: - Items

    /// The feed and the state of an item; nil where there is none of that number.
    func owner(of item: Int64) throws -> (feed: Int64, state: Int)?
    /// Whether the feed has named the newest of its items; nil where there is none.
    func newestHasGuid(of feed: Int64) throws -> Bool?
    func insert(
        _ item: Item, _ number: Int64, revision: Int, _ keys: IdentityKeys, names: [ItemKey], of feed: Int64,
        at now: Date
    ) throws
    func setRevision(_ revision: Int, of item: Int64, at now: Date, published: Date?, modified: Date?) throws
    func deleteRevisions(of item: Int64, from revision: Int) throws
    /// The text of its newest revision is another's: its page's.
    func replaceText(of held: HeldItem, by item: Item, sharedBy others: [Int64]) throws
    /// Items that may have a text of the item's, itself the first of them.
    func likelySharers(of item: Int64) throws -> [Int64]
    /// An item as its feed gave it.
    func entryText(_ item: Int64) throws -> Item

    // MARK: - Pages

    /// Whether the item's text is its page's.
    func pageStands(_ item: Int64) throws -> Bool
    /// The text of `article` is the page's, and what the feed's own was until then is that of `before`.
    func keepLoggedPage(
        of item: Int64, _ url: String, _ article: Item, facts: JSONObject, before: Item, sharedBy others: [Int64],
        at now: Date
    ) throws
    /// It is due now, where it is not known.
    func queueLoggedPage(of item: Int64, _ url: String, at now: Date) throws
    func stopPage(of item: Int64) throws

    // MARK: - Events and the index of texts

    func insert(_ line: LoggedEvent) throws
    func holdsEvents(_ range: ClosedRange<Int64>) throws -> Bool
    func noteBehind(_ range: ClosedRange<Int64>, at now: Date) throws
    /// Its text will be another.
    func removeFromSearch(_ item: Int64) throws
    func addToSearch(_ items: [Int64]) throws
}

/// What a store has of a feed that lines of the log tell of.
package struct LoggedFeedRow {
    package let url: String
    package let title: String?
    package let settings: JSONObject
    package let state: FeedState
    package let due: Int64?
    package let entries: String

    package init(
        url: String, title: String?, settings: JSONObject, state: FeedState, due: Int64?, entries: String
    ) {
        (self.url, self.title, self.settings) = (url, title, settings)
        (self.state, self.due, self.entries) = (state, due, entries)
    }
}
