import CXML2
import FeedModel

/// Reads XML by libxml2, strictly: nil for a document that is not well-formed.
///
/// No DTD, file or address is opened for it: there is no handler that would ask for one, and references are answered by
/// `XMLEntities`. libxml2's own limits on names and values hold, since `XML_PARSE_HUGE` is not given. It is pushed, since
/// then libxml2 takes a CDATA section in one go; pulling, it looks at each character by several calls.
/// - Parameter bytes: as `DecodedText.normalizeLineEnds` and `repairCharacters` leave them.
func parseXML(_ bytes: [UInt8], entities: XMLEntities, keepsLines: Bool = false) -> (XMLDocument, XMLRepairs)? {
    guard bytes.count <= Int32.max, let parser = xmlCreatePushParserCtxt(nil, nil, nil, 0, nil) else { return nil }
    // libxml2's copy of what it has not read yet.
    let copied = min(bytes.count, 2 * pieceLength)
    ReadingBudget.current.hold(copied)
    defer {
        ReadingBudget.current?.release(copied)
        // What libxml2 itself has kept of a DTD.
        if let document = parser.pointee.myDoc { xmlFreeDoc(document) }
        xmlFreeParserCtxt(parser)
    }
    parser.pointee.sax.pointee = saxHandler
    xmlCtxtUseOptions(
        parser, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_IGNORE_ENC.rawValue))
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8)
    var builder = XMLDocumentBuilder(parser: parser, size: bytes.count, entities: entities, keepsLines: keepsLines)
    withUnsafeMutablePointer(to: &builder) { builder in
        parser.pointee.userData = UnsafeMutableRawPointer(builder)  // borrowed until the end of this closure
        push(bytes, to: parser)
    }
    guard parser.pointee.wellFormed == 1, !builder.isExcessive else { return nil }
    return (builder.finish(), builder.repairs)
}

/// libxml2 takes no more than 10 MB before it has read them.
private let pieceLength = 1 << 20

private func push(_ bytes: [UInt8], to parser: xmlParserCtxtPtr) {
    bytes.withUnsafeBytes { bytes in
        var start = 0
        repeat {
            // A piece ends before a tag or a reference, so that libxml2 has neither in halves.
            let isLong = bytes.count - start > pieceLength
            let end =
                isLong
                ? bytes[(start + pieceLength)...].firstIndex { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }
                : nil
            let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<(end ?? bytes.count)])
            xmlParseChunk(
                parser, piece.bindMemory(to: CChar.self).baseAddress, Int32(piece.count), end == nil ? 1 : 0)
            start += piece.count
        } while start < bytes.count && parser.pointee.wellFormed == 1
    }
}

/// The start of an element and the texts, and nothing that would open anything.
private nonisolated(unsafe) let saxHandler: xmlSAXHandler = {
    var handler = xmlSAXHandler()
    handler.initialized = XML_SAX2_MAGIC
    handler.startElementNs = {
        context, name, prefix, uri, declarationCount, declarations, attributeCount, _, attributes in
        XMLDocumentBuilder.at(context).pointee.startElement(
            XMLDocumentBuilder.QName(local: name, prefix: prefix, uri: uri),
            UnsafeBufferPointer(start: declarations, count: Int(declarationCount) * 2),
            UnsafeBufferPointer(start: attributes, count: Int(attributeCount) * 5))
    }
    handler.endElementNs = { context, _, _, _ in XMLDocumentBuilder.at(context).pointee.endElement() }
    handler.characters = { context, text, count in
        XMLDocumentBuilder.at(context).pointee.append(UnsafeBufferPointer(start: text, count: Int(count)))
    }
    handler.cdataBlock = handler.characters
    handler.ignorableWhitespace = handler.characters
    handler.processingInstruction = { context, _, _ in XMLDocumentBuilder.at(context).pointee.passInstruction() }
    handler.getEntity = { context, name in XMLDocumentBuilder.at(context).pointee.entity(name) }
    handler.serror = { _, _ in }  // else libxml2 writes to standard error
    return handler
}()
