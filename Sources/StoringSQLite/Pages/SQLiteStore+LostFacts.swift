import Comparing
import FeedModel
import GRDB
import Storing

// Stores in which reading an article's page took facts out of its item get them back: `Schema.askForLostFacts`.
extension SQLiteStore {
    /// Of these items, those whose facts are to be taken from the feed's next document.
    func lackingFacts(_ db: Database, _ items: [Int64]) throws -> Set<Int64> {
        try Int64.fetchSet(
            db.cachedStatement(
                sql: "SELECT item FROM pages WHERE lacks_facts = 1 AND item IN (SELECT value FROM json_each(?))"),
            arguments: [JSONValue.list(items)])
    }

    /// What the entry says goes into the revision that stands, but for what the page gave: its text, and its word for
    /// what the feed leaves out. Nothing is told: nothing has changed.
    func giveBackFacts(_ db: Database, of old: HeldItem, from entry: Item) throws {
        let held = try heldText(db, old.number)
        var item = entry
        (item.title, item.contentHTML, item.contentText) = (held.title, held.contentHTML, held.contentText)
        item.datePublished = held.datePublished ?? entry.datePublished
        item.dateModified = held.dateModified ?? entry.dateModified
        if item.authors.isEmpty { item.authors = held.authors }
        item.language = entry.language ?? held.language
        item.image = entry.image ?? held.image
        try db.cachedStatement(sql: "UPDATE revisions SET document = ? WHERE item = ? AND number = ?").execute(
            arguments: [JSONValue.object(item.json.removingContents).encoded, old.number, old.revision])
        try db.cachedStatement(sql: "UPDATE pages SET lacks_facts = 0 WHERE item = ?").execute(arguments: [old.number])
        try nameStory(db, of: old.number, StoryName.names(of: item).map(\.key))
    }

    /// The item is found by copies under these keys as well.
    private func nameStory(_ db: Database, of item: Int64, _ names: [ItemKey]) throws {
        let known = try StoryTables(db: db).keys(of: item)
        let missing = names.filter { !known.contains($0) }
        guard !missing.isEmpty, !known.isEmpty else { return }
        try db.cachedStatement(sql: "UPDATE story_items SET keys = ? WHERE item = ?").execute(
            arguments: [(known + missing).data, item])
        try currentKeys(db).add(missing, of: item)
    }
}
