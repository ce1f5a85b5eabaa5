import TextKit

/// What a site prints around its stories: lines and sentences that came back under several of its stories.
///
/// One value a site, of bounded size, kept by the store: look-ups cost the same whatever the site has published.
/// A line counts once a story, so that a story which a site prints three times is not taken for furniture.
package struct Frame: Sendable {
    /// In how many stories of a site a unit must have stood to be its furniture.
    static let storiesNeeded = 3
    /// Units remembered, the newest: those of about 25 pages, beside the furniture found in them.
    static let capacity = 480

    private struct Unit {
        var key: UInt32
        /// The low bits of the last story it was seen in.
        var story: UInt16
        var stories: UInt8
        /// Grows from unit to unit.
        var lastSeen: Int
    }
    private var units: [Unit] = []
    private var places = UnitPlaces()
    private var lastSeen = 0

    package init() {}

    /// - Parameter units: from the one not seen for longest to the newest.
    private init(_ units: [Unit]) {
        self.units = units
        for (place, unit) in units.enumerated() { places.set(place, of: unit.key) }
        lastSeen = units.last?.lastSeen ?? 0
    }

    /// Whether a unit of that key is this site's furniture.
    func isFurniture(_ key: UInt32) -> Bool { places[key].map { units[$0].stories >= Self.storiesNeeded } ?? false }

    /// Takes note of the units of an item that is of the story `story`.
    package mutating func learn(_ keys: [UInt32], story: Int64) {
        let story = UInt16(truncatingIfNeeded: story)
        let before = lastSeen
        for key in keys {
            let place = places[key]
            // A unit that comes back within the item counts once.
            if let place, units[place].lastSeen > before { continue }
            lastSeen += 1
            if let place {
                if units[place].story != story { units[place].stories = min(units[place].stories + 1, 200) }
                (units[place].story, units[place].lastSeen) = (story, lastSeen)
            } else {
                places.set(units.count, of: key)
                units.append(Unit(key: key, story: story, stories: 1, lastSeen: lastSeen))
            }
        }
        // Forgetting is work: it is done for several items at once.
        if units.count > 2 * Self.capacity { self = Frame(kept) }
    }

    /// The units that are remembered, from the one not seen for longest to the newest. Furniture stays twice as long
    /// as what was seen but once or twice.
    private var kept: [Unit] {
        var surplus = units.count - Self.capacity
        let inOrder = units.sorted { $0.lastSeen < $1.lastSeen }
        guard surplus > 0 else { return inOrder }
        let kept = inOrder.filter {
            guard surplus > 0, $0.stories < Self.storiesNeeded else { return true }
            surplus -= 1
            return false
        }
        return Array(kept.suffix(Self.capacity))
    }
}

/// Where units stand, by their keys, which are hashes already.
private struct UnitPlaces {
    /// A place and one more; zero where there is none. At most half are taken.
    private var slots: [(key: UInt32, place: Int32)] = []
    private var count = 0
    /// Of each process another, so that no site can fill one slot with its lines.
    private static let factor = UInt64.random(in: 0...UInt64.max) | 1

    subscript(key: UInt32) -> Int? {
        guard !slots.isEmpty else { return nil }
        let place = slots[slot(of: key)].place
        return place == 0 ? nil : Int(place) - 1
    }

    mutating func set(_ place: Int, of key: UInt32) {
        if (count + 1) * 2 > slots.count { grow() }
        let slot = slot(of: key)
        if slots[slot].place == 0 { count += 1 }
        slots[slot] = (key, Int32(place) + 1)
    }

    /// That of `key`, or the free one where it belongs.
    private func slot(of key: UInt32) -> Int {
        var slot = Int(truncatingIfNeeded: (UInt64(key) &* Self.factor) >> 32) & (slots.count - 1)
        while slots[slot].place != 0, slots[slot].key != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: (0, 0), count: max(2048, old.count * 2))
        for entry in old where entry.place != 0 { slots[slot(of: entry.key)] = entry }
    }
}

// MARK: - As the store keeps it

extension Frame {
    /// Seven bytes a unit.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(7 * Self.capacity)
        for unit in kept {
            bytes.append(littleEndian: UInt64(unit.key), count: 4)
            bytes.append(littleEndian: UInt64(unit.story), count: 2)
            bytes.append(unit.stories)
        }
        return bytes
    }

    package init(bytes: [UInt8]) {
        self.init(
            stride(from: 0, to: bytes.count - 6, by: 7).map { at in
                let key = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
                let story = UInt16(bytes[at + 4]) | UInt16(bytes[at + 5]) << 8
                return Unit(key: key, story: story, stories: bytes[at + 6], lastSeen: at)
            })
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
