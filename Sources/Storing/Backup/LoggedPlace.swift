import Comparing
import FeedModel
import Foundation

/// An item's place in its story, as a line of the log has it.
package struct LoggedPlace {
    package let story: Int64
    /// The item itself where the line names no other.
    package let original: Int64
    package let similarity: Double?
    package let reasons: [String]
    package let wire: JSONObject

    init?(_ line: LoggedEvent, of item: Int64) {
        guard let story = line.facts["story"]?.int else { return nil }
        self.story = Int64(story)
        original = line.facts["original"]?.int.map(Int64.init) ?? item
        similarity = line.facts["similarity"]?.double
        reasons = line.facts["reasons"]?.array?.compactMap(\.string) ?? []
        wire = line.facts["wire"]?.object ?? JSONObject()
    }
}

/// What places items in stories as the log says.
package protocol LoggedStoryRows: StoryRows {
    /// Makes sure that there is a story of this number, without any item where it is new.
    func make(_ story: Int64, of item: Int64) throws
    /// Writes an item's place anew.
    func move(_ item: Int64, to place: LoggedPlace, similarity: Double?) throws
    func similarity(of item: Int64) throws -> Double?
    func isHeld(_ item: Int64) throws -> Bool
}

extension StoryAssigner where Rows: LoggedStoryRows {
    /// Puts an item where the log says that it was put: only what it is found by later is worked out.
    /// - Returns: items whose text has the same words.
    mutating func put(
        _ reading: StoryReading, _ number: Int64, at logged: LoggedPlace
    ) throws -> [Int64] {
        let previous = try rows.standing(of: number)
        if let previous { try keys.outdate(previous.keys, of: number) }
        let (site, found) = try sketch(reading)
        var decision = try decide(reading, found, site, number)
        var sketch = found
        sketch.isCollection = sketch.isCollection || decision.isCollection
        var place = StoryPlace(story: logged.story, wire: logged.wire)
        (place.similarity, place.reasons) = (logged.similarity, logged.reasons)
        if let match = decision.match, logged.similarity == nil || previous == nil {
            let story = try rows.story(of: match.item)
            if logged.similarity == nil || story != logged.story { decision.match = nil }
        }
        if let exact = decision.match?.evidence.containment, let rounded = logged.similarity,
            abs(exact - rounded) < 0.001
        {
            place.similarity = exact
        }
        let same = decision.compared.filter(\.evidence.isWhole).map(\.item)
        try rows.make(logged.story, of: number)
        try write(reading, sketch, site, decision, reading.claim(of: number, sketch), place)
        try rows.settle(number, from: previous?.story, to: logged)
        learn(reading, story: logged.story)
        return same
    }
}

extension LoggedStoryRows {
    /// Moves an item as the log says, and what a person has told apart stays apart: an item leaves others behind for a
    /// story with a greater number only where somebody has split them.
    func regroup(_ item: Int64, to place: LoggedPlace, from before: Int64?) throws {
        guard let previous = try story(of: item) else { return }
        try make(place.story, of: item)
        try move(item, to: place, similarity: exactly(place.similarity, item))
        // A person has joined what was told apart.
        if place.story < previous { try allowTogether(previous, place.story) }
        try settle(item, from: previous, to: place)
        guard let before, before == previous, before < place.story, try original(of: before) != nil else { return }
        try keepApart(before, place.story)
    }

    /// The log rounds to three places.
    private func exactly(_ similarity: Double?, _ item: Int64) throws -> Double? {
        guard let held = try self.similarity(of: item), let similarity, abs(held - similarity) < 0.001 else {
            return similarity
        }
        return held
    }

    /// Counts both stories anew, gives the new one the original that the log names, and lets the old one go when it is
    /// empty, as when two become one.
    fileprivate func settle(_ item: Int64, from previous: Int64?, to place: LoggedPlace) throws {
        if previous != place.story {
            try count(place.story, 1)
            if let previous { try leave(previous, item, for: place.story) }
        }
        try setOriginal(of: place.story, to: isHeld(place.original) ? place.original : item)
    }

    private func leave(_ story: Int64, _ item: Int64, for next: Int64) throws {
        try count(story, -1)
        guard try members(of: story).isEmpty else {
            if try original(of: story) == item { try electOriginal(of: story) }
            return
        }
        try inheritApart(from: story, to: next)
        try drop(story)
    }
}
