import FeedModel
import TextKit

/// Reads a document, repairing it first where it is not well-formed.
/// - Returns: the document, and what was wrong with it: nothing for one that is well-formed, namespaces included.
func readXML(_ text: DecodedText, keepsLines: Bool = false) -> (document: XMLDocument, repairs: XMLRepairs) {
    var text = text
    var repairs = XMLRepairs()
    text.normalizeLineEnds()
    text.repairCharacters(&repairs)
    let entities = XMLEntities(declared: XMLDoctype.entities(in: text.bytes))
    if !hasTagOfManyAttributes(text.bytes),
        let (document, found) = parseXML(text.bytes, entities: entities, keepsLines: keepsLines)
    {
        repairs.add(found)
        return (document, repairs)
    }
    var repairer = XMLRepairer(text.bytes, entities: entities)
    let repaired = repairer.repair()
    repairs.add(repairer.repairs)
    ReadingBudget.current.hold(repaired.count)
    defer { ReadingBudget.current?.release(repaired.count) }
    guard let (document, found) = parseXML(repaired, entities: entities, keepsLines: keepsLines) else {
        return (XMLDocument([], nodes: [], attributes: [], lines: [], hasBases: false), repairs)
    }
    document.isTruncated = repairer.isTruncated
    repairs.add(found)
    return (document, repairs)
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
