import Comparing
import FeedModel
import Foundation

/// The rows that a check of a feed changes, within the transaction that keeps it.
package protocol ChangeRows {
    associatedtype Stories: StoryRows
    associatedtype Keys: StoryKeys
    /// Finds the stories of the items of one feed.
    func assigner() throws -> StoryAssigner<Stories, Keys>

    // MARK: - The feed

    /// - Throws: `StoreError.leaseLost` where the claim has run out and another came: that one keeps what it finds.
    func checkLease(of feed: ClaimedFeed) throws
    func hasDocument(_ feed: Int64) throws -> Bool
    /// Whether what the comparison rests on is as it was read.
    func holds(_ comparison: FeedComparison, of feed: Int64) throws -> Bool
    /// With what is held now.
    func compare(_ document: Feed, of update: FeedUpdate) throws -> FeedComparison
    /// What a document says of the feed itself.
    func keepFacts(_ document: Feed, of feed: FeedReference) throws
    /// - Parameter entries: the items of the last document, in its order.
    func keepEntries(_ entries: String, habit: String, of feed: Int64) throws
    /// Gives the claim back as well.
    /// - Parameter changed: when something of the feed was told; nil where nothing was.
    func keepPlan(_ plan: FeedUpdate.Plan, of feed: ClaimedFeed, changed: Date?) throws
    /// Forgets a feed that is not subscribed and that no event tells of.
    /// - Returns: false where it is another.
    func forget(_ feed: Int64) throws -> Bool
    func noteStopped(_ rules: [DroppingRule], at now: Date) throws

    // MARK: - Its items

    /// The row of a new item, whose text is kept by `keepRevision`.
    /// - Parameter names: those of `keys`.
    /// - Returns: its number.
    func insert(_ item: Item, _ keys: IdentityKeys, names: [ItemKey], of feed: Int64, at now: Date) throws -> Int64
    /// - Parameter document: the item without its contents, encoded.
    /// - Parameter others: items that may have the same texts.
    func keepRevision(
        _ reference: ItemReference, _ content: Item, document: String, facts: JSONObject, sharedBy others: [Int64],
        at now: Date
    ) throws
    /// The next revision of an item.
    func keepRevision(_ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, at now: Date) throws
        -> ItemReference
    /// The item is found under its new names as well; the last of its old ones stay, since feeds go back and forth.
    func rename(_ old: HeldItem, _ keys: IdentityKeys, of feed: Int64) throws
    func rename(pruned number: Int64, _ keys: IdentityKeys, of feed: Int64) throws
    /// The feed does not list them any more: from now on they are remembered for their time.
    func leave(_ pruned: [Int64], at now: Date) throws
    /// A new date over the same text is no revision: it is written into the one that stands.
    func moveDates(_ old: HeldItem, _ item: Item) throws
    /// Of these items, those whose facts are to be taken from the feed's next document.
    func lackingFacts(_ items: [Int64]) throws -> Set<Int64>
    func giveBackFacts(of old: HeldItem, from entry: Item) throws
    /// The item's text, which is in its rows, was dropped by `rule`.
    func drop(_ number: Int64, by rule: DroppingRule, at now: Date) throws
    /// The item is told from now on.
    func release(_ number: Int64, at now: Date) throws

    // MARK: - Their pages

    /// What a changed entry means for an item whose text is its page's: that text stays, and the page is due at once,
    /// since a new teaser promises a new article. Nil when the teaser was all that changed.
    func besidePage(_ number: Int64, _ item: Item, _ revision: Comparing.Revision, at now: Date) throws
        -> (item: Item, revision: Comparing.Revision)?
    /// A page is to be read, at once where it is known already; of a feed that is subscribed only.
    func queuePage(_ item: Int64, _ url: String, of feed: Int64, at now: Date) throws

    // MARK: - Events

    func log(_ kind: EventKind, of feed: FeedReference, item: ItemReference?, facts: JSONObject, at now: Date) throws
        -> Event
    /// Tells of an item whose story, or its original, is another.
    /// - Parameter from: the old numbers of what is other now.
    func logRegrouped(_ item: Int64, from: JSONObject, at now: Date) throws -> Event?
}
