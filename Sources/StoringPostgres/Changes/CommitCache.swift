import Comparing
import FeedModel
import Foundation
import Storing

/// Rows that a commit reads, held in memory while it lasts. Most are read ahead of its lock, all at once (`ReadAhead`); what
/// is not here is asked for by itself. What the commit changes is changed here as well.
final class CommitCache {
    struct FeedRow {
        var entries: String
        var habit: String
        var hasDocument: Bool
        var reference: FeedReference
    }

    struct ItemRow {
        var revision: Int64
        var state: Int64
        /// Its text is its page's.
        var stands = false
        var formerNames: [ItemKey] = []
    }

    /// An item as its newest revision has it, for events that tell of it.
    struct Reference {
        var feed: FeedReference
        var revision: Int64
        var document: String
        var html: String?
        var text: String?
    }

    struct StoryItem {
        var story: Int64
        let site: Int64
        let credit: String?
        /// Nil where it is of a form that this version does not read.
        let sketch: Sketch?
        var keys: [ItemKey]
        var similarity: Double?
        var reasons: String?
        var wire: String?
    }

    struct Story {
        var original: Int64
        var members: Int
        var items: [Int64] = []
        /// Stories that a person has told apart from it.
        var apart: Set<Int64> = []
    }

    /// An article's page as it was last read.
    struct Page {
        var title: String?
        var html: String?
        var text: String?
        var facts: String
        var stands: Bool
    }

    /// A statement, and where its answer is put.
    struct Question {
        let statement: PostgresStatement
        let take: (PostgresResult) throws -> Void

        init(_ statement: PostgresStatement, take: @escaping (PostgresResult) throws -> Void) {
            (self.statement, self.take) = (statement, take)
        }

        init(_ sql: String, _ parameters: any PostgresParameter..., take: @escaping (PostgresResult) throws -> Void) {
            self.init(PostgresStatement(sql, parameters), take: take)
        }
    }

    let transaction: PostgresTransaction
    /// False where rows are also written by others of the same transaction: all is asked for when it is needed.
    let isKept: Bool
    /// How often something was asked for by itself.
    private(set) var misses = 0
    /// Until when what the commit takes back was claimed.
    var claimedFeeds = KnownRows<Int64, Int64>()
    /// By items.
    var claimedPages = KnownRows<Int64, Int64>()
    var pages = KnownRows<Int64, Page>()
    /// Texts of the newest pages of a site, by its host.
    var sitePages = KnownRows<String, [(item: Int64, body: String)]>()
    /// Those that pages were kept of.
    var keptHosts: Set<String> = []
    var heldItems = KnownRows<Int64, HeldItem>()
    /// Of newest revisions.
    var heldTexts = KnownRows<Int64, Item>()
    var feeds = KnownRows<Int64, FeedRow>()
    var items = KnownRows<Int64, ItemRow>()
    /// Of newest revisions.
    var documents = KnownRows<Int64, String>()
    var references = KnownRows<Int64, Reference>()
    var printings = KnownRows<Int64, StoryPrinting>()
    var sites = KnownRows<String, StorySite>()
    /// By `ItemKey.hash`; nil for a key that too many items have.
    var postings = KnownRows<UInt64, [ItemPosting]>()
    var stories = KnownRows<Int64, Story>()
    var storyItems = KnownRows<Int64, StoryItem>()
    var claims = KnownRows<Int64, OriginalClaim>()
    var texts = HeldTexts()
    /// Frames that have learned something, by their sites' numbers.
    var frames: [Int64: Frame] = [:]

    /// What proposals may rest on and the commit itself has changed.
    let storyChanges = CommitStoryChanges()
    /// What the commit has changed, for those who have read ahead.
    var touched = CommitChanges()

    init(_ transaction: PostgresTransaction, isKept: Bool = true) {
        (self.transaction, self.isKept) = (transaction, isKept)
    }

    /// In one round trip.
    func ask(_ questions: [Question]) throws {
        guard !questions.isEmpty else { return }
        for (question, result) in zip(questions, try transaction.run(questions.map(\.statement))) {
            try question.take(result)
        }
    }

    func noteMiss() { misses += 1 }

    /// - Parameter isKnown: whether it need not be asked for.
    func ask(unless isKnown: Bool, _ questions: @autoclosure () -> [Question]) throws {
        if !isKept { forgetAll() }
        if !isKnown || !isKept { try askMissing(questions()) }
    }

    private func forgetAll() {
        (feeds, items, documents, references) = (.init(), .init(), .init(), .init())
        (printings, sites, postings, stories) = (.init(), .init(), .init(), .init())
        (storyItems, claims, pages, heldItems, heldTexts) = (.init(), .init(), .init(), .init(), .init())
        sitePages.forgetAll()
        texts = HeldTexts()
    }

    /// The item is other than others may have read; its text is the same.
    func touch(_ item: Int64) {
        touched.items.insert(item)
        heldItems.forget(item)
    }

    private func askMissing(_ questions: [Question]) throws {
        noteMiss()
        try ask(questions)
    }

    /// Whether something that was read is other by now.
    func isOutdated(by changes: CommitChanges) -> Bool {
        changes.items.contains { item in
            items.isKnown(item) || storyItems.isKnown(item) || printings.isKnown(item) || references.isKnown(item)
        }
            || changes.stories.contains(where: stories.isKnown)
            || changes.sites.contains { sites.isKnown($0) || sitePages.isKnown($0) }
            || changes.keys.contains { postings.isKnown(UInt64(bitPattern: $0)) }
    }
}

/// Rows by their keys, as far as they are known: nil where there is known to be none.
struct KnownRows<Key: Hashable, Row> {
    private var rows: [Key: Row?] = [:]

    func isKnown(_ key: Key) -> Bool { rows.index(forKey: key) != nil }

    subscript(key: Key) -> Row? {
        get { rows[key] ?? nil }
        set { rows.updateValue(newValue, forKey: key) }
    }

    /// Changes a row that is there and known.
    mutating func change(_ key: Key, _ change: (inout Row) -> Void) {
        guard var row = self[key] else { return }
        change(&row)
        self[key] = row
    }

    mutating func forget(_ key: Key) { rows[key] = nil }
    mutating func forgetAll() { rows = [:] }
    func keys(where isMeant: (Row) -> Bool) -> [Key] { rows.compactMap { $1.map(isMeant) == true ? $0 : nil } }
    func unknown(_ keys: some Sequence<Key>) -> [Key] { Array(Set(keys.lazy.filter { !isKnown($0) })) }

    /// What was found of all that was asked for.
    mutating func take(_ asked: some Sequence<Key>, _ found: [(Key, Row)]) {
        for key in asked { self[key] = nil }
        for (key, row) in found { self[key] = row }
    }
}
