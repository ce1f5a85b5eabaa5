import TextKit

/// The blocks without those that are not the article: counters, times, reading times, advertisements, requests, and
/// links to other articles. What is left is compared.
func withoutFurniture(_ blocks: [Block]) -> [Block] {
    var kept: [Block] = []
    var isInRelatedList = false
    for (index, block) in blocks.enumerated() {
        let line = block.wordCount(upTo: 31) <= 30 && mayBeFurniture(block.text) ? block.text.lowercased() : ""
        if isInRelatedList, block.isListItem || block.isLinks { continue }
        isInRelatedList = false
        if let phrase = relatedPhrases.start(of: line) {
            let isFollowedByList =
                index + 1 < blocks.count && (blocks[index + 1].isListItem || blocks[index + 1].isLinks)
            let rest = line.dropFirst(phrase.count)
            let isHeading = block.wordCount <= 7 && !line.hasSuffix(".")
            if isHeading && isFollowedByList {
                isInRelatedList = true
                continue
            }
            if block.isLinks || isHeading && (block.isHeading || line.hasSuffix(":"))
                || rest.prefix(30).contains(":") && !line.hasSuffix(".")
            {
                continue
            }
        }
        if isRequest(line, block) { continue }
        // Dates alone may head the parts of a chronicle, but not at its ends.
        let text = withoutMeters(block.text, keepingDate: index > 1 && index < blocks.count - 2)
        if !text.isEmpty { kept.append(Block(text: text, isLinks: block.isLinks, isListItem: block.isListItem)) }
    }
    return withoutLinks(kept)
}

/// The blocks without those that are links, and the short lines that introduce them. Links on lines of their own lead
/// elsewhere; but a text that is links for the most part is a list of links.
private func withoutLinks(_ blocks: [Block]) -> [Block] {
    guard blocks.contains(where: \.isLinks) else { return blocks }
    let (links, plain) = blocks.reduce(into: (0, 0)) { counts, block in
        if block.isLinks { counts.0 += block.wordCount } else { counts.1 += block.wordCount }
    }
    guard plain >= 30, plain >= links else { return blocks }
    var kept: [Block] = []
    for block in blocks {
        if !block.isLinks {
            kept.append(block)
        } else if let last = kept.last, last.wordCount <= 7, !last.isListItem, !endsSentence(last.text) {
            kept.removeLast()
        }
    }
    return kept
}

private func endsSentence(_ text: String) -> Bool { [".", "!", "?", "\""].contains { text.hasSuffix($0) } }

extension Block {
    /// Near enough for deciding whether it is short.
    var wordCount: Int { wordCount(upTo: .max) }

    func wordCount(upTo most: Int) -> Int {
        let bytes = text.utf8.span
        var (at, count) = (0, 1)
        while at < bytes.count, count < most {
            count += bytes[at] == space ? 1 : 0
            at += 1
        }
        return count
    }
}

/// Whether it begins like a line of furniture, in whatever case, or tells where it appeared first.
private func mayBeFurniture(_ text: String) -> Bool {
    let bytes = text.utf8.span
    return furnitureStarts.mayStart(bytes) || bytes.containsInAnyCase(appearedFirst)
}

private let furnitureStarts = WordStarts(
    relatedPhrases.starts + requestPhrases.starts + noticePhrases.starts + [firstThreeBytes(of: "(c)")])

private let appearedFirst = Array(" appeared first on ".utf8)

private func isRequest(_ line: String, _ block: Block) -> Bool {
    guard !line.isEmpty else { return false }
    if line.utf8.starts(with: "©".utf8) || line.utf8.starts(with: "(c) ".utf8) { return true }
    if line.contains(bytes: appearedFirst) { return true }
    if requestPhrases.start(of: line) != nil { return block.wordCount <= 25 }
    guard let notice = noticePhrases.start(of: line) else { return false }
    return block.wordCount <= 4 || line.dropFirst(notice.count).hasPrefix(":")
}

