import TextKit

/// What a document had wrong in it, counted, with the first place of each.
struct XMLRepairs {
    enum Mistake: Int, CaseIterable {
        case forbiddenCharacter, junkBefore, markupBefore, lateDeclaration, junkAfter, truncated, bareAmpersand,
            bareLess,
            unknownEntity
        case unclosedElement, strayEndTag, strayMarkup, unclosedSection, unquotedAttribute, duplicateAttribute
        case tooManyAttributes, undeclaredPrefix, tooDeep, tooLong, longName, manyEntities, badName, cdataEnd,
            badComment, badDeclaration

        var sentence: String {
            switch self {
            case .forbiddenCharacter: "a character that XML forbids: left out"
            case .junkBefore: "text before the first tag: left out"
            case .markupBefore: "elements before the feed's own: left out"
            case .lateDeclaration: "the XML declaration is not at the very start: read all the same"
            case .junkAfter: "text after the document's end: left out"
            case .truncated: "the document ends too early: an entry that it cuts off is left out"
            case .bareAmpersand: "a bare '&': read as '&amp;'"
            case .bareLess: "a bare '<': read as '&lt;'"
            case .unknownEntity: "a named entity that XML does not know: read as HTML has it"
            case .unclosedElement: "an element is not closed: closed where its parent ends"
            case .strayEndTag: "an end tag without its start tag: left out"
            case .strayMarkup: "a broken tag: read as far as possible"
            case .unclosedSection: "a comment or CDATA section has no end: ended at the next tag that fits"
            case .unquotedAttribute: "an attribute without quotes or value: read up to the next space"
            case .duplicateAttribute: "an attribute is given twice: the first one counts"
            case .tooManyAttributes: "a tag with too many attributes: the first 400 were read"
            case .undeclaredPrefix: "a prefix without its xmlns declaration: taken for the usual one"
            case .tooDeep: "elements nested too deep: the outer 200 levels were read"
            case .longName: "a name of more than 1,000 bytes: cut off there"
            case .manyEntities:
                "entities that come to more than 1 MB, or name each other too often: the rest is left out"
            case .badName: "a name with characters that XML does not allow in it: each read as '_'"
            case .cdataEnd: "a ']]>' that ends no CDATA section: read as text"
            case .badComment: "a comment with '--' in it: left out"
            case .badDeclaration: "an XML declaration, instruction or document type with a mistake: left out"
            case .tooLong: "a text of more than 8 MB: cut off there"
            }
        }
    }

    private var counts = [Int](repeating: 0, count: Mistake.allCases.count)
    private var lines = [Int](repeating: 0, count: Mistake.allCases.count)

    /// - Parameter line: asked for at the first of its kind.
    mutating func note(_ mistake: Mistake, times: Int = 1, line: @autoclosure () -> Int) {
        guard times > 0 else { return }
        if counts[mistake.rawValue] == 0 { lines[mistake.rawValue] = line() }
        counts[mistake.rawValue] += times
    }

    mutating func add(_ other: XMLRepairs) {
        for mistake in Mistake.allCases {
            note(mistake, times: other.counts[mistake.rawValue], line: other.lines[mistake.rawValue])
        }
    }

    func has(_ mistake: Mistake) -> Bool { counts[mistake.rawValue] > 0 }
    var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

    /// One sentence a mistake, with the line of its first place.
    var sentences: [String] {
        Mistake.allCases.filter(has).map { mistake in
            let count = counts[mistake.rawValue]
            return "line \(lines[mistake.rawValue]): \(mistake.sentence)" + (count > 1 ? " (\(count) times)" : "")
        }
    }
}

extension [UInt8] {
    /// The number of the line that a place is in.
    func line(at place: Int) -> Int { 1 + prefix(place).count { $0 == 0x0A } }
}

extension DecodedText {
    /// Line ends as "\n" (XML 1.0, 2.11).
    mutating func normalizeLineEnds() {
        guard var found = bytes.firstIndex(of: 0x0D, in: bytes.indices) else { return }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        while true {
            out.append(bytes, at..<found)
            at = found + 1
            if at >= bytes.count || bytes[at] != 0x0A { out.append(0x0A) }
            guard let next = bytes.firstIndex(of: 0x0D, in: at..<bytes.count) else { break }
            found = next
        }
        out.append(bytes, at..<bytes.count)
        bytes = out
    }

    /// Leaves out the characters that XML forbids (XML 1.0, 2.2): control characters and U+FFFE, U+FFFF. C1 control
    /// characters, which it allows and nobody means, become what they are in windows-1252.
    mutating func repairCharacters(_ repairs: inout XMLRepairs) {
        guard !isClean else { return }
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var (count, first, at) = (0, 0, 0)
        while at < bytes.count {
            let start = at
            while at < bytes.count, !mayNeedRepair(bytes[at]) { at += 1 }
            kept.append(bytes, start..<at)
            guard at < bytes.count else { break }
            let length = forbiddenLength(bytes, at)
            if length > 0 {
                if count == 0 { first = kept.count }
                count += 1
                at += length
            } else if bytes[at] == 0xC2, at + 1 < bytes.count, bytes[at + 1] < 0xA0 {
                kept.append(CharacterReference.scalar(numbered: UInt32(bytes[at + 1])))
                at += 2
            } else {
                kept.append(bytes[at])
                at += 1
            }
        }
        (bytes, isClean) = (kept, true)
        repairs.note(.forbiddenCharacter, times: count, line: kept.line(at: first))
    }
}

/// Whether a character that is repaired may begin with `byte`.
private func mayNeedRepair(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x0A || byte == 0xC2 || byte == 0xEF }

private func forbiddenLength(_ bytes: [UInt8], _ at: Int) -> Int {
    let byte = bytes[at]
    if byte < 0x20 { return byte == 0x0A || byte == 0x0D || byte == 0x09 ? 0 : 1 }
    if byte == 0xEF, at + 2 < bytes.count, bytes[at + 1] == 0xBF, bytes[at + 2] >= 0xBE { return 3 }
    return 0
}
