import CXML2
import FeedModel
import Glibc
import TextKit

/// Makes a document of what libxml2 reports. All pointers are libxml2's and gone after the call, but for those of names,
/// which are the parser's as long as it lives, so that equal names are one pointer.
struct XMLDocumentBuilder {
    struct QName {
        let local: UnsafePointer<UInt8>?
        let prefix: UnsafePointer<UInt8>?
        let uri: UnsafePointer<UInt8>?
    }

    private struct Open {
        var node: Int32
        var lastChild: Int32 = -1
        /// How many namespaces it declares.
        var declarations: Int
        /// The sibling before it.
        var previous: Int32
        /// Where `bytes` began to grow for it.
        var place: Int
        /// An entry beyond `entryLimit`: forgotten when it ends, so that no number of them fills memory.
        var isLeft: Bool
    }

    /// What a name came to when it was last met.
    private struct Known {
        var local: UnsafePointer<UInt8>?
        var prefix: UnsafePointer<UInt8>?
        var uri: UnsafePointer<UInt8>?
        var range: (start: UInt32, end: UInt32) = (0, 0)
        var namespace = XMLNamespace.unknown
        var name = XMLName.other
    }

    private let parser: xmlParserCtxtPtr
    private let keepsLines: Bool
    private var bytes: [UInt8] = []
    private var nodes: [XMLDocument.Node] = []
    private var attributes: [XMLDocument.Attribute] = []
    private var lines: [UInt32] = []
    private var hasBases = false
    private(set) var repairs = XMLRepairs()
    private var open: [Open] = []
    private var known = [Known](repeating: Known(), count: 512)
    /// Behind the last name in `known`.
    private var knownEnd = 0
    private var key: [UInt8] = []
    private var isAtom = false
    /// Where the text that is being read begins.
    private var textStart: Int?
    private var entities: XMLEntities
    /// Prefixes in force, with whether the root or its child declares them, so that they say what the document is.
    private var declarations: [(prefix: UnsafePointer<UInt8>?, isOuter: Bool)] = []
    /// So many namespaces are in force that looking them up would take long: the repairer leaves the most out.
    /// Or the budget is used up.
    private(set) var isExcessive = false
    private let budget = ReadingBudget.current
    private let entryLimit: Int
    /// Entries that have begun, and notices of deleted ones.
    private var entries = 0
    private var deletions = 0
    /// Bytes that came since the budget was last asked, and what it has been told of.
    private var work = 0
    private var (accountedNodes, accountedAttributes) = (0, 0)

    /// In force at one place. Real feeds have up to thirty; libxml2 looks through all of them for each name.
    static let declarationLimit = 100
    /// libxml2's own, which it does not heed where it is pushed.
    private static let depthLimit = 256
    /// Different names in one document. Real feeds have up to some hundred.
    private static let nameLimit = 100_000
    /// What a tag costs at least, in bytes of text.
    private static let tagCost = 16

