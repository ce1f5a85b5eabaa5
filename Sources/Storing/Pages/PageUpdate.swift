import FeedModel
import Foundation

/// What one look at an article's page found, to be kept.
package struct PageUpdate: Sendable {
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
    package enum News: Sendable, CaseIterable {
        case first, same, revised, withdrawn, nothing
        /// There is a change, which the feed is given the time to tell of itself.
        case waiting
    }

    package let page: ClaimedPage
    package let at: Date
    package let finding: Finding
    /// When the server says that the page was changed: `Last-Modified`, believed where the page is silent.
    package let lastModified: Date?
    /// What to remember of the page, and when to look again (nil for never), for each that the finding may come to.
    package let plans: [News: (state: PageState, due: Date?)]

    package init(
        page: ClaimedPage, at: Date, finding: Finding, lastModified: Date? = nil,
        plan: (News) -> (state: PageState, due: Date?)
    ) {
        (self.page, self.at, self.finding, self.lastModified) = (page, at, finding, lastModified)
        plans = Dictionary(uniqueKeysWithValues: News.allCases.map { ($0, plan($0)) })
    }
}
