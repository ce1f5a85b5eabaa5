/// Pages of the store's file, which have 4 KiB mostly.
package struct StoreSpace: Equatable, Sendable {
    package var pageSize: Int
    package var pages: Int
    package var free: Int
    /// False of a store that an older version has made: its free pages are used again, and stay its.
    package var isGivenBack: Bool

    package init(pageSize: Int, pages: Int, free: Int, isGivenBack: Bool) {
        (self.pageSize, self.pages, self.free, self.isGivenBack) = (pageSize, pages, free, isGivenBack)
    }

    package var bytes: Int { pages * pageSize }
}
