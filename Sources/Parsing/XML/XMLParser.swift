import CXML2
import FeedModel

/// Reads XML by libxml2, strictly: nil for a document that is not well-formed.
///
/// No DTD, file or address is opened for it: there is no handler that would ask for one, and references are answered by
/// `XMLEntities`. libxml2's own limits on nesting, names and values hold, since `XML_PARSE_HUGE` is not given.
/// - Parameter bytes: as `DecodedText.normalizeLineEnds` and `repairCharacters` leave them.
func parseXML(_ bytes: [UInt8], entities: XMLEntities, keepsLines: Bool = false) -> (XMLDocument, XMLRepairs)? {
    guard bytes.count <= Int32.max, let parser = xmlNewParserCtxt() else { return nil }
    // libxml2's copy of the bytes.
    ReadingBudget.current.hold(bytes.count)
    defer {
        ReadingBudget.current?.release(bytes.count)
        // What libxml2 itself has kept of a DTD.
        if let document = parser.pointee.myDoc { xmlFreeDoc(document) }
        xmlFreeParserCtxt(parser)
    }
    var builder = XMLDocumentBuilder(parser: parser, size: bytes.count, entities: entities, keepsLines: keepsLines)
    let isRead = bytes.withUnsafeBufferPointer { source in
        // A copy of the bytes, which libxml2 frees.
        source.withMemoryRebound(to: CChar.self) { source -> Bool in
            guard
                let buffer = xmlParserInputBufferCreateMem(
                    source.baseAddress, Int32(source.count), XML_CHAR_ENCODING_UTF8)
            else { return false }
            guard let input = xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE) else {
                xmlFreeParserInputBuffer(buffer)
                return false
            }
            xmlPushInput(parser, input)
            parser.pointee.sax.pointee = saxHandler
            xmlCtxtUseOptions(
                parser, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_IGNORE_ENC.rawValue))
            return withUnsafeMutablePointer(to: &builder) { builder in
                parser.pointee.userData = UnsafeMutableRawPointer(builder)  // borrowed until the end of this closure
                xmlParseDocument(parser)
                return parser.pointee.wellFormed == 1
            }
        }
    }
    guard isRead, !builder.isExcessive else { return nil }
    return (builder.finish(), builder.repairs)
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
