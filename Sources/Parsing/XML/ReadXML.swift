import FeedModel
import TextKit

/// Reads a document, repairing it first where it is not well-formed.
/// - Returns: the document, and what was wrong with it: nothing for one that is well-formed, namespaces included.
func readXML(_ text: DecodedText, keepsLines: Bool = false) -> (document: XMLDocument, repairs: XMLRepairs) {
    var text = text
    var repairs = XMLRepairs()
    text.normalizeLineEnds()
    text.repairCharacters(&repairs)
    let doctype = XMLDoctype.first(in: text.bytes)
    let entities = XMLEntities(declared: doctype?.entities ?? [:])
    // What it declares is read already, and libxml2 would give each element all the attributes that are declared for it.
    if let subset = doctype?.subset { text.blank(subset) }
    let (document, found) = readXML(text.bytes, entities, keepsLines: keepsLines)
    repairs.add(found)
    if entities.isCut, let doctype { repairs.note(.manyEntities, line: text.bytes.line(at: doctype.start)) }
    return (document, repairs)
}

private func readXML(
    _ bytes: [UInt8], _ entities: XMLEntities, keepsLines: Bool
) -> (document: XMLDocument, repairs: XMLRepairs) {
    if !hasTagOfManyAttributes(bytes),
        let read = parseXML(bytes, entities: entities, keepsLines: keepsLines)
    {
        return read
    }
    var repairer = XMLRepairer(bytes, entities: entities)
    let repaired = repairer.repair()
    var repairs = repairer.repairs
    if repairs.isEmpty {
        // The mistake was in what the repairer leaves out.
        let place = bytes.firstIndex(of: "<?", in: bytes.indices) ?? bytes.firstIndex(of: "<!", in: bytes.indices) ?? 0
        repairs.note(.badDeclaration, line: bytes.line(at: place))
    }
    ReadingBudget.current.hold(repaired.count)
    defer { ReadingBudget.current?.release(repaired.count) }
    guard let (document, found) = parseXML(repaired, entities: entities, keepsLines: keepsLines) else {
        return (XMLDocument([], nodes: [], attributes: [], lines: [], hasBases: false), repairs)
    }
    document.isTruncated = repairer.isTruncated
    repairs.add(found)
    return (document, repairs)
}

extension DecodedText {
    /// Spaces in place of what is there, line ends excepted.
    fileprivate mutating func blank(_ range: Range<Int>) {
        for place in range where bytes[place] != 0x0A { bytes[place] = 0x20 }
    }
}

/// libxml2 compares each attribute of an element with all others: thousands of them would take it hours.
private func hasTagOfManyAttributes(_ bytes: [UInt8]) -> Bool {
    // Each takes five bytes at least.
    let shortest = XMLRepairer.attributeLimit * 5
    var start = 0
    while bytes.count - start >= shortest {
        // Without "<" in the values, as it must be. Where one is near, none of the tags up to it is that long.
        if let near = bytes.lastIndex(of: UInt8(ascii: "<"), in: start..<start + shortest) {
            start = near + 1
            continue
        }
        let next = bytes.firstIndex(of: UInt8(ascii: "<"), in: start + shortest..<bytes.count) ?? bytes.count
        if countsManyAttributes(bytes, start..<next) { return true }
        start = next + 1
    }
    return false
}

private func countsManyAttributes(_ bytes: [UInt8], _ tag: Range<Int>) -> Bool {
    var (count, place) = (0, tag.lowerBound)
    while place < tag.upperBound, bytes[place] != UInt8(ascii: ">") {
        if bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") {
            count += 1
            if count > XMLRepairer.attributeLimit { return true }
            place = bytes.firstIndex(of: bytes[place], in: place + 1..<tag.upperBound) ?? tag.upperBound
        }
        place += 1
    }
    return false
}
