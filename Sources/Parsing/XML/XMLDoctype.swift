import TextKit

/// `<!DOCTYPE …>`: the entities that its internal subset declares. What is external is not read.
struct XMLDoctype {
    private(set) var entities: [String: [UInt8]] = [:]
    let start: Int
    /// What stands in its brackets; nil where it has none.
    private(set) var subset: Range<Int>?
    /// Behind it.
    private(set) var end: Int
    private let bytes: [UInt8]

    /// More of them are an attack.
    private static let limit = 1000

    /// Looks for a declaration before the root element; it is nowhere else.
    static func first(in bytes: [UInt8]) -> XMLDoctype? {
        var place = 0
        while let found = bytes.firstIndex(of: UInt8(ascii: "<"), in: place..<bytes.count) {
            if bytes.hasWord("<!doctype", at: found) { return XMLDoctype(bytes, at: found) }
            guard found + 1 < bytes.count else { break }
            switch bytes[found + 1] {
            case UInt8(ascii: "!") where bytes.hasWord("<!--", at: found):
                place = Self.commentEnd(bytes, found)
            case UInt8(ascii: "!"), UInt8(ascii: "?"): place = found + 2
            default: return nil
            }
        }
        return nil
    }

    /// - Parameter start: where "<!DOCTYPE" stands.
    init(_ bytes: [UInt8], at start: Int) {
        (self.bytes, self.start, end) = (bytes, start, min(bytes.count, start + 9))
        while end < bytes.count, bytes[end] != UInt8(ascii: ">"), bytes[end] != UInt8(ascii: "[") {
            skipLiteralOrByte()
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "[") else {
            end = min(bytes.count, end + 1)
            return
        }
        end += 1
        let inner = end
        while end < bytes.count, bytes[end] != UInt8(ascii: "]") {
            if bytes.hasWord("<!--", at: end) {
                end = Self.commentEnd(bytes, end)
            } else if bytes.hasWord("<?", at: end) {
                end = bytes.firstIndex(of: "?>", in: end + 2..<bytes.count).map { $0 + 2 } ?? bytes.count
            } else if bytes.hasWord("<!entity", at: end) {
                readEntity()
            } else {
                skipLiteralOrByte()
            }
        }
        subset = inner..<end
        end = bytes.firstIndex(of: UInt8(ascii: ">"), in: end..<bytes.count).map { $0 + 1 } ?? bytes.count
    }

    private mutating func skipLiteralOrByte() {
        let byte = bytes[end]
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            end = bytes.firstIndex(of: byte, in: end + 1..<bytes.count).map { $0 + 1 } ?? bytes.count
        } else {
            end += 1
        }
    }

    private static func commentEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        var place = start + 4
        while let found = bytes.firstIndex(of: UInt8(ascii: ">"), in: min(place, bytes.count)..<bytes.count) {
            if bytes[found - 1] == UInt8(ascii: "-"), bytes[found - 2] == UInt8(ascii: "-") { return found + 1 }
            place = found + 1
        }
        return bytes.count
    }

    private mutating func readEntity() {
        end += 8
        skipSpace()
        let nameStart = end
        while end < bytes.count, !bytes[end].isSpace, bytes[end] != UInt8(ascii: ">"), bytes[end] != UInt8(ascii: "\"")
        { end += 1 }
        let name = bytes.string(nameStart..<end)
        skipSpace()
        // "%" begins a parameter entity, SYSTEM or PUBLIC an external one: neither is read.
        guard end < bytes.count, !name.isEmpty, bytes[end] == UInt8(ascii: "\"") || bytes[end] == UInt8(ascii: "'")
        else { return }
        let close = bytes.firstIndex(of: bytes[end], in: end + 1..<bytes.count) ?? bytes.count
        if entities[name] == nil, entities.count < Self.limit { entities[name] = Array(bytes[end + 1..<close]) }
        end = min(bytes.count, close + 1)
    }

    private mutating func skipSpace() { while end < bytes.count, bytes[end].isSpace { end += 1 } }
}
