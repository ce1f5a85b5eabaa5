/// What the store's files have, and what they will have more of in a year, as items have come of late.
package struct StoreGrowth: Equatable, Sendable {
    /// Bytes.
    package var size = 0
    /// Nil where too few have come to tell.
    package var aYear: Int?
    /// Items are pruned, so that only what is remembered of them grows.
    package var isLimited = false

    package init() {}
}
