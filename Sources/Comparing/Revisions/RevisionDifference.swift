import TextKit

/// What is different between two texts of an item: nothing when a reader could not tell the two apart, or when the
/// new one is the old one cut short.
/// - Parameter teaser: the old text's own summary: a feed that falls back to it has not revised anything.
/// - Parameter elapsed: seconds from the old text to the new one, where that is known.
func changes(
    from old: [Block], to new: [Block], teaser: [Block] = [], elapsed: Double? = nil
) -> [ItemDifference.Change] {
    guard old != new, !new.isEmpty, letters(old) != letters(new) else { return [] }
    if isCutShort(old, to: new) || !old.isEmpty && isCutShort(teaser, to: new) { return [] }
    return difference(old.map(\.text), new.map(\.text)).compactMap { hunk in
        let (before, after) = (Array(old[hunk.old]), Array(new[hunk.new]))
        guard letters(before) != letters(after) else { return nil }
        if isNoise(before, after) { return nil }
        if let elapsed, isAgeAlone(joined(before), joined(after), elapsed: elapsed) { return nil }
        if let elapsed, isDateAlone(before, after, elapsed: elapsed) { return nil }
        return ItemDifference.Change(old: before, new: after)
    }
}

/// Whether `new` is `old` as a feed shows it that gives teasers, or that cuts after a number of letters.
///
/// A feed that cuts does so within a paragraph, or leaves little; a last paragraph that was taken out leaves more.
private func isCutShort(_ old: [Block], to new: [Block]) -> Bool {
    let (before, after) = (letters(old), lettersBeforeCut(new))
    guard after.count <= before.count, !after.isEmpty, before.starts(with: after) else { return false }
    if after.count == before.count { return true }
    var (count, isAtBlockEnd) = (0, false)
    for block in old where !isAtBlockEnd {
        count += letters([block]).count
        isAtBlockEnd = count == after.count
    }
    return !isAtBlockEnd || after.count * 2 < before.count
}

private func lettersBeforeCut(_ blocks: [Block]) -> [UInt8] {
    guard let last = blocks.last else { return [] }
    var text = Substring(last.text)
    // All marks are shorter than that, and there may be as many as the text is long.
    while let mark = cutMarks.first(where: { text.suffix(80).lowercased().hasSuffix($0) }) {
        text = text.dropLast(mark.count).trimmed()
    }
    return letters(blocks.dropLast()) + letters([Block(text: String(text))])
}

private func joined(_ blocks: [Block]) -> String { blocks.map(\.text).joined(separator: "\n") }

/// Whether all that differs between the two stretches is how long ago something was.
private func isNoise(_ old: [Block], _ new: [Block]) -> Bool {
    let (before, after) = (joined(old), joined(new))
    let (oldWords, newWords) = (words(before), words(after))
    guard oldWords.count <= 24, newWords.count <= 24 else { return false }
    return difference(oldWords, newWords).allSatisfy { hunk in
        let (taken, put) = (oldWords[hunk.old], newWords[hunk.new])
        if taken.joined() == put.joined() { return true }
        return [taken, put].allSatisfy { $0.count <= 6 && meter($0.joined(separator: " ")) == .furniture }
    }
}
