import Comparing
import FeedModel
import Foundation
import GRDB

/// What one look at an article's page found, to be kept.
package struct PageResult: Sendable {
    package enum Finding: Sendable {
        case read(ArticlePage)
        /// The server says so, or the body is the one that was read before.
        case unchanged
        /// 410: gone for good.
        case gone
        /// No text for now: not found, behind a wall, forbidden, no answer. No word about the article.
        case nothing
    }

    /// What the finding came to.
    package enum News: Sendable {
        case first, same, revised, withdrawn, nothing
        /// There is a change, which the feed is given the time to tell of itself.
        case waiting
    }

    package let page: ClaimedPage
    package let at: Date
    package let finding: Finding
    /// When the server says that the page was changed: `Last-Modified`, believed where the page is silent.
    package let lastModified: Date?
    /// Tells what to remember of the page, and when to look again; nil for never.
    package let plan: @Sendable (News) -> (state: PageState, due: Date?)

    package init(
        page: ClaimedPage, at: Date, finding: Finding, lastModified: Date? = nil,
        plan: @escaping @Sendable (News) -> (state: PageState, due: Date?)
    ) {
        (self.page, self.at, self.finding, self.lastModified) = (page, at, finding, lastModified)
        self.plan = plan
    }
}

extension Store {
    /// Keeps what a look at a page has found, and returns what is news, in one transaction.
    package func record(_ result: PageResult) async throws -> [Event] {
        do {
            return try await database.write { db in
                try checkLease(db, "pages", "item", result.page.item, until: result.page.lease)
                guard let held = try lastItems(db, [result.page.item]).first, !held.isTombstone else {
                    try keepPlan(db, result.page.item, PageState(), due: nil)
                    return []
                }
                let (news, events) = try take(db, result, held)
                let plan = result.plan(news)
                try keepPlan(db, held.number, plan.state, due: plan.due)
                try addToSearch(db, events)
                return events
            }
        } catch {
            throw Self.explain(error, path: path)
        }
    }

    private func keepPlan(_ db: Database, _ item: Int64, _ state: PageState, due: Date?) throws {
        try db.cachedStatement(
            sql: "UPDATE pages SET state = ?, due_at = ?, lease_until = 0, lease_holder = NULL WHERE item = ?"
        ).execute(arguments: [JSONValue.object(state.json).encoded, due?.milliseconds, item])
    }

    private func take(_ db: Database, _ result: PageResult, _ held: HeldItem) throws -> (PageResult.News, [Event]) {
        switch result.finding {
        case .unchanged: return (.same, [])
        case .nothing: return (.nothing, [])
        case .gone:
            try db.execute(sql: "UPDATE items SET state = 1 WHERE id = ?", arguments: [held.number])
            let item = HeldReference(
                number: held.number, revision: held.revision, json: try heldText(db, held.number).json)
            return (
                .withdrawn,
                [try logEvent(db, .withdrawn, of: result.page.feed, item: item, facts: JSONObject(), at: result.at)]
            )
        case .read(let page):
            guard let before = try knownPage(db, held.number) else {
                return (.first, try takeFirst(db, page, held, result))
            }
            guard page.isSameArticle(as: before.item) else { return (.nothing, []) }
            return try takeAgain(db, page, before, held, result)
        }
    }

    // MARK: - The first reading

    /// The page's text takes the place of the feed's where that is cut short. Nobody has revised anything: the text
    /// goes into the revision that stands.
    private func takeFirst(
        _ db: Database, _ page: ArticlePage, _ held: HeldItem, _ result: PageResult
    ) throws -> [Event] {
        var item = try heldText(db, held.number)
        let own = item.contentText ?? item.summary ?? ""
        let stands = (page.contentText?.utf8.count ?? 0) > own.utf8.count && isCutShort(item)
        try keepPage(db, page, of: held.number)
        guard stands else { return [] }
        let sharers = try likelySharers(db, of: held.number)
        let entry = try keepTexts(db, html: item.contentHTML, text: item.contentText, sharedBy: sharers)
        try db.cachedStatement(sql: "UPDATE pages SET stands = 1, entry_html = ?, entry_text = ? WHERE item = ?")
            .execute(arguments: [entry.html, entry.text, held.number])
        try removeFromSearch(db, held.number)
        item.take(page)
        let texts = try keepTexts(db, html: item.contentHTML, text: item.contentText, sharedBy: sharers)
        try db.cachedStatement(
            sql: "UPDATE revisions SET document = ?, html = ?, text = ? WHERE item = ? AND number = ?"
        ).execute(arguments: [
            JSONValue.object(item.json.removingContents).encoded, texts.html, texts.text, held.number, held.revision,
        ])
        try addToSearch(db, held.number, title: item.title, text: item.contentText)
        // The whole text may show that it is a copy.
        return try logRegrouping(db, try findStory(db, of: item, held.number, page, result), at: result.at)
    }

