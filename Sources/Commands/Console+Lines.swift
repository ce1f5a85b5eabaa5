import Daemon
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
    func cut(_ line: String) -> String { terminalWidth.map { Commands.cut(line, to: $0) } ?? line }

    /// How many lines of the terminal it takes.
    func lineCount(_ line: String) -> Int {
        let visible = columns(of: line.replacing(/\u{1B}\[[0-9]+m/, with: ""))
        return max(1, (visible + lineWidth - 1) / lineWidth)
    }

    /// In columns; nil where lines are written whole: to a file, or another program.
    var terminalWidth: Int? { output.isTerminal ? lineWidth : nil }

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

    /// The time of day where the operator is, with the date: log lines are read days later. One offset holds for all that
    /// is shown, today's.
    func localTime(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        let local = Date(timeIntervalSince1970: seconds + Double(offsetSeconds)).rfc3339
        return local.prefix(10) + " " + local.dropFirst(11).prefix(5)
    }

    /// Of the times that are shown: "+01:00".
    var offset: String {
        let minutes = abs(offsetSeconds) / 60
        let digits = [minutes / 60, minutes % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }
        return (offsetSeconds < 0 ? "-" : "+") + digits.joined(separator: ":")
    }

    private var offsetSeconds: Int { zone.secondsFromGMT(for: (try? clock().now) ?? Date()) }
}

/// "3 min", "2 h", "5 d", "7 mo", "2 y 3 mo": how long, for people.
func spelled(_ seconds: TimeInterval) -> String {
    let seconds = abs(seconds)
    // Of the Gregorian calendar, on average.
    let months = Int(seconds / 2_629_746)
    switch seconds {
    case ..<90: return "\(Int(seconds)) s"
    case ..<5400: return "\(Int(seconds / 60)) min"
    case ..<172_800: return "\(Int((seconds / 3600).rounded())) h"
    case ..<5_259_492: return "\(Int((seconds / 86_400).rounded())) d"
    case ..<31_556_952: return "\(months) mo"
    default: return "\(months / 12) y" + (months % 12 == 0 ? "" : " \(months % 12) mo")
    }
}
