/// What to say to an operator who wrote `key`.
package func hint(for key: String, among known: [String]) -> String {
    if let nearest = nearest(to: key, among: known) { return "did you mean '\(nearest)'?" }
    return "known are \(known.sorted().joined(separator: ", "))"
}

/// The known key that was meant perhaps: the one with the fewest typing mistakes between, if they are few.
package func nearest(to key: String, among known: [String]) -> String? {
    let limit = max(1, key.utf8.count / 3)
    let distances = known.map { (key: $0, distance: typingMistakes(key, $0)) }
    guard let best = distances.min(by: { ($0.distance, $0.key) < ($1.distance, $1.key) }) else { return nil }
    return best.distance <= limit ? best.key : nil
}

/// Letters to insert, leave out, change, or swap with their neighbour (optimal string alignment distance).
private func typingMistakes(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    // No key is that long: what was written is not a mistyped one.
    guard a.count <= 64 else { return .max }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
        var row = [i + 1]
        for j in 0..<b.count {
            var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
