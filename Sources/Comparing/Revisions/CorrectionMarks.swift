import FeedModel

import struct FoundationEssentials.Date
import TextKit

/// What a publisher says of a change: a prefix of the headline as wire services write it, or a note in the text.
package struct CorrectionMark: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case corrected, clarified, updated, refiled, repeated, withdrawn
    }
    package var kind: Kind
    /// `UPDATE 2`: the second.
    package var number: Int?
    /// The prefix or the note, as the publisher wrote it.
    package var text: String
    /// The day that an update line names, at midnight UTC.
    package var date: Date?
}

/// The marks of a headline and its text, in that order: "CORRECTED-", "UPDATE 2-", "This story has been corrected…",
/// "Last updated: …", "Berichtigung:", "Correction :".
package func correctionMarks(title: String?, text: String?) -> [CorrectionMark] {
    var marks = title.map(titleMarks) ?? []
    for line in (text ?? "").split(whereSeparator: \.isNewline) {
        if let mark = noteMark(line.trimmed()) { marks.append(mark) }
    }
    return marks
}

/// "REFILE-UPDATE 1-Headline" has two.
private func titleMarks(_ title: String) -> [CorrectionMark] {
    var marks: [CorrectionMark] = []
    var rest = Substring(title).trimmed()
    while let mark = prefixMark(&rest) { marks.append(mark) }
    return marks
}

/// Takes a mark, its number and the sign that ends it off the start of `rest`.
private func prefixMark(_ rest: inout Substring) -> CorrectionMark? {
    var text = rest
    let isBracketed = text.first == "(" || text.first == "["
    if isBracketed { text = text.dropFirst() }
    let start = text.startIndex
    let word = text.prefix { $0.isLetter || $0 == "'" }
    guard let kind = prefixKinds[word.lowercased()] else { return nil }
    text = text[word.endIndex...]
    var number: Int?
    let afterSpace = text.drop { $0 == " " || $0 == "#" }
    let digits = afterSpace.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, digits.count <= 2 { (number, text) = (Int(digits), afterSpace[digits.endIndex...]) }
    let written = rest[start..<text.startIndex]
    // French sets a space before the colon; a word in capitals may be followed by a dash of any kind.
    text = text.drop { $0 == " " }
    guard let sign = text.first, isBracketed ? sign == ")" || sign == "]" : "-:–—|".contains(sign) else { return nil }
    // "Update-proof" is a word.
    if !isBracketed, sign == "-", word.contains(where: \.isLowercase), number == nil { return nil }
    rest = text.dropFirst().drop { $0 == " " }
    return CorrectionMark(kind: kind, number: number, text: String(Substring(written)))
}

/// A note on a line of its own.
private func noteMark(_ line: Substring) -> CorrectionMark? {
    guard line.utf8.count <= 800 else { return nil }
    let text = line.drop { "([*-–—•\"'_ ".contains($0) }
    let lower = readable(text).lowercased()
    if let start = noteStarts.start(of: lower), let kind = noteKinds[start] {
        let rest = lower.dropFirst(start.count)
        // A label is followed by its note; a beginning that is a verb goes on with the sentence.
        if sentenceStarts.contains(start) || [":", ".", "-", "(", ","].contains(rest.trimmed().prefix(1)) {
            return CorrectionMark(kind: kind, text: String(line), date: firstDate(rest))
        }
        if kind == .updated, let date = firstDate(rest) {
            return CorrectionMark(kind: kind, text: String(line), date: date)
        }
        if kind == .updated, meter(lower) == .furniture { return CorrectionMark(kind: kind, text: String(line)) }
    }
    for (kind, phrases) in notePhrases where phrases.contains(where: lower.contains(bytes:)) {
        return CorrectionMark(kind: kind, text: String(line), date: firstDate(lower[...]))
    }
    return nil
}

/// The first full date of a line: "January 20, 2026", "20. Januar 2026", "20.01.2026", "2026-01-20".
func firstDate(_ text: Substring) -> Date? {
    let words = words(text).map { $0.lowercased() }.filter { $0.first!.isLetter || $0.first!.isNumber }
    for (index, word) in words.enumerated() {
        let parts = word.split(whereSeparator: { ".-/".contains($0) }).map { Int($0.prefix { $0.isNumber }) ?? 0 }
        if parts.count == 3, parts[0] > 31 { return day(parts[0], parts[1], parts[2]) }
        if parts.count == 3, parts[2] > 31 {
            return day(parts[2], parts[1], parts[0]) ?? day(parts[2], parts[0], parts[1])
        }
        guard let month = month(word) else { continue }
        let near = words[max(0, index - 2)..<min(words.count, index + 4)].filter { $0.first!.isNumber }
        let numbers = near.compactMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
        if let year = numbers.first(where: { $0 > 1900 && $0 < 2200 }),
            let day = numbers.first(where: { (1...31) ~= $0 })
        {
            return Comparing.day(year, month, day)
        }
    }
    return nil
}

private func day(_ year: Int, _ month: Int, _ day: Int) -> Date? {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard (1900...2200) ~= year else { return nil }
    return Date(rfc3339: "\(year)-\(two(month))-\(two(day))T00:00:00Z")
}
