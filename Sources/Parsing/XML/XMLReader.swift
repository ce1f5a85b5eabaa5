import FeedModel

/// Reads XML in one pass, and goes on where a strict parser would stop: a feed with a mistake is a feed.
///
/// What it had to repair is in `repairs`; a document without repairs is well-formed, namespaces included. No file or
/// address is ever opened for it: external entities and DTDs are not read.
struct XMLReader {
    struct Open {
        var node: Int32
        var lastChild: Int32 = -1
        /// The sibling before it.
        var previous: Int32
        /// An entry beyond `entryLimit`: forgotten when it ends, so that no number of them fills memory.
        var isLeft: Bool
        /// How many `declarations` there were before it.
        var declarations: Int
    }

    let bytes: [UInt8]
    let end: Int
    var at = 0
    var nodes: [XMLDocument.Node] = []
    var attributes: [XMLDocument.Attribute] = []
    var entities: [String: [UInt8]] = [:]
    var hasBases = false
    var repairs = XMLRepairs()
    var open: [Open] = []
    var declarations: [Declaration] = []
    var seen = [Seen](repeating: Seen(), count: 256)
    var generation = 0
    /// Elements deeper than `depthLimit`, whose tags are passed over.
    var excess = 0
    var isAtom = false
    var rootHasEnded = false
    /// There is no "-->", "?>" or "]]>" any more, so that nobody looks again for each that is opened.
    var hasNoCommentEnd = false
    var hasNoInstructionEnd = false
    var hasNoCDATAEnd = false
    var key: [UInt8] = []
    let budget: ReadingBudget?
    let entryLimit: Int
    /// Entries that have begun, and notices of deleted ones.
    var entries = 0
    var deletions = 0
    private var (accountedTo, accountedNodes, accountedAttributes) = (0, 0, 0)

    /// Deeper nesting says nothing and costs a stack.
    static let depthLimit = 500
    static let attributeLimit = 500

    /// - Parameter bytes: as `DecodedText.normalizeLineEnds` and `repairCharacters` leave them.
    /// - Parameter budget: the reading ends where it is used up.
    init(_ bytes: [UInt8], within budget: ReadingBudget? = ReadingBudget.current) {
        self.bytes = bytes
        self.budget = budget
        entryLimit = budget.itemLimit
        end = bytes.count
        nodes.reserveCapacity(bytes.count / 256)
    }

    mutating func read() -> XMLDocument {
        skipToMarkup()
        while at < end, !rootHasEnded, goesOn() {
            if bytes[at] == UInt8(ascii: "<") { markup() } else { text() }
        }
        if rootHasEnded { checkTrailer() }
        if !open.isEmpty {
            repairs.note(.truncated, at: end)
            for element in open { nodes[Int(element.node)].isUnfinished = true }
        }
        return XMLDocument(bytes, nodes: nodes, attributes: attributes, entities: entities, hasBases: hasBases)
    }

    /// Every few thousand bytes: asking for each tag would cost more than many of them do.
    private mutating func goesOn() -> Bool {
        if at - accountedTo < 8192, nodes.count - accountedNodes < 1024 { return true }
        // Twice, since an array that grows is there twice.
        let grown = 2 * (nodes.count - accountedNodes) * MemoryLayout<XMLDocument.Node>.stride
            + 2 * (attributes.count - accountedAttributes) * MemoryLayout<XMLDocument.Attribute>.stride
        let bytes = at - accountedTo
        (accountedTo, accountedNodes, accountedAttributes) = (at, nodes.count, attributes.count)
        budget.hold(grown)
        return budget.spend(bytes)
    }

    func byte(_ place: Int) -> UInt8 { place < end ? bytes[place] : 0 }

    // MARK: Outside the root

