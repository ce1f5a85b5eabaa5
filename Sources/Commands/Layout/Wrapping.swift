/// A stretch of text in one style.
struct StyledText: Equatable {
    var text: String
    var style: Console.Style?

    init(_ text: String, _ style: Console.Style? = nil) { (self.text, self.style) = (text, style) }
}

/// The lines of a text of at most `width` columns, broken at blanks. A word that is longer than a line is broken where
/// the line ends, and so is one of a script that writes words without blanks.
func wrapped(_ stretches: [StyledText], to width: Int) -> [[StyledText]] {
    var wrapper = Wrapper(width: max(2, width))
    for stretch in stretches {
        for character in stretch.text { wrapper.take(character, stretch.style) }
    }
    return wrapper.finish()
}

/// The lines of one paragraph or several.
func wrapped(_ text: String, to width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
        wrapped([StyledText(String(line))], to: width).map { $0.map(\.text).joined() }
    }
}

private struct Wrapper {
    let width: Int
    private var lines: [[StyledText]] = []
    private var line: [StyledText] = []
    private var lineColumns = 0
    private var word: [(character: Character, style: Console.Style?)] = []
    private var isAfterBlank = false

    init(width: Int) { self.width = width }

    mutating func take(_ character: Character, _ style: Console.Style?) {
        guard character == " " || character == "\t" else { return word.append((character, style)) }
        endWord()
        isAfterBlank = true
    }

    mutating func finish() -> [[StyledText]] {
        endWord()
        return lines + [line]
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        let wordColumns = word.reduce(0) { $0 + columns(of: $1.character) }
        let blank = isAfterBlank && lineColumns > 0 ? 1 : 0
        let isBreakable = wordColumns > width || word.contains { columns(of: $0.character) > 1 }
        if lineColumns > 0, lineColumns + blank + wordColumns > width, !isBreakable || width - lineColumns < 8 {
            endLine()
        } else if blank > 0 {
            put(" ", line.last?.style == word[0].style ? word[0].style : nil)
        }
        for (character, style) in word {
            if lineColumns + columns(of: character) > width { endLine() }
            put(character, style)
        }
        (word, isAfterBlank) = ([], false)
    }

    private mutating func put(_ character: Character, _ style: Console.Style?) {
        if line.last?.style == style, !line.isEmpty {
            line[line.count - 1].text.append(character)
        } else {
            line.append(StyledText(String(character), style))
        }
        lineColumns += columns(of: character)
    }

    private mutating func endLine() {
        // A blank that the break has come behind.
        if line.last?.text.last == " " { line[line.count - 1].text.removeLast() }
        if line.last?.text.isEmpty == true { line.removeLast() }
        lines.append(line)
        (line, lineColumns) = ([], 0)
    }
}

extension Console {
    /// On a terminal the lines that fit on it; elsewhere as it is.
    func wrapped(_ text: String) -> [String] {
        terminalWidth.map { Commands.wrapped(text, to: $0) } ?? [text]
    }

    /// How wide each of two columns or more is, where the terminal has room for them side by side.
    func columnWidth(_ count: Int) -> Int? {
        guard let width = terminalWidth, width >= 120 else { return nil }
        return (width - 2 * (count - 1)) / count
    }

    func styled(_ stretches: [StyledText]) -> String { stretches.map { styled($0.text, $0.style) }.joined() }

    /// Texts beside each other, each in a column of its own, as lines.
    /// - Parameter width: of each column. Two blanks stand between.
    func sideBySide(_ columnsOfLines: [[[StyledText]]], width: Int) -> [String] {
        let height = columnsOfLines.map(\.count).max() ?? 0
        return (0..<height).map { row in
            let cells = columnsOfLines.map { lines in
                let cell = row < lines.count ? lines[row] : []
                let used = cell.reduce(0) { $0 + columns(of: $1.text) }
                return styled(cell) + String(repeating: " ", count: max(0, width - used))
            }
            return cells.joined(separator: "  ")
        }
    }
}
