import TextKit

/// The text of some HTML on one line: for titles, names and the like. What only looks like a tag stays: "A<B",
/// "Array<Int>".
func plainText(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
    var text = HTMLText(capacity: range.count)
    var tokenizer = HTMLTokenizer(bytes, range)
    var dropped: HTMLTag?
    var scratch: [UInt8] = []
    func append(_ range: Range<Int>) {
        scratch.removeAll(keepingCapacity: true)
        CharacterReference.decode(bytes, range, into: &scratch)
        text.append(scratch, scratch.indices)
    }
    while let token = tokenizer.next() {
        switch token {
        case .startTag where tokenizer.isUnfinished, .startTag(.other), .endTag(.other):
            if dropped == nil, !isForeign(bytes, tokenizer.name) { append(tokenizer.start..<tokenizer.at) }
        case .startTag(let tag):
            if dropped == nil, AllowList.dropsContent(of: tag), tag != .title, !tokenizer.isSelfClosing {
                dropped = tag
            }
            if tag.isBlock || tag == .br || tag == .td || tag == .th { text.append([0x20], 0..<1) }
        case .endTag(let tag):
            if tag == dropped { dropped = nil }
            if tag.isBlock { text.append([0x20], 0..<1) }
        case .text(let range): if dropped == nil { append(range) }
        case .rawText(let range): if dropped == nil { text.append(bytes, range) }
        case .doctype where tokenizer.isUnfinished: append(tokenizer.start..<tokenizer.at)
        case .comment, .doctype: break
        }
    }
    return text.trimmed
}

/// Tags with a prefix, and those of SVG and MathML, are no words.
private func isForeign(_ bytes: [UInt8], _ name: Range<Int>) -> Bool {
    bytes.firstIndex(of: UInt8(ascii: ":"), in: name) != nil || AllowList.keepsForeign(bytes, name)
}

/// Whether a text that should be plain has an element in it that a reader might see, with start and end tag: markup that
/// was escaped twice. A lone "<b>" may be what the text is about.
func holdsElement(_ text: [UInt8]) -> Bool {
    guard text.firstIndex(of: UInt8(ascii: "<"), in: text.indices) != nil else { return false }
    var tokenizer = HTMLTokenizer(text)
    var open: Set<HTMLTag> = []
    while let token = tokenizer.next() {
        switch token {
        case .startTag(let tag): if AllowList.keeps(tag) { open.insert(tag) }
        case .endTag(let tag): if open.contains(tag) { return true }
        default: break
        }
    }
    return false
}
