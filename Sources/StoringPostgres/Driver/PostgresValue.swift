import Foundation

/// What a parameter of a statement may be, in PostgreSQL's binary format.
///
/// Numbers are `bigint`, times are milliseconds since 1970 in such, bytes are `bytea`. An array is one parameter: for
/// `= ANY($1)`, and for `unnest($1, $2)`, which makes rows of arrays.
protocol PostgresParameter: Sendable {
    /// Of the type in `pg_type`.
    static var oid: UInt32 { get }
    /// Nil is NULL.
    var encoded: [UInt8]? { get }
}

/// What a column of a result may be as well, and an element of an array.
protocol PostgresValue: PostgresParameter {
    /// Of arrays of it.
    static var arrayOID: UInt32 { get }
    /// Nil for what is none.
    init?(decoding bytes: UnsafeRawBufferPointer)
    /// What NULL is read as; nil where it is none.
    static var null: Self? { get }
}

extension PostgresValue {
    static var null: Self? { nil }
}

extension Int64: PostgresValue {
    static let oid: UInt32 = 20
    static let arrayOID: UInt32 = 1016
    var encoded: [UInt8]? { bigEndianBytes(self) }

    /// `smallint` and `integer` too.
    init?(decoding bytes: UnsafeRawBufferPointer) {
        switch bytes.count {
        case 8: self = bytes.loadUnaligned(as: Int64.self).bigEndian
        case 4: self = Int64(bytes.loadUnaligned(as: Int32.self).bigEndian)
        case 2: self = Int64(bytes.loadUnaligned(as: Int16.self).bigEndian)
        default: return nil
        }
    }
}

extension Int: PostgresValue {
    static let oid = Int64.oid
    static let arrayOID = Int64.arrayOID
    var encoded: [UInt8]? { Int64(self).encoded }
    init?(decoding bytes: UnsafeRawBufferPointer) { self.init(exactly: Int64(decoding: bytes) ?? 0) }
}

extension Double: PostgresValue {
    static let oid: UInt32 = 701
    static let arrayOID: UInt32 = 1022
    var encoded: [UInt8]? { bigEndianBytes(bitPattern) }
    init?(decoding bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 8 else { return nil }
        self.init(bitPattern: bytes.loadUnaligned(as: UInt64.self).bigEndian)
    }
}

extension Bool: PostgresValue {
    static let oid: UInt32 = 16
    static let arrayOID: UInt32 = 1000
    var encoded: [UInt8]? { [self ? 1 : 0] }
    init?(decoding bytes: UnsafeRawBufferPointer) { self = bytes.first == 1 }
}

extension String: PostgresValue {
    static let oid: UInt32 = 25
    static let arrayOID: UInt32 = 1009

    /// PostgreSQL's texts have no NUL: where a feed has one, it is held as U+FFFD, "replacement character".
    var encoded: [UInt8]? {
        let bytes = Array(utf8)
        guard bytes.contains(0) else { return bytes }
        return Array(String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })).utf8)
    }

    init?(decoding bytes: UnsafeRawBufferPointer) { self = String(decoding: bytes, as: UTF8.self) }
}

extension Data: PostgresValue {
    static let oid: UInt32 = 17
    static let arrayOID: UInt32 = 1001
    var encoded: [UInt8]? { Array(self) }
    init?(decoding bytes: UnsafeRawBufferPointer) { self.init(bytes) }
}

extension Optional: PostgresParameter where Wrapped: PostgresParameter {
    static var oid: UInt32 { Wrapped.oid }
    var encoded: [UInt8]? { self?.encoded }
}

extension Optional: PostgresValue where Wrapped: PostgresValue {
    static var arrayOID: UInt32 { Wrapped.arrayOID }
    static var null: Self? { .some(nil) }
    init?(decoding bytes: UnsafeRawBufferPointer) { self = Wrapped(decoding: bytes) }
}

extension Array: PostgresParameter where Element: PostgresValue {
    static var oid: UInt32 { Element.arrayOID }
    var encoded: [UInt8]? { encodedArray(map(\.encoded), of: Element.oid) }
}

extension Array: PostgresValue where Element: PostgresValue {
    /// More dimensions make no other type.
    static var arrayOID: UInt32 { Element.arrayOID }

    init?(decoding bytes: UnsafeRawBufferPointer) {
        self = []
        // See `encodedArray`.
        guard bytes.count >= 20 else { return }
        var rest = bytes[20...]
        while rest.count >= 4 {
            let length = Int(Int32(bigEndian: UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(as: Int32.self)))
            rest = rest.dropFirst(4)
            let element =
                length < 0 ? Element.null : Element(decoding: UnsafeRawBufferPointer(rebasing: rest.prefix(length)))
            guard let element else { return nil }
            append(element)
            rest = rest.dropFirst(Swift.max(0, length))
        }
    }
}

/// How many dimensions, whether there are NULLs, the elements' type; count and first index of the dimension; then each
/// element behind its length, which is -1 of NULL (`array_send` in PostgreSQL's arrayfuncs.c).
func encodedArray(_ elements: [[UInt8]?], of type: UInt32) -> [UInt8] {
    var bytes = bigEndianBytes(Int32(elements.isEmpty ? 0 : 1))
    bytes.reserveCapacity(20 + elements.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
    bytes += bigEndianBytes(Int32(elements.contains(nil) ? 1 : 0)) + bigEndianBytes(type)
    if !elements.isEmpty { bytes += bigEndianBytes(Int32(elements.count)) + bigEndianBytes(Int32(1)) }
    for element in elements { bytes += bigEndianBytes(Int32(element?.count ?? -1)) + (element ?? []) }
    return bytes
}

private func bigEndianBytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
