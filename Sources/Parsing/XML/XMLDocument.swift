/// A document's elements and texts, as places in its bytes: no string is made before somebody asks for it.
/// A class, so that an `Element` is two words; nothing changes once it is read.
final class XMLDocument {
    enum Kind: UInt8 { case element, text, cdata }

    struct Node {
        var kind: Kind
        /// A text that is not what its bytes are: it has references or carriage returns.
        var needsDecoding = false
        /// An element that the document's end cut off.
        var isUnfinished = false
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
    }

    struct Attribute {
        var nameStart: UInt32
        var nameEnd: UInt32
        var valueStart: UInt32
        var valueEnd: UInt32
    }

    /// UTF-8 without characters that XML forbids.
    let bytes: [UInt8]
    var nodes: [Node] = []
    var attributes: [Attribute] = []
    /// Declared in the document's own DTD: what each stands for, still with references in it.
    var entities: [String: [UInt8]] = [:]
    /// Some element has an `xml:base`.
    var hasBases = false
    /// What references to `entities` may still add, so that a bomb of them stays small.
    private(set) var entityBudget = 1 << 20

    init(bytes: [UInt8]) { self.bytes = bytes }

    var root: Element? { nodes.isEmpty ? nil : Element(self, 0) }

    /// Appends a text with its references read and its line ends as "\n" (XML 1.0, 2.11).
    func appendText(_ range: Range<Int>, into out: inout [UInt8]) {
        appendText(of: bytes, range, depth: 0, into: &out)
    }

    private func appendText(of bytes: [UInt8], _ range: Range<Int>, depth: Int, into out: inout [UInt8]) {
        var at = range.lowerBound
        var copied = at
        while at < range.upperBound {
            let byte = bytes[at]
            guard byte == UInt8(ascii: "&") || byte == 0x0D else {
                at += 1
                continue
            }
            out += bytes[copied..<at]
            if byte == 0x0D {
                out.append(0x0A)
                at += at + 1 < range.upperBound && bytes[at + 1] == 0x0A ? 2 : 1
            } else if let reference = XMLReference(bytes, at: at, end: range.upperBound) {
                expand(reference, of: bytes, depth: depth, into: &out)
                at = reference.end
            } else {
                out.append(byte)
                at += 1
            }
            copied = at
        }
        out += bytes[copied..<range.upperBound]
    }

    private func expand(_ reference: XMLReference, of bytes: [UInt8], depth: Int, into out: inout [UInt8]) {
        if case .named(let name) = reference.kind, let text = entities[bytes.string(name)] {
            guard depth < 8, entityBudget >= text.count else { return }
            entityBudget -= text.count
            appendText(of: text, text.indices, depth: depth + 1, into: &out)
        } else if !reference.append(from: bytes, into: &out) {
            out += bytes[reference.start..<reference.end]
        }
    }
}

/// `&name;`, `&#1;` or `&#x1;` with its semicolon, without which it is none in XML.
struct XMLReference {
    enum Kind {
        case named(Range<Int>)
        case number(UInt32)
    }
    let kind: Kind
    let start: Int
    let end: Int

    /// - Parameter at: the place of an ampersand.
    init?(_ bytes: [UInt8], at: Int, end limit: Int) {
        start = at
        var place = at + 1
        let stop = min(limit, at + 40)
        while place < stop, bytes[place] != UInt8(ascii: ";") {
            let byte = bytes[place]
            guard byte.isLetter || byte.isDigit || byte == UInt8(ascii: "#") || byte >= 0x80
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            else { return nil }
            place += 1
        }
        guard place < stop, place > at + 1 else { return nil }
        end = place + 1
        guard bytes[at + 1] == UInt8(ascii: "#") else {
            guard !bytes[at + 1].isDigit else { return nil }
            kind = .named(at + 1..<place)
            return
        }
        let isHexadecimal = bytes[at + 2] | 0x20 == UInt8(ascii: "x")
        let digits = bytes[(at + (isHexadecimal ? 3 : 2))..<place]
        var value: UInt32 = 0
        for byte in digits {
            guard let digit = byte.hexValue, isHexadecimal || digit < 10 else { return nil }
            value = value > 0x10FFFF ? value : value * (isHexadecimal ? 16 : 10) + UInt32(digit)
        }
        guard !digits.isEmpty else { return nil }
        kind = .number(value)
    }

    /// Whether every XML document may use it (XML 1.0, 4.6).
    func isPredefined(in bytes: [UInt8]) -> Bool {
        guard case .named(let name) = kind else { return true }
        let first = bytes[name.lowerBound]
        return name.count == 2 && first == UInt8(ascii: "l") && bytes.equals("lt", in: name)
            || name.count == 2 && first == UInt8(ascii: "g") && bytes.equals("gt", in: name)
            || name.count == 3 && first == UInt8(ascii: "a") && bytes.equals("amp", in: name)
            || name.count == 4 && (bytes.equals("quot", in: name) || bytes.equals("apos", in: name))
    }

    /// Appends what the reference stands for, HTML's names included; false when nobody knows.
    func append(from bytes: [UInt8], into out: inout [UInt8]) -> Bool {
        switch kind {
        case .number(let value): out.append(CharacterReference.scalar(numbered: value))
        case .named(let name):
            // In XML the names are those of XHTML's DTD, which differs from HTML in these two.
            if name.count == 4, bytes.equals("lang", in: name) || bytes.equals("rang", in: name) {
                out.append(bytes[name.lowerBound] == UInt8(ascii: "l") ? "\u{2329}" : "\u{232A}" as Unicode.Scalar)
                return true
            }
            let length = out.count
            let next = CharacterReference.read(bytes, at: name.lowerBound - 1, end: end, inAttribute: false, into: &out)
            guard next == end else {
                out.removeLast(out.count - length)
                return false
            }
        }
        return true
    }
}
