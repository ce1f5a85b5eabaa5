/// What speaks for an item's being the source of its story.
package struct OriginalClaim: Equatable, Sendable {
    package var item: Int64
    /// An agency's own site printed it.
    package var isAgencysOwn: Bool
    /// It credits a house that is not the one that printed it.
    package var creditsAnother: Bool
    /// Of the story text.
    package var wordCount: Int
    /// When it was published, as its feed says, else first seen. Milliseconds since 1970.
    package var time: Int64

    package init(item: Int64, isAgencysOwn: Bool, creditsAnother: Bool, wordCount: Int, time: Int64) {
        (self.item, self.isAgencysOwn, self.creditsAnother) = (item, isAgencysOwn, creditsAnother)
        (self.wordCount, self.time) = (wordCount, time)
    }

    /// The agency's own before those who credit it; of equals the earlier, unless it is but a part of the later.
    package func isBetter(than other: OriginalClaim) -> Bool {
        if isAgencysOwn != other.isAgencysOwn { return isAgencysOwn }
        if creditsAnother != other.creditsAnother { return !creditsAnother }
        if wordCount > other.wordCount * 2 { return true }
        if other.wordCount > wordCount * 2 { return false }
        return (time, item) < (other.time, other.item)
    }
}
