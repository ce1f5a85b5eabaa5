/// A document's elements and texts, as places in one array of bytes: no string is made before somebody asks for it.
/// A class, so that an `Element` is two words; its arrays are constants, so that Swift checks no access to them.
final class XMLDocument {
    enum Kind: UInt8 { case element, text }

    struct Node {
        var kind: Kind
        var namespace = XMLNamespace.unknown
        var name = XMLName.other
        var attributeCount: UInt16 = 0
        /// A text's place, or that of an element's qualified name.
        var start: UInt32
        var end: UInt32
        var firstAttribute: UInt32 = 0
        var parent: Int32
        var firstChild: Int32 = -1
        var next: Int32 = -1
        /// A Bloom filter of the children's names: a clear bit proves that there is no child of such a name. Dozens are
        /// asked for of each entry, and few are there.
        var childNames: UInt64 = 0

        func mayHaveChild(_ name: XMLName) -> Bool { childNames & name.bit != 0 }
    }

    struct Attribute {
        var nameStart: UInt32
        var nameEnd: UInt32
        var valueStart: UInt32
        var valueEnd: UInt32
    }

    /// Texts, names and values in UTF-8, their references read.
    let bytes: [UInt8]
    let nodes: [Node]
    let attributes: [Attribute]
    /// Of each node, where they were asked for.
    let lines: [UInt32]
    /// Some element has an `xml:base`.
    let hasBases: Bool
    /// The document ended before its root element did; an entry that was cut off is not in it.
    var isTruncated = false
    /// Entries beyond the budget's number of them, which are not in it.
    var entriesLeft = 0

    init(_ bytes: [UInt8], nodes: [Node], attributes: [Attribute], lines: [UInt32], hasBases: Bool) {
        (self.bytes, self.nodes, self.attributes, self.lines) = (bytes, nodes, attributes, lines)
        self.hasBases = hasBases
    }

    var root: Element? { nodes.isEmpty ? nil : Element(self, 0) }
}
