import FeedModel
import FoundationEssentials

/// An article's page as it was last read.
package struct KnownPage: Sendable {
    /// Its title, text and dates, as an item.
    package var item: Item
    /// The item's text is the page's.
    package var stands: Bool
    package var lastRead: Date?

    package init(item: Item, stands: Bool, lastRead: Date?) {
        (self.item, self.stands, self.lastRead) = (item, stands, lastRead)
    }
}

/// What the text that was read of an article's page is to what is held of the article.
package enum PageVerdict: Equatable, Sendable {
    /// The first reading: of an article of which the feed gives the whole text.
    case first
    /// The first reading: the item with the page's text in the place of the feed's, which is cut short. Nobody has
    /// revised anything.
    case whole(Item)
    /// Another text stands there.
    case otherArticle
    case unchanged
    /// There is a change, which the feed is given the time to tell of itself.
    case waiting
    case revised(Revision)
}

/// Judges what was read of an article's page.
/// - Parameter item: as it is held.
/// - Parameter before: nil when it was never read.
/// - Parameter isInFeed: the feed's last document has the article.
/// - Parameter lastModified: when the server says that the page was changed: believed where the page is silent.
/// - Parameter others: texts of other pages of the site. Asked for only where a reader could see a change.
package func judge(
    _ page: ArticlePage, of item: Item, before: KnownPage?, isInFeed: Bool, lastModified: Date?, at now: Date,
    others: () throws -> [String]
) rethrows -> PageVerdict {
    guard let before else {
        let own = item.contentText ?? item.summary ?? ""
        let isLonger = page.contentText?.utf8.count ?? 0 > own.utf8.count
        return isLonger && isCutShort(item) ? .whole(item.taking(page)) : .first
    }
    guard page.isSameArticle(as: before.item) else { return .otherArticle }
    guard var revision = try revision(of: before, to: page, at: now, others: others) else { return .unchanged }
    // While the feed gives the whole text, its own word about a change comes first; the page's waits.
    if !before.stands, isInFeed { return .waiting }
    var old = item
    if old.title == before.item.title { old.title = page.title ?? old.title }
    var new = old
    (new.contentHTML, new.contentText) = (page.contentHTML, page.contentText)
    // The feed has told of it already, whatever the page says that the feed leaves out.
    if !before.stands, Comparing.revision(from: old, to: new, since: before.lastRead, at: now) == nil {
        return .unchanged
    }
    new = old.taking(page)
    if revision.clock == .entry { revision.clock = .page }
    if revision.clock == .seen, let lastModified, lastModified <= now,
        lastModified > before.lastRead ?? .distantPast
    {
        (revision.clock, revision.modified) = (.http, lastModified)
    }
    new.dateModified = revision.modified
    revision.item = new
    return .revised(revision)
}

/// What a reader sees changed in the story; what comes back on other pages of the site is not the story.
private func revision(
    of before: KnownPage, to page: ArticlePage, at now: Date, others: () throws -> [String]
) rethrows -> Revision? {
    let (old, new) = (before.item, Item(page))
    guard let whole = revision(from: old, to: new, since: before.lastRead, at: now) else { return nil }
    let boilerplate = PageBoilerplate(of: try others())
    guard !boilerplate.isEmpty else { return whole }
    var (story, newStory) = (old, new)
    let texts = boilerplate.leftOut(of: old.contentText ?? "", page.contentText ?? "")
    (story.contentHTML, story.contentText) = (nil, texts.old)
    (newStory.contentHTML, newStory.contentText) = (nil, texts.new)
    return revision(from: story, to: newStory, since: before.lastRead, at: now)
}

extension ArticlePage {
    /// An address may come to lead elsewhere: to a list, a notice, another article. Most of the words of the shorter
    /// text must be those of the longer one, and not too many gone.
    package func isSameArticle(as before: Item) -> Bool {
        func bag(_ text: String?) -> Set<Substring> { Set((text ?? "").split { !$0.isLetter && !$0.isNumber }) }
        let (old, new) = (bag(before.contentText), bag(contentText))
        guard new.count * 3 >= old.count else { return false }
        return old.intersection(new).count * 2 >= min(old.count, new.count)
    }
}

extension Item {
    /// A page as an item to compare: its title and text.
    fileprivate init(_ page: ArticlePage) {
        self.init(id: "")
        (title, contentHTML, contentText) = (page.title, page.contentHTML, page.contentText)
        (datePublished, dateModified) = (page.datePublished, page.dateModified)
    }

    /// With the page's text, and its word for what the feed left out.
    func taking(_ page: ArticlePage) -> Item {
        var item = self
        (item.contentHTML, item.contentText) = (page.contentHTML, page.contentText)
        item.datePublished = datePublished ?? page.datePublished
        item.dateModified = dateModified ?? page.dateModified
        if authors.isEmpty { item.authors = page.authors }
        item.language = language ?? page.language
        item.image = image ?? page.image
        return item
    }
}

extension Revision {
    /// Of an item whose text is its page's: that stays, and the feed's new word for all else is taken.
    /// - Parameter held: the item as it is held.
    /// - Returns: nil when the teaser was all that changed.
    package func keepingText(of held: Item) -> Revision? {
        var revision = self
        revision.changed.removeAll { $0 == "content" || $0 == "summary" }
        guard !revision.changed.isEmpty else { return nil }
        (revision.item.contentHTML, revision.item.contentText) = (held.contentHTML, held.contentText)
        return revision
    }
}
