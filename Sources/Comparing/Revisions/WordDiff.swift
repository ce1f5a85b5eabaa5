/// A stretch of text that two revisions share, or that one of them has alone.
package enum WordChange: Equatable, Sendable {
    case same(String)
    case removed(String)
    case added(String)
}

/// What changed from `old` to `new`, word by word: what is removed and same makes `old`, what is added and same `new`,
/// but for the spaces between unchanged words, which are those of `new`.
package func wordChanges(from old: String, to new: String) -> [WordChange] {
    // Paragraphs first: the cost is that of what changed, and a moved sentence does not pair with words far away.
    let (oldLines, newLines) = (lines(old), lines(new))
    var changes: [WordChange] = []
    var at = 0
    for hunk in difference(oldLines, newLines) {
        append(.same(newLines[at..<hunk.new.lowerBound].joined()), to: &changes)
        appendWords(from: oldLines[hunk.old].joined(), to: newLines[hunk.new].joined(), &changes)
        at = hunk.new.upperBound
    }
    append(.same(newLines[at...].joined()), to: &changes)
    return changes
}

/// Each with the line ends that follow it.
private func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for character in text {
        if !character.isNewline, line.last?.isNewline == true {
            lines.append(line)
            line = ""
        }
        line.append(character)
    }
    return line.isEmpty ? lines : lines + [line]
}

private func appendWords(from old: String, to new: String, _ changes: inout [WordChange]) {
    let (before, after) = (words(old), words(new))
    var at = new.startIndex
    var oldAt = old.startIndex
    for hunk in difference(before, after) {
        // The spaces before a word belong to it.
        let start = hunk.new.lowerBound == 0 ? new.startIndex : after[hunk.new.lowerBound - 1].endIndex
        let oldStart = hunk.old.lowerBound == 0 ? old.startIndex : before[hunk.old.lowerBound - 1].endIndex
        let end = hunk.new.isEmpty ? start : after[hunk.new.upperBound - 1].endIndex
        let oldEnd = hunk.old.isEmpty ? oldStart : before[hunk.old.upperBound - 1].endIndex
        append(.same(String(new[at..<start])), to: &changes)
        append(.removed(String(old[oldStart..<oldEnd])), to: &changes)
        append(.added(String(new[start..<end])), to: &changes)
        (at, oldAt) = (end, oldEnd)
    }
    // Line ends behind the last word.
    if at == new.startIndex, new.isEmpty {
        append(.removed(String(old[oldAt...])), to: &changes)
    } else {
        append(.same(String(new[at...])), to: &changes)
    }
}

private func append(_ change: WordChange, to changes: inout [WordChange]) {
    switch (changes.last, change) {
    case (_, .same("")), (_, .removed("")), (_, .added("")): return
    case (.same(let before), .same(let text)): changes[changes.count - 1] = .same(before + text)
    default: changes.append(change)
    }
}

/// The two texts line by line as `diff -u` has it, without the two lines of names.
package func unifiedDifference(from old: [String], to new: [String], context: Int = 3) -> [String] {
    var output: [String] = []
    var group: [Hunk] = []
    func flush() {
        guard let first = group.first, let last = group.last else { return }
        let start = max(0, first.old.lowerBound - context)
        let newStart = first.new.lowerBound - (first.old.lowerBound - start)
        let end = min(old.count, last.old.upperBound + context)
        let newEnd = last.new.upperBound + (end - last.old.upperBound)
        func range(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }
        output.append("@@ -\(range(start, end - start)) +\(range(newStart, newEnd - newStart)) @@")
        var at = start
        for hunk in group {
            output += old[at..<hunk.old.lowerBound].map { " " + $0 }
            output += old[hunk.old].map { "-" + $0 }
            output += new[hunk.new].map { "+" + $0 }
            at = hunk.old.upperBound
        }
        output += old[at..<end].map { " " + $0 }
        group = []
    }
    for hunk in difference(old, new) {
        if let last = group.last, hunk.old.lowerBound - last.old.upperBound > 2 * context { flush() }
        group.append(hunk)
    }
    flush()
    return output
}
