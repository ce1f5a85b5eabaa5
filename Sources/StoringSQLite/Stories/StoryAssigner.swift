import Comparing
import FeedModel
import Foundation
import GRDB

/// Finds the stories of the items of one feed's turn, and keeps what was found. Within the turn's transaction.
struct StoryAssigner {
    let db: Database
    let keys: CurrentKeys
    /// The frames of the sites that the feed's items are of, written back by `finish`.
    private var sites: [String: StorySite] = [:]

    init(_ db: Database, keys: CurrentKeys) { (self.db, self.keys) = (db, keys) }

    /// Places an item that is new to the store.
    /// - Parameter proposal: its story, as it was found before the transaction. It is found again unless that still holds.
    mutating func place(
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
    mutating func revise(_ reading: StoryReading, number: Int64) throws -> StoryPlace {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT story, members, keys, EXISTS (SELECT 1 FROM stories_apart WHERE story = stories.id) AS is_apart
                    FROM story_items JOIN stories ON stories.id = story WHERE item = ?
                    """), arguments: [number])
        guard let row else { return try place(reading, number: number) }
        let (site, sketch) = try sketch(reading)
        var decision = try decide(reading, sketch, site, number)
        let story: Int64 = row["story"]
        if row["members"] as Int > 1 || row["is_apart"] {
            decision.story = story
            decision.match = nil
            decision.bridged = []
        }
        keys.outdate([ItemKey](bytes: row["keys"]), of: number)
        let place = try keep(reading, sketch, site, decision, number: number, previous: story)
        learn(reading, story: place.story)
        return place
    }

    func decide(
        _ reading: StoryReading, _ sketch: Sketch, _ site: Int64, _ number: Int64
    ) throws -> StoryDecision {
        try StoryFinder().decide(
            sketch, of: reading.text, names: reading.names, site: site, printing: reading.printing,
            in: SQLiteStoryIndex(db: db, found: keys.postings, itself: number))
    }

    /// Writes the frames back.
    func finish() throws {
        for site in sites.values {
            try db.cachedStatement(sql: "UPDATE sites SET frame = ? WHERE id = ?").execute(
                arguments: [Data(site.frame.bytes), site.number])
        }
    }

    /// The words of the item without its site's frame, and the site's number.
    mutating func sketch(_ reading: StoryReading) throws -> (site: Int64, Sketch) {
        let site = try site(reading.host)
        return (site.number, reading.sketch(leavingOut: reading.text.furniture(in: site.frame)))
    }

    mutating func learn(_ reading: StoryReading, story: Int64) {
        sites[reading.host]?.frame.learn(reading.text.frameKeys, story: story)
    }

    private mutating func site(_ host: String) throws -> StorySite {
        let site = try sites[host] ?? StoryTables(db: db).site(host) ?? StoryTables(db: db).addSite(host)
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
        let stories = StoryTables(db: db)
        var place = StoryPlace(story: try decision.story ?? previous ?? stories.begin(with: number), wire: reading.wire)
        if let match = decision.match {
            place.similarity = match.evidence.containment
            place.reasons = match.evidence.reasons(
                name: match.name?.reason, credit: reading.credit(sharedWith: match.credit))
        }
        try write(reading, sketch, site, decision, claim, place, of: number, isForeseen: isForeseen)
        place.sameTextItems = decision.compared.filter(\.evidence.isWhole).map(\.item)
        place.original = number
        guard decision.story != nil || previous != nil else { return place }
        if let previous, previous != place.story {
            place.moved.append(.init(item: number, story: previous))
            try stories.drop(previous)
        }
        if previous != place.story, decision.story != nil { try stories.count(place.story, 1) }
        for other in decision.bridged {
            place.moved += try stories.merge(other, into: &place.story).filter { $0.item != number }
        }
        let (old, original) = try stories.electOriginal(of: place.story, against: number, claim)
        place.original = original
        if old != original, old != number, !place.moved.contains(where: { $0.item == old }) {
            place.replaced = old
        }
        place.isCopy = decision.story != nil
        return place
    }

    /// The row of the item, under whose keys it is found then.
    func write(
        _ reading: StoryReading, _ sketch: Sketch, _ site: Int64, _ decision: StoryDecision, _ claim: OriginalClaim,
        _ place: StoryPlace, of number: Int64, isForeseen: Bool = false
    ) throws {
        let origin = (claim.isAgencysOwn ? 1 : 0) | (claim.creditsAnother ? 2 : 0)
        try db.cachedStatement(
            sql: """
                INSERT INTO story_items (item, story, site, time, words, origin, matched, similarity, reasons, wire, credit, sketch, keys)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item) DO UPDATE SET story = excluded.story, site = excluded.site, time = excluded.time,
                  words = excluded.words, origin = excluded.origin, matched = coalesce(excluded.matched, matched),
                  similarity = coalesce(excluded.similarity, similarity), reasons = coalesce(excluded.reasons, reasons),
                  wire = excluded.wire, credit = excluded.credit, sketch = excluded.sketch, keys = excluded.keys
                """
        ).execute(arguments: [
            number, place.story, site, claim.time, claim.wordCount, origin,
            decision.match?.item,
            place.similarity,
            place.reasons.isEmpty ? nil : JSONValue.array(place.reasons.map(JSONValue.string)).encoded,
            place.wire.isEmpty ? nil : JSONValue.object(place.wire).encoded, reading.credit,
            Data(sketch.bytes),
            decision.keys.data,
        ])
        try keys.add(decision.keys, of: number, areForeseen: isForeseen)
    }
}

/// Where an item was put.
struct StoryPlace {
    struct Move {
        let item: Int64
        /// The story that it was of before.
        let story: Int64
    }
    var story: Int64
    /// The credit, as the item format has it.
    var wire: JSONObject
    var isCopy = false
    var original: Int64 = 0
    var similarity: Double?
    var reasons: [String] = []
    /// Items whose text has the same words.
    var sameTextItems: [Int64] = []
    /// Items that are of this story now.
    var moved: [Move] = []
    /// The item that was the original so far.
    var replaced: Int64?

    init(story: Int64, wire: JSONObject) { (self.story, self.wire) = (story, wire) }

    /// What the event of the item `number` says of it.
    func facts(of number: Int64) -> JSONObject {
        var facts = JSONObject()
        facts.set("story", Int(story))
        if original != number { facts.set("original", Int(original)) }
        if let similarity { facts.append("similarity", .double((similarity * 1000).rounded() / 1000)) }
        facts.set("reasons", reasons)
        facts.set("wire", wire)
        return facts
    }
}
