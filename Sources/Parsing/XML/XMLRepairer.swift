import FeedModel
import TextKit

/// Makes well-formed XML of a document that is not: a feed with a mistake is a feed.
///
/// A pure function from bytes to bytes: what is right is copied, bare `&` and `<` are escaped, attributes get quotes, end
/// tags that fit nothing are left out, and what is open is closed. An entry that the document's end cuts off is left out.
/// Comments, processing instructions and the DTD go; their line ends stay, so that lines keep their numbers.
struct XMLRepairer {
    struct Open {
        /// In `bytes`.
        var name: Range<Int>
        /// Where its start tag stands in `out`.
        var start: Int
        /// How many namespaces were in force before it.
        var declarations: Int
        var isEntry: Bool
        /// Its place in `openCounts`.
        var bucket: Int
    }

    let bytes: [UInt8]
    let end: Int
    var at = 0
    var out: [UInt8] = []
    var repairs = XMLRepairs()
    var open: [Open] = []
    /// How many elements are open, by their names' hash: most end tags that fit nothing need not be compared with each.
    var openCounts = [UInt16](repeating: 0, count: 256)
    /// How many namespaces are in force.
    var declarations = 0
    /// Elements deeper than `depthLimit`, whose tags are passed over.
    var excess = 0
    var hasRoot = false
    var rootHasEnded = false
    var isTruncated = false
    /// There is no "-->", no "?>", no "]]>" or no ">" any more, so that nobody looks again for each that is opened.
    var hasNoCommentEnd = false
    var hasNoInstructionEnd = false
    var hasNoCDATAEnd = false
    /// What the document's own DTD declares.
    let entities: XMLEntities
    private let budget = ReadingBudget.current
    private var accountedTo = 0

    /// Deeper nesting says nothing and costs a stack; libxml2 ends at 256.
    static let depthLimit = 200
    /// Of one element. libxml2 compares each with all others.
    static let attributeLimit = 400
    /// In bytes; libxml2 ends at 50,000.
    static let nameLimit = 1000

    /// - Parameter bytes: as `DecodedText.normalizeLineEnds` and `repairCharacters` leave them.
    init(_ bytes: [UInt8], entities: XMLEntities) {
        (self.bytes, self.entities) = (bytes, entities)
        end = bytes.count
        out.reserveCapacity(bytes.count + bytes.count / 16)
    }

    /// The document, made well-formed; empty where there is no markup in it.
    mutating func repair() -> [UInt8] {
        skipToMarkup()
        while at < end, !rootHasEnded, goesOn() {
            if bytes[at] == UInt8(ascii: "<") { markup() } else { text() }
        }
        if rootHasEnded { checkTrailer() }
        if !open.isEmpty { cutOff() }
        return out
    }

    mutating func note(_ mistake: XMLRepairs.Mistake, at place: Int) {
        repairs.note(mistake, line: bytes.line(at: place))
    }

    /// Every few thousand bytes: asking for each tag would cost more than many of them do.
    private mutating func goesOn() -> Bool {
        guard at - accountedTo >= 8192 else { return true }
        let bytes = at - accountedTo
        accountedTo = at
        return budget.spend(bytes)
    }

    func byte(_ place: Int) -> UInt8 { place < end ? bytes[place] : 0 }

    /// The document's end cuts elements off. An entry among them is left out: half of it would be another text.
    private mutating func cutOff() {
        note(.truncated, at: end)
        // Where the root's end tag stands in what a missing quote or "]]>" has swallowed, the document is whole.
        isTruncated = endTagPlace(of: open[0], from: 0) == nil
        if let entry = open.firstIndex(where: \.isEntry), entry > 0 {
            out.removeLast(out.count - open[entry].start)
            open.removeLast(open.count - entry)
        }
        while !open.isEmpty { close() }
    }

    // MARK: - Outside the root

