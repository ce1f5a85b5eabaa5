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

    /// On one line, and without control characters: a title must not move the cursor or rename the window.
    static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // C0, C1, line separators, and the marks that reverse what follows.
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Cut or filled to `width` characters.
    static func column(_ text: String, _ width: Int) -> String {
        let text = clean(text)
        guard text.count > width else { return text + String(repeating: " ", count: width - text.count) }
        return text.prefix(width - 1) + "…"
    }

    static func write(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
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
