/// Reads XML in one pass, and goes on where a strict parser would stop: a feed with a mistake is a feed.
///
/// What it had to repair is in `repairs`; a document without repairs is well-formed, namespaces included. No file or
/// address is ever opened for it: external entities and DTDs are not read.
struct XMLReader {
    private struct Open {
        var node: Int32
        var lastChild: Int32 = -1
        /// How many `declarations` there were before it.
        var declarations: Int
    }

    /// `xmlns` or `xmlns:prefix`, in force until its element ends.
    private struct Declaration {
        var prefix: Range<Int>
        var namespace: XMLNamespace
        /// Declared on the root or its child, so that it says what the document is.
        var isOuter: Bool
    }

    /// A qualified name read lately, so that most names are looked up once.
    private struct Seen {
        var name = 0..<0
        var generation = -1
        var result = (XMLNamespace.unknown, XMLName.other)
    }

    private let bytes: [UInt8]
    private let end: Int
    private var at = 0
    private var nodes: [XMLDocument.Node] = []
    private var attributes: [XMLDocument.Attribute] = []
    private var entities: [String: [UInt8]] = [:]
    private var hasBases = false
    private(set) var repairs = XMLRepairs()
    private var open: [Open] = []
    private var declarations: [Declaration] = []
    private var seen = [Seen](repeating: Seen(), count: 256)
    private var generation = 0
    /// Elements deeper than `depthLimit`, whose tags are passed over.
    private var excess = 0
    private var isAtom = false
    private var rootHasEnded = false
    /// There is no "-->" or no "]]>" any more, so that nobody looks again for each that is opened.
    private var hasNoCommentEnd = false
    private var hasNoCDATAEnd = false
    private var key: [UInt8] = []

    /// Deeper nesting says nothing and costs a stack.
    private static let depthLimit = 500
    private static let attributeLimit = 500
    /// In bytes. The longest articles of real feeds have less than a tenth of it; every copy of a text costs as much again.
    private static let textLimit = 8 << 20

    /// - Parameter bytes: as `DecodedText.repairCharacters` leaves them.
    init(_ bytes: [UInt8]) {
        self.bytes = withoutCarriageReturns(bytes)
        end = self.bytes.count
        nodes.reserveCapacity(bytes.count / 256)
    }

    mutating func read() -> XMLDocument {
        skipToMarkup()
        while at < end, !rootHasEnded {
            if bytes[at] == UInt8(ascii: "<") { markup() } else { text() }
        }
        if rootHasEnded { checkTrailer() }
        if !open.isEmpty {
            repairs.note(.truncated, at: end)
            for element in open { nodes[Int(element.node)].isUnfinished = true }
        }
        return XMLDocument(bytes, nodes: nodes, attributes: attributes, entities: entities, hasBases: hasBases)
    }

    private func byte(_ place: Int) -> UInt8 { place < end ? bytes[place] : 0 }

    // MARK: Outside the root

