/// What is to be pruned, as it was when it was found: what has changed since is left alone.
package enum Prunable: Equatable, Sendable {
    /// - Parameter withEvents: they have no rule of their own.
    case item(Int64, changed: Int64, withEvents: Bool)
    /// The text of a revision that has been replaced.
    case text(item: Int64, revision: Int)
    case event(Int64)
    /// Of an item that has been pruned: by what copies find its story.
    case sketch(Int64)
    /// Of such an item: that it was told.
    case tombstone(Int64, changed: Int64)
}
