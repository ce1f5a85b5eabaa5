/// A document's elements and texts, as places in its bytes: no string is made before somebody asks for it.
/// A class, so that an `Element` is two words; constants, so that nobody asks whether they are being changed.
final class XMLDocument {
    enum Kind: UInt8 { case element, text, cdata }

    struct Node {
        var kind: Kind
        /// A text that is not what its bytes are: it has references.
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
        /// A bit for each name that a child element may have: dozens are asked for of each entry, and few are there.
        var childNames: UInt64 = 0

        func mayHaveChild(_ name: XMLName) -> Bool { childNames & name.bit != 0 }
    }

    struct Attribute {
        var nameStart: UInt32
        var nameEnd: UInt32
        var valueStart: UInt32
        var valueEnd: UInt32
    }

    /// UTF-8 without characters that XML forbids, and without carriage returns.
    let bytes: [UInt8]
    let nodes: [Node]
    let attributes: [Attribute]
    /// Declared in the document's own DTD: what each stands for, still with references in it.
    let entities: [String: [UInt8]]
    /// Some element has an `xml:base`.
    let hasBases: Bool
    /// What references to `entities` may still add, so that a bomb of them stays small.
    private var entityBudget = 1 << 20

    init(_ bytes: [UInt8], nodes: [Node], attributes: [Attribute], entities: [String: [UInt8]], hasBases: Bool) {
        (self.bytes, self.nodes, self.attributes, self.entities) = (bytes, nodes, attributes, entities)
        self.hasBases = hasBases
    }

    var root: Element? { nodes.isEmpty ? nil : Element(self, 0) }

    /// Appends a text with its references read.
    func appendText(_ range: Range<Int>, into out: inout [UInt8]) {
        appendText(of: bytes, range, depth: 0, into: &out)
    }

    private func appendText(of bytes: [UInt8], _ range: Range<Int>, depth: Int, into out: inout [UInt8]) {
        var at = range.lowerBound
        while true {
            at = out.appendText(of: bytes, at..<range.upperBound)
            guard at < range.upperBound else { return }
            if let reference = XMLReference(bytes, at: at, end: range.upperBound) {
                expand(reference, of: bytes, depth: depth, into: &out)
                at = reference.end
            } else {
                out.append(UInt8(ascii: "&"))
                at += 1
            }
        }
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

extension [UInt8] {
    /// Appends a text with its predefined references read, which are nearly all that occur; escaped HTML has one every
    /// few words. So it goes by eight bytes at a time, and writes all eight before it looks for an ampersand in them:
    /// what comes next is written over the rest.
    /// - Returns: where another reference stands, or the end.
    fileprivate mutating func appendText(of bytes: [UInt8], _ range: Range<Int>) -> Int {
        var at = range.lowerBound
        append(addingCapacity: range.count) { span in
            span.withUnsafeMutableBufferPointer { out, count in
                bytes.withUnsafeBytes { source in
                    let room = UnsafeMutableRawPointer(out.baseAddress!)
                    while at < range.upperBound {
                        if at + 8 <= range.upperBound {
                            let word = source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                            room.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
                            let before = word.places(of: UInt8(ascii: "&")).trailingZeroBitCount / 8
                            at += before
                            count += before
                            if before == 8 { continue }
                        } else if source[at] != UInt8(ascii: "&") {
                            out[count] = source[at]
                            at += 1
                            count += 1
                            continue
                        }
                        guard let (byte, length) = XMLReference.predefined(bytes, at: at, end: range.upperBound) else { return }
                        out[count] = byte
                        count += 1
                        at += length
                    }
                }
            }
        }
        return at
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

    /// Those that every XML document may use (XML 1.0, 4.6), which are nearly all that occur.
    /// - Returns: what the reference stands for and its length, or nil for any other.
    @inline(__always)
    static func predefined(_ bytes: [UInt8], at: Int, end: Int) -> (byte: UInt8, length: Int)? {
        let word = bytes.word(at: at)
        let (byte, length): (UInt8, Int)
        // In memory the first character is the lowest byte: these are the names read backwards.
        if word & 0xFFFF_FFFF == 0x3B74_6C26 {
            (byte, length) = (UInt8(ascii: "<"), 4)
        } else if word & 0xFFFF_FFFF == 0x3B74_6726 {
            (byte, length) = (UInt8(ascii: ">"), 4)
        } else if word & 0xFF_FFFF_FFFF == 0x3B_706D_6126 {
            (byte, length) = (UInt8(ascii: "&"), 5)
        } else if word & 0xFFFF_FFFF_FFFF == 0x3B74_6F75_7126 {
            (byte, length) = (UInt8(ascii: "\""), 6)
        } else if word & 0xFFFF_FFFF_FFFF == 0x3B73_6F70_6126 {
            (byte, length) = (UInt8(ascii: "'"), 6)
        } else {
            return nil
        }
        return at + length <= end ? (byte, length) : nil
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
