import Foundation
import Testing

/// A session at the command line, with words between that say what it shows. Lines that begin with `  $ ` are commands;
/// what each prints stands below it, indented too: standard output, then standard error behind `! `, then an exit status
/// that is not 0 in brackets. `TERMINAL=yes` and `WIDTH=140` before it are the terminal's. Beside `dateline`, there are `date TIME`, `publish ADDRESS FIXTURE`, `cp FILE|FIXTURE FILE`, `cat`, `ls`.
struct Transcript: CustomTestStringConvertible {
    let name: String
    /// Remarks and commands.
    private let lines: [Line]
    private enum Line {
        case remark(String)
        case command(String)
    }

    var testDescription: String { name }

    static func all() throws -> [Transcript] {
        try FileManager.default.contentsOfDirectory(atPath: fixtures).filter { $0.hasSuffix(".txt") }.sorted()
            .map { try Transcript(name: $0, text: fixture($0)) }
    }

    init(name: String, text: String) {
        self.name = name
        lines = text.split(separator: "\n").compactMap { line in
            if line.hasPrefix("  $ ") { return .command(String(line.dropFirst(4))) }
            return line.hasPrefix("  ") ? nil : .remark(String(line))
        }
    }

    /// The session as it goes now.
    func played() async throws -> String {
        let home = try TestHome()
        var text = ""
        var isRemark = true
        for line in lines {
            switch line {
            case .remark(let remark):
                text += (isRemark ? "" : "\n") + remark + "\n"
                isRemark = true
            case .command(let command):
                text += (isRemark ? "\n" : "") + "  $ " + command + "\n"
                isRemark = false
                text += try await play(shellWords(command), in: home)
            }
        }
        return text
    }

    private func play(_ words: [String], in home: TestHome) async throws -> String {
        var words = words.map { $0.replacing("$HOME", with: home.path) }
        var isTerminal = false
        var width = 80
        while let word = words.first, word.contains("="), word.first?.isUppercase == true {
            if word == "TERMINAL=yes" { isTerminal = true }
            if word.hasPrefix("WIDTH=") { width = Int(word.dropFirst(6)) ?? width }
            words.removeFirst()
        }
        var result = TestHome.Result()
        let arguments = Array(words.dropFirst())
        switch (words.first, arguments.count) {
        case ("dateline", _): result = await home.run(arguments, isTerminal: isTerminal, width: width)
        case ("date", 1): try home.setTime(arguments[0])
        case ("publish", 2): home.publish(arguments[1], at: arguments[0])
        case ("cp", 2): try home.copy(arguments[0], to: arguments[1])
        case ("cat", 1): result.output = home.readable(try String(contentsOfFile: arguments[0], encoding: .utf8))
        case ("ls", 1):
            let names = try FileManager.default.contentsOfDirectory(atPath: arguments[0])
            result.output = names.sorted().map { $0 + "\n" }.joined()
        default: throw UnknownCommand(words: words)
        }
        let shown =
            shownLines(result.output) + shownLines(result.errors).map { "! " + $0 }
            + (result.status == 0 ? [] : ["[\(result.status)]"])
        return shown.map { "  \($0)\n" }.joined()
    }

    struct UnknownCommand: Error {
        let words: [String]
    }
}

/// Empty lines, which would be lost among those between remarks, as `~`; none has blanks at its end.
private func shownLines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropLast(lines.last == "" ? 1 : 0).map { line in
        line.isEmpty ? "~" : String(line.reversed().drop { $0 == " " }.reversed())
    }
}

/// Split at blanks that are not in quotes, as a shell does.
private func shellWords(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
        if let open = quote {
            if character == open { quote = nil } else { word = (word ?? "") + String(character) }
        } else if character == "'" || character == "\"" {
            (quote, word) = (character, word ?? "")
        } else if character == " " {
            if let done = word { words.append(done) }
            word = nil
        } else {
            word = (word ?? "") + String(character)
        }
    }
    return words + (word.map { [$0] } ?? [])
}
