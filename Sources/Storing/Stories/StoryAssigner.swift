import Comparing
import FeedModel
import Foundation

/// Under what items are found, within a transaction that writes. Rows are written before their keys are added.
package protocol StoryKeys {
    associatedtype Index: StoryIndex
    /// The stories as they are now.
    /// - Parameter item: the one whose story is looked for, which is not to be found itself.
    func index(besides item: Int64) -> Index
    /// - Parameter areForeseen: all items that were proposed together with it know that it is found under these.
    func add(_ keys: [ItemKey], of item: Int64, areForeseen: Bool) throws
    func outdate(_ keys: [ItemKey], of item: Int64) throws
}

/// Finds the stories of the items of one feed's turn, and keeps what was found. Within the turn's transaction.
package struct StoryAssigner<Rows: StoryRows, Keys: StoryKeys> {
    package let rows: Rows
    package let keys: Keys
    /// The frames of the sites that the feed's items are of, written back by `finish`.
    private var sites: [String: StorySite] = [:]

    package init(_ rows: Rows, _ keys: Keys) { (self.rows, self.keys) = (rows, keys) }

    /// Places an item that is new to the store.
    /// - Parameter proposal: its story, as it was found before the transaction. It is found again unless that still holds.
    package mutating func place(
        _ reading: StoryReading, number: Int64, as proposal: ProposedStory? = nil
    ) throws -> StoryPlace {
        let place: StoryPlace
        let site = try site(reading.host)
        let furniture = reading.text.furniture(in: site.frame)
        if let proposal, let decision = proposal.decision, furniture == proposal.furniture {
            // Which stories are made one by it, and which were told apart, is known when it is kept.
            place = try keep(
                reading, proposal.sketch, site.number, decision, number: number, previous: nil,
                isForeseen: decision.bridged.isEmpty)
        } else {
            proposal?.refuse()
            let sketch = reading.sketch(leavingOut: furniture)
            let decision = try decide(reading, sketch, site.number, number)
            place = try keep(reading, sketch, site.number, decision, number: number, previous: nil)
        }
        proposal?.put(number, in: place.story)
        learn(reading, story: place.story)
        return place
    }

    /// Compares an item anew whose text has changed. It stays in its story, unless it was alone in it.
    package mutating func revise(_ reading: StoryReading, number: Int64) throws -> StoryPlace {
        guard let standing = try rows.standing(of: number) else { return try place(reading, number: number) }
        let (site, sketch) = try sketch(reading)
        var decision = try decide(reading, sketch, site, number)
        if standing.members > 1 || standing.isApart {
            decision.story = standing.story
            decision.match = nil
            decision.bridged = []
        }
        try keys.outdate(standing.keys, of: number)
        let place = try keep(reading, sketch, site, decision, number: number, previous: standing.story)
        learn(reading, story: place.story)
        return place
    }

    package func decide(
        _ reading: StoryReading, _ sketch: Sketch, _ site: Int64, _ number: Int64
    ) throws -> StoryDecision {
        try StoryFinder().decide(
            sketch, of: reading.text, names: reading.names, site: site, printing: reading.printing,
            in: keys.index(besides: number))
    }

    /// Writes the frames back.
    package func finish() throws {
        for site in sites.values { try rows.keep(site.frame, ofSite: site.number) }
    }

    /// The words of the item without its site's frame, and the site's number.
    package mutating func sketch(_ reading: StoryReading) throws -> (site: Int64, Sketch) {
        let site = try site(reading.host)
        return (site.number, reading.sketch(leavingOut: reading.text.furniture(in: site.frame)))
    }

    package mutating func learn(_ reading: StoryReading, story: Int64) {
        sites[reading.host]?.frame.learn(reading.text.frameKeys, story: story)
    }

    private mutating func site(_ host: String) throws -> StorySite {
        let site = try sites[host] ?? rows.site(host) ?? rows.addSite(host)
        sites[host] = site
        return site
    }

    // MARK: - Keeping

    /// - Parameter previous: the story that the item is of now; nil for a new item.
    private func keep(
        _ reading: StoryReading, _ found: Sketch, _ site: Int64, _ decision: StoryDecision, number: Int64,
        previous: Int64?, isForeseen: Bool = false
    ) throws -> StoryPlace {
        var sketch = found
        sketch.isCollection = sketch.isCollection || decision.isCollection
        let claim = reading.claim(of: number, sketch)
        var place = StoryPlace(story: try decision.story ?? previous ?? rows.begin(with: number), wire: reading.wire)
        if let match = decision.match {
            place.similarity = match.evidence.containment
            place.reasons = match.evidence.reasons(
                name: match.name?.reason, credit: reading.credit(sharedWith: match.credit))
        }
        try write(reading, sketch, site, decision, claim, place, isForeseen: isForeseen)
        place.sameTextItems = decision.compared.filter(\.evidence.isWhole).map(\.item)
        place.original = number
        guard decision.story != nil || previous != nil else { return place }
        if let previous, previous != place.story {
            place.moved.append(.init(item: number, story: previous))
            try rows.drop(previous)
        }
        if previous != place.story, decision.story != nil { try rows.count(place.story, 1) }
        for other in decision.bridged {
            place.moved += try rows.merge(other, into: &place.story).filter { $0.item != number }
        }
        let (old, original) = try rows.electOriginal(of: place.story, against: number, claim)
        place.original = original
        if old != original, old != number, !place.moved.contains(where: { $0.item == old }) {
            place.replaced = old
        }
        place.isCopy = decision.story != nil
        return place
    }

    /// The row of the item, under whose keys it is found then.
    package func write(
        _ reading: StoryReading, _ sketch: Sketch, _ site: Int64, _ decision: StoryDecision, _ claim: OriginalClaim,
        _ place: StoryPlace, isForeseen: Bool = false
    ) throws {
        try rows.write(
            StoryRow(
                claim: claim, place: place, site: site, matched: decision.match?.item, credit: reading.credit,
                sketch: sketch, keys: decision.keys))
        try keys.add(decision.keys, of: claim.item, areForeseen: isForeseen)
    }
}
