/// Whether the words that changed say something else than before.
func isMaterial(_ old: String, _ new: String) -> Bool {
    let (before, after) = (words(old), words(new))
    return difference(before, after).contains {
        isMaterial(before[$0.old], after[$0.new]) && !isLonePreposition(before, after, $0.old, $0.new)
    }
}

/// "waiting the ferry" becomes "waiting for the ferry". Beside a number it says something: "rose to 5" is not "rose 5".
private func isLonePreposition(_ old: [Substring], _ new: [Substring], _ taken: Range<Int>, _ put: Range<Int>) -> Bool {
    let (words, range) = taken.isEmpty ? (new, put) : (old, taken)
    guard min(taken.count, put.count) == 0, range.count == 1, range.lowerBound > 0, range.upperBound < words.count,
        prepositions.contains(String(words[range.lowerBound]))
    else { return false }
    return ![words[range.lowerBound - 1], words[range.upperBound]].contains { $0.contains(where: \.isNumber) }
}

private let prepositions: Set<String> = [
    "of", "to", "in", "on", "at", "for", "von", "zu", "im", "am", "auf", "bei", "für", "à", "de", "en", "du", "au",
    "aux",
    "dans", "sur", "pour", "a", "para", "di", "per", "su", "em", "van", "op", "aan", "voor",
]

private func isMaterial(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>) -> Bool {
    let (before, after) = (old.filter(isWord), new.filter(isWord))
    // Punctuation, capitals, and where words are joined.
    if before.joined().lowercased() == after.joined().lowercased() { return isDecimal(old) || isDecimal(new) }
    if isRespelt(before, after) { return false }
    let (rest, now) = (before.filter { !isArticle($0) }, after.filter { !isArticle($0) })
    if rest.isEmpty && now.isEmpty { return false }
    guard rest.count == now.count else { return true }
    return !isRespelt(rest, now)
}

/// Word for word the same, or another spelling of it.
private func isRespelt(_ old: [Substring], _ new: [Substring]) -> Bool {
    old.count == new.count
        && zip(old, new).allSatisfy { $0.lowercased() == $1.lowercased() || isTypo(String($0), String($1)) }
}

private func isWord(_ word: Substring) -> Bool { word.first!.isLetter || word.first!.isNumber }

/// `1.5` and `15` have the same digits.
private func isDecimal(_ words: ArraySlice<Substring>) -> Bool { words.contains { $0.first!.isNumber } }

/// The one kind of word that may come and go without a change of meaning.
private func isArticle(_ word: Substring) -> Bool { articles.contains(word.lowercased()) }

private let articles: Set<String> = [
    "a", "an", "the", "that", "der", "die", "das", "den", "dem", "ein", "eine", "le", "la", "les", "un", "une", "el",
    "los",
    "las", "il", "lo", "gli", "o", "os", "as", "um", "uma", "de", "het", "een",
]
