import FeedModel
import Foundation
import Glibc

// How to write for people: colour on a terminal only, and nothing in a feed's text that a terminal would obey.
extension Console {
    enum Style: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    func styled(_ text: String, _ style: Style?) -> String {
        guard hasColour, let style else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }

    /// A line for people, or several. Styles are ours; nothing else that a terminal obeys gets past here, though most of
    /// what is from elsewhere has been cleaned before, so that it could not look like our own lines.
    func write(_ line: String) { print((hasColour ? keepingStyles(line) : inLines(line)) + "\n") }

    /// Lines that fit on the terminal; nil where all are written: to a file, or another program.
    var height: Int? {
        guard output.isTerminal else { return nil }
        return terminalSize?.lines ?? environment["LINES"].flatMap { Int($0) } ?? 24
    }

    /// On a terminal, a line that fits: the rest is left out.
    func cut(_ line: String) -> String {
        guard output.isTerminal else { return line }
        return line.count > lineWidth ? line.prefix(lineWidth - 1) + "…" : line
    }

    /// How many lines of the terminal it takes.
    func lineCount(_ line: String) -> Int {
        let visible = line.replacing(/\u{1B}\[[0-9]+m/, with: "").count
        return max(1, (visible + lineWidth - 1) / lineWidth)
    }

    private var lineWidth: Int {
        max(40, width ?? terminalSize?.columns ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80)
    }

    private var terminalSize: (columns: Int, lines: Int)? {
        var size = winsize()
        guard width == nil, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    private func keepingStyles(_ line: String) -> String {
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
    func write(_ object: JSONObject, pretty: Bool = false) {
        let value = JSONValue.object(object)
        var text = pretty ? value.pretty : value.encoded
        if output.isTerminal, text.unicodeScalars.contains(where: isDirectionMark) {
            text = text.unicodeScalars.map { scalar in
                isDirectionMark(scalar) ? "\\u" + String(scalar.value + 0x10000, radix: 16).dropFirst() : String(scalar)
            }.joined()
        }
        print(text + "\n")
    }

    /// The time of day where the operator is, with the date: log lines are read days later.
    func localTime(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        return Date(timeIntervalSince1970: seconds + Double(zone.secondsFromGMT(for: date)))
            .rfc3339.prefix(16).replacingOccurrences(of: "T", with: " ")
    }
}

/// On one line, and cut or filled to `width` characters.
func column(_ text: String, _ width: Int) -> String {
    let text = onOneLine(text)
    guard text.count > width else { return text + String(repeating: " ", count: width - text.count) }
    return text.prefix(width - 1) + "…"
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
