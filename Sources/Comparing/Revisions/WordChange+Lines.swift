extension [WordChange] {
    /// The lines in which something was removed or added, each with what stayed the same in it.
    package var changedLines: [[WordChange]] {
        var lines: [[WordChange]] = [[]]
        for change in self {
            let (text, make): (String, (String) -> WordChange) =
                switch change {
                case .same(let text): (text, WordChange.same)
                case .removed(let text): (text, WordChange.removed)
                case .added(let text): (text, WordChange.added)
                }
            for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if place > 0 { lines.append([]) }
                // Blanks between words are the line's; a line of blanks is none.
                if !line.allSatisfy(\.isWhitespace) || place == 0 && !line.isEmpty {
                    lines[lines.count - 1].append(make(String(line)))
                }
            }
        }
        return lines.filter { line in line.contains { if case .same = $0 { false } else { true } } }
    }
}
