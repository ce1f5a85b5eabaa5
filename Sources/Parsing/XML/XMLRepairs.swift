/// What a document had wrong in it, counted, with the first place of each.
struct XMLRepairs {
    enum Mistake: Int, CaseIterable {
        case forbiddenCharacter, junkBefore, lateDeclaration, junkAfter, truncated, bareAmpersand, bareLess, unknownEntity
        case unclosedElement, strayEndTag, strayMarkup, unclosedSection, unquotedAttribute, duplicateAttribute
        case tooManyAttributes, undeclaredPrefix, tooDeep, tooLong

        var sentence: String {
            switch self {
            case .forbiddenCharacter: "a character that XML forbids: left out"
            case .junkBefore: "text before the first tag: left out"
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
            case .tooManyAttributes: "a tag with too many attributes: the first 500 were read"
            case .undeclaredPrefix: "a prefix without its xmlns declaration: taken for the usual one"
            case .tooDeep: "elements nested too deep: the outer 500 levels were read"
            case .tooLong: "a text of more than 8 MB: cut off there"
            }
        }
    }

    private var counts = [Int](repeating: 0, count: Mistake.allCases.count)
    private var places = [Int](repeating: 0, count: Mistake.allCases.count)

    mutating func note(_ mistake: Mistake, at place: Int) {
        if counts[mistake.rawValue] == 0 { places[mistake.rawValue] = place }
        counts[mistake.rawValue] += 1
    }

    mutating func note(_ mistake: Mistake, times: Int, firstAt place: Int) {
        guard times > 0 else { return }
        (counts[mistake.rawValue], places[mistake.rawValue]) = (times, place)
    }

    func has(_ mistake: Mistake) -> Bool { counts[mistake.rawValue] > 0 }
    var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

    /// One sentence a mistake, with the line of its first place.
    func sentences(in bytes: [UInt8]) -> [String] {
        Mistake.allCases.filter(has).map { mistake in
            let count = counts[mistake.rawValue]
            let line = 1 + bytes.prefix(places[mistake.rawValue]).count { $0 == 0x0A }
            return "line \(line): \(mistake.sentence)" + (count > 1 ? " (\(count) times)" : "")
        }
    }
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
    /// - Returns: how many there were, and where the first was.
    mutating func repairCharacters() -> (count: Int, first: Int) {
        guard !isClean else { return (0, 0) }
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
        return (count, first)
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
