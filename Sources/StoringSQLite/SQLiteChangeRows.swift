import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

/// The rows of the store within a transaction, for what is decided elsewhere.
struct SQLiteChangeRows: PageRows {
    let store: SQLiteStore
    let db: Database

    func assigner() throws -> SQLiteStoryAssigner { SQLiteStoryAssigner(db, keys: try store.currentKeys(db)) }

    func checkLease(of feed: ClaimedFeed) throws {
        if let lease = feed.lease { try Leases.feeds.check(db, feed.id, of: store.holder, until: lease) }
    }

    func hasDocument(_ feed: Int64) throws -> Bool { try store.hasDocument(db, feed) }

    func holds(_ comparison: FeedComparison, of feed: Int64) throws -> Bool {
        try store.holds(db, comparison, of: feed)
    }

    func compare(_ document: Feed, of update: FeedUpdate) throws -> FeedComparison {
        try store.compare(
            db, document, isHistory: update.isHistory, of: update.reference, filters: update.filters, at: update.at
        ) {
            try store.currentKeys(db).postings(under: $0)
        }
    }

    func keepFacts(_ document: Feed, of feed: FeedReference) throws { try store.keepFacts(db, document, of: feed) }

    func keepEntries(_ entries: String, habit: String, of feed: Int64) throws {
        try store.keepEntries(db, entries, habit: habit, of: feed)
    }

    func keepPlan(_ plan: FeedUpdate.Plan, of feed: ClaimedFeed, changed: Date?) throws {
        try store.keepPlan(db, plan, of: feed, changed: changed)
    }

    func forget(_ feed: Int64) throws -> Bool { try store.forget(db, feed) }

    func noteStopped(_ rules: [DroppingRule], at now: Date) throws { try store.noteStopped(db, rules, at: now) }

    func insert(_ item: Item, _ keys: IdentityKeys, names: [ItemKey], of feed: Int64, at now: Date) throws -> Int64 {
        try store.insert(db, item, keys, names: names, of: feed, at: now)
    }

    func keepRevision(
        _ reference: ItemReference, _ content: Item, document: String, facts: JSONObject, sharedBy others: [Int64],
        at now: Date
    ) throws {
        try store.keepRevision(db, reference, content, document: document, facts: facts, sharedBy: others, at: now)
    }

    func keepRevision(
        _ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> ItemReference {
        try store.keepRevision(db, old, item, revision, at: now)
    }

    func rename(_ old: HeldItem, _ keys: IdentityKeys, of feed: Int64) throws {
        try store.rename(db, old, keys, of: feed)
    }

    func rename(pruned number: Int64, _ keys: IdentityKeys, of feed: Int64) throws {
        try store.rename(db, pruned: number, keys, of: feed)
    }

    func leave(_ pruned: [Int64], at now: Date) throws { try store.leave(db, pruned, at: now) }

    func moveDates(_ old: HeldItem, _ item: Item) throws { try store.moveDates(db, old, item) }

    func lackingFacts(_ items: [Int64]) throws -> Set<Int64> { try store.lackingFacts(db, items) }

    func giveBackFacts(of old: HeldItem, from entry: Item) throws { try store.giveBackFacts(db, of: old, from: entry) }

    func drop(_ number: Int64, by rule: DroppingRule, at now: Date) throws {
        try store.drop(db, number, by: rule, at: now)
    }

    func release(_ number: Int64, at now: Date) throws { try store.release(db, number, at: now) }

    func besidePage(
        _ number: Int64, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> (item: Item, revision: Comparing.Revision)? {
        try store.besidePage(db, number, item, revision, at: now)
    }

    func queuePage(_ item: Int64, _ url: String, of feed: Int64, at now: Date) throws {
        try store.queuePage(db, item, url, of: feed, at: now)
    }

    func log(
        _ kind: EventKind, of feed: FeedReference, item: ItemReference?, facts: JSONObject, at now: Date
    ) throws -> Event {
        try store.logEvent(db, kind, of: feed, item: item, facts: facts, at: now)
    }

    func logRegrouped(_ item: Int64, from: JSONObject, at now: Date) throws -> Event? {
        try store.logRegrouped(db, item, from: from, at: now)
    }

    // MARK: - An article's page

    func checkLease(of page: ClaimedPage) throws {
        try Leases.pages.check(db, page.item, of: store.holder, until: page.lease)
    }

    func held(_ item: Int64) throws -> HeldItem? { try store.lastItems(db, [item]).first }

    func heldText(_ item: Int64) throws -> Item { try store.heldText(db, item) }

    func knownPage(of item: Int64, lastRead: Date?) throws -> KnownPage? {
        try store.knownPage(db, item, lastRead: lastRead)
    }

    func isInFeed(_ item: Int64, _ feed: Int64) throws -> Bool { try store.isInFeed(db, item, feed) }

    func otherPages(of page: ClaimedPage) throws -> [String] { try store.otherPages(db, of: page) }

    func keepPlan(_ state: PageState, due: Date?, ofPage item: Int64) throws {
        try store.keepPlan(db, item, state, due: due)
    }

    func keep(_ page: ArticlePage, of item: Int64) throws { try store.keepPage(db, page, of: item) }

    func setStands(_ item: Int64) throws {
        try db.cachedStatement(sql: "UPDATE pages SET stands = 1 WHERE item = ?").execute(arguments: [item])
    }

    func putIn(_ item: Item, over entry: Item, _ held: HeldItem) throws {
        try store.putIn(db, item, over: entry, held)
    }

    func withdraw(_ item: Int64) throws {
        try db.execute(sql: "UPDATE items SET state = 1 WHERE id = ?", arguments: [item])
    }

    func noteChange(ofFeed feed: Int64, at now: Date) throws {
        try db.cachedStatement(sql: "UPDATE feeds SET last_change = ? WHERE id = ?").execute(
            arguments: [now.milliseconds, feed])
    }
}
