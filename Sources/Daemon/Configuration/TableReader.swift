import FeedModel
import TextKit
import TOMLKit

/// Takes the values of one table out, checked, and says what is wrong with the others.
///
/// Each `read` makes its key known, so that `finish` can tell the keys that nobody asked for.
struct TableReader {
    let table: TOMLTable
    /// As messages write it: `fetch`, `feed`, `feed.login`.
    let name: String
    let file: ConfigurationFile
    private(set) var hasErrors = false
    /// The headers that lead to it, `["log", "nats"]`, and which of those that are an array it is in.
    private let path: [String]
    private let index: Int
    private let line: (String?) -> Int?
    private var known: [String] = []
    private var found = 0

    /// - Parameter index: which `[[name]]` it is.
    init(_ table: TOMLTable, name: String, index: Int = 0, in file: ConfigurationFile) {
        (self.table, self.name, self.file, path, self.index) = (table, name, file, [name], index)
        line = { file.outline.line(of: $0, in: name, index: index) }
    }

    private init(_ table: TOMLTable, _ key: String, inside outer: TableReader) {
        (self.table, name, file) = (table, "\(outer.name).\(key)", outer.file)
        (path, index) = (outer.path + [key], outer.index)
        // One without a header of its own, `{ key = "value" }`, stands on the line where it begins.
        line = { [line = outer.line, file, path, index] inner in
            inner.flatMap { file.outline.line(of: $0, under: path, index: index) } ?? line(key)
        }
    }

    /// Reads the table at `key` with `body`.
    mutating func readTable(_ key: String, _ body: (inout TableReader) -> Void) {
        guard let value = value(key) else { return }
        guard let table = value.table else {
            return fail(key, "found \(describe(value)); a table is allowed, such as { key = \"value\" }")
        }
        var reader = TableReader(table, key, inside: self)
        body(&reader)
        reader.finish()
        hasErrors = hasErrors || reader.hasErrors
    }

    /// The value of `key`, which is known from now on.
    mutating func value(_ key: String) -> TOMLValueConvertible? {
        known.append(key)
        guard let value = table[key] else { return nil }
        found += 1
        return value
    }

    /// - Parameter message: what was found, and what is allowed.
    mutating func fail(_ key: String?, _ message: String) {
        hasErrors = true
        file.report(line: line(key), key: key.map { "\(name).\($0)" } ?? name, message)
    }

    /// Says what is taken and had better be written otherwise.
    func warn(_ key: String, _ message: String) {
        file.report(line: line(key), key: "\(name).\(key)", message, as: .warning)
    }

    /// Whether these are the keys that were asked for, in that order.
    func knows(_ keys: [String]) -> Bool { known == keys }

    var hasUnknownKeys: Bool { found < table.count }

    func knows(_ key: String) -> Bool { known.contains(key) }

    /// Says which keys nobody asked for, with the key that was meant perhaps.
    /// - Parameter place: where a key belongs, if it is one of another table.
    mutating func finish(elsewhere place: (String) -> String? = { _ in nil }) {
        guard hasUnknownKeys else { return }
        for key in table.keys where !known.contains(key) {
            fail(key, place(key) ?? "there is no such key; \(hint(for: key, among: known))")
        }
    }
}

extension TableReader {
    mutating func read<Value>(_ key: String, into target: inout Value?, _ check: (String) -> Checked<Value>) {
        guard let text = string(key) else { return }
        switch check(text) {
        case .value(let value): target = value
        case .wrong(let why): fail(key, "\(quoted(withoutAnyLogin(text))) \(why)")
        }
    }

    mutating func read(_ key: String, into target: inout String?) {
        read(key, into: &target) { $0.isEmpty ? .wrong("is empty; leave the key out instead") : .value($0) }
    }

    mutating func read(_ key: String, into target: inout Bool) {
        guard let value = value(key) else { return }
        guard let flag = value.bool else { return fail(key, "found \(describe(value)); true or false is allowed") }
        target = flag
    }

    mutating func read(_ key: String, into target: inout Bool?) {
        var flag = target ?? false
        read(key, into: &flag)
        if table[key]?.bool != nil { target = flag }
    }

    mutating func read(_ key: String, into target: inout Int, _ allowed: ClosedRange<Int>) {
        guard let value = value(key) else { return }
        guard let number = value.int, allowed.contains(number) else {
            return fail(
                key,
                "found \(describe(value)); a whole number from \(allowed.lowerBound) to \(allowed.upperBound) is allowed"
            )
        }
        target = number
    }

    /// A size in bytes: a number, or a text such as "16MiB".
    mutating func readSize(_ key: String, into target: inout Int, _ allowed: ClosedRange<Int>) {
        guard let value = value(key) else { return }
        let size = value.int ?? value.string.flatMap(byteCount)
        guard let size, allowed.contains(size) else {
            let bounds = "from \(sizeText(allowed.lowerBound)) to \(sizeText(allowed.upperBound))"
            return fail(key, "found \(describe(value)); a size \(bounds) is allowed, such as \"16MiB\"")
        }
        target = size
    }

    mutating func read(_ key: String, into target: inout Duration, _ allowed: ClosedRange<Duration>) {
        var duration: Duration?
        read(key, into: &duration, allowed)
        if let duration { target = duration }
    }

    mutating func read(_ key: String, into target: inout Duration?, _ allowed: ClosedRange<Duration>) {
        guard let value = value(key) else { return }
        // Nothing at all needs no unit.
        let duration = value.int == 0 ? Duration.zero : value.string.flatMap(Duration.init(written:))
        guard let duration, allowed.contains(duration) else {
            let bounds = "from \"\(allowed.lowerBound.written)\" to \"\(allowed.upperBound.written)\""
            return fail(key, "found \(describe(value)); a duration \(bounds) is allowed, in quotes")
        }
        target = duration
    }

    mutating func read<Choice>(_ key: String, into target: inout Choice)
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let value = value(key) else { return }
        guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
            let allowed = Choice.allCases.map { quoted($0.rawValue) }.joined(separator: ", ")
            return fail(key, "found \(describe(value)); allowed are \(allowed)")
        }
        target = choice
    }

    mutating func read(_ key: String, into target: inout [String], _ check: (String) -> Checked<String>) {
        guard let value = value(key) else { return }
        guard let array = value.array else {
            return fail(key, "found \(describe(value)); a list of texts is allowed, such as [\"a\", \"b\"]")
        }
        var texts: [String] = []
        for element in array {
            guard let text = element.string else {
                return fail(key, "found \(describe(element)) in the list; only texts are allowed")
            }
            switch check(text) {
            case .value(let value): texts.append(value)
            case .wrong(let why): return fail(key, "\(quoted(text)) \(why)")
            }
        }
        target = texts
    }

    /// A text that may be missing.
    mutating func string(_ key: String) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else {
            fail(key, "found \(describe(value)); a text is allowed, in quotes")
            return nil
        }
        return text
    }
}

/// What a check makes of a text: a value, or what is wrong with it, to stand after the text in a message.
enum Checked<Value> {
    case value(Value)
    case wrong(String)
}

func quoted(_ text: String) -> String { "\"\(text)\"" }

/// A value as the operator wrote it, or its kind where it is long.
func describe(_ value: TOMLValueConvertible) -> String {
    switch value.type {
    case .string: quoted(value.string ?? "")
    case .array: "a list"
    case .table: "a table"
    case .date, .time, .dateTime: "a date or time"
    case .int, .double, .bool: value.debugDescription
    }
}
