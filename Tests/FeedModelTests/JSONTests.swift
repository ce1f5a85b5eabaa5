import Testing

@testable import FeedModel

@Suite struct JSONTests {
    private func read(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

    @Test(arguments: [
        (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
        (#""\ud83d\ude00""#, "😀"), ("\"é😀\"", "é😀"), (#""\u0000""#, "\0"),
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00a""#, "\u{FFFD}a"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    ])
    func `strings are read with their escapes`(_ text: String, _ expected: String) throws {
        #expect(try read(text) == .string(expected))
    }

    @Test(arguments: [
        ("0", JSONValue.int(0)), ("-12", .int(-12)), ("9223372036854775807", .int(.max)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.5", .double(1.5)), ("-1e3", .double(-1000)),
        ("2E-2", .double(0.02)), ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
    ])
    func `numbers and words are read`(_ text: String, _ expected: JSONValue) throws {
        #expect(try read(" \(text)\n") == expected)
    }

    @Test(arguments: [
        "", " ", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "\"a", "\"\\x\"", "\"\\u12g4\"",
        "\"\\u+123\"",
        "tru", "nulls", "1 2", "+1", "1e999", "--1", ".", "NaN", "'a'", "]",
    ])
    func `what is no JSON is refused`(_ text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func `an error names its place`() {
        #expect(throws: JSONError(offset: 5, problem: "neither a value nor a number")) { try read("[1,2,x]") }
    }

    @Test func `nesting has a limit`() throws {
        _ = try read(String(repeating: "[", count: 500) + String(repeating: "]", count: 500))
        #expect(throws: JSONError.self) {
            try read(String(repeating: "[", count: 501) + String(repeating: "]", count: 501))
        }
        #expect(throws: JSONError.self) { try read(String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test func `keys keep their order`() throws {
        let text = #"{"z":1,"a":{"y":[],"b":{}},"m":[1,"x",null,true,1.5]}"#
        #expect(try read(text).encoded == text)
        var object = JSONObject()
        object["b"] = .int(1)
        object["a"] = .int(2)
        object["b"] = .int(3)
        #expect(JSONValue.object(object).encoded == #"{"b":3,"a":2}"#)
        object["b"] = nil
        #expect(JSONValue.object(object).encoded == #"{"a":2}"#)
    }

    @Test(arguments: [
        ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1F}\u{7F}", #""\u0000\u001f\u007f""#),
        ("é😀/\u{2028}\u{2029}", #""é😀/\u2028\u2029""#), ("\u{80}x\u{85}\u{9F}", #""\u0080x\u0085\u009f""#),
        ("", "\"\""),
    ])
    func `strings are written on one line`(_ value: String, _ expected: String) throws {
        #expect(JSONValue.string(value).encoded == expected)
        #expect(try read(expected) == .string(value))
    }

    /// Long texts are looked through by eight bytes at a time.
    @Test(arguments: [
        "\"", "\\", "\n", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "\u{2028}", "~", "!", "é", "’", "Â", "ж",
    ])
    func `what is escaped in a short text is escaped at each place of a long one`(_ character: String) throws {
        let escaped = JSONValue.string(character).encoded.dropFirst().dropLast()
        for place in 0...24 {
            let (before, after) = (String(repeating: "x", count: place), String(repeating: " ж", count: 24 - place))
            #expect(JSONValue.string(before + character + after).encoded == "\"\(before)\(escaped)\(after)\"")
        }
    }

    @Test func `each scalar is read as it was written, and no reader of lines finds two`() throws {
        var escaped: [UInt32] = []
        for value in UInt32(0)..<0x3000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let encoded = JSONValue.string("a\(scalar)b").encoded
            if try read(encoded) != .string("a\(scalar)b") { Issue.record("U+\(String(value, radix: 16))") }
            if encoded != "\"a\(scalar)b\"" { escaped.append(value) }
        }
        #expect(escaped == Array(0..<0x20) + [0x22, 0x5C] + Array(0x7F..<0xA0) + [0x2028, 0x2029])
        for text in ["“quoted” – …", "\u{A0}\u{C2}\u{E2}", "\u{2027}\u{202A}", "日本語", "\u{10FFFF}"] {
            #expect(JSONValue.string(text).encoded == "\"\(text)\"")
        }
    }

    @Test func `what JSON has no word for is null`() {
        #expect(JSONValue.array([.double(.infinity), .double(.nan), .double(0.5)]).encoded == "[null,null,0.5]")
    }

    @Test func `what has no value is left out`() {
        var object = JSONObject()
        object.set("a", "")
        object.set("b", String?.none)
        object.set("c", [String]())
        object.set("d", JSONObject())
        object.set("e", [JSONObject()])
        object.set("f", 2.0)
        object.set("g", false)
        #expect(JSONValue.object(object).encoded == #"{"f":2,"g":false}"#)
    }

    @Test func `for people there is a line for each member`() {
        let value = JSONValue.object(
            {
                var object = JSONObject()
                object.append("a", .array([.int(1), .object(JSONObject())]))
                return object
            }())
        #expect(value.pretty == "{\n  \"a\": [\n    1,\n    {}\n  ]\n}")
    }
}
