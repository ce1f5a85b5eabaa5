import FeedModel
import TextKit

/// Splits HTML into tags and text, as browsers do (WHATWG HTML, 13.2.5), without building anything: tokens are
/// places in `bytes`. Whatever the bytes are, there are tokens.
struct HTMLTokenizer {
    enum Token: Equatable {
        /// With references still to be read, by `CharacterReference.decode`.
        case text(Range<Int>)
        /// What stands in a script, a style, a frame: no references, no tags.
        case rawText(Range<Int>)
        /// `name` and `attributes` say more.
        case startTag(HTMLTag)
        case endTag(HTMLTag)
        case comment(Range<Int>)
        case doctype
    }

    struct Attribute {
        var name: Range<Int>
        /// Without quotes, references still to be read; empty where there is none.
        var value: Range<Int>
    }

    let bytes: [UInt8]
    private let end: Int
    private(set) var at: Int
    /// Of the tag returned last.
    private(set) var name = 0..<0
    private(set) var attributes: [Attribute] = []
    private(set) var isSelfClosing = false
    /// Where the token returned last began.
    private(set) var start = 0
    /// The text ended before the last tag did.
    private(set) var isUnfinished = false
    /// The element whose end tag alone ends the text that comes now.
    private var rawElement: HTMLTag?

    /// No comment that begins from here on has an end, so that nobody looks again for each.
    private var hasNoCommentEnd = false
    /// A comment in a script had no end, so that no other is looked for.
    private var hasNoScriptEnd = false
    /// CDATA sections whose "]]>" has not come yet.
    private var openSections = 0
    private let budget = ReadingBudget.current

    /// More attributes than any author writes: the rest of such a tag is skipped.
    private static let attributeLimit = 200

    init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
        self.bytes = bytes
        at = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// - Returns: nil at the end, or where the document's budget is used up.
    mutating func next() -> Token? {
        guard at < end, budget.spend(at - start) else { return nil }
        if let element = rawElement {
            rawElement = nil
            if let token = rawText(of: element) { return token }
        }
        start = at
        while at < end {
            let next = bytes.firstIndex(of: UInt8(ascii: "<"), in: at..<end)
            if openSections > 0, let token = sectionEnd(before: next ?? end) { return token }
            guard let open = next else {
                at = end
                return .text(start..<end)
            }
            if opensMarkup(open) {
                if open > start {
                    at = open
                    return .text(start..<open)
                }
                at = open
                return markup()
            }
            at = open + 1
        }
        return .text(start..<end)
    }

    /// The value of an attribute of the last tag, its references read; nil where there is none.
    func value(_ wanted: StaticString) -> String? {
        guard let attribute = attributes.first(where: { bytes.equals(wanted, in: $0.name) }) else { return nil }
        return value(attribute)
    }

    /// As `value`, but no string.
    func bytes(of wanted: StaticString) -> [UInt8]? {
        guard let attribute = attributes.first(where: { bytes.equals(wanted, in: $0.name) }) else { return nil }
        var out: [UInt8] = []
        CharacterReference.decode(bytes, attribute.value, inAttribute: true, into: &out)
        return out.withUnsafeBufferPointer { streamSafe($0) } ?? out
    }

    func value(_ attribute: Attribute) -> String {
        var out: [UInt8] = []
        CharacterReference.decode(bytes, attribute.value, inAttribute: true, into: &out)
        return out.safeString(out.indices)
    }

    private func byte(_ place: Int) -> UInt8 { place < end ? bytes[place] : 0 }

    private func opensMarkup(_ place: Int) -> Bool {
        switch byte(place + 1) {
        case UInt8(ascii: "!"):
            byte(place + 2).isLetter || byte(place + 2) == UInt8(ascii: "-") || byte(place + 2) == UInt8(ascii: "[")
        case UInt8(ascii: "?"): true
        case UInt8(ascii: "/"): place + 2 < end
        default: byte(place + 1).isLetter
        }
    }

    private mutating func markup() -> Token {
        isUnfinished = false
        switch byte(at + 1) {
        case UInt8(ascii: "!"): return declaration()
        case UInt8(ascii: "?"): return bogusComment(from: at + 1)
        case UInt8(ascii: "/"):
            guard byte(at + 2).isLetter else { return bogusComment(from: at + 2) }
            return .endTag(readTag(from: at + 2))
        default:
            let tag = readTag(from: at + 1)
            // A title that ends itself is that of a drawing: nothing would end it, and the page would be lost.
            if tag.holdsRawText || tag.holdsText, tag != .title || !isSelfClosing { rawElement = tag }
            return .startTag(tag)
        }
    }

