/// The items that are held, by all that an entry shows which nobody touched. Each is given away once.
struct UntouchedItems {
    private var dated: [Key: [Int]] = [:]
    private var undated: [Int64: [Int]] = [:]
    private var counts: [Int64: Int] = [:]
    private var isFree: [Bool]

    private struct Key: Hashable {
        let look: Int64
        let date: Int64?
    }

    init(_ held: [HeldItem]) {
        isFree = Array(repeating: true, count: held.count)
        // The first is taken from the end.
        for index in held.indices.reversed() where !held[index].keys.isBlank {
            let look = held[index].keys.untouched
            dated[Key(look: look, date: held[index].date), default: []].append(index)
            undated[look, default: []].append(index)
            counts[look, default: 0] += 1
        }
    }

    /// How many there were that look like `key`.
    func count(_ key: IdentityKeys) -> Int { counts[key.untouched] ?? 0 }

    /// One that looks like `key` and has its date.
    mutating func take(_ key: IdentityKeys, date: Int64?) -> Int? {
        key.isBlank ? nil : Self.last(&dated[Key(look: key.untouched, date: date)], &isFree)
    }

    /// One that looks like `key`.
    /// - Parameter isRedated: it may have another date; else only where one of the two has none.
    mutating func take(_ key: IdentityKeys, isRedated: Bool, date: Int64?) -> Int? {
        guard !key.isBlank, counts[key.untouched] != nil else { return nil }
        if isRedated || date == nil { return Self.last(&undated[key.untouched], &isFree) }
        return Self.last(&dated[Key(look: key.untouched, date: nil)], &isFree)
    }

    private static func last(_ indices: inout [Int]?, _ isFree: inout [Bool]) -> Int? {
        while let index = indices?.popLast() {
            guard isFree[index] else { continue }
            isFree[index] = false
            return index
        }
        return nil
    }
}

extension IdentityKeys {
    /// Without a word, by which alone it is nothing's likeness.
    var isBlank: Bool { titleHash == nil && textHash == nil }
}
