import FeedModel
import Foundation
import Glibc

/// How to write for people: colour on a terminal only, and nothing in a feed's text that a terminal would obey.
enum Terminal {
    static let isOutput = isatty(STDOUT_FILENO) == 1
    static let isError = isatty(STDERR_FILENO) == 1
    /// https://no-color.org
    static let hasColour =
        isOutput && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    enum Style: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    static func styled(_ text: String, _ style: Style?) -> String {
        guard hasColour, let style else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }

    /// On one line, and without control characters: see `onOneLine`.
    static func clean(_ text: String) -> String { onOneLine(text) }

    /// Cut or filled to `width` characters.
    static func column(_ text: String, _ width: Int) -> String {
        let text = clean(text)
        guard text.count > width else { return text + String(repeating: " ", count: width - text.count) }
        return text.prefix(width - 1) + "…"
    }

    /// A line for people, or several. Styles are ours; nothing else that a terminal obeys gets past here, though most of
    /// what is from elsewhere has been cleaned before, so that it could not look like our own lines.
    static func write(_ line: String) {
        Output.write((hasColour ? keepingStyles(line) : inLines(line)) + "\n")
    }

    private static func keepingStyles(_ line: String) -> String {
        var result = ""
        var rest = line.unicodeScalars[...]
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += inLines(String(rest[..<escape]))
            let code = rest[escape...].prefix { $0 != "m" }
            let number = String(code.dropFirst(2))
            let isOurs = number == "0" || Style(rawValue: number) != nil
            guard code.endIndex < rest.endIndex, code.dropFirst().first == "[", isOurs else {
                result += " "
                rest = rest[rest.index(after: escape)...]
                continue
            }
            result += String(code) + "m"
            rest = rest[rest.index(after: code.endIndex)...]
        }
        return result + inLines(String(rest))
    }

    /// A value for programs. To a terminal, the marks that turn text around are written as escapes.
    static func write(_ value: JSONValue, pretty: Bool = false) {
        var text = pretty ? value.pretty : value.encoded
        if isOutput, text.unicodeScalars.contains(where: isDirectionMark) {
            text = text.unicodeScalars.map { scalar in
                isDirectionMark(scalar) ? "\\u" + String(scalar.value + 0x10000, radix: 16).dropFirst() : String(scalar)
            }.joined()
        }
        Output.write(text + "\n")
    }
}

/// "3 min", "2 h", "5 d": how long, for people.
func spelled(_ seconds: TimeInterval) -> String {
    switch abs(seconds) {
    case ..<90: "\(Int(abs(seconds))) s"
    case ..<5400: "\(Int(abs(seconds) / 60)) min"
    case ..<172_800: "\(Int((abs(seconds) / 3600).rounded())) h"
    default: "\(Int((abs(seconds) / 86_400).rounded())) d"
    }
}
