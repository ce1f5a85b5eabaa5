import Comparing
import FeedModel

/// Why an item is where it is.
package struct StoryExplanation: Sendable {
    /// The sum of evidence from which items are copies.
    package static let copyFrom = StoryWeights.copy
    package let item: Event
    package let story: Int64
    package let original: Int64
    package let members: Int
    package let wire: JSONObject
    package let similarity: Double?
    package let reasons: [String]
    /// The item that it was found to be a copy of, and what was weighed; nil for the first of a story.
    package let match: Match?

    package init(
        item: Event, story: Int64, original: Int64, members: Int, wire: JSONObject, similarity: Double?,
        reasons: [String], match: Match?
    ) {
        (self.item, self.story, self.original, self.members) = (item, story, original, members)
        (self.wire, self.similarity, self.reasons, self.match) = (wire, similarity, reasons, match)
    }

    package struct Match: Sendable {
        package let item: Event
        package let evidence: StoryEvidence

        package init(item: Event, evidence: StoryEvidence) { (self.item, self.evidence) = (item, evidence) }
        package var lines: [StoryEvidence.Line] { evidence.lines }
        package var sum: Double { evidence.score }
    }
}

/// The item that another was found to be a copy of, and what was weighed.
package struct StoryMatch: Sendable {
    package let item: Int64
    package let feed: FeedReference
    package let evidence: StoryEvidence
    /// The credit of the copy.
    package let wire: JSONObject

    package init(item: Int64, feed: FeedReference, evidence: StoryEvidence, wire: JSONObject) {
        (self.item, self.feed, self.evidence, self.wire) = (item, feed, evidence, wire)
    }
}