    init(parser: xmlParserCtxtPtr, size: Int, entities: XMLEntities, keepsLines: Bool) {
        (self.parser, self.entities, self.keepsLines) = (parser, entities, keepsLines)
        entryLimit = budget.itemLimit
        bytes.reserveCapacity(size)
        budget.hold(size)
        nodes.reserveCapacity(size / 256)
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLDocumentBuilder> {
        context!.assumingMemoryBound(to: XMLDocumentBuilder.self)
    }

    mutating func finish() -> XMLDocument {
        let document = XMLDocument(bytes, nodes: nodes, attributes: attributes, lines: lines, hasBases: hasBases)
        document.entriesLeft = max(0, entries - entryLimit)
        return document
    }

    /// Every few thousand bytes: asking for each tag would cost more than many of them do.
    @inline(__always)
    private mutating func spend(_ bytes: Int) {
        work += bytes
        if work >= 8192 || nodes.count - accountedNodes >= 1024 { account() }
    }

    private mutating func account() {
        // Twice, since an array that grows is there twice.
        let grown =
            2 * (nodes.count - accountedNodes) * MemoryLayout<XMLDocument.Node>.stride
            + 2 * (attributes.count - accountedAttributes) * MemoryLayout<XMLDocument.Attribute>.stride
        budget.hold(grown)
        // Its table of them has a fixed size: each further name is compared with more and more of the others.
        if xmlDictSize(parser.pointee.dict) > Self.nameLimit { budget?.giveUp(.names(limit: Self.nameLimit)) }
        if !budget.spend(work) { stop() }
        (work, accountedNodes, accountedAttributes) = (0, nodes.count, attributes.count)
    }

    /// Not `xmlStopParser`: it frees the text that libxml2 2.9 is in the midst of handing to us.
    private mutating func stop() {
        isExcessive = true
        parser.pointee.instate = XML_PARSER_EOF
        parser.pointee.disableSAX = 1
        // After an instruction libxml2 goes on, whatever its state was set to: no further piece is pushed then.
        parser.pointee.wellFormed = 0
    }

    private mutating func note(_ mistake: XMLRepairs.Mistake) {
        let line = line
        repairs.note(mistake, line: line)
    }

    private var line: Int { parser.pointee.input.map { Int($0.pointee.line) } ?? 1 }

    // MARK: - Elements

    mutating func startElement(
        _ qualified: QName, _ declared: UnsafeBufferPointer<UnsafePointer<UInt8>?>,
        _ given: UnsafeBufferPointer<UnsafePointer<UInt8>?>
    ) {
        finishText()
        for index in stride(from: 0, to: declared.count, by: 2) {
            declarations.append((declared[index], open.count < 2))
        }
        if declarations.count > Self.declarationLimit || open.count > Self.depthLimit { return stop() }
        if nodes.isEmpty { isAtom = hasWord("feed", qualified.local) || hasWord("entry", qualified.local) }
        let place = bytes.count
        let previous = open.last?.lastChild ?? -1
        let found = resolve(qualified)
        var node = XMLDocument.Node(
            kind: .element, start: found.range.start, end: found.range.end, parent: open.last?.node ?? -1)
        (node.namespace, node.name) = (found.namespace, found.name)
        node.firstAttribute = UInt32(attributes.count)
        for index in stride(from: 0, to: declared.count, by: 2) { declare(declared[index], declared[index + 1]) }
        for index in stride(from: 0, to: given.count, by: 5) {
            let name = QName(local: given[index], prefix: given[index + 1], uri: given[index + 2])
            append(name, UnsafeBufferPointer(start: given[index + 3], count: given[index + 4]! - given[index + 3]!))
        }
        node.attributeCount = UInt16(clamping: attributes.count - Int(node.firstAttribute))
        let index = append(node)
        open.append(
            Open(
                node: index, declarations: declared.count / 2, previous: previous, place: place,
                isLeft: isBeyondLimit(found.name)))
        spend(bytes.count - place + Self.tagCost)
    }

    mutating func endElement() {
        finishText()
        guard let element = open.popLast() else { return }
        declarations.removeLast(element.declarations)
        if element.isLeft, !open.isEmpty { forget(element) }
    }

    /// Counts an entry that begins, or the notice that one was deleted.
    private mutating func isBeyondLimit(_ name: XMLName) -> Bool {
        switch name {
        case .item, .atomEntry, .atomItem:
            entries += 1
            return entries > entryLimit
        case .deletedEntry:
            deletions += 1
            return deletions > entryLimit
        default: return false
        }
    }

    /// Takes an element that has ended out of the document again.
    private mutating func forget(_ element: Open) {
        attributes.removeLast(attributes.count - Int(nodes[Int(element.node)].firstAttribute))
        nodes.removeLast(nodes.count - Int(element.node))
        if keepsLines { lines.removeLast(lines.count - nodes.count) }
        bytes.removeLast(bytes.count - element.place)
        if knownEnd > element.place {
            for slot in known.indices where known[slot].range.end > element.place { known[slot] = Known() }
            knownEnd = element.place
        }
        open[open.count - 1].lastChild = element.previous
        if element.previous >= 0 {
            nodes[Int(element.previous)].next = -1
        } else {
            nodes[Int(open[open.count - 1].node)].firstChild = -1
        }
    }

    private mutating func append(_ node: XMLDocument.Node) -> Int32 {
        let index = Int32(nodes.count)
        nodes.append(node)
        if keepsLines { lines.append(UInt32(line)) }
        guard !open.isEmpty else { return index }
        if node.kind == .element { nodes[Int(node.parent)].childNames |= node.name.bit }
        let last = open[open.count - 1].lastChild
        if last >= 0 {
            nodes[Int(last)].next = index
        } else {
            nodes[Int(node.parent)].firstChild = index
        }
        open[open.count - 1].lastChild = index
        return index
    }

    // MARK: - Attributes

    /// As the attribute that it was in the document.
    private mutating func declare(_ prefix: UnsafePointer<UInt8>?, _ uri: UnsafePointer<UInt8>?) {
        let start = bytes.count
        bytes.append("xmlns")
        if let prefix {
            bytes.append(UInt8(ascii: ":"))
            append(prefix)
        }
        let end = bytes.count
        if let uri { append(uri) }
        attributes.append(attribute(start..<end, end..<bytes.count))
    }

    private mutating func append(_ qualified: QName, _ value: UnsafeBufferPointer<UInt8>) {
        let name = nameRange(qualified)
        let start = bytes.count
        bytes.append(contentsOf: value)
        replaceControls(from: start)
        if name.count == 8, bytes.equals("xml:base", in: name) { hasBases = true }
        attributes.append(attribute(name, start..<bytes.count))
    }

    private func attribute(_ name: Range<Int>, _ value: Range<Int>) -> XMLDocument.Attribute {
        XMLDocument.Attribute(
            nameStart: UInt32(name.lowerBound), nameEnd: UInt32(name.upperBound),
            valueStart: UInt32(value.lowerBound), valueEnd: UInt32(value.upperBound))
    }

    // MARK: - Texts

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard !open.isEmpty, !isExcessive else { return }
        spend(text.count)
        let start = textStart ?? bytes.count
        textStart = start
        // What is too long is cut off when it ends.
        guard bytes.count - start <= FeedReading.longestText else { return }
        // Of texts with escaped markup every second piece is a reference.
        if text.count == 1 { bytes.append(text[0]) } else { bytes.append(contentsOf: text) }
        // A reference, which comes alone: the document has no such character itself any more.
        if text.count == 2, text[0] == 0xC2 { replaceControls(from: bytes.count - 2) }
    }

