import TextKit

/// The text of some HTML on one line: for titles, names and the like. What only looks like a tag stays: "A<B",
/// "Array<Int>".
/// - Parameter isTitle: tags without attributes stay, too, of elements that nobody uses in a title.
func plainText(_ bytes: [UInt8], _ range: Range<Int>, isTitle: Bool = false) -> String? {
    var text = HTMLText(capacity: range.count)
    var tokenizer = HTMLTokenizer(bytes, range)
    var dropped: HTMLTag?
    var named: Set<HTMLTag> = []
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
        case .startTag(let tag)
        where isTitle && dropped == nil && tokenizer.attributes.isEmpty && isNamed(tag)
            && !bytes.holdsCode(of: tag, in: tokenizer.at..<range.upperBound):
            append(tokenizer.start..<tokenizer.at)
            named.insert(tag)
        case .endTag(let tag) where dropped == nil && named.contains(tag):
            append(tokenizer.start..<tokenizer.at)
        case .startTag(let tag):
            if dropped == nil, AllowList.dropsContent(of: tag), tag != .title, !tokenizer.isSelfClosing {
                // Without its end, everything behind it would be lost.
                if !isTitle || bytes.endTag(tag, in: tokenizer.at..<range.upperBound) != nil { dropped = tag }
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

/// Whether a title that has the start tag of this element speaks of it: it formats nothing.
private func isNamed(_ tag: HTMLTag) -> Bool {
    switch tag {
    case .a, .abbr, .acronym, .address, .b, .bdi, .bdo, .big, .blink, .blockquote, .br, .center, .cite, .code, .data,
        .dd, .del, .dfn, .div, .dl, .dt, .em, .font, .h1, .h2, .h3, .h4, .h5, .h6, .hr, .i, .image, .img, .ins, .kbd,
        .label, .li, .mark, .marquee, .math, .nobr, .ol, .p, .pre, .q, .rb, .rp, .rt, .rtc, .ruby, .s, .samp, .small,
        .span, .strike, .strong, .sub, .sup, .svg, .time, .tt, .u, .ul, .var, .wbr, .other:
        false
    default: true
    }
}

extension [UInt8] {
    /// Whether what follows is a program or a style sheet up to its end tag, and not words about one.
    fileprivate func holdsCode(of tag: HTMLTag, in range: Range<Int>) -> Bool {
        guard AllowList.dropsContent(of: tag), let end = endTag(tag, in: range) else { return false }
        return self[range.lowerBound..<end].contains { "(){};=".utf8.contains($0) }
    }

    fileprivate func endTag(_ tag: HTMLTag, in range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while let found = firstIndex(of: UInt8(ascii: "<"), in: place..<range.upperBound) {
            place = found + 1
            guard place < range.upperBound, self[place] == UInt8(ascii: "/") else { continue }
            var end = place + 1
            while end < range.upperBound, self[end].isLetter || self[end].isDigit { end += 1 }
            if HTMLTag.find(self, place + 1..<end) == tag { return found }
        }
        return nil
    }
}

/// Whether there is any tag of HTML in a text.
func holdsTag(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard bytes.firstIndex(of: UInt8(ascii: "<"), in: range) != nil else { return false }
    var tokenizer = HTMLTokenizer(bytes, range)
    while let token = tokenizer.next() {
        switch token {
        case .startTag(let tag), .endTag(let tag): if tag != .other { return true }
        default: break
        }
    }
    return false
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
        // A picture has no end tag, and nobody speaks of one by its address.
        case .startTag(.img) where tokenizer.value("src") != nil: return true
        case .startTag(let tag): if AllowList.keeps(tag) { open.insert(tag) }
        case .endTag(let tag): if open.contains(tag) { return true }
        default: break
        }
    }
    return false
}