    /// Blank lines and whatever programs print by mistake stand before the first tag.
    private mutating func skipToMarkup() {
        if let start = feedStart() {
            note(.markupBefore, at: 0)
            return leaveOut(to: start)
        }
        if bytes.hasWord("<?xml", at: 0) { return }
        var place = 0
        while let found = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) {
            let next = byte(found + 1)
            if next == UInt8(ascii: "?") || next == UInt8(ascii: "!") || isNameStart(next) {
                let junk = bytes.trimmingSpace(0..<found)
                if !junk.isEmpty {
                    note(.junkBefore, at: junk.lowerBound)
                } else if found > 0, bytes.hasWord("<?xml", at: found) {
                    note(.lateDeclaration, at: found)
                }
                return leaveOut(to: found)
            }
            place = found + 1
        }
        at = end
    }

    /// Where the feed's root begins behind elements that were printed before it, such as a program's warnings in HTML;
    /// nil where nothing stands before it, or where there is none.
    private func feedStart() -> Int? {
        var (place, isFirst, hasInstructionEnd) = (0, true, true)
        while let found = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) {
            place = found + 1
            if bytes.hasWord("<!--", at: found) {
                guard let close = commentEnd(min(found + 4, end)) else { return nil }
                place = close
            } else if bytes.hasWord("<![cdata[", at: found) {
                guard let close = cdataEnd(found + 9) else { return nil }
                place = close + 3
            } else if byte(found + 1) == UInt8(ascii: "?") {
                // As `markup` leaves it out: no tag is one in there.
                let close = hasInstructionEnd ? instructionEnd(found + 2) : nil
                hasInstructionEnd = close != nil
                place = close ?? tagEnd(found)
            } else if isNameStart(byte(found + 1)) {
                let name = found + 1..<nameEnd(found + 1)
                place = name.upperBound
                let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: name)
                let local = (colon.map { $0 + 1 } ?? name.lowerBound)..<name.upperBound
                let roots: [StaticString] = ["rss", "feed", "rdf"]
                if roots.contains(where: { bytes.equals($0, in: local) }) { return isFirst ? nil : found }
                let others: [StaticString] = ["opml", "channel", "entry", "item"]
                if isFirst, others.contains(where: { bytes.equals($0, in: local) }) { return nil }
                isFirst = false
                if bytes.equals("script", in: name) || bytes.equals("style", in: name) {
                    place = endTagPlace(named: name, from: place) ?? place
                }
            }
        }
        return nil
    }

    /// After the root only comments, processing instructions and white space may come.
    private mutating func checkTrailer() {
        while at < end, goesOn() {
            if bytes[at].isSpace {
                at += 1
            } else if bytes.hasWord("<!--", at: at) || bytes.hasWord("<?", at: at) {
                markup()
            } else {
                return note(.junkAfter, at: at)
            }
        }
    }

    /// Goes on at `place`; of what is left out, the line ends stay: in content within a comment, since there they would
    /// be text.
    mutating func leaveOut(to place: Int) {
        let count = bytes[at..<place].count { $0 == 0x0A }
        at = place
        guard count > 0, !rootHasEnded else { return }
        if !open.isEmpty { out.append("<!--") }
        out.append(contentsOf: repeatElement(0x0A, count: count))
        if !open.isEmpty { out.append("-->") }
    }

    // MARK: - Content

    private mutating func markup() {
        switch byte(at + 1) {
        case UInt8(ascii: "/"): endTag()
        case UInt8(ascii: "!"):
            if bytes.hasWord("<!--", at: at) {
                comment()
            } else if bytes.hasWord("<![cdata[", at: at) {
                cdata()
            } else if bytes.hasWord("<!doctype", at: at) {
                leaveOut(to: XMLDoctype(bytes, at: at).end)
            } else {
                note(.strayMarkup, at: at)
                leaveOut(to: tagEnd(at))
            }
        case UInt8(ascii: "?"):
            if !hasNoInstructionEnd, let close = instructionEnd(at + 2) {
                leaveOut(to: close)
            } else {
                hasNoInstructionEnd = true
                note(.strayMarkup, at: at)
                leaveOut(to: tagEnd(at))
            }
        case let first where isNameStart(first): startTag()
        default: text()
        }
    }

    /// Behind the next ">", which is sought no farther than the next "<".
    func tagEnd(_ start: Int) -> Int {
        let next = bytes.firstIndex(of: UInt8(ascii: "<"), in: min(start + 1, end)..<end) ?? end
        return bytes.firstIndex(of: UInt8(ascii: ">"), in: start..<next).map { $0 + 1 } ?? next
    }

    private func instructionEnd(_ start: Int) -> Int? {
        var place = start
        while let found = bytes.firstIndex(of: UInt8(ascii: "?"), in: min(place, end)..<end) {
            if byte(found + 1) == UInt8(ascii: ">") { return found + 2 }
            place = found + 1
        }
        return nil
    }

    private mutating func text() {
        let start = at
        var isBareLess = bytes[at] == UInt8(ascii: "<")
        var place = at
        repeat {
            if isBareLess {
                note(.bareLess, at: place)
                place += 1
            }
            place = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) ?? end
            let next = byte(place + 1)
            isBareLess =
                place < end && !isNameStart(next) && next != UInt8(ascii: "/") && next != UInt8(ascii: "!")
                && next != UInt8(ascii: "?")
        } while isBareLess
        guard !open.isEmpty else { return leaveOut(to: place) }
        at = place
        if excess == 0 { appendText(start..<at) }
    }

    /// No longer than texts may be. libxml2 ends at ten million bytes.
    mutating func shortened(_ range: Range<Int>) -> Range<Int> {
        guard range.count > FeedReading.longestText else { return range }
        var stop = range.lowerBound + FeedReading.longestText
        // Not within a character.
        while bytes[stop] & 0xC0 == 0x80 { stop -= 1 }
        note(.tooLong, at: stop)
        return range.lowerBound..<stop
    }

    mutating func appendText(_ range: Range<Int>, isCDATA: Bool = false) {
        let range = shortened(range)
        if isCDATA {
            out.append("<![CDATA[")
            var start = range.lowerBound
            while let close = cdataEnd(start, before: range.upperBound) {
                out.append(bytes, start..<close + 2)
                out.append("]]><![CDATA[")
                start = close + 2
            }
            out.append(bytes, start..<range.upperBound)
            out.append("]]>")
        } else {
            appendEscaped(range, quote: nil)
        }
    }

    /// Appends text or an attribute's value with what may not stand in it escaped.
    mutating func appendEscaped(_ range: Range<Int>, quote: UInt8?) {
        var place = range.lowerBound
        while place < range.upperBound {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "&"): place = appendReference(place, range.upperBound)
            case UInt8(ascii: "<"):
                out.append("&lt;")
                place += 1
            case UInt8(ascii: ">")
            where quote == nil && place >= range.lowerBound + 2
                && bytes[place - 1] == UInt8(ascii: "]") && bytes[place - 2] == UInt8(ascii: "]"):
                note(.cdataEnd, at: place)
                out.append("&gt;")
                place += 1
            case UInt8(ascii: "\"") where quote == byte:
                out.append("&quot;")
                place += 1
            default:
                out.append(byte)
                place += 1
            }
        }
    }

    /// - Returns: where to go on.
    private mutating func appendReference(_ place: Int, _ limit: Int) -> Int {
        guard let reference = XMLReference(bytes, at: place, end: limit) else {
            note(.bareAmpersand, at: place)
            out.append("&amp;")
            return place + 1
        }
        switch reference.kind {
        case .number(let value):
            if isXMLCharacter(value), bytes[reference.start + 2] != UInt8(ascii: "X") {
                out.append(bytes, reference.start..<reference.end)
            } else if isXMLCharacter(value) {
                // "&#X41;" is none in XML.
                note(.bareAmpersand, at: place)
                let scalar = Array(UTF8.encode(CharacterReference.scalar(numbered: value))!)
                escapeHTML(scalar, scalar.indices, quotes: true, into: &out)
            } else {
                note(.forbiddenCharacter, at: place)
                // Programs that know UTF-16 alone write a character as its two halves.
                if reference.end < limit, bytes[reference.end] == UInt8(ascii: "&"),
                    let next = XMLReference(bytes, at: reference.end, end: limit), case .number(let low) = next.kind,
                    let scalar = surrogatePair(value, low)
                {
                    out.append(scalar)
                    return next.end
                }
                _ = reference.append(from: bytes, into: &out)
            }
        case .named(let name):
            let name = bytes.string(name)
            if entities.isDeclared(name) {
                // The DTD does not come along.
                let text = entities.take(name)
                escapeHTML(text, text.indices, quotes: true, into: &out)
            } else if ["amp", "lt", "gt", "quot", "apos"].contains(name) {
                out.append(bytes, reference.start..<reference.end)
            } else if isName(Array(name.utf8)[...]) {
                note(.unknownEntity, at: place)
                var text: [UInt8] = []
                if !reference.append(from: bytes, into: &text) { text = Array(bytes[reference.start..<reference.end]) }
                escapeHTML(text, text.indices, quotes: true, into: &out)
            } else {
                note(.bareAmpersand, at: place)
                out.append("&amp;")
                return place + 1
            }
        }
        return reference.end
    }

    private mutating func comment() {
        guard !hasNoCommentEnd, let close = commentEnd(min(at + 4, end)) else {
            hasNoCommentEnd = true
            note(.unclosedSection, at: at)
            // Better a comment too short than a feed without entries.
            return leaveOut(to: bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end)
        }
        let inner = at + 4..<max(close - 3, at + 4)
        if holdsTwoHyphens(inner) { note(.badComment, at: at) }
        leaveOut(to: close)
    }

    private func commentEnd(_ start: Int) -> Int? {
        var place = start
        while let found = bytes.firstIndex(of: UInt8(ascii: ">"), in: min(place, end)..<end) {
            if found >= start + 2, bytes[found - 1] == UInt8(ascii: "-"), bytes[found - 2] == UInt8(ascii: "-") {
                return found + 1
            }
            place = found + 1
        }
        return nil
    }

    private func holdsTwoHyphens(_ range: Range<Int>) -> Bool {
        range.contains {
            bytes[$0] == UInt8(ascii: "-") && ($0 + 1 == range.upperBound || bytes[$0 + 1] == UInt8(ascii: "-"))
        }
    }

    private mutating func cdata() {
        let start = at + 9
        var close = hasNoCDATAEnd ? nil : cdataEnd(start)
        at = close.map { $0 + 3 } ?? end
        if close == nil {
            hasNoCDATAEnd = true
            note(.unclosedSection, at: start - 9)
            if let element = open.last { at = endTagPlace(of: element, from: min(start, end)) ?? end }
            close = at
        }
        guard let found = close else { return }
        close = trueEnd(of: found)
        if close != found {
            note(.cdataEnd, at: found)
            at = close! + 3
        }
        guard !open.isEmpty, excess == 0, let close else { return }
        appendText(start..<max(close, start), isCDATA: true)
    }

    /// The last "]]>" of a section in which others stand: a text that runs to another one, with no section that begins
    /// and no end of the element between, goes on.
    private func trueEnd(of close: Int) -> Int {
        guard let element = open.last else { return close }
        var (last, place) = (close, close + 3)
        while place < end {
            if bytes[place] == UInt8(ascii: "<") {
                if bytes.hasWord("<![cdata[", at: place) { break }
                if byte(place + 1) == UInt8(ascii: "/"), isEqual(place + 2..<nameEnd(place + 2), element.name) { break }
            } else if bytes[place] == UInt8(ascii: "]"), byte(place + 1) == UInt8(ascii: "]"),
                byte(place + 2) == UInt8(ascii: ">")
            {
                last = place
                place += 2
            }
            place += 1
        }
        return last
    }

    /// Where the next "]]>" stands that is whole before `limit`.
    private func cdataEnd(_ start: Int, before limit: Int? = nil) -> Int? {
        let limit = limit ?? end
        var place = start
        while let found = bytes.firstIndex(of: UInt8(ascii: "]"), in: min(place, limit)..<limit), found + 3 <= limit {
            if bytes[found + 1] == UInt8(ascii: "]"), bytes[found + 2] == UInt8(ascii: ">") { return found }
            place = found + 1
        }
        return nil
    }

    private func endTagPlace(of element: Open, from start: Int) -> Int? {
        endTagPlace(named: element.name, from: start)
    }

    private func endTagPlace(named name: Range<Int>, from start: Int) -> Int? {
        var place = start
        while let found = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) {
            if byte(found + 1) == UInt8(ascii: "/"), isEqual(found + 2..<nameEnd(found + 2), name) {
                return found
            }
            place = found + 1
        }
        return nil
    }
}