    /// C1 control characters, which references may name, are meant as windows-1252.
    private mutating func replaceControls(from start: Int) {
        guard let first = bytes.firstIndex(of: 0xC2, in: start..<bytes.count) else { return }
        let rest = Array(bytes[first...])
        bytes.removeLast(rest.count)
        var place = 0
        while let found = rest.firstIndex(of: 0xC2, in: place..<rest.count) {
            bytes.append(rest, place..<found)
            place = min(found + 2, rest.count)
            if place == found + 2, rest[found + 1] < 0xA0 {
                bytes.append(CharacterReference.scalar(numbered: UInt32(rest[found + 1])))
            } else {
                bytes.append(rest, found..<place)
            }
        }
        bytes.append(rest, place..<rest.count)
    }

    private mutating func finishText() {
        guard let start = textStart, let parent = open.last else { return }
        textStart = nil
        var end = bytes.count
        if end - start > FeedReading.longestText {
            end = start + FeedReading.longestText
            // Not within a character.
            while bytes[end] & 0xC0 == 0x80 { end -= 1 }
            bytes.removeLast(bytes.count - end)
            note(.tooLong)
        }
        if nodes[Int(parent.node)].name.holdsElementsOnly, bytes.trimmingSpace(start..<end).isEmpty {
            return bytes.removeLast(end - start)
        }
        _ = append(XMLDocument.Node(kind: .text, start: UInt32(start), end: UInt32(end), parent: parent.node))
    }

    /// Nobody wants it, but libxml2 has kept its name.
    mutating func passInstruction() { spend(Self.tagCost) }

    mutating func entity(_ name: UnsafePointer<UInt8>?) -> xmlEntityPtr? {
        guard let name else { return nil }
        spend(Self.tagCost)
        let (entity, isDeclared) = entities.find(
            name, inAttribute: parser.pointee.instate == XML_PARSER_ATTRIBUTE_VALUE)
        if !isDeclared { note(.unknownEntity) }
        return entity
    }

