/// The commands of a shell script, as far as they can be told without running any of it (POSIX, Shell Command Language,
/// chapters 2.2 to 2.4).
struct ShellCommands {
    struct Word: Equatable {
        var text = ""
        /// It holds what only the shell can tell: `$name`, `$(command)`, a pattern of files.
        var isOpen = false
        /// Some of it stood in quotation marks: it is no sign of the language.
        var isQuoted = false
    }
    struct Command {
        var line: Int
        var words: [Word] = []
    }

    private let characters: [Character]
    private var at = 0
    private var line = 1
    private(set) var commands: [Command] = []
    private var command: Command?

    init(_ script: String) {
        characters = Array(script)
        while at < characters.count { next() }
        endCommand()
    }

    private mutating func endCommand() {
        if let command, !command.words.isEmpty { commands.append(command) }
        command = nil
    }

    private mutating func next() {
        switch characters[at] {
        case "\n", "\r\n":
            endCommand()
            line += 1
            at += 1
        case " ", "\t", "\r": at += 1
        case "\\" where isBreak(at + 1):
            at += 2
            line += 1
        case "#": while at < characters.count, !isBreak(at) { at += 1 }
        case ";", "&", "|", "(", ")", "<", ">", "`":
            // Each of them is a command by itself: what stands before it has ended, but for the brackets of a function.
            let sign = characters[at]
            at += 1
            if sign == "(", at < characters.count, characters[at] == ")", command?.words.count == 1 {
                at += 1
                command!.words[0].text += "()"
                endCommand()
            } else {
                if sign == "<" || sign == ">" || sign == "`" || sign == "(" {
                    append(Word(text: String(sign), isOpen: true))
                } else {
                    endCommand()
                }
            }
        case "{" where isAlone, "}" where isAlone:
            endCommand()
            append(Word(text: String(characters[at])))
            at += 1
            endCommand()
        default: readWord()
        }
    }

    private func isBreak(_ place: Int) -> Bool { place < characters.count && characters[place].isNewline }

    private var isAlone: Bool {
        at + 1 == characters.count || characters[at + 1].isWhitespace || ";&|".contains(characters[at + 1])
    }

    private mutating func append(_ word: Word) {
        if command == nil { command = Command(line: line) }
        command!.words.append(word)
    }

    private mutating func readWord() {
        let began = line
        var word = Word()
        while at < characters.count, !characters[at].isWhitespace, !";&|()<>`".contains(characters[at]) {
            let character = characters[at]
            at += 1
            switch character {
            case "'":
                word.isQuoted = true
                while at < characters.count, characters[at] != "'" { take(&word) }
                at += 1
            case "\"":
                word.isQuoted = true
                while at < characters.count, characters[at] != "\"" {
                    if characters[at] == "\\", at + 1 < characters.count, "$`\"\\\n".contains(characters[at + 1]) {
                        at += 1
                        if isBreak(at) {
                            line += 1
                            at += 1
                            continue
                        }
                    } else if characters[at] == "$" || characters[at] == "`" {
                        word.isOpen = true
                    }
                    take(&word)
                }
                at += 1
            case "\\" where at < characters.count:
                if isBreak(at) {
                    line += 1
                    at += 1
                } else {
                    take(&word)
                }
            case "$", "*":
                word.isOpen = true
                word.text.append(character)
            default: word.text.append(character)
            }
        }
        if command == nil { command = Command(line: began) }
        command!.words.append(word)
    }

    private mutating func take(_ word: inout Word) {
        if isBreak(at) { line += 1 }
        word.text.append(characters[at])
        at += 1
    }
}
