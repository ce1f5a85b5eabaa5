import TextKit

/// A text of a feed before it is made plain or harmless: where it stands, and whether tags in it are tags.
struct MarkupText {
    let bytes: [UInt8]
    let range: Range<Int>
    let isHTML: Bool
    /// What addresses in it are relative to.
    let base: String
    /// Given as elements: an escaped tag in it is there to be shown.
    var isInline = false
    /// Its lines are lines: HTML by custom, but without a tag in it.
    var keepsLines = false
    /// Where "#part" and "?page=2" are, which lie on the page that the text belongs to; nil where they are relative to `base`.
    var page: String?

    var isEmpty: Bool { bytes.trimmingSpace(range).isEmpty }

    /// On one line, without markup.
    var plain: String? { line(isTitle: false) }
    /// As `plain`, but with the tags that a title is about: "How the <head> element works".
    var title: String? { line(isTitle: true) }

    private func line(isTitle: Bool) -> String? {
        guard isHTML, hasMarkup else {
            var line = HTMLText(capacity: range.count)
            line.append(bytes, range)
            return line.trimmed
        }
        guard let text = plainText(bytes, range, isTitle: isTitle) else { return nil }
        let once = Array(text.utf8)
        return !isInline && holdsElement(once) ? plainText(once, once.indices, isTitle: isTitle) : text
    }

    private var hasMarkup: Bool {
        bytes.firstIndex(of: UInt8(ascii: "<"), in: range) != nil
            || bytes.firstIndex(of: UInt8(ascii: "&"), in: range) != nil
    }

    var sanitized: SanitizedHTML {
        let range = bytes.trimmingSpace(range)
        if isHTML, !keepsLines { return sanitizeHTML(bytes, range, base: base, page: page) }
        // Programs that strip HTML to a text of some length forget the references.
        var text = Array(bytes[range])
        CharacterReference.decodeAgain(&text)
        var result = SanitizedHTML(text: text.string(text.indices))
        var start = 0
        while let end = text.firstIndex(of: 0x0A, in: start..<text.count) {
            escapeHTML(text, start..<end, into: &result.html)
            result.html.append("<br>\n")
            start = end + 1
        }
        escapeHTML(text, start..<text.count, into: &result.html)
        return result
    }

    /// As the feed has it.
    var untouched: String { bytes.string(bytes.trimmingSpace(range)) }
}

extension Element {
    /// The text of an RSS element, which by custom is HTML: escaped, in CDATA, or, against the rules, as elements.
    func markup(at url: String, isHTML: Bool = true) -> MarkupText {
        let base = base(over: url)
        if hasChildElements {
            let inner = innerHTML(at: url, readsEscaped: true)
            return MarkupText(bytes: inner, range: inner.indices, isHTML: true, base: base, isInline: true)
        }
        let (bytes, range) = rawText
        return MarkupText(bytes: bytes, range: range, isHTML: isHTML, base: base)
    }

    /// The text of an element that its specification calls plain, and that many fill with HTML.
    func plainOrMarkup(at url: String) -> MarkupText {
        var markup = markup(at: url)
        let inner = markup.bytes.trimmingSpace(markup.range)
        let hasLines = !markup.isInline && markup.bytes.firstIndex(of: 0x0A, in: inner) != nil
        markup.keepsLines = hasLines && !holdsTag(markup.bytes, inner)
        return markup
    }

    /// The text within: the document's own bytes where it is in one piece, else a copy.
    private var rawText: ([UInt8], Range<Int>) {
        let node = node
        guard node.firstChild >= 0 else { return ([], 0..<0) }
        let only = document.nodes[Int(node.firstChild)]
        if only.next < 0 { return (document.bytes, Int(only.start)..<Int(only.end)) }
        let text = textBytes
        return (text, text.indices)
    }

    /// Inline markup as HTML: what stands within, prefixes left out, addresses resolved where an `xml:base` rules.
    /// - Parameter readsEscaped: text beside the elements that holds escaped elements is HTML, too.
    func innerHTML(at url: String, readsEscaped: Bool = false) -> [UInt8] {
        var out: [UInt8] = []
        var content = self
        // The div around XHTML is not part of the content (RFC 4287, 3.1.1.3).
        if let only = children.first(where: { _ in true }), only.name == .xhtmlDiv || only.name == .xhtmlBody,
            Array(children).count == 1
        {
            content = only
        }
        content.appendInnerHTML(at: url, readsEscaped, into: &out)
        return out
    }

    private func appendInnerHTML(at url: String, _ readsEscaped: Bool, into out: inout [UInt8]) {
        let isMarkup = readsEscaped && holdsElement(ownText)
        var next = node.firstChild
        while next >= 0 {
            let child = document.nodes[Int(next)]
            if child.kind == .element {
                Element(document, Int(next)).appendHTML(at: url, readsEscaped, into: &out)
            } else if isMarkup {
                out.append(document.bytes, Int(child.start)..<Int(child.end))
            } else {
                escapeHTML(document.bytes, Int(child.start)..<Int(child.end), into: &out)
            }
            next = child.next
        }
    }

    /// Between its child elements.
    private var ownText: [UInt8] {
        var text: [UInt8] = []
        var next = node.firstChild
        while next >= 0 {
            let child = document.nodes[Int(next)]
            if child.kind == .text { text.append(document.bytes, Int(child.start)..<Int(child.end)) }
            next = child.next
        }
        return text
    }

    private func appendHTML(at url: String, _ readsEscaped: Bool, into out: inout [UInt8]) {
        let node = node
        let qualified = Int(node.start)..<Int(node.end)
        let isHTML = namespace != .unknown
        let name =
            isHTML
            ? document.bytes.firstIndex(of: UInt8(ascii: ":"), in: qualified).map { $0 + 1..<qualified.upperBound }
                ?? qualified : qualified
        out.append(UInt8(ascii: "<"))
        out += document.bytes[name]
        for index in Int(node.firstAttribute)..<Int(node.firstAttribute) + Int(node.attributeCount) {
            let attribute = document.attributes[index]
            let attributeName = Int(attribute.nameStart)..<Int(attribute.nameEnd)
            if document.bytes.hasWord("xml", at: attributeName.lowerBound) { continue }
            var value = document.attributeValue(Int(attribute.valueStart)..<Int(attribute.valueEnd))
            if document.hasBases, isAddress(attributeName) {
                value = resolve(value, against: base(over: url)) ?? value
            }
            out.append(UInt8(ascii: " "))
            out += document.bytes[attributeName]
            out.append("=\"")
            let bytes = Array(value.utf8)
            escapeHTML(bytes, bytes.indices, quotes: true, into: &out)
            out.append(UInt8(ascii: "\""))
        }
        if node.firstChild < 0, HTMLTag.find(document.bytes, name).isVoid {
            out.append(UInt8(ascii: ">"))
            return
        }
        out.append(UInt8(ascii: ">"))
        let tag = HTMLTag.find(document.bytes, name)
        appendInnerHTML(at: url, readsEscaped && tag != .code && tag != .pre, into: &out)
        out.append("</")
        out += document.bytes[name]
        out.append(UInt8(ascii: ">"))
    }

    private func isAddress(_ name: Range<Int>) -> Bool {
        let names: [StaticString] = ["href", "src", "cite", "longdesc", "poster"]
        return names.contains { document.bytes.equals($0, in: name) }
    }
}
