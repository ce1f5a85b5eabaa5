import Foundation
import Testing
import TextKit

@testable import Parsing

/// The HTML standard's own tests of tokenizers (html5lib-tests), each run on ours. What is told otherwise here than there
/// is listed below with its reason, and must go on to differ: an exception that no test needs is a failure.
@Suite(.enabled(if: data != nil)) struct HTMLTokenizerWithDataTests {
    @Test func `each of the standard's tests passes, or stands in the list of exceptions`() throws {
        let folder = URL(filePath: try #require(data)).appending(path: "html5-tokenizer/tokenizer")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var (passed, faults, needed) = (0, [String](), [Exception: Int]())
        for file in files.filter({ $0.pathExtension == "test" }).sorted(by: { $0.path < $1.path }) {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
            // Those of "xmlViolationTests" are about handing trees on to programs that take XML alone: we hand on none.
            for test in object["tests"] as? [[String: Any]] ?? [] {
                for trial in Trial.all(of: test) {
                    if trial.tokens == trial.expected {
                        passed += 1
                    } else if let exception = trial.exception {
                        needed[exception, default: 0] += 1
                    } else {
                        faults.append("\(file.lastPathComponent): \(trial)")
                    }
                }
            }
        }
        #expect(faults.isEmpty, "\(faults.count) faults:\n\(faults.joined(separator: "\n"))")
        #expect(passed > 6000, "\(passed) passed")
        for exception in Exception.allCases {
            #expect(needed[exception] != nil, "nothing differs any more because of \(exception)")
        }
        print("\(passed) of the standard's tests pass; otherwise by intent: \(needed)")
    }
}

/// Where `Tests/Evaluation/suites.sh` found the material.
private let data = ProcessInfo.processInfo.environment["DATELINE_TEST_DATA"]

/// Where we differ, and why.
private enum Exception: CaseIterable {
    /// A CDATA section is a comment in HTML, but who writes one in a feed means what is in it: only its marks go.
    case section
    /// Two references to the halves of a character in UTF-16 are that character: programs that know UTF-16 alone write
    /// it so. The standard has two U+FFFD.
    case surrogates
    /// A comment that has no end ends with its own tag, since all that follows would be lost.
    case commentWithoutEnd
    /// A "<!" that begins neither a name nor a comment is shown: so it was meant by who wrote it.
    case exclamation
    /// What is in `<plaintext>` ends with its end tag, which the standard has not.
    case plaintext
    /// In a script, a comment that does not end is none: what follows the script would be lost.
    case scriptWithoutEnd
    /// `&#11;` and its like name characters that XML forbids, and that no text of ours may hold.
    case forbiddenCharacter

    func explains(_ input: String) -> Bool {
        switch self {
        case .section: input.lowercased().contains("<![cdata[")
        case .surrogates: input.contains(/&#[xX]?[0-9a-fA-F]+;?&#/)
        case .commentWithoutEnd: input.contains("<!--") && !input.hasPrefix("<script>")
        case .exclamation: input.contains(/<!([^a-zA-Z\[-]|$)/)
        case .plaintext: input.hasPrefix("<plaintext>")
        case .scriptWithoutEnd: input.hasPrefix("<script>") && input.contains("<!--") && input.contains("</script")
        case .forbiddenCharacter:
            input.contains(/&#(0*([1-9]|1[0-9]|2[0-9]|3[01])|[xX]0*[01]?[0-9a-fA-F])(;|[^0-9a-fA-F]|$)/)
        }
    }
}

private enum Token: Equatable {
    case text(String)
    case startTag(String, [String: String], isSelfClosing: Bool)
    case endTag(String)
    case comment(String)
    case doctype
}

/// One input, with what must come of it.
private struct Trial: CustomStringConvertible {
    let input: String
    let expected: [Token]
    let tokens: [Token]

    var description: String { "\(input.debugDescription): \(tokens), not \(expected)" }
    var exception: Exception? { Exception.allCases.first { $0.explains(input) } }

    /// What brings a tokenizer that begins with a document into the state that a test begins in.
    private static let prefixes = [
        "Data state": "", "RCDATA state": "title", "RAWTEXT state": "style", "Script data state": "script",
        "PLAINTEXT state": "plaintext",
    ]

    static func all(of test: [String: Any]) -> [Trial] {
        guard var input = test["input"] as? String, let output = test["output"] as? [Any] else { return [] }
        let isEscaped = test["doubleEscaped"] as? Bool == true
        if isEscaped {
            // Halves of characters: in UTF-8, which is all that we read, there are none.
            guard let text = unescaped(input) else { return [] }
            input = text
        }
        let states = test["initialStates"] as? [String] ?? ["Data state"]
        return states.compactMap { state in
            // No state that a document begins in.
            guard let element = prefixes[state] else { return nil }
            var (input, expected) = (Self.preprocessed(input), Self.expected(output, isEscaped))
            if let last = test["lastStartTag"] as? String, !element.isEmpty, last != element {
                // What is in such an element ends with the name of it, whichever that is: of each kind we take one.
                func renamed(_ text: String) -> String {
                    text.replacingOccurrences(of: "</\(last)", with: "</\(element)", options: .caseInsensitive)
                }
                input = renamed(input)
                expected = expected.map { token in
                    switch token {
                    case .endTag(last): .endTag(element)
                    case .text(let text): .text(renamed(text))
                    default: token
                    }
                }
            }
            let start = element.isEmpty ? "" : "<\(element)>"
            var tokens = read(Array((start + input).utf8))
            if !element.isEmpty { tokens.removeFirst() }
            return Trial(input: start + input, expected: merged(expected), tokens: merged(tokens))
        }
    }

    /// Line ends (13.2.3.5); and U+0000, which the decoder of documents has taken out long before: here it becomes
    /// U+FFFD wherever it is, as the standard has it in most places.
    private static func preprocessed(_ text: String) -> String {
        var text = text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }
        for index in text.indices.dropLast() where text[index] == "\r" && text[index + 1] == "\n" { text[index] = "\0" }
        text = text.filter { $0 != "\0" }.map { $0 == "\r" ? "\n" : $0 }
        return String(String.UnicodeScalarView(text))
    }

    private static func expected(_ output: [Any], _ isEscaped: Bool) -> [Token] {
        output.compactMap { token -> Token? in
            guard let parts = token as? [Any], let kind = parts[0] as? String else { return nil }
            func text(_ place: Int) -> String {
                let text = parts[place] as? String ?? ""
                return (isEscaped ? unescaped(text) ?? text : text).replacing("\0", with: "\u{FFFD}")
            }
            switch kind {
            case "Character": return .text(text(1))
            case "StartTag":
                let attributes = parts[2] as? [String: String] ?? [:]
                let read = attributes.map {
                    (
                        isEscaped ? unescaped($0.key) ?? $0.key : $0.key,
                        isEscaped ? unescaped($0.value) ?? $0.value : $0.value
                    )
                }
                return .startTag(
                    text(1), Dictionary(uniqueKeysWithValues: read), isSelfClosing: parts.count > 3)
            case "EndTag": return .endTag(text(1))
            case "Comment": return .comment(text(1))
            // Its name and its identifiers mean nothing to a reader of feeds.
            case "DOCTYPE": return .doctype
            default: return nil
            }
        }
    }

    /// `\uHHHH` as characters; nil where one half of a character stands alone.
    private static func unescaped(_ text: String) -> String? {
        var units: [UInt16] = []
        var rest = text[...]
        while let match = rest.firstMatch(of: /\\u([0-9a-fA-F]{4})/) {
            units += Array(rest[..<match.range.lowerBound].utf16) + [UInt16(match.output.1, radix: 16)!]
            rest = rest[match.range.upperBound...]
        }
        return String(validating: units + Array(rest.utf16), as: UTF16.self)
    }

    private static func read(_ bytes: [UInt8]) -> [Token] {
        var tokenizer = HTMLTokenizer(bytes)
        var tokens: [Token] = []
        func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        func name() -> String { String(decoding: bytes[tokenizer.name].map(\.lowercased), as: UTF8.self) }
        func decoded(_ range: Range<Int>, inAttribute: Bool) -> String {
            var out: [UInt8] = []
            CharacterReference.decode(bytes, range, inAttribute: inAttribute, into: &out)
            return String(decoding: out, as: UTF8.self)
        }
        while let token = tokenizer.next() {
            switch token {
            case .text(let range): tokens.append(.text(decoded(range, inAttribute: false)))
            case .rawText(let range): tokens.append(.text(string(range)))
            // A tag that the end cuts off is none: who asks is told, and may keep it as text.
            case .startTag where tokenizer.isUnfinished, .endTag where tokenizer.isUnfinished: break
            case .startTag:
                let attributes = tokenizer.attributes.map {
                    (
                        String(decoding: bytes[$0.name].map(\.lowercased), as: UTF8.self),
                        decoded($0.value, inAttribute: true)
                    )
                }
                tokens.append(
                    .startTag(
                        name(), Dictionary(attributes) { first, _ in first }, isSelfClosing: tokenizer.isSelfClosing))
            case .endTag: tokens.append(.endTag(name()))
            case .comment(let range): tokens.append(.comment(string(range)))
            case .doctype: tokens.append(.doctype)
            }
        }
        return tokens
    }

    /// Pieces of text that follow each other are one; a comment in which nothing stands is told by neither, since some
    /// marks, such as `</>`, are one here and nothing there.
    private static func merged(_ tokens: [Token]) -> [Token] {
        tokens.reduce(into: []) { merged, token in
            switch (merged.last, token) {
            case (_, .comment("")), (_, .text("")): break
            case (.text(let before)?, .text(let text)): merged[merged.count - 1] = .text(before + text)
            default: merged.append(token)
            }
        }
    }
}
