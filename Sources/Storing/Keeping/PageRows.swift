import Comparing
import FeedModel
import Foundation

/// The rows that a look at an article's page changes, within the transaction that keeps it.
package protocol PageRows: ChangeRows {
    /// - Throws: `StoreError.leaseLost` where the claim has run out and another came: that one keeps what it finds.
    func checkLease(of page: ClaimedPage) throws
    /// Nil for an item that has been pruned.
    func held(_ item: Int64) throws -> HeldItem?
    /// An item as its newest revision has it.
    func heldText(_ item: Int64) throws -> Item
    /// The page as it was last read; nil where it never was.
    func knownPage(of item: Int64, lastRead: Date?) throws -> KnownPage?
    /// Whether the last document of the feed lists the item.
    func isInFeed(_ item: Int64, _ feed: Int64) throws -> Bool
    /// Texts of the newest other pages of its site.
    func otherPages(of page: ClaimedPage) throws -> [String]

    /// Gives the claim back as well.
    func keepPlan(_ state: PageState, due: Date?, ofPage item: Int64) throws
    func keep(_ page: ArticlePage, of item: Int64) throws
    /// The item's text is the page's from now on.
    func setStands(_ item: Int64) throws
    /// The page's text goes into the revision that stands, and the feed's own is kept beside it.
    func putIn(_ item: Item, over entry: Item, _ held: HeldItem) throws
    /// Its publisher has taken it away.
    func withdraw(_ item: Int64) throws
    /// Something of the feed was told.
    func noteChange(ofFeed feed: Int64, at now: Date) throws
}