/// `text` without its parts that only count or tell the time: "3 min read", "Updated 2 hours ago", "12 comments".
/// A part is the whole block, what separators set apart in a short one, or a short sentence at either end.
/// - Parameter keepingDate: a text that is a date and nothing else stays.
func withoutMeters(_ text: String, keepingDate: Bool = false) -> String {
    guard text.utf8.count < 40 || holdsNumber(text) else { return text }
    if text.utf8.count <= 240 {
        if let whole = meter(text) { return whole == .date && keepingDate ? text : "" }
        let parts = parts(of: text)
        if parts.count <= 1 {
            if parts.allSatisfy(isNumber) { return "" }
        } else {
            let meters = parts.map { meter($0) }
            if meters.contains(.furniture) || zip(parts, meters).allSatisfy({ $1 != nil || isNumber($0) }) {
                let rest = zip(parts, meters).filter { $1 == nil && !isNumber($0) }
                return rest.map(\.0).joined(separator: " | ")
            }
        }
    }
    return withoutMeterAtEnds(text)
}

/// What a line's separators set apart, trimmed. By bytes: it is asked of each short line of each text.
private func parts(of text: String) -> [Substring] {
    let bytes = text.utf8.span
    var parts: [Substring] = []
    func add(_ range: Range<Int>) {
        let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
        let part = text[start..<text.utf8.index(start, offsetBy: range.count)].trimmed()
        if !part.isEmpty { parts.append(part) }
    }
    var (start, at) = (0, 0)
    while at < bytes.count {
        // Letters and figures are told at once.
        if bytes[at] > space, bytes[at] < UInt8(ascii: "|") {
            at += 1
            continue
        }
        let length = separatorLength(bytes, at: at)
        if length > 0 {
            add(start..<at)
            start = at + length
        }
        at += max(length, 1)
    }
    add(start..<bytes.count)
    return parts
}

/// In bytes; zero where no separator begins.
private func separatorLength(_ bytes: Span<UInt8>, at index: Int) -> Int {
    switch bytes[index] {
    case UInt8(ascii: "|"): return 1
    case space:
        return index + 2 < bytes.count && bytes[index + 1] == UInt8(ascii: "-") && bytes[index + 2] == space ? 3 : 0
    case 0xC2, 0xE2: return separators.first { bytes.starts(with: $0, at: index) }?.count ?? 0
    default: return 0
    }
}

private let separators = ["·", "•", "∙", "⋅", "‧", "●"].map { Array($0.utf8) }

/// Most texts are ASCII for the most part: properties are looked up for the other letters alone.
private func holdsNumber(_ text: String) -> Bool {
    let bytes = text.utf8.span
    var (at, isASCII) = (0, true)
    while at < bytes.count {
        if (0x30...0x39).contains(bytes[at]) { return true }
        if bytes[at] >= 0x80 { isASCII = false }
        at += 1
    }
    return !isASCII && text.unicodeScalars.contains { !$0.isASCII && $0.properties.numericType != nil }
}

/// "… he said. 12 comments", "Updated 2 hours ago. The …", "Headline (12 comments)"
private func withoutMeterAtEnds(_ text: String) -> String {
    var rest = text[...]
    if let last = rest.utf8.last, last == UInt8(ascii: ")") || last == UInt8(ascii: "]"),
        let open = rest.utf8.lastIndex(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }),
        open > rest.startIndex, rest[open...].utf8.count <= longestMeter, meter(rest[open...]) == .furniture
    {
        rest = rest[..<open].trimmed()
    }
    if let start = lastSentence(rest), meter(rest[start...]) == .furniture { rest = rest[..<start].trimmed() }
    if let start = secondSentence(rest), meter(rest[..<start]) == .furniture { rest = rest[start...].trimmed() }
    return rest.utf8.count == text.utf8.count ? text : String(rest)
}

/// Where the last of several sentences begins; nil where it is too long to be a meter.
private func lastSentence(_ text: Substring) -> Substring.Index? {
    let bytes = text.utf8.span
    var at = bytes.count - 1
    while at > max(1, bytes.count - longestMeter) {
        if bytes[at - 1] == space, isStop(bytes[at - 2]) || bytes[at - 2] == UInt8(ascii: "\"") {
            return text.index(atByte: at)
        }
        at -= 1
    }
    return nil
}

