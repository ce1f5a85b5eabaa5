import struct FoundationEssentials.Date

/// What a member of a JSON object may be.
package protocol JSONConvertible: SendableMetatype {
    /// Nil for what the item format leaves out: an empty text, array or object.
    var jsonValue: JSONValue? { get }
    /// Nil where the value is of another kind.
    init?(jsonValue: JSONValue)
}

extension String: JSONConvertible {
    package var jsonValue: JSONValue? { isEmpty ? nil : .string(self) }
    package init?(jsonValue: JSONValue) {
        guard let string = jsonValue.string else { return nil }
        self = string
    }
}

extension Bool: JSONConvertible {
    package var jsonValue: JSONValue? { .bool(self) }
    package init?(jsonValue: JSONValue) {
        guard let bool = jsonValue.bool else { return nil }
        self = bool
    }
}

extension Int: JSONConvertible {
    package var jsonValue: JSONValue? { .int(self) }
    package init?(jsonValue: JSONValue) {
        guard let int = jsonValue.int else { return nil }
        self = int
    }
}

extension Double: JSONConvertible {
    package var jsonValue: JSONValue? { Int(exactly: self).map(JSONValue.int) ?? .double(self) }
    package init?(jsonValue: JSONValue) {
        guard let double = jsonValue.double else { return nil }
        self = double
    }
}

/// RFC 3339.
extension Date: JSONConvertible {
    package var jsonValue: JSONValue? { .string(rfc3339) }
    package init?(jsonValue: JSONValue) {
        guard let date = jsonValue.string.flatMap(Date.init(rfc3339:)) else { return nil }
        self = date
    }
}

/// Whole seconds.
extension Duration: JSONConvertible {
    package var jsonValue: JSONValue? { .int(Int(components.seconds)) }
    package init?(jsonValue: JSONValue) {
        guard let seconds = jsonValue.int else { return nil }
        self = .seconds(seconds)
    }
}

extension JSONObject: JSONConvertible {
    package var jsonValue: JSONValue? { isEmpty ? nil : .object(self) }
    package init?(jsonValue: JSONValue) {
        guard let object = jsonValue.object else { return nil }
        self = object
    }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    package var jsonValue: JSONValue? {
        let values = compactMap(\.jsonValue)
        return values.isEmpty ? nil : .array(values)
    }
    package init?(jsonValue: JSONValue) {
        guard let array = jsonValue.array else { return nil }
        self = array.compactMap(Element.init(jsonValue:))
    }
}