    private func keepPage(_ db: Database, _ page: ArticlePage, of item: Int64) throws {
        let texts = try keepTexts(
            db, html: page.contentHTML, text: page.contentText, sharedBy: likelySharers(db, of: item), isPage: true)
        try db.cachedStatement(sql: "UPDATE pages SET facts = ?, title = ?, html = ?, text = ? WHERE item = ?").execute(
            arguments: [JSONValue.object(page.facts).encoded, page.title, texts.html, texts.text, item])
    }

    // MARK: - The next readings

    private struct KnownPage {
        /// The page as an item: as it was last read.
        var item: Item
        var facts: JSONObject
        /// The item's text is the page's.
        var stands: Bool
    }

    private func knownPage(_ db: Database, _ number: Int64) throws -> KnownPage? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT title, facts, stands, html.body AS html, plain.body AS plain FROM pages
                    LEFT JOIN texts AS html ON html.id = pages.html LEFT JOIN texts AS plain ON plain.id = pages.text
                    WHERE item = ?
                    """),
            arguments: [number])
        guard let row, let plain = row["plain"] as String? else { return nil }
        var item = Item(id: "")
        (item.title, item.contentHTML, item.contentText) = (row["title"], row["html"], plain)
        let facts = try JSONValue(parsing: row["facts"] as String).object ?? JSONObject()
        item.datePublished = facts["date_published"]?.string.flatMap(Date.init(rfc3339:))
        item.dateModified = facts["date_modified"]?.string.flatMap(Date.init(rfc3339:))
        return KnownPage(item: item, facts: facts, stands: row["stands"])
    }

    private func takeAgain(
        _ db: Database, _ page: ArticlePage, _ before: KnownPage, _ held: HeldItem, _ result: PageResult
    ) throws -> (PageResult.News, [Event]) {
        guard var revision = try revision(db, from: before.item, to: page, on: result) else {
            try keepPage(db, page, of: held.number)
            return (.same, [])
        }
        // While the feed gives the whole text, its own word about a change comes first; the page's waits.
        if !before.stands, try isInFeed(db, held.number, result.page.feed.id) { return (.waiting, []) }
        var item = try heldText(db, held.number)
        try keepPage(db, page, of: held.number)
        if item.title == before.item.title { item.title = page.title ?? item.title }
        var other = item
        other.take(page)
        // The feed has told of it already.
        let lastRead = result.page.state.lastCheck
        if !before.stands, Comparing.revision(from: item, to: other, since: lastRead, at: result.at) == nil {
            return (.same, [])
        }
        if revision.clock == .entry { revision.clock = .page }
        if revision.clock == .seen, let date = result.lastModified, date <= result.at,
            date > result.page.state.lastCheck ?? .distantPast
        {
            (revision.clock, revision.modified) = (.http, date)
        }
        other.dateModified = revision.modified
        revision.item = other
        let reference = try revise(db, held, other, revision, at: result.at)
        try db.cachedStatement(sql: "UPDATE pages SET stands = 1 WHERE item = ?").execute(arguments: [held.number])
        let place = try findStory(db, of: other, held.number, page, result)
        var facts = revision.facts
        for (key, value) in place.facts(of: held.number).members { facts.append(key, value) }
        facts.set("page", page.facts)
        let event = try logEvent(db, .revised, of: result.page.feed, item: reference, facts: facts, at: result.at)
        return (.revised, [event] + (try logRegrouping(db, place, at: result.at)))
    }

    private func findStory(
        _ db: Database, of item: Item, _ number: Int64, _ page: ArticlePage, _ result: PageResult
    ) throws -> StoryPlace {
        var assigner = try storyDesk(db, feed: result.page.feed, at: result.at)
        let place = try assigner.revise(item, number: number, page: page)
        try assigner.finish()
        return place
    }

    /// What a reader sees changed in the story; what comes back on other pages of the site is not the story.
    private func revision(
        _ db: Database, from before: Item, to page: ArticlePage, on result: PageResult
    ) throws -> Comparing.Revision? {
        let lastRead = result.page.state.lastCheck
        guard let first = Comparing.revision(from: before, to: Item(page), since: lastRead, at: result.at) else {
            return nil
        }
        let others = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT texts.body FROM pages JOIN texts ON texts.id = pages.text
                    WHERE host = ? AND item <> ? ORDER BY item DESC LIMIT 20
                    """),
            arguments: [result.page.host, result.page.item])
        let frame = frame(of: others)
        guard !frame.isEmpty else { return first }
        let (old, new) = linesLeavingOut(frame, before.contentText, page.contentText)
        var (story, newStory) = (before, Item(page))
        (story.contentHTML, story.contentText) = (nil, old.joined(separator: "\n\n"))
        (newStory.contentHTML, newStory.contentText) = (nil, new.joined(separator: "\n\n"))
        return Comparing.revision(from: story, to: newStory, since: lastRead, at: result.at)
    }

    private func isInFeed(_ db: Database, _ number: Int64, _ feed: Int64) throws -> Bool {
        let entries = try String.fetchOne(
            db.cachedStatement(sql: "SELECT entries FROM feeds WHERE id = ?"), arguments: [feed])
        return (entries ?? "").split(separator: ",").contains { Int64($0) == number }
    }

    /// An item's event, for those who look at the item now, with what its page says of itself.
    func addingPage(_ db: Database, _ event: Event) throws -> Event {
        guard let item = event.item?.number, event.page == nil else { return event }
        let facts = try String.fetchOne(
            db.cachedStatement(sql: "SELECT facts FROM pages WHERE item = ?"), arguments: [item])
        var event = event
        event.facts.set("page", try facts.flatMap { try JSONValue(parsing: $0).object })
        return event
    }

    // MARK: - Beside the feed's own word

    /// An item as its feed gave it: where its page's text stands in for the feed's, the feed's own is compared.
    func entryText(_ db: Database, _ number: Int64) throws -> Item {
        var item = try heldText(db, number)
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT html.body AS html, plain.body AS plain FROM pages
                    LEFT JOIN texts AS html ON html.id = entry_html LEFT JOIN texts AS plain ON plain.id = entry_text
                    WHERE item = ? AND stands = 1
                    """),
            arguments: [number])
        if let row { (item.contentHTML, item.contentText) = (row["html"], row["plain"]) }
        return item
    }

    /// What a changed entry means for an item whose text is its page's: that text stays, and the page is due at once,
    /// since a new teaser promises a new article. Nil when the teaser was all that changed.
    func besidePage(
        _ db: Database, _ number: Int64, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> (item: Item, revision: Comparing.Revision)? {
        let stands = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT stands FROM pages WHERE item = ?"), arguments: [number])
        guard stands == true else { return (item, revision) }
        let entry = try keepTexts(
            db, html: item.contentHTML, text: item.contentText, sharedBy: likelySharers(db, of: number), isPage: true)
        try db.cachedStatement(
            sql: "UPDATE pages SET due_at = ?, entry_html = ?, entry_text = ? WHERE item = ?"
        ).execute(arguments: [now.milliseconds, entry.html, entry.text, number])
        var revision = revision
        revision.changed.removeAll { $0 == "content" || $0 == "summary" }
        guard !revision.changed.isEmpty else { return nil }
        let held = try heldText(db, number)
        (revision.item.contentHTML, revision.item.contentText) = (held.contentHTML, held.contentText)
        return (revision.item, revision)
    }
}

/// The lines that stand on more than one of a site's pages: its frame, learnt from what is held.
private func frame(of texts: [String]) -> Set<Substring> {
    var (once, often): (Set<Substring>, Set<Substring>) = ([], [])
    for text in texts {
        for line in Set(text.split(separator: "\n")) where !once.insert(line).inserted { often.insert(line) }
    }
    return often
}

/// The lines of two texts without the frame: neither what stands on other pages of the site, nor what has taken
/// its place, or had it.
private func linesLeavingOut(_ frame: Set<Substring>, _ old: String?, _ new: String?) -> (
    old: [Substring], new: [Substring]
) {
    let oldLines = (old ?? "").split(separator: "\n")
    let newLines = (new ?? "").split(separator: "\n")
    var (left, right) = (Set(oldLines.indices), Set(newLines.indices))
    for hunk in difference(oldLines, newLines) where hunk.old.count == hunk.new.count {
        guard oldLines[hunk.old].allSatisfy(frame.contains) || newLines[hunk.new].allSatisfy(frame.contains) else {
            continue
        }
        left.subtract(hunk.old)
        right.subtract(hunk.new)
    }
    return (
        left.sorted().map { oldLines[$0] }.filter { !frame.contains($0) },
        right.sorted().map { newLines[$0] }.filter { !frame.contains($0) }
    )
}

extension Item {
    /// A page as an item to compare: its title and text.
    fileprivate init(_ page: ArticlePage) {
        self.init(id: "")
        (title, contentHTML, contentText) = (page.title, page.contentHTML, page.contentText)
        (datePublished, dateModified) = (page.datePublished, page.dateModified)
    }

    /// The page's text, and its word for what the feed left out.
    fileprivate mutating func take(_ page: ArticlePage) {
        (contentHTML, contentText) = (page.contentHTML, page.contentText)
        datePublished = datePublished ?? page.datePublished
        dateModified = dateModified ?? page.dateModified
        if authors.isEmpty { authors = page.authors }
        language = language ?? page.language
        image = image ?? page.image
    }
}

extension ArticlePage {
    /// An address may come to lead elsewhere: to a list, a notice, another article. Most of the words of the shorter
    /// text must be those of the longer one, and not too many gone.
    fileprivate func isSameArticle(as before: Item) -> Bool {
        func bag(_ text: String?) -> Set<Substring> { Set((text ?? "").split { !$0.isLetter && !$0.isNumber }) }
        let (old, new) = (bag(before.contentText), bag(contentText))
        guard new.count * 3 >= old.count else { return false }
        return old.intersection(new).count * 2 >= min(old.count, new.count)
    }
}