/// Where the second of several sentences begins; nil where the first is too long to be a meter.
private func secondSentence(_ text: Substring) -> Substring.Index? {
    let bytes = text.utf8.span
    var at = 1
    while at < longestMeter, at + 1 < bytes.count {
        if bytes[at] == space, isStop(bytes[at - 1]) || bytes[at - 1] == UInt8(ascii: ":") {
            return text.index(atByte: at + 1)
        }
        at += 1
    }
    return nil
}

/// What ends a sentence.
private func isStop(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
}

/// In bytes: a letter may need two or three.
private let longestMeter = 120

/// What a line is of which every word is a number, a date, a unit, a label or something that readers are counted by.
enum Meter {
    /// A date, a time or a length of time: by itself it may belong to the article.
    case date
    /// "12 comments", "2 hours ago", "Updated …"
    case furniture
}

/// Nil when there is another word in it, or when it is a sentence that states a number: "The vote was 52 to 48."
func meter(_ text: some StringProtocol) -> Meter? {
    let text = Substring(text)
    if isProse(text.utf8.span) { return nil }
    var seen: WordClass = []
    var count = 0
    var (isBehindVerb, statesNumber) = (false, false)
    for word in WordSequence(text).lazy.flatMap(partsOfWord) {
        let first = word.unicodeScalars.first!
        guard isLetterOrNumber(first) else {
            // A heart or a speech balloon says what the number beside it counts.
            if first.properties.isEmoji, first.value > 0xFF { seen.insert(.counted) }
            continue
        }
        let word = word.lowercased()
        let wordClass = wordClass(word)
        count += 1
        guard wordClass != .other, count <= mostWords else { return nil }
        seen.insert(wordClass)
        if isBehindVerb && wordClass.contains(.number) { statesNumber = true }
        isBehindVerb = copulas.contains(word) || isBehindVerb && wordClass == .filler
    }
    if statesNumber && seen.isDisjoint(with: [.unit, .relative]) { return nil }
    let isNumbered = seen.contains(.number) || seen.contains(.moment)
    if seen.contains(.relative) || isNumbered && !seen.isDisjoint(with: [.counted, .label]) { return .furniture }
    // "last week", "this morning"
    if seen.contains(.unit), seen.contains(.label) || seen.contains(.filler) && count <= 3 && !isNumbered {
        return .furniture
    }
    let isDate = seen.contains(.moment) || isNumbered && !seen.isDisjoint(with: [.calendar, .unit])
    return isDate ? .date : nil
}

/// Whether there is a word that is no meter's by its first three letters alone, as there is in nearly every line. Only
/// words are looked at that stand between spaces and have no capital behind their first letter.
private func isProse(_ bytes: Span<UInt8>) -> Bool {
    var at = 0
    while at < bytes.count {
        var (end, start) = (at, UInt32(0))
        while end < bytes.count, (0x61...0x7A).contains(end == at ? bytes[end] | 0x20 : bytes[end]) {
            if end < at + 3 { start = start << 8 | UInt32(bytes[end] | 0x20) }
            end += 1
        }
        let isWord = end > at && (end == bytes.count || bytes[end] == space)
        if isWord, !meterStarts.mayHold(start) { return true }
        while end < bytes.count, bytes[end] != space { end += 1 }
        at = end + 1
    }
    return false
}

private func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isNumber || ".,:+- ".contains($0) }
}

/// Elements that stand beside each other on a page run together in a feed: "3 min readLast updated".
/// - Returns: no more parts than show that a meter has fewer words.
private func partsOfWord(_ word: Substring) -> [Substring] {
    // Without a capital behind its first letter it has no seam: nearly every word.
    guard word.utf8.dropFirst().contains(where: { (0x41...0x5A).contains($0) || $0 >= 0x80 }) else { return [word] }
    var parts: [Substring] = []
    var start = word.startIndex
    var previous: Character?
    for index in word.indices {
        if let previous, previous.isLowercase, word[index].isUppercase {
            parts.append(word[start..<index])
            start = index
            if parts.count > mostWords { return parts }
        }
        previous = word[index]
    }
    return parts + [word[start...]]
}

/// Of a meter.
private let mostWords = 16
