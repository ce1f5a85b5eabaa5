import TextKit

/// How much two items have in common, 0…1.
struct Likeness {
    /// Of the shorter title's words, the share that the other has.
    let title: Double
    /// Of the shorter text's runs of three words, the share that the other has. Two articles of one paper share a third
    /// of their words and hardly a run of three. Nil when one of them has no text.
    let text: Double?
    /// Of the shorter text.
    let words: Int

    init(_ old: ReadableItem, _ new: ReadableItem) {
        title = containment(titleWords(old.title), titleWords(new.title))
        let (before, after) = (textWords(old.text), textWords(new.text))
        words = min(before.count, after.count)
        text = words == 0 ? nil : containment(runs(before), runs(after))
    }
}

private func containment(_ left: Set<Int64>, _ right: Set<Int64>) -> Double {
    let (short, long) = left.count < right.count ? (left, right) : (right, left)
    return short.isEmpty ? 0 : Double(short.count { long.contains($0) }) / Double(short.count)
}

/// Those that carry a headline's meaning: short words are mostly grammar.
private func titleWords(_ title: String) -> Set<Int64> {
    let all = words(title).filter { $0.first!.isLetter || $0.first!.isNumber }
    let long = all.filter { $0.count >= 4 || $0.first!.isNumber || $0.first!.isUppercase }
    return Set((long.count >= 3 ? long : all).map { stableHash($0.lowercased()) })
}

private func textWords(_ text: [Block]) -> [Int64] {
    text.flatMap { words($0.text) }.filter { $0.first!.isLetter || $0.first!.isNumber }.map { stableHash(String($0)) }
}

private func runs(_ words: [Int64]) -> Set<Int64> {
    guard words.count >= 3 else { return Set(words) }
    var runs = Set<Int64>(minimumCapacity: words.count)
    for end in 2..<words.count {
        let start = words[end - 2] &* 31
        runs.insert((start &+ words[end - 1]) &* 17 &+ words[end])
    }
    return runs
}
