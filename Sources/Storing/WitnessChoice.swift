/// Which feed to ask to find out whether anybody can be reached.
package enum WitnessChoice: Sendable {
    /// One that is due.
    case due
    /// A well one that will be due next, and may be asked now as far as its server and its publisher have said.
    case dueNext
    /// The well one that answered last of all, whatever was said of the next time but by Retry-After.
    case surest
}
