import Comparing
import FeedModel
import Foundation
import GRDB

/// Finds the stories of the items of one feed's turn, and keeps what was found. Within the turn's transaction.
struct StoryAssigner {
    let db: Database
    let keys: CurrentKeys
    let reader: WireReader
    let feed: FeedReference
    let now: Date
    /// The frames of the sites that the feed's items are of, written back by `finish`.
    private var sites: [String: Site] = [:]

    private struct Site {
        let id: Int64
        var frame: Frame
    }

    init(_ db: Database, keys: CurrentKeys, reader: WireReader, feed: FeedReference, at now: Date) {
        (self.db, self.keys, self.reader, self.feed, self.now) = (db, keys, reader, feed, now)
    }

    /// Places an item that is new to the store.
    mutating func place(_ item: Item, number: Int64) throws -> StoryPlace {
        let reading = try read(item, number: number)
        let decision = try decide(reading)
        let place = try keep(reading, decision, previous: nil)
        learn(reading, story: place.story)
        return place
    }

    /// Compares an item anew whose text has changed. It stays in its story, unless it was alone in it.
    /// - Parameter page: the article's page, where the text is from there.
    mutating func revise(_ item: Item, number: Int64, page: ArticlePage? = nil) throws -> StoryPlace {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT story, members, keys, EXISTS (SELECT 1 FROM stories_apart WHERE story = stories.id) AS is_apart
                    FROM story_items JOIN stories ON stories.id = story WHERE item = ?
                    """), arguments: [number])
        guard let row else { return try place(item, number: number) }
        let reading = try read(item, number: number, page: page)
        var decision = try decide(reading)
        let story: Int64 = row["story"]
        if row["members"] as Int > 1 || row["is_apart"] {
            decision.story = story
            decision.match = nil
            decision.bridged = []
        }
        keys.outdate([ItemKey](bytes: row["keys"]), of: number)
        let place = try keep(reading, decision, previous: story)
        learn(reading, story: place.story)
        return place
    }

    func decide(_ reading: Reading) throws -> StoryDecision {
        try StoryFinder().decide(
            reading.text.sketch, names: reading.names, site: reading.site, printing: reading.printing,
            in: SQLiteStoryIndex(db: db, keys: keys, itself: reading.number))
    }

    /// Writes the frames back.
    func finish() throws {
        for site in sites.values {
            try db.cachedStatement(sql: "UPDATE sites SET frame = ? WHERE id = ?").execute(
                arguments: [Data(site.frame.bytes), site.id])
        }
    }

    // MARK: - Reading

    struct Reading {
        let number: Int64
        let text: StoryText
        let names: [StoryName]
        let host: String
        let site: Int64
        let printing: StoryPrinting
        let claim: OriginalClaim
        /// `wire` of the item, and in short.
        let wire: JSONObject
        let credit: String?
    }

    mutating func read(_ item: Item, number: Int64, page: ArticlePage? = nil) throws -> Reading {
        let host = item.url.flatMap(Self.host) ?? Self.host(of: feed.url) ?? ""
        let site = try site(host)
        let text = StoryText(of: item, creditedTo: page?.agency, frame: site.frame, reader: reader)
        let year = item.datePublished.flatMap { Int($0.rfc3339.prefix(4)) }
        let own = reader.agencies.agency(ofHost: host)
        let claim = OriginalClaim(
            item: number, isAgencysOwn: own != nil,
            creditsAnother: text.credit.agency != nil && text.credit.agency?.id != own?.id,
            wordCount: text.sketch.wordCount, time: min(item.datePublished ?? now, now).milliseconds)
        let credit = text.credit.agency ?? own
        var whole = text.credit
        whole.agency = credit
        return Reading(
            number: number, text: text, names: StoryName.names(of: item, canonicalURL: page?.canonicalURL), host: host,
            site: site.id,
            printing: StoryPrinting(feed: feed.id, date: (item.datePublished ?? item.dateModified)?.milliseconds),
            claim: claim,
            wire: text.credit.json(year: year), credit: whole.reason(year: year))
    }

    mutating func learn(_ reading: Reading, story: Int64) {
        sites[reading.host]?.frame.learn(reading.text.frameKeys, story: story)
    }

    private mutating func site(_ host: String) throws -> Site {
        if let site = sites[host] { return site }
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, frame FROM sites WHERE host = ?"), arguments: [host])
        let site: Site
        if let row {
            site = Site(id: row["id"], frame: Frame(bytes: [UInt8](row["frame"] as Data)))
        } else {
            try db.cachedStatement(sql: "INSERT INTO sites (host, frame) VALUES (?, x'')").execute(arguments: [host])
            site = Site(id: db.lastInsertedRowID, frame: Frame())
        }
        sites[host] = site
        return site
    }

    private static func host(of url: String) -> String? {
        guard let mark = url.utf8.span.firstIndex(of: schemeEnd) else { return nil }
        let start = url.utf8.index(url.startIndex, offsetBy: mark + schemeEnd.count)
        let host = url[start..<(url.utf8[start...].firstIndex { "/?#:".utf8.contains($0) } ?? url.endIndex)]
            .lowercased()
        return host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }

    // MARK: - Keeping

    /// - Parameter previous: the story that the item is of now; nil for a new item.
    private func keep(_ reading: Reading, _ decision: StoryDecision, previous: Int64?) throws -> StoryPlace {
        var sketch = reading.text.sketch
        sketch.isCollection = sketch.isCollection || decision.isCollection
        let number = reading.number
        let stories = StoryTables(db: db)
        var place = StoryPlace(story: try decision.story ?? previous ?? stories.begin(with: number), wire: reading.wire)
        if let match = decision.match {
            let credit = try String.fetchOne(
                db.cachedStatement(sql: "SELECT credit FROM story_items WHERE item = ?"), arguments: [match.item])
            place.similarity = match.evidence.containment
            place.reasons = match.evidence.reasons(
                name: match.name?.reason, credit: reading.credit.flatMap { Self.shared($0, credit) })
        }
        try write(reading, sketch, decision, place)
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
        let old = try stories.original(of: place.story)
        place.original = try stories.electOriginal(of: place.story, against: number, reading.claim)
        if old != place.original, old != number, !place.moved.contains(where: { $0.item == old }) {
            place.replaced = old
        }
        place.isCopy = decision.story != nil
        return place
    }

    /// The row of the item, under whose keys it is found then.
    func write(_ reading: Reading, _ sketch: Sketch, _ decision: StoryDecision, _ place: StoryPlace) throws {
        let origin = (reading.claim.isAgencysOwn ? 1 : 0) | (reading.claim.creditsAnother ? 2 : 0)
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
            reading.number, place.story, reading.site, reading.claim.time, reading.claim.wordCount, origin,
            decision.match?.item,
            place.similarity,
            place.reasons.isEmpty ? nil : JSONValue.array(place.reasons.map(JSONValue.string)).encoded,
            place.wire.isEmpty ? nil : JSONValue.object(place.wire).encoded, reading.credit,
            Data(sketch.bytes),
            decision.keys.data,
        ])
        try keys.add(decision.keys, of: reading.number)
    }

    /// `reuters/2025-12-18` where both credit the same agency, and no two days.
    private static func shared(_ credit: String, _ other: String?) -> String? {
        guard let other else { return nil }
        let (ours, theirs) = (credit.split(separator: "/"), other.split(separator: "/"))
        guard ours[0] == theirs[0] else { return nil }
        if ours.count == 2, theirs.count == 2 { return ours[1] == theirs[1] ? credit : nil }
        return ours.count == 2 ? credit : other
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
