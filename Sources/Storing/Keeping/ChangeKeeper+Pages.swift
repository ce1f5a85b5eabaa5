import Comparing
import FeedModel
import Foundation

// What a look at a page has found gets into its rows.
extension ChangeKeeper where Rows: PageRows {
    /// - Returns: what is news, in the order of `seq`.
    package func keep(_ update: PageUpdate) throws -> [Event] {
        let page = update.page
        try rows.checkLease(of: page)
        guard let held = try rows.held(page.item), !held.isTombstone else {
            try rows.keepPlan(PageState(), due: nil, ofPage: page.item)
            return []
        }
        let (news, events) = try take(update, held)
        let plan = update.plans[news]!
        try rows.keepPlan(plan.state, due: plan.due, ofPage: page.item)
        if !events.isEmpty { try rows.noteChange(ofFeed: page.feed.id, at: update.at) }
        return events
    }

    private func take(_ update: PageUpdate, _ held: HeldItem) throws -> (PageUpdate.News, [Event]) {
        switch update.finding {
        case .unchanged: (.same, [])
        case .nothing: (.nothing, [])
        case .gone: (.withdrawn, [try withdraw(held, update)])
        case .read(let page): try take(page, held, update)
        }
    }

    private func withdraw(_ held: HeldItem, _ update: PageUpdate) throws -> Event {
        try rows.withdraw(held.number)
        let item = ItemReference(
            number: held.number, revision: held.revision, json: try rows.heldText(held.number).json)
        return try rows.log(.withdrawn, of: update.page.feed, item: item, facts: JSONObject(), at: update.at)
    }

    private func take(
        _ page: ArticlePage, _ held: HeldItem, _ update: PageUpdate
    ) throws -> (PageUpdate.News, [Event]) {
        let item = try rows.heldText(held.number)
        let known = try rows.knownPage(of: held.number, lastRead: update.page.state.lastCheck)
        if let known, update.page.state.reader != ArticlePage.readerVersion {
            // What differs may be the reader's doing. From here on it is compared with what this one has read.
            guard page.isSameArticle(as: known.item) else { return (.nothing, []) }
            try rows.keep(page, of: held.number)
            return (.same, [])
        }
        let verdict = try judge(
            page, of: item, before: known, isInFeed: rows.isInFeed(held.number, update.page.feed.id),
            lastModified: update.lastModified, at: update.at
        ) { try rows.otherPages(of: update.page) }
        switch verdict {
        case .otherArticle: return (.nothing, [])
        case .waiting: return (.waiting, [])
        case .first, .whole, .unchanged, .revised: try rows.keep(page, of: held.number)
        }
        switch verdict {
        case .whole(let whole): return (.first, try putIn(whole, of: page, over: item, held, update))
        case .revised(let revision): return (.revised, try revise(held, revision, by: page, update))
        case .first: return (.first, [])
        case .unchanged, .otherArticle, .waiting: return (.same, [])
        }
    }

    private func putIn(
        _ item: Item, of page: ArticlePage, over entry: Item, _ held: HeldItem, _ update: PageUpdate
    ) throws -> [Event] {
        try rows.putIn(item, over: entry, held)
        // The whole text may show that it is a copy.
        var assigner = try rows.assigner()
        let place = try assigner.revise(reading(of: item, page, update), number: held.number)
        try assigner.finish()
        return try logRegrouping(place, at: update.at)
    }

    private func revise(
        _ held: HeldItem, _ revision: Comparing.Revision, by page: ArticlePage, _ update: PageUpdate
    ) throws -> [Event] {
        try rows.setStands(held.number)
        var assigner = try rows.assigner()
        let events = try revise(
            held, revision.item, revision, reading(of: revision.item, page, update), &assigner, page: page.facts,
            of: update.page.feed, at: update.at)
        try assigner.finish()
        return events
    }

    private func reading(of item: Item, _ page: ArticlePage, _ update: PageUpdate) -> StoryReading {
        StoryReading(of: item, in: update.page.feed, page: page, reader: wires, at: update.at)
    }
}

extension KnownPage {
    /// - Parameter facts: what the page said of itself then.
    package init(
        title: String?, html: String?, text: String, facts: JSONObject, stands: Bool, lastRead: Date?
    ) {
        var item = Item(id: "")
        (item.title, item.contentHTML, item.contentText) = (title, html, text)
        item.datePublished = facts["date_published"]?.string.flatMap(PageTime.init(text:))?.date
        item.dateModified = facts["date_modified"]?.string.flatMap(PageTime.init(text:))?.date
        self.init(item: item, stands: stands, lastRead: lastRead)
    }
}
