/// Whether all that differs between two texts is how long ago something was, or how long it is until something, and each
/// of these moved by about the time that went by: "reported 4 days ago", "noch 16 Tage".
///
/// Nobody wrote such a text anew. Where the number moved by more or less, or the other way, somebody did.
/// - Parameter elapsed: seconds from the old text to the new one.
func isAgeAlone(_ old: String, _ new: String, elapsed: Double) -> Bool {
    let (before, after) = (ageWords(old), ageWords(new))
    let hunks = difference(before, after)
    return !hunks.isEmpty
        && hunks.allSatisfy { hunk in
            hunk.old.count == hunk.new.count
                && zip(before[hunk.old], after[hunk.new]).allSatisfy { $0.hasMoved(to: $1, within: elapsed) }
        }
}

/// A word of a text, or a length of time in it that is measured from now.
private enum AgeWord: Hashable {
    case word(Substring)
    case age(Age)

    func hasMoved(to new: AgeWord, within elapsed: Double) -> Bool {
        guard case .age(let old) = self, case .age(let new) = new else { return false }
        return old.hasMoved(to: new, within: elapsed)
    }
}

private struct Age: Hashable {
    /// In seconds.
    var length: Double
    /// The smallest that it counts, in seconds.
    var unit: Double
    var isPast: Bool
    var isFuture: Bool
    /// "yesterday": it is written without a number.
    var isNamed = false

    func hasMoved(to new: Age, within elapsed: Double) -> Bool {
        let coarse = max(unit, new.unit)
        // What counts weeks or years moves seldom: so soon it is more likely that somebody mended it.
        if coarse > Self.day, elapsed < coarse / 10 { return false }
        if isNamed || new.isNamed, elapsed < Self.day / 4 { return false }
        return isPast && new.isPast && Self.agree(new.length - length, elapsed, coarse)
            || isFuture && new.isFuture && Self.agree(length - new.length, elapsed, coarse)
            || isFuture && new.isPast && Self.agree(length + new.length, elapsed, coarse)
    }

    /// Each of the two was cut to whole units, so that together they are less than one off. Pages are kept for minutes
    /// and hours by those who hand them out.
    private static func agree(_ moved: Double, _ elapsed: Double, _ unit: Double) -> Bool {
        guard moved > -unit / 1000 else { return false }
        let delay = unit < day ? elapsed / 10 + (unit < 3600 ? 300 : 0) : 0
        return abs(moved - elapsed) < unit + delay
    }

    private static let day = 86_400.0
}

private func ageWords(_ text: String) -> [AgeWord] {
    let words = words(text)
    let lower = words.map { $0.lowercased() }
    var result: [AgeWord] = []
    var at = 0
    while at < words.count {
        if let found = age(lower, at) {
            // "in 2 days" becomes "tomorrow".
            result.removeLast(min(result.count, found.wordsBefore))
            result.append(.age(found.age))
            at = found.end
        } else {
            result.append(.word(Substring(ageInflections[lower[at]] ?? String(words[at]))))
            at += 1
        }
    }
    return result
}

private struct FoundAge {
    let age: Age
    /// Words before the number that are of it: "il y a".
    var wordsBefore = 0
    /// Behind it and the words that are of it.
    let end: Int
}

