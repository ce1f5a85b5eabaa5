import struct FoundationEssentials.Date

/// A value whose JSON is described by one table, which both writing and reading follow: what is kept comes back whole.
package protocol JSONDescribed: JSONConvertible {
    /// The members, in the order in which they are written.
    static var fields: [JSONField<Self>] { get }
    /// A value that says nothing yet.
    static var blank: Self { get }
}

/// A member of a JSON object, and the property that it is.
package struct JSONField<Root>: Sendable {
    let key: String
    /// Nil where there is nothing to say: the member is left out.
    let read: @Sendable (Root) -> JSONValue?
    /// Takes what is of the right kind; nil for a member that is missing.
    /// - Returns: false where a value cannot do without the member.
    let write: @Sendable (inout Root, JSONValue?) -> Bool

    package init<Value: JSONConvertible>(_ key: String, _ property: WritableKeyPath<Root, Value> & Sendable) {
        self.key = key
        read = { $0[keyPath: property].jsonValue }
        write = { root, json in
            guard let value = json.flatMap(Value.init(jsonValue:)) else { return false }
            root[keyPath: property] = value
            return true
        }
    }

    package init<Value: JSONConvertible>(_ key: String, _ property: WritableKeyPath<Root, Value?> & Sendable) {
        self.key = key
        read = { $0[keyPath: property]?.jsonValue }
        write = { root, json in
            root[keyPath: property] = json.flatMap(Value.init(jsonValue:))
            return true
        }
    }

    package init<Value: JSONConvertible>(_ key: String, _ property: WritableKeyPath<Root, [Value]> & Sendable) {
        self.key = key
        read = { $0[keyPath: property].jsonValue }
        write = { root, json in
            root[keyPath: property] = json.flatMap([Value].init(jsonValue:)) ?? []
            return true
        }
    }

    /// Left out where it is what a value has that says nothing, and that where it is missing.
    package init<Value: JSONConvertible & Equatable>(
        _ key: String, _ property: WritableKeyPath<Root, Value> & Sendable, default usual: Value
    ) where Value: Sendable {
        self.key = key
        read = { root in
            let value = root[keyPath: property]
            return value == usual ? nil : value.jsonValue
        }
        write = { root, json in
            root[keyPath: property] = json.flatMap(Value.init(jsonValue:)) ?? usual
            return true
        }
    }

    /// What Dateline's own clock says, always with milliseconds.
    package init(_ key: String, clock property: WritableKeyPath<Root, Date?> & Sendable) {
        self.key = key
        read = { root in root[keyPath: property].map { .string($0.rfc3339Milliseconds) } }
        write = { root, json in
            root[keyPath: property] = json.flatMap(Date.init(jsonValue:))
            return true
        }
    }

    /// An object of its own that holds more of the value's members.
    package init(_ key: String, fields: [JSONField<Root>]) {
        self.key = key
        read = { root in JSONObject(root, fields).jsonValue }
        write = { root, json in fields.fill(&root, from: json?.object ?? JSONObject()) }
    }

    /// A property that is written otherwise than elsewhere.
    package init<Value>(
        _ key: String, _ property: WritableKeyPath<Root, Value?> & Sendable, blank: Value, fields: [JSONField<Value>]
    ) where Value: Sendable {
        self.key = key
        read = { $0[keyPath: property].flatMap { JSONObject($0, fields).jsonValue } }
        write = { root, json in
            guard let object = json?.object else { return true }
            var value = blank
            if fields.fill(&value, from: object) { root[keyPath: property] = value }
            return true
        }
    }
}

/// A value that can do without any of its members: what is remembered from one time to the next.
package protocol JSONState: JSONDescribed {
    init()
}

extension JSONState {
    package static var blank: Self { Self() }

    /// What is missing, or of another kind, is as in a value that says nothing.
    package init(reading object: JSONObject) {
        self.init()
        _ = Self.fields.fill(&self, from: object)
    }
}

extension Array {
    /// - Returns: false where a member is missing that the value cannot do without.
    fileprivate func fill<Root>(_ root: inout Root, from object: JSONObject) -> Bool where Element == JSONField<Root> {
        reduce(into: true) { isWhole, field in isWhole = field.write(&root, object[field.key]) && isWhole }
    }
}

extension JSONObject {
    init<Root>(_ root: Root, _ fields: [JSONField<Root>]) {
        self.init()
        for field in fields { if let value = field.read(root) { append(field.key, value) } }
    }
}

extension JSONDescribed {
    package var json: JSONObject { JSONObject(self, Self.fields) }
    package var jsonValue: JSONValue? { json.jsonValue }

    /// Nil where a member is missing that the value cannot do without.
    package init?(json object: JSONObject) {
        self = Self.blank
        guard Self.fields.fill(&self, from: object) else { return nil }
    }

    package init?(jsonValue: JSONValue) {
        guard let object = jsonValue.object else { return nil }
        self.init(json: object)
    }
}
