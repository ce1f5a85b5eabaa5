/// A stretch of the old sequence that another stretch of the new one takes the place of. Either may be empty.
package struct Hunk: Equatable, Sendable {
    package var old: Range<Int>
    package var new: Range<Int>
}

/// The shortest edit from `old` to `new`, as hunks in order (E. Myers, "An O(ND) Difference Algorithm", 1986).
/// - Parameter limit: of single insertions and removals; texts that differ by more have one hunk for all that is
///   between their common start and end, since time and memory grow with the square of it.
package func difference<Element: Hashable>(_ old: [Element], _ new: [Element], limit: Int = 800) -> [Hunk] {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var (oldEnd, newEnd) = (old.count, new.count)
    while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
        (oldEnd, newEnd) = (oldEnd - 1, newEnd - 1)
    }
    if start == oldEnd && start == newEnd { return [] }
    let whole = Hunk(old: start..<oldEnd, new: start..<newEnd)
    if start == oldEnd || start == newEnd { return [whole] }
    if fewestSteps(old[whole.old], new[whole.new], upTo: limit) > limit { return [whole] }
    return shortestEdit(old, new, within: whole, limit: limit) ?? [whole]
}

/// How many steps it takes at least: one for each element that one side has oftener than the other. Two texts that have
/// little in common are known by it, at a small part of what trying them would cost.
/// - Parameter limit: fewer elements than that are not counted.
private func fewestSteps<Element: Hashable>(
    _ old: ArraySlice<Element>, _ new: ArraySlice<Element>, upTo limit: Int
) -> Int {
    guard old.count + new.count > limit else { return 0 }
    var counts: [Element: Int] = [:]
    for element in old { counts[element, default: 0] += 1 }
    for element in new { counts[element, default: 0] -= 1 }
    return counts.values.reduce(0) { $0 + abs($1) }
}

/// Nil when it takes more than `limit` steps.
private func shortestEdit<Element: Equatable>(
    _ old: [Element], _ new: [Element], within: Hunk, limit: Int
) -> [Hunk]? {
    let (oldCount, newCount) = (within.old.count, within.new.count)
    let most = min(limit, oldCount + newCount)
    /// The furthest old index reached on each diagonal, whose number is old index − new index.
    var furthest = Array(repeating: 0, count: 2 * most + 3)
    let origin = most + 1
    var trace: [ArraySlice<Int>] = []
    for steps in 0...most {
        trace.append(furthest[(origin - steps - 1)...(origin + steps + 1)])
        for diagonal in stride(from: -steps, through: steps, by: 2) {
            let (below, above) = (furthest[origin + diagonal - 1], furthest[origin + diagonal + 1])
            var x = diagonal == -steps || diagonal != steps && below < above ? above : below + 1
            while x < oldCount, x - diagonal < newCount,
                old[within.old.lowerBound + x] == new[within.new.lowerBound + x - diagonal]
            { x += 1 }
            furthest[origin + diagonal] = x
            if x >= oldCount && x - diagonal >= newCount {
                return hunks(trace, origin: origin, within: within)
            }
        }
    }
    return nil
}

/// Walks back from the end over the steps, and joins those that touch.
private func hunks(_ trace: [ArraySlice<Int>], origin: Int, within: Hunk) -> [Hunk] {
    var hunks: [Hunk] = []
    var (x, y) = (within.old.count, within.new.count)
    for (steps, furthest) in trace.enumerated().reversed() where steps > 0 {
        let diagonal = x - y
        let (below, above) = (furthest[origin + diagonal - 1], furthest[origin + diagonal + 1])
        let isInsertion = diagonal == -steps || diagonal != steps && below < above
        let fromX = isInsertion ? above : below
        let fromY = fromX - (isInsertion ? diagonal + 1 : diagonal - 1)
        let (toX, toY) = isInsertion ? (fromX, fromY + 1) : (fromX + 1, fromY)
        let old = (within.old.lowerBound + fromX)..<(within.old.lowerBound + toX)
        let new = (within.new.lowerBound + fromY)..<(within.new.lowerBound + toY)
        if let next = hunks.last, next.old.lowerBound == old.upperBound, next.new.lowerBound == new.upperBound {
            hunks[hunks.count - 1] = Hunk(
                old: old.lowerBound..<next.old.upperBound, new: new.lowerBound..<next.new.upperBound)
        } else {
            hunks.append(Hunk(old: old, new: new))
        }
        (x, y) = (fromX, fromY)
    }
    return hunks.reversed()
}