/// The length of time that begins at `start`, where the words around it say from when it is measured.
private func age(_ words: [String], _ start: Int) -> FoundAge? {
    if let days = namedDays[words[start]] {
        let length = abs(Double(days)) * 86_400
        return FoundAge(
            age: Age(length: length, unit: 86_400, isPast: days <= 0, isFuture: days >= 0, isNamed: true),
            end: start + 1)
    }
    guard var span = duration(words, start) else { return countedAge(words, start) }
    while let next = duration(words, span.end, afterJoiner: true), next.unit < span.unit {
        span = (span.length + next.length, next.unit, next.end)
    }
    let before = Array(words[max(0, start - ageReach)..<start].reversed().prefix { !endsSentence($0) })
    let after = Array(words[span.end..<min(words.count, span.end + ageReach)].prefix { !endsSentence($0) })
    let isIlYA = zip(before, before.dropFirst()).contains { $0 == "a" && $1 == "y" }
    let isPast = before.contains(where: pastBefore.contains) || after.contains(where: pastAfter.contains) || isIlYA
    let isFuture =
        before.contains(where: futureBefore.contains) || after.contains(where: futureAfter.contains)
        || zip(before, before.dropFirst()).contains { futureBefore.contains($1 + $0) }
    guard isPast || isFuture else { return nil }
    let wordsBefore = isIlYA ? 0 : before.prefix { pastBefore.contains($0) || futureBefore.contains($0) }.count
    let wordsAfter = after.prefix { pastAfter.contains($0) || futureAfter.contains($0) }.count
    return FoundAge(
        age: Age(length: span.length, unit: span.unit, isPast: isPast, isFuture: isFuture), wordsBefore: wordsBefore,
        end: span.end + wordsAfter)
}

/// "Days left: 12", "Days since the last accident: 4".
private func countedAge(_ words: [String], _ start: Int) -> FoundAge? {
    guard start > 1, words[start - 1] == ":", let count = number(words[start][...]) else { return nil }
    let before = words[max(0, start - 1 - 2 * ageReach)..<start - 1].reversed().prefix { !endsSentence($0) }
    guard let unit = before.lazy.compactMap({ unit($0) }).first(where: { $0 >= 60 }) else { return nil }
    let isPast = before.contains(where: pastAfter.contains), isFuture = before.contains(where: futureAfter.contains)
    guard isPast || isFuture else { return nil }
    return FoundAge(age: Age(length: count * unit, unit: unit, isPast: isPast, isFuture: isFuture), end: start + 1)
}

/// How far from a number the word may stand that says "ago" or "left". In words.
private let ageReach = 3

private func endsSentence(_ word: String) -> Bool { [".", "!", "?", ";", "。"].contains(word) }

/// A number and a unit: "4 days", "an hour", "5h", "3日".
private func duration(
    _ words: [String], _ start: Int, afterJoiner: Bool = false
) -> (length: Double, unit: Double, end: Int)? {
    var start = start
    if afterJoiner, start < words.count, durationJoiners.contains(words[start]) { start += 1 }
    guard start < words.count else { return nil }
    let word = words[start]
    let digits = word.prefix { $0.isNumber || $0 == "." || $0 == "," }
    if !digits.isEmpty {
        guard let count = number(digits) else { return nil }
        let rest = String(word.dropFirst(digits.count))
        if !rest.isEmpty {
            guard let unit = unit(rest) else { return nil }
            return (count * unit, unit, start + 1)
        }
        return measured(count, words, start + 1)
    }
    return numberWords[word].flatMap { measured(Double($0), words, start + 1) }
}

private func measured(_ count: Double, _ words: [String], _ at: Int) -> (length: Double, unit: Double, end: Int)? {
    guard at < words.count else { return nil }
    // Scripts without spaces have a word for each character.
    for length in [2, 1] where at + length <= words.count {
        let name = length == 1 ? words[at] : words[at] + words[at + 1]
        if length == 2, words[at].count > 1 || words[at + 1].count > 1 { continue }
        if let unit = unit(name) { return (count * unit, unit, at + length) }
    }
    return nil
}

private func unit(_ name: String) -> Double? {
    durationUnits[name.hasSuffix(".") ? String(name.dropLast()) : name]
}

/// Of the digits of any script; nil for more than a few, and for a year or an amount.
private func number(_ digits: Substring) -> Double? {
    guard digits.count <= 7 else { return nil }
    var value = 0.0
    for character in digits {
        if character == "," || character == "." { return nil }
        guard let digit = character.wholeNumberValue else { return nil }
        value = value * 10 + Double(digit)
    }
    return value
}
