/// What has happened since an event.
package struct TouchedItems: Sendable {
    /// Those that events tell of, and all of the stories that they are or were of.
    package let items: [Int64]
    /// The last event.
    package let seq: Int64
    /// How many items are held, and how many of them have come since.
    package let held: Int
    package let arrived: Int

    package init(items: [Int64], seq: Int64, held: Int, arrived: Int) {
        (self.items, self.seq, self.held, self.arrived) = (items, seq, held, arrived)
    }
}
