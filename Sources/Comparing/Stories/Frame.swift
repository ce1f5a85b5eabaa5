/// What a site prints around its stories: lines and sentences that came back under several of its stories.
///
/// One value a site, of bounded size, kept by the store: look-ups cost the same whatever the site has published.
/// A line counts once a story, so that a story which a site prints three times is not taken for furniture.
package struct Frame: Equatable, Sendable {
    /// In how many stories of a site a unit must have stood to be its furniture.
    static let storiesNeeded = 3
    /// Units remembered, the newest: those of about 25 pages, beside the furniture found in them.
    static let capacity = 480

    private struct Unit: Equatable {
        var key: UInt32
        /// The low bits of the last story it was seen in.
        var story: UInt16
        var stories: UInt8
    }
    /// From the one not seen for longest to the newest.
    private var units: [Unit] = []
    private var places: [UInt32: Int] = [:]

    package init() {}

    /// Whether a unit of that key is this site's furniture.
    func isFurniture(_ key: UInt32) -> Bool { places[key].map { units[$0].stories >= Self.storiesNeeded } ?? false }

    /// Takes note of the units of an item that is of the story `story`.
    package mutating func learn(_ keys: [UInt32], story: Int64) {
        let story = UInt16(truncatingIfNeeded: story)
        var seen: Set<UInt32> = []
        var renewed: [Unit] = []
        for key in keys where seen.insert(key).inserted {
            var unit = places[key].map { units[$0] } ?? Unit(key: key, story: story, stories: 0)
            if unit.stories == 0 || unit.story != story { unit.stories = min(unit.stories + 1, 200) }
            unit.story = story
            renewed.append(unit)
        }
        units.removeAll { seen.contains($0.key) }
        units += renewed
        forgetOldest()
        places = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1.key, $0) })
    }

    /// Furniture stays twice as long as what was seen but once or twice.
    private mutating func forgetOldest() {
        var surplus = units.count - Self.capacity
        guard surplus > 0 else { return }
        units.removeAll {
            guard surplus > 0, $0.stories < Self.storiesNeeded else { return false }
            surplus -= 1
            return true
        }
        if surplus > 0 { units.removeFirst(surplus) }
    }
}

// MARK: - As the store keeps it

extension Frame {
    /// Seven bytes a unit.
    package var bytes: [UInt8] {
        units.flatMap { unit in
            [
                UInt8(truncatingIfNeeded: unit.key), UInt8(truncatingIfNeeded: unit.key >> 8),
                UInt8(truncatingIfNeeded: unit.key >> 16), UInt8(truncatingIfNeeded: unit.key >> 24),
                UInt8(truncatingIfNeeded: unit.story), UInt8(truncatingIfNeeded: unit.story >> 8), unit.stories,
            ]
        }
    }

    package init(bytes: [UInt8]) {
        for at in stride(from: 0, to: bytes.count - 6, by: 7) {
            let key = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
            let story = UInt16(bytes[at + 4]) | UInt16(bytes[at + 5]) << 8
            units.append(Unit(key: key, story: story, stories: bytes[at + 6]))
        }
        places = Dictionary(units.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { $1 })
    }
}

/// A unit's key. In a short one any number will do: "4 min read", "Posted on December 18, 2025".
func frameKey(_ unit: ArraySlice<StoryWord>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let isShort = unit.count <= 8
    for word in unit {
        hash = (hash ^ UInt64(isShort && word.isNumber ? .anyNumber : word)) &* 0x100_0000_01B3
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
}