    /// Blank lines and whatever programs print by mistake stand before the first tag.
    private mutating func skipToMarkup() {
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
    private mutating func checkTrailer() {
        while at < end {
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

    private mutating func markup() {
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
            if let close = bytes.firstIndex(of: "?>", in: at + 2..<end) {
                at = close + 2
            } else {
                repairs.note(.strayMarkup, at: at)
                at = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end
            }
        case let first where isNameStart(first): startTag()
        default: text()
        }
    }

    private mutating func text() {
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

    private mutating func append(_ kind: XMLDocument.Kind, _ range: Range<Int>, needsDecoding: Bool, to parent: Open) {
        var stop = range.upperBound
        if range.count > Self.textLimit {
            stop = range.lowerBound + Self.textLimit
            // Not within a character.
            while bytes[stop] & 0xC0 == 0x80 { stop -= 1 }
            repairs.note(.tooLong, at: stop)
        }
        var node = XMLDocument.Node(kind: kind, start: UInt32(range.lowerBound), end: UInt32(stop), parent: parent.node)
        node.needsDecoding = needsDecoding
        append(node)
    }

    private mutating func checkReferences(_ range: Range<Int>) {
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

    private mutating func append(_ node: XMLDocument.Node) {
        let index = Int32(nodes.count)
        nodes.append(node)
        guard !open.isEmpty else { return }
        let last = open[open.count - 1].lastChild
        if last >= 0 {
            nodes[Int(last)].next = index
        } else {
            nodes[Int(node.parent)].firstChild = index
        }
        open[open.count - 1].lastChild = index
    }

    private mutating func comment() {
        guard !hasNoCommentEnd, let close = bytes.firstIndex(of: "-->", in: min(at + 4, end)..<end) else {
            hasNoCommentEnd = true
            repairs.note(.unclosedSection, at: at)
            // Better a comment too short than a feed without entries.
            at = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end
            return
        }
        at = close + 3
    }

    private mutating func cdata() {
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

    private func endTagPlace(of element: Open, from start: Int) -> Int? {
        let node = nodes[Int(element.node)]
        var place = start
        while let found = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<end) {
            if byte(found + 1) == UInt8(ascii: "/"), isSame(found + 2..<nameEnd(found + 2), node) { return found }
            place = found + 1
        }
        return nil
    }

    /// Takes the entities that the internal subset declares, and reads nothing external.
    private mutating func doctype() {
        at += 9
        while at < end, bytes[at] != UInt8(ascii: ">"), bytes[at] != UInt8(ascii: "[") { at += 1 }
        guard byte(at) == UInt8(ascii: "[") else {
            at = min(end, at + 1)
            return
        }
        while at < end, bytes[at] != UInt8(ascii: "]") {
            if bytes.hasWord("<!--", at: at) {
                comment()
            } else if bytes.hasWord("<!entity", at: at) {
                entityDeclaration()
            } else if bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") {
                at = bytes.firstIndex(of: bytes[at], in: at + 1..<end).map { $0 + 1 } ?? end
            } else {
                at += 1
            }
        }
        at = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end
    }

    private mutating func entityDeclaration() {
        at += 8
        while byte(at).isSpace { at += 1 }
        let name = at..<nameEnd(at)
        at = name.upperBound
        while byte(at).isSpace { at += 1 }
        let quote = byte(at)
        // "%" begins a parameter entity, SYSTEM or PUBLIC an external one: neither is read.
        guard !name.isEmpty, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return }
        let close = bytes.firstIndex(of: quote, in: at + 1..<end) ?? end
        let entity = bytes.string(name)
        if entities[entity] == nil, entities.count < 1000 {
            entities[entity] = Array(bytes[at + 1..<close])
        }
        at = min(end, close + 1)
    }
}

// MARK: - Tags

extension XMLReader {
    private func isNameStart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
    }

    private func nameEnd(_ start: Int) -> Int {
        var place = start
        while place < end {
            let byte = bytes[place]
            if byte.isSpace || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
                || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            { break }
            place += 1
        }
        return place
    }

    private mutating func startTag() {
        let start = at
        let name = at + 1..<nameEnd(at + 1)
        at = name.upperBound
        let firstAttribute = attributes.count
        let declarationsBefore = declarations.count
        let isEmpty = readAttributes()
        if isEmpty == nil {
            // The document ends within the tag; the root's name tells all the same that it is a feed.
            at = end
            guard nodes.isEmpty else { return attributes.removeLast(attributes.count - firstAttribute) }
        }
        if open.count >= Self.depthLimit {
            repairs.note(.tooDeep, at: start)
            attributes.removeLast(attributes.count - firstAttribute)
            declarations.removeLast(declarations.count - declarationsBefore)
            if isEmpty == false { excess += 1 }
            return
        }
        if nodes.isEmpty { isAtom = hasLocalName("feed", name) || hasLocalName("entry", name) }
        if declarations.count > declarationsBefore { generation += 1 }
        let (namespace, known) = resolve(name)
        closeUnclosedEntry(before: known, at: start)
        var node = XMLDocument.Node(
            kind: .element, start: UInt32(name.lowerBound), end: UInt32(name.upperBound), parent: open.last?.node ?? -1)
        node.namespace = namespace
        node.name = known
        node.firstAttribute = UInt32(firstAttribute)
        node.attributeCount = UInt16(attributes.count - firstAttribute)
        let index = Int32(nodes.count)
        append(node)
        open.append(Open(node: index, declarations: declarationsBefore))
        if isEmpty == true { close() }
    }

    private func hasLocalName(_ wanted: StaticString, _ name: Range<Int>) -> Bool {
        bytes.equals(wanted, in: localName(name))
    }

    private func localName(_ name: Range<Int>) -> Range<Int> {
        bytes.firstIndex(of: UInt8(ascii: ":"), in: name).map { $0 + 1..<name.upperBound } ?? name
    }

    /// An entry that begins inside another means that the other was never closed.
    private mutating func closeUnclosedEntry(before name: XMLName, at place: Int) {
        guard name == .item || name == .atomEntry,
            let unclosed = open.lastIndex(where: { nodes[Int($0.node)].name == name })
        else { return }
        repairs.note(.unclosedElement, at: place)
        while open.count > unclosed { close() }
    }

    private mutating func endTag() {
        let start = at
        let name = at + 2..<nameEnd(at + 2)
        guard let close = bytes.firstIndex(of: UInt8(ascii: ">"), in: name.upperBound..<end) else {
            at = end
            return
        }
        if close > name.upperBound, !bytes.trimmingSpace(name.upperBound..<close).isEmpty {
            repairs.note(.strayMarkup, at: start)
            // "</b <i>": the tag ends where the next begins.
            at = bytes.firstIndex(of: UInt8(ascii: "<"), in: name.upperBound..<close) ?? close + 1
        } else {
            at = close + 1
        }
        if excess > 0 {
            excess -= 1
            return
        }
        guard let last = open.last else { return repairs.note(.strayEndTag, at: start) }
        if isSame(name, nodes[Int(last.node)]) { return self.close() }
        guard let match = open.lastIndex(where: { isSame(name, nodes[Int($0.node)]) }) else {
            return repairs.note(.strayEndTag, at: start)
        }
        repairs.note(.unclosedElement, at: start)
        while open.count > match { self.close() }
    }

    private func isSame(_ name: Range<Int>, _ node: XMLDocument.Node) -> Bool {
        let count = Int(node.end - node.start)
        guard name.count == count else { return false }
        let other = Int(node.start)
        for offset in 0..<count where bytes[name.lowerBound + offset] != bytes[other + offset] { return false }
        return true
    }

    private mutating func close() {
        let element = open.removeLast()
        if declarations.count > element.declarations {
            declarations.removeLast(declarations.count - element.declarations)
            generation += 1
        }
        if open.isEmpty { rootHasEnded = true }
    }

    /// - Returns: whether the tag closes itself; nil when the document ends within it.
    private mutating func readAttributes() -> Bool? {
        let first = attributes.count
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: ">"):
                at += 1
                return false
            case UInt8(ascii: "/"):
                at += 1
                if byte(at) == UInt8(ascii: ">") {
                    at += 1
                    return true
                }
                repairs.note(.strayMarkup, at: at - 1)
            case UInt8(ascii: "<"):
                repairs.note(.strayMarkup, at: at)
                return false
            case let byte where byte.isSpace: at += 1
            default: if !readAttribute(after: first) { return nil }
            }
        }
        return nil
    }

    private mutating func readAttribute(after first: Int) -> Bool {
        let name = at..<max(at + 1, nameEnd(at))
        at = name.upperBound
        while byte(at).isSpace { at += 1 }
        guard byte(at) == UInt8(ascii: "=") else {
            repairs.note(.unquotedAttribute, at: name.lowerBound)
            return at < end
        }
        at += 1
        while byte(at).isSpace { at += 1 }
        guard at < end else { return false }
        let value: Range<Int>
        let quote = bytes[at]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard let close = bytes.firstIndex(of: quote, in: at + 1..<end) else { return false }
            value = at + 1..<close
            at = close + 1
            if bytes.firstIndex(of: UInt8(ascii: "<"), in: value) != nil { repairs.note(.bareLess, at: value.lowerBound) }
        } else {
            repairs.note(.unquotedAttribute, at: at)
            let start = at
            while at < end, !bytes[at].isSpace, bytes[at] != UInt8(ascii: ">") { at += 1 }
            value = start..<at
        }
        if bytes.firstIndex(of: UInt8(ascii: "&"), in: value) != nil { checkReferences(value) }
        take(name, value, after: first)
        return true
    }

    private mutating func take(_ name: Range<Int>, _ value: Range<Int>, after first: Int) {
        guard attributes.count - first < Self.attributeLimit else {
            return repairs.note(.tooManyAttributes, at: name.lowerBound)
        }
        for other in attributes[first...].prefix(32)
        where isEqual(Int(other.nameStart)..<Int(other.nameEnd), name) {
            return repairs.note(.duplicateAttribute, at: name.lowerBound)
        }
        attributes.append(
            XMLDocument.Attribute(
                nameStart: UInt32(name.lowerBound), nameEnd: UInt32(name.upperBound),
                valueStart: UInt32(value.lowerBound), valueEnd: UInt32(value.upperBound)))
        if name.count >= 5, bytes.hasWord("xml", at: name.lowerBound) { takeXMLAttribute(name, value) }
    }

    private mutating func takeXMLAttribute(_ name: Range<Int>, _ value: Range<Int>) {
        if bytes.equals("xml:base", in: name) {
            hasBases = true
        } else if bytes.hasWord("xmlns", at: name.lowerBound) {
            guard name.count == 5 || bytes[name.lowerBound + 5] == UInt8(ascii: ":") else { return }
            guard declarations.count < Self.attributeLimit else { return }
            let namespace = XMLNamespace.find(uri: bytes, bytes.trimmingSpace(value))
            declarations.append(
                Declaration(
                    prefix: min(name.lowerBound + 6, name.upperBound)..<name.upperBound, namespace: namespace,
                    isOuter: open.count < 2))
        }
    }

    // MARK: Names

    private mutating func resolve(_ name: Range<Int>) -> (XMLNamespace, XMLName) {
        var hash = name.count
        for index in name { hash = (hash &* 31) ^ Int(bytes[index]) }
        let slot = hash & (seen.count - 1)
        if seen[slot].generation == generation, isEqual(seen[slot].name, name) { return seen[slot].result }
        let result = lookUp(name)
        seen[slot] = Seen(name: name, generation: generation, result: result)
        return result
    }

    private func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
            return false
        }
        return true
    }

    private mutating func lookUp(_ name: Range<Int>) -> (XMLNamespace, XMLName) {
        let local = localName(name)
        let prefix = name.lowerBound..<max(name.lowerBound, local.lowerBound - 1)
        let namespace = resolvePrefix(prefix, name)
        key.removeAll(keepingCapacity: true)
        key.append(namespace.prefix)
        key += bytes[local]
        return (namespace, XMLName.find(key))
    }

    private mutating func resolvePrefix(_ prefix: Range<Int>, _ name: Range<Int>) -> XMLNamespace {
        guard let declaration = declarations.last(where: { isEqual($0.prefix, prefix) }) else {
            if prefix.isEmpty { return isAtom ? .atom : .core }
            if bytes.equals("xml", in: prefix) { return .xml }
            repairs.note(.undeclaredPrefix, at: prefix.lowerBound)
            return XMLNamespace.find(prefix: bytes, prefix) ?? .unknown
        }
        switch declaration.namespace {
        // A namespace that nobody knows on the root is a version of RSS or Atom that nobody knows.
        case .unknown where declaration.isOuter && (prefix.isEmpty || open.isEmpty): return isAtom ? .atom : .core
        case .core where isAtom && prefix.isEmpty: return .atom
        // `<rss xmlns="http://www.w3.org/2005/Atom">` is RSS all the same.
        case .atom where !isAtom && prefix.isEmpty && declaration.isOuter: return .core
        default: return declaration.namespace
        }
    }
}

/// Line ends as "\n" (XML 1.0, 2.11).
private func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
    guard var found = bytes.firstIndex(of: 0x0D, in: bytes.indices) else { return bytes }
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
    return out
}