    // MARK: - Names

    private mutating func nameRange(_ qualified: QName) -> Range<Int> {
        let range = find(qualified).range
        return Int(range.start)..<Int(range.end)
    }

    /// The element's namespace and name (Namespaces in XML 1.0, 6), or what publishers mean who forgot to declare it.
    private mutating func resolve(_ qualified: QName) -> Known {
        var found = find(qualified)
        let isDefault = qualified.prefix == nil
        var namespace = found.namespace
        if qualified.uri == nil {
            if isDefault { namespace = .core } else { note(.undeclaredPrefix) }
        }
        switch namespace {
        // A namespace that nobody knows on the root is a version of RSS or Atom that nobody knows.
        case .unknown where qualified.uri != nil && (isDefault || open.isEmpty) && isOuter(qualified.prefix):
            namespace = isAtom ? .atom : .core
        case .core where isAtom && isDefault: namespace = .atom
        // `<rss xmlns="http://www.w3.org/2005/Atom">` is RSS all the same.
        case .atom where !isAtom && isDefault && isOuter(nil): namespace = .core
        default: break
        }
        if namespace != found.namespace {
            found.namespace = namespace
            found.name = name(qualified.local, in: namespace)
        }
        return found
    }

    private func isOuter(_ prefix: UnsafePointer<UInt8>?) -> Bool {
        declarations.last { $0.prefix == prefix }?.isOuter ?? false
    }

    private mutating func find(_ qualified: QName) -> Known {
        var hash = UInt(bitPattern: qualified.local) &* 31
        hash = (hash ^ UInt(bitPattern: qualified.prefix)) &* 31 ^ UInt(bitPattern: qualified.uri)
        let slot = Int((hash ^ hash >> 9) % UInt(known.count))
        let last = known[slot]
        if last.local == qualified.local, last.prefix == qualified.prefix, last.uri == qualified.uri, last.local != nil
        {
            return last
        }
        var found = Known(local: qualified.local, prefix: qualified.prefix, uri: qualified.uri)
        let start = bytes.count
        if let prefix = qualified.prefix {
            append(prefix)
            found.namespace = XMLNamespace.find(prefix: bytes, start..<bytes.count) ?? .unknown
            bytes.append(UInt8(ascii: ":"))
        }
        if let local = qualified.local { append(local) }
        if qualified.prefix == nil { found.namespace = isAtom ? .atom : .core }
        found.range = (UInt32(start), UInt32(bytes.count))
        if let uri = qualified.uri {
            key.removeAll(keepingCapacity: true)
            // One that is longer than any of those that are known would be looked at for each name in it.
            key.append(contentsOf: UnsafeBufferPointer(start: uri, count: strlen(uri, upTo: 200)))
            found.namespace = XMLNamespace.find(uri: key, key.trimmingSpace(key.indices))
        }
        found.name = name(qualified.local, in: found.namespace)
        known[slot] = found
        knownEnd = bytes.count
        return found
    }

    private mutating func name(_ local: UnsafePointer<UInt8>?, in namespace: XMLNamespace) -> XMLName {
        guard let local else { return .other }
        key.removeAll(keepingCapacity: true)
        key.append(namespace.prefix)
        key.append(contentsOf: UnsafeBufferPointer(start: local, count: strlen(local)))
        return XMLName.find(key)
    }

    private mutating func append(_ text: UnsafePointer<UInt8>) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text, count: strlen(text)))
    }

    private func hasWord(_ word: StaticString, _ name: UnsafePointer<UInt8>?) -> Bool {
        guard let name, strlen(name) == word.utf8CodeUnitCount else { return false }
        return strncasecmp(
            UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(word.utf8Start).assumingMemoryBound(to: CChar.self), word.utf8CodeUnitCount) == 0
    }
}

private func strlen(_ text: UnsafePointer<UInt8>, upTo longest: Int) -> Int {
    strnlen(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self), longest)
}

private func strlen(_ text: UnsafePointer<UInt8>) -> Int {
    Glibc.strlen(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self))
}
