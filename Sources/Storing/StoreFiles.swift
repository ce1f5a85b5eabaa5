/// What a store in files of this machine needs besides.
package protocol StoreFiles {
    func space() throws -> StoreSpace
    /// Whether so much has been pruned that the search index is to be merged.
    func hasUnmergedSearch() throws -> Bool
    /// Takes out of the search index what has been pruned.
    /// - Parameter isFirst: where this begins. Until it has come to an end, `mergeSearch` is called again.
    /// - Returns: for how long the writer's processor was held; nil where there is nothing left to do.
    func mergeSearch(isFirst: Bool) throws -> Duration?
    /// Gives free space back.
    /// - Returns: likewise.
    func shrink() throws -> Duration?

    /// - Throws: `StoreError.removed` where the store is no longer where it was when it was opened.
    func checkPlace() throws

    /// To be called when nothing more is written for now: where it is left out, the next opening may take longer.
    func settle()
    /// To be called when the process must end: an index that is being made anew is left until the next start.
    func giveUpIndex()
    /// Another process may be the store's daemon now.
    func endRunning()
    /// Brings all into the store's own file, and closes it.
    func closeFiles() throws
}
