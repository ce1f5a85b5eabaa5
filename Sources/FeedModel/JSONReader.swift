import TextKit

/// Where a text stops being JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// In bytes from the start.
    package let offset: Int
    package let problem: String
    package var description: String { "\(problem) at byte \(offset)" }
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259). Numbers that fit are `int`; a lone surrogate becomes U+FFFD.
    /// - Throws: `JSONError` with the place; also for nesting deeper than 500 levels.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.readDocument()
    }

    /// Reads a text whose outermost object has a list that may be longer than anybody wants.
    /// - Parameter key: of the list.
    /// - Parameter limit: values of it that are kept, the first ones.
    /// - Returns: how many were read over as well.
    package static func parse(
        _ bytes: [UInt8], keeping limit: Int, of key: String
    ) throws(JSONError) -> (value: JSONValue, left: Int) {
        var reader = JSONReader(bytes: bytes)
        reader.bound = (key, limit)
        return (try reader.readDocument(), reader.left)
    }

    package init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

private struct JSONReader {
    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0
    private let budget = ReadingBudget.current
    /// The list of the outermost object that is kept up to a limit.
    var bound: (key: String, limit: Int)?
    private(set) var left = 0
    private var accountedTo = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func readDocument() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        let value = try readValue()
        skipSpace()
        guard at == bytes.count else { throw fail("text after the end of the document") }
        return value
    }

    private func fail(_ problem: String) -> JSONError { JSONError(offset: at, problem: problem) }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func readValue() throws(JSONError) -> JSONValue {
        skipSpace()
        if budget != nil {
            defer { accountedTo = at }
            // A value in an array that grows is there twice.
            guard budget.spend(at - accountedTo), budget.hold(2 * MemoryLayout<JSONValue>.stride) else {
                throw fail("too much for its budget")
            }
        }
        guard at < bytes.count else { throw fail("the document ends too early") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return .object(try nested { (reader) throws(JSONError) in try reader.readObject() })
        case UInt8(ascii: "["): return .array(try nested { (reader) throws(JSONError) in try reader.readArray() })
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: return try readNumber()
        }
    }

    /// A document of a million brackets must not use up the stack.
    private mutating func nested<T>(_ body: (inout Self) throws(JSONError) -> T) throws(JSONError) -> T {
        guard depth < 500 else { throw fail("more than 500 levels of nesting") }
        depth += 1
        defer { depth -= 1 }
        at += 1
        return try body(&self)
    }

    private mutating func readObject() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        repeat {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw fail("a key in quotes is missing") }
            let key = try readString()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fail("':' is missing") }
            let isBounded = depth == 1 && bound?.key == key && at < bytes.count
            let value = try isBounded ? readBounded() : readValue()
            object.append(key, value)
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fail("'}' or ',' is missing") }
        return object
    }

    private mutating func readBounded() throws(JSONError) -> JSONValue {
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "[") else { return try readValue() }
        let limit = bound?.limit ?? .max
        return .array(try nested { (reader) throws(JSONError) in try reader.readArray(keeping: limit) })
    }

    private mutating func readArray(keeping limit: Int = .max) throws(JSONError) -> [JSONValue] {
        var values: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return values }
        repeat {
            let held = budget?.held ?? 0
            let value = try readValue()
            if values.count < limit {
                values.append(value)
            } else {
                left += 1
                budget?.release((budget?.held ?? 0) - held)
            }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fail("']' or ',' is missing") }
        return values
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in "\(word)".utf8 { guard take(byte) else { throw fail("an unknown word") } }
        return value
    }

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = at
        while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        // Swift reads "+1", which is no number here.
        let isSigned = text.hasPrefix("+")
        if !isSigned, let value = Int(text) { return .int(value) }
        guard !isSigned, let value = Double(text), value.isFinite else {
            at = start
            throw fail("neither a value nor a number")
        }
        return .double(value)
    }

    private mutating func readString() throws(JSONError) -> String {
        at += 1
        var text: [UInt8] = []
        var start = at
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                text += bytes[start..<at]
                at += 1
                budget.hold(text.count)
                let safe = unsafe text.withUnsafeBufferPointer { unsafe streamSafe($0) }
                return String(decoding: safe ?? text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += bytes[start..<at]
                at += 1
                try readEscape(into: &text)
                start = at
            default: at += 1
            }
        }
        throw fail("a string without an end")
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard at < bytes.count else { throw fail("a string without an end") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            var code = try readHex()
            if (0xD800..<0xDC00).contains(code), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                let mark = at
                at += 2
                let low = try readHex()
                if (0xDC00..<0xE000).contains(low) {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    at = mark
                }
            }
            text += Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        default: throw fail("an unknown escape")
        }
    }

    private mutating func readHex() throws(JSONError) -> UInt32 {
        guard at + 4 <= bytes.count, bytes[at] != UInt8(ascii: "+"),
            let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw fail("four hexadecimal digits are missing") }
        at += 4
        return code
    }
}