    /// Blank lines and whatever programs print by mistake stand before the first tag.
    mutating func skipToMarkup() {
        if bytes.hasWord("<?xml", at: 0) { return }
        var place = 0
        while let found = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) {
            let next = byte(found + 1)
            if next == UInt8(ascii: "?") || next == UInt8(ascii: "!") || isNameStart(next) {
                at = found
                let junk = bytes.trimmingSpace(0..<found)
                if !junk.isEmpty {
                    repairs.note(.junkBefore, at: junk.lowerBound)
                } else if found > 0, bytes.hasWord("<?xml", at: found) {
                    repairs.note(.lateDeclaration, at: found)
                }
                return
            }
            place = found + 1
        }
        at = end
    }

    /// After the root only comments, processing instructions and white space may come.
    mutating func checkTrailer() {
        while at < end, goesOn() {
            if bytes[at].isSpace {
                at += 1
            } else if bytes.hasWord("<!--", at: at) || bytes.hasWord("<?", at: at) {
                markup()
            } else {
                repairs.note(.junkAfter, at: at)
                return
            }
        }
    }

    // MARK: Content

    mutating func markup() {
        switch byte(at + 1) {
        case UInt8(ascii: "/"): endTag()
        case UInt8(ascii: "!"):
            if bytes.hasWord("<!--", at: at) {
                comment()
            } else if bytes.hasWord("<![cdata[", at: at) {
                cdata()
            } else if bytes.hasWord("<!doctype", at: at) {
                doctype()
            } else {
                repairs.note(.strayMarkup, at: at)
                at = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end
            }
        case UInt8(ascii: "?"):
            if !hasNoInstructionEnd, let close = bytes.firstIndex(of: "?>", in: min(at + 2, end)..<end) {
                at = close + 2
            } else {
                hasNoInstructionEnd = true
                repairs.note(.strayMarkup, at: at)
                at = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end
            }
        case let first where isNameStart(first): startTag()
        default: text()
        }
    }

    mutating func text() {
        let start = at
        var isBareLess = bytes[at] == UInt8(ascii: "<")
        var place = at
        repeat {
            if isBareLess {
                repairs.note(.bareLess, at: place)
                place += 1
            }
            place = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) ?? end
            let next = byte(place + 1)
            isBareLess = place < end && !isNameStart(next) && next != UInt8(ascii: "/") && next != UInt8(ascii: "!")
                && next != UInt8(ascii: "?")
        } while isBareLess
        at = place
        guard let parent = open.last, excess == 0 else { return }
        var needsDecoding = false
        if bytes.firstIndex(of: UInt8(ascii: "&"), in: start..<at) != nil {
            needsDecoding = true
            checkReferences(start..<at)
        } else if nodes[Int(parent.node)].name.holdsElementsOnly,
            bytes.trimmingSpace(start..<at).isEmpty
        {
            return
        }
        append(.text, start..<at, needsDecoding: needsDecoding, to: parent)
    }

    mutating func append(_ kind: XMLDocument.Kind, _ range: Range<Int>, needsDecoding: Bool, to parent: Open) {
        var stop = range.upperBound
        if range.count > FeedReading.longestText {
            stop = range.lowerBound + FeedReading.longestText
            // Not within a character.
            while bytes[stop] & 0xC0 == 0x80 { stop -= 1 }
            repairs.note(.tooLong, at: stop)
        }
        var node = XMLDocument.Node(kind: kind, start: UInt32(range.lowerBound), end: UInt32(stop), parent: parent.node)
        node.needsDecoding = needsDecoding
        append(node)
    }

    mutating func checkReferences(_ range: Range<Int>) {
        var place = range.lowerBound
        while let ampersand = bytes.nearIndex(of: UInt8(ascii: "&"), in: place..<range.upperBound) {
            if let (_, length) = XMLReference.predefined(bytes, at: ampersand, end: range.upperBound) {
                place = ampersand + length
                continue
            }
            guard let reference = XMLReference(bytes, at: ampersand, end: range.upperBound) else {
                repairs.note(.bareAmpersand, at: ampersand)
                place = ampersand + 1
                continue
            }
            if case .named(let name) = reference.kind, entities[bytes.string(name)] == nil {
                repairs.note(.unknownEntity, at: ampersand)
            }
            place = reference.end
        }
    }

    mutating func append(_ node: XMLDocument.Node) {
        let index = Int32(nodes.count)
        nodes.append(node)
        guard !open.isEmpty else { return }
        if node.kind == .element { nodes[Int(node.parent)].childNames |= node.name.bit }
        let last = open[open.count - 1].lastChild
        if last >= 0 {
            nodes[Int(last)].next = index
        } else {
            nodes[Int(node.parent)].firstChild = index
        }
        open[open.count - 1].lastChild = index
    }

    mutating func comment() {
        guard !hasNoCommentEnd, let close = bytes.firstIndex(of: "-->", in: min(at + 4, end)..<end) else {
            hasNoCommentEnd = true
            repairs.note(.unclosedSection, at: at)
            // Better a comment too short than a feed without entries.
            at = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end
            return
        }
        at = close + 3
    }

    mutating func cdata() {
        let start = at + 9
        var close = hasNoCDATAEnd ? end : start
        while let bracket = bytes.firstIndex(of: UInt8(ascii: "]"), in: min(close, end)..<end) {
            if byte(bracket + 1) == UInt8(ascii: "]"), byte(bracket + 2) == UInt8(ascii: ">") { break }
            close = bracket + 1
        }
        close = bytes.firstIndex(of: UInt8(ascii: "]"), in: min(close, end)..<end) ?? end
        at = min(end, close + 3)
        if close == end {
            hasNoCDATAEnd = true
            repairs.note(.unclosedSection, at: start - 9)
            if let parent = open.last { at = endTagPlace(of: parent, from: start) ?? end }
            close = at
        }
        guard let parent = open.last, excess == 0 else { return }
        append(.cdata, start..<max(close, start), needsDecoding: false, to: parent)
    }

    func endTagPlace(of element: Open, from start: Int) -> Int? {
        let node = nodes[Int(element.node)]
        var place = start
        while let found = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) {
            if byte(found + 1) == UInt8(ascii: "/"), isSame(found + 2..<nameEnd(found + 2), node) { return found }
            place = found + 1
        }
        return nil
    }
}
