/// What the store's files have, and what they will have more of in a year, as items have come of late.
package struct StoreGrowth: Equatable, Sendable {
    /// Bytes.
    package var size = 0
    /// Nil where too few have come to tell.
    package var aYear: Int?
    /// Items are pruned, so that only what is remembered of them grows.
    package var isLimited = false

    package init() {}

    /// From so many items on it is told.
    package static let leastItems = 1000
    /// By what came in the last hours, up to so many.
    package static let hours: Int64 = 30 * 24

    /// - Parameter came: how many since the hour `since`, copies included; of less than a day nothing is told.
    /// - Parameter items: that are held.
    /// - Parameter remembered: bytes of what is kept of a pruned item to find its story, on an average.
    package mutating func foresee(
        came: Int, since: Int64, until hour: Int64, items: Int, remembered: () throws -> Double?
    ) rethrows {
        guard hour - since >= 24 else { return }
        let aYear = Double(came) / Double(hour - since) * 24 * 365
        guard isLimited else {
            self.aYear = Int(aYear * Double(size) / Double(items))
            return
        }
        // The rows and indexes beside it, and the keys' own place.
        self.aYear = try Int(aYear * ((remembered() ?? 0) * 1.3 + 500))
    }
}
