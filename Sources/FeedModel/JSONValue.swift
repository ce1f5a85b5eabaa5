import struct FoundationEssentials.Date

/// A JSON value (RFC 8259) that keeps the order of its keys, since the item format promises an order.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// Key–value pairs in the order in which they were set.
package struct JSONObject: Equatable, Sendable {
    package private(set) var members: [(key: String, value: JSONValue)] = []

    package init() {}

    package var isEmpty: Bool { members.isEmpty }

    package subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            if let index = members.firstIndex(where: { $0.key == key }) {
                if let newValue { members[index].value = newValue } else { members.remove(at: index) }
            } else if let newValue {
                members.append((key, newValue))
            }
        }
    }

    /// Appends without looking for the key: for those who write each key once.
    package mutating func append(_ key: String, _ value: JSONValue) { members.append((key, value)) }

    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && zip(left.members, right.members).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    }
}

extension JSONValue {
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    package var int: Int? {
        switch self {
        case .int(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }
    package var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
    /// A member of an object; nil for anything else.
    package subscript(key: String) -> JSONValue? { object?[key] }
}

extension JSONObject {
    // What has no value is left out of the item format: never null, never empty.
    package mutating func set(_ key: String, _ value: String?) {
        if let value, !value.isEmpty { append(key, .string(value)) }
    }
    package mutating func set(_ key: String, _ value: Int?) { if let value { append(key, .int(value)) } }
    package mutating func set(_ key: String, _ value: Double?) {
        guard let value else { return }
        append(key, Int(exactly: value).map(JSONValue.int) ?? .double(value))
    }
    package mutating func set(_ key: String, _ value: Date?) { set(key, value?.rfc3339) }
    /// What Dateline's own clock says.
    package mutating func set(_ key: String, clock value: Date?) { set(key, value?.rfc3339Milliseconds) }
    package mutating func set(_ key: String, _ value: Bool?) { if let value { append(key, .bool(value)) } }
    package mutating func set(_ key: String, _ values: [String]) {
        if !values.isEmpty { append(key, .array(values.map(JSONValue.string))) }
    }
    package mutating func set(_ key: String, _ value: JSONObject?) {
        if let value, !value.isEmpty { append(key, .object(value)) }
    }
    package mutating func set(_ key: String, _ values: [JSONObject]) {
        let kept = values.filter { !$0.isEmpty }
        if !kept.isEmpty { append(key, .array(kept.map(JSONValue.object))) }
    }
}
