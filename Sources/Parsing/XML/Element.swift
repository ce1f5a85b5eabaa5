import TextKit

/// An element of a document, where the document is.
struct Element {
    let document: XMLDocument
    let index: Int

    init(_ document: XMLDocument, _ index: Int) { (self.document, self.index) = (document, index) }

    var node: XMLDocument.Node { document.nodes[index] }
    var name: XMLName { document.nodes[index].name }
    var namespace: XMLNamespace { document.nodes[index].namespace }
    var parent: Element? { node.parent >= 0 ? Element(document, Int(node.parent)) : nil }
    var children: Children { Children(document: document, following: node.firstChild) }

    /// Child elements, in order; of one name where it is given.
    struct Children: Sequence, IteratorProtocol {
        let document: XMLDocument
        var following: Int32
        var name: XMLName?

        mutating func next() -> Element? {
            while following >= 0 {
                let index = Int(following)
                let node = document.nodes[index]
                following = node.next
                if node.kind == .element, name == nil || name == node.name { return Element(document, index) }
            }
            return nil
        }
    }

    var hasChildElements: Bool {
        var next = node.firstChild
        while next >= 0 {
            if document.nodes[Int(next)].kind == .element { return true }
            next = document.nodes[Int(next)].next
        }
        return false
    }

    func all(_ name: XMLName) -> Children {
        Children(document: document, following: node.mayHaveChild(name) ? node.firstChild : -1, name: name)
    }

    /// Those of the first child of a name.
    func all(_ name: XMLName, in parent: XMLName) -> Children {
        first(parent)?.all(name) ?? Children(document: document, following: -1)
    }

    /// The first child of this name.
    func first(_ name: XMLName) -> Element? {
        let node = node
        guard node.mayHaveChild(name) else { return nil }
        var next = node.firstChild
        while next >= 0 {
            if document.nodes[Int(next)].name == name { return Element(document, Int(next)) }
            next = document.nodes[Int(next)].next
        }
        return nil
    }

    /// Of the first of these names that has any text in it; the order of the names is their precedence.
    func text(_ names: XMLName...) -> String? {
        let node = node
        for name in names where node.mayHaveChild(name) {
            var next = node.firstChild
            while next >= 0 {
                let child = document.nodes[Int(next)]
                if child.name == name, let text = Element(document, Int(next)).text { return text }
                next = child.next
            }
        }
        return nil
    }

    /// All text in it, trimmed; nil when there is none.
    var text: String? {
        let node = node
        guard node.firstChild >= 0 else { return nil }
        let only = document.nodes[Int(node.firstChild)]
        if only.next < 0, only.kind == .text {
            let range = document.bytes.trimmingSpace(Int(only.start)..<Int(only.end))
            return range.isEmpty ? nil : document.bytes.safeString(range)
        }
        let bytes = textBytes
        let range = bytes.trimmingSpace(bytes.indices)
        return range.isEmpty ? nil : bytes.safeString(range)
    }

    /// All text in it, that of elements within it included.
    var textBytes: [UInt8] {
        var out: [UInt8] = []
        appendText(into: &out)
        return out
    }

    private func appendText(into out: inout [UInt8]) {
        var next = node.firstChild
        while next >= 0 {
            let child = document.nodes[Int(next)]
            if child.kind == .element {
                Element(document, Int(next)).appendText(into: &out)
            } else {
                out.append(document.bytes, Int(child.start)..<Int(child.end))
            }
            next = child.next
        }
    }

    /// An attribute by its local name, in lower case: one without a prefix before one with.
    func attribute(_ name: StaticString) -> String? {
        guard let range = attributeRange(name) else { return nil }
        return document.attributeValue(range)
    }

    private func attributeRange(_ name: StaticString) -> Range<Int>? {
        let node = node
        var prefixed: Range<Int>?
        for index in Int(node.firstAttribute)..<Int(node.firstAttribute) + Int(node.attributeCount) {
            let attribute = document.attributes[index]
            let (start, end) = (Int(attribute.nameStart), Int(attribute.nameEnd))
            let length = end - start
            if length == name.utf8CodeUnitCount {
                if document.bytes.hasWord(name, at: start) {
                    return Int(attribute.valueStart)..<Int(attribute.valueEnd)
                }
            } else if prefixed == nil, length > name.utf8CodeUnitCount,
                document.bytes[end - name.utf8CodeUnitCount - 1] == UInt8(ascii: ":"),
                document.bytes.hasWord(name, at: end - name.utf8CodeUnitCount)
            {
                prefixed = Int(attribute.valueStart)..<Int(attribute.valueEnd)
            }
        }
        return prefixed
    }

    /// `xml:lang` or `xml:base`, by its full name alone. Each entry looks at those around it: one that is longer than
    /// any of its kind counts as none.
    func xmlAttribute(_ name: StaticString, upTo longest: Int) -> String? {
        let node = node
        for index in Int(node.firstAttribute)..<Int(node.firstAttribute) + Int(node.attributeCount) {
            let attribute = document.attributes[index]
            if attribute.valueEnd - attribute.valueStart <= longest,
                document.bytes.equals(name, in: Int(attribute.nameStart)..<Int(attribute.nameEnd))
            {
                return document.attributeValue(Int(attribute.valueStart)..<Int(attribute.valueEnd))
            }
        }
        return nil
    }

    /// The nearest `xml:lang`, from here outwards.
    var language: String? {
        var element: Element? = self
        while let current = element {
            if let language = current.xmlAttribute("xml:lang", upTo: 100) { return language.isEmpty ? nil : language }
            element = current.parent
        }
        return nil
    }

    /// What addresses in it are relative to: each `xml:base` from the outermost in, over the document's own address.
    func base(over url: String) -> String {
        guard document.hasBases else { return url }
        let outer = parent?.base(over: url) ?? url
        guard let base = xmlAttribute("xml:base", upTo: WebAddress.longestBase), !base.isEmpty else { return outer }
        return resolve(base, against: outer) ?? outer
    }
}

extension XMLDocument {
    /// Trimmed.
    func attributeValue(_ range: Range<Int>) -> String { bytes.safeString(bytes.trimmingSpace(range)) }
}