    private mutating func declaration() -> Token {
        if byte(at + 2) == UInt8(ascii: "-"), byte(at + 3) == UInt8(ascii: "-") { return comment() }
        if bytes.hasWord("<!doctype", at: at), at + 9 <= end {
            isUnfinished = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end) == nil
            skip(past: UInt8(ascii: ">"))
            return .doctype
        }
        // In HTML a CDATA section is a comment, but those who write one mean what is in it: only its marks go.
        if bytes.hasWord("<![cdata[", at: at), at + 9 <= end {
            at += 9
            openSections += 1
            return .comment(at..<at)
        }
        return bogusComment(from: at + 2)
    }

    /// The "]]>" of a CDATA section, or the text that comes before it.
    private mutating func sectionEnd(before limit: Int) -> Token? {
        guard let close = bytes.firstIndex(of: "]]>", in: start..<limit) else { return nil }
        if close > start {
            at = close
            return .text(start..<close)
        }
        at = close + 3
        openSections -= 1
        return .comment(at..<at)
    }

    private mutating func comment() -> Token {
        let start = at + 4
        if byte(start) == UInt8(ascii: ">") || byte(start) == UInt8(ascii: "-") && byte(start + 1) == UInt8(ascii: ">")
        {
            skip(past: UInt8(ascii: ">"))
            return .comment(start..<start)
        }
        var place = start
        while !hasNoCommentEnd, let dash = bytes.firstIndex(of: UInt8(ascii: "-"), in: min(place, end)..<end) {
            if byte(dash + 1) == UInt8(ascii: "-") {
                if byte(dash + 2) == UInt8(ascii: ">") {
                    at = dash + 3
                    return .comment(start..<dash)
                }
                if byte(dash + 2) == UInt8(ascii: "!"), byte(dash + 3) == UInt8(ascii: ">") {
                    at = dash + 4
                    return .comment(start..<dash)
                }
            }
            place = dash + 1
        }
        hasNoCommentEnd = true
        // Never closed: it ends with its own tag, or everything after it would be lost.
        return bogusComment(from: min(start, end))
    }

    private mutating func bogusComment(from start: Int) -> Token {
        let close = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end) ?? end
        at = min(close + 1, end)
        return .comment(min(start, close)..<close)
    }

    private mutating func skip(past byte: UInt8) {
        at = bytes.firstIndex(of: byte, in: at..<end).map { $0 + 1 } ?? end
    }

    /// The text up to the end tag of `element`; nil when there is none.
    private mutating func rawText(of element: HTMLTag) -> Token? {
        let start = at
        at = endTag(of: element, from: start) ?? end
        guard at > start else { return nil }
        return element.holdsText ? .text(start..<at) : .rawText(start..<at)
    }

    /// Where the end tag of `element` begins. In a comment of a script another script may stand, with its end tag
    /// (WHATWG HTML, 13.2.5.18 to 31); where such a comment does not end, it is none.
    private mutating func endTag(of element: HTMLTag, from start: Int) -> Int? {
        var place = start
        var (isInComment, isInScript) = (false, false)
        var first: Int?
        while let open = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) {
            if isInComment, bytes.firstIndex(of: "-->", in: place..<open) != nil {
                (isInComment, isInScript) = (false, false)
            }
            place = open + 1
            if byte(open + 1) == UInt8(ascii: "/") {
                let name = nameRange(from: open + 2)
                guard name.upperBound < end, HTMLTag.find(bytes, name) == element else { continue }
                if !isInScript { return open }
                (first, isInScript) = (first ?? open, false)
            } else if element == .script, !hasNoScriptEnd {
                if isInComment {
                    isInScript = isInScript || HTMLTag.find(bytes, nameRange(from: open + 1)) == .script
                } else if open + 4 <= end, bytes.hasWord("<!--", at: open) {
                    // "<!-->" is a whole one.
                    (isInComment, place) = (true, open + 2)
                }
            }
        }
        hasNoScriptEnd = hasNoScriptEnd || first != nil
        return first
    }

    private func nameRange(from start: Int) -> Range<Int> {
        var stop = start
        while stop < end, !bytes[stop].isSpace, bytes[stop] != UInt8(ascii: "/"), bytes[stop] != UInt8(ascii: ">") {
            stop += 1
        }
        return min(start, end)..<stop
    }

    private mutating func readTag(from start: Int) -> HTMLTag {
        name = nameRange(from: start)
        attributes.removeAll(keepingCapacity: true)
        isSelfClosing = false
        at = name.upperBound
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: ">"):
                at += 1
                return HTMLTag.find(bytes, name)
            case UInt8(ascii: "/"):
                at += 1
                isSelfClosing = byte(at) == UInt8(ascii: ">")
            case let byte where byte.isSpace: at += 1
            default: readAttribute()
            }
        }
        isUnfinished = true
        return HTMLTag.find(bytes, name)
    }

    private mutating func readAttribute() {
        let start = at
        at += 1
        while at < end, !bytes[at].isSpace, bytes[at] != UInt8(ascii: "/"), bytes[at] != UInt8(ascii: ">"),
            bytes[at] != UInt8(ascii: "=")
        { at += 1 }
        var attribute = Attribute(name: start..<at, value: at..<at)
        var place = at
        while byte(place).isSpace { place += 1 }
        if byte(place) == UInt8(ascii: "="), place < end {
            at = place + 1
            while at < end, bytes[at].isSpace { at += 1 }
            attribute.value = readValue()
        }
        if attributes.count < Self.attributeLimit { attributes.append(attribute) }
    }

    private mutating func readValue() -> Range<Int> {
        let quote = byte(at)
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = at + 1
            let close = bytes.firstIndex(of: quote, in: min(start, end)..<end) ?? end
            at = min(end, close + 1)
            return min(start, end)..<close
        }
        let start = at
        while at < end, !bytes[at].isSpace, bytes[at] != UInt8(ascii: ">") { at += 1 }
        return start..<at
    }
}
