import TextKit

/// Reads a page into a tree.
/// - Parameter bytes: UTF-8.
func readPage(_ bytes: [UInt8]) -> PageTree {
    var tokenizer = HTMLTokenizer(bytes)
    var builder = PageTreeBuilder()
    var decoded: [UInt8] = []
    while let token = tokenizer.next() {
        switch token {
        case .startTag(let tag):
            var attributes: [(name: PageAttribute, value: String)] = []
            for attribute in tokenizer.attributes {
                guard let name = PageAttribute.find(bytes, attribute.name) else { continue }
                attributes.append((name, tokenizer.value(attribute)))
            }
            builder.start(tag, attributes)
            if tag == .other, tokenizer.isSelfClosing { builder.end(tag) }
        case .endTag(let tag): builder.end(tag)
        case .text(let range):
            decoded.removeAll(keepingCapacity: true)
            CharacterReference.decode(bytes, range, into: &decoded)
            builder.text(decoded.safeString(decoded.indices))
        case .rawText(let range): builder.text(bytes.safeString(range))
        case .comment, .doctype: break
        }
    }
    return builder.finish()
}
