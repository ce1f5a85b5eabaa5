/// What changes in many items of a feed at once is the feed's frame and not news of the items: a suffix that all
/// headlines get, a new line under every text, a byline that a change of format brings.
///
/// A correction note is never frame, however often it is given.
struct RevisionFrame {
    /// Seen in so many entries, a change or a block is nobody's own.
    private static let enough = 3

    private var counts: [String: Int] = [:]
    /// How many of the document's entries have a block.
    private var blockCounts: [String: Int] = [:]

    /// - Parameter texts: of all entries of the document; asked for only when there are differences.
    init(_ differences: [ItemDifference], in texts: @autoclosure () -> [ReadableItem]) {
        guard !differences.isEmpty else { return }
        if differences.count >= Self.enough {
            for difference in differences {
                for key in Set(Self.keys(difference)) { counts[key, default: 0] += 1 }
            }
            counts = counts.filter { $0.value >= Self.enough }
        }
        let texts = texts()
        guard texts.count > Self.enough else { return }
        for item in texts {
            for block in Set(item.text.map { masked($0.text) }) { blockCounts[block, default: 0] += 1 }
        }
        blockCounts = blockCounts.filter { $0.value >= Self.enough && $0.value * 5 >= texts.count }
    }

    /// `difference` without what is frame.
    func without(_ difference: ItemDifference) -> ItemDifference {
        if counts.isEmpty && blockCounts.isEmpty { return difference }
        var own = difference
        if let title = own.title, isFrame(Self.key("title", title)) { own.title = nil }
        if let authors = own.authors, isFrame(Self.key("authors", authors)) { own.authors = nil }
        if own.attachments != nil, isFrame("attachments") { own.attachments = nil }
        own.content = own.content.compactMap(without)
        own.summary = own.summary.compactMap(without)
        return own
    }

    private func without(_ change: ItemDifference.Change) -> ItemDifference.Change? {
        let own = ItemDifference.Change(
            old: change.old.filter { !isFrame($0) }, new: change.new.filter { !isFrame($0) })
        return letters(own.old) == letters(own.new) ? nil : own
    }

    private func isFrame(_ key: String) -> Bool { counts[key] != nil }

    private func isFrame(_ block: Block) -> Bool {
        let text = masked(block.text)
        return (isFrame("block " + text) || blockCounts[text] != nil)
            && correctionMarks(title: nil, text: block.text).isEmpty
    }

    private static func keys(_ difference: ItemDifference) -> [String] {
        var keys: [String] = []
        if let title = difference.title { keys.append(key("title", title)) }
        if let authors = difference.authors { keys.append(key("authors", authors)) }
        if difference.attachments != nil { keys.append("attachments") }
        for change in difference.content + difference.summary {
            keys += (change.old + change.new).map { "block " + masked($0.text) }
        }
        return keys
    }

    /// What was put in the place of what.
    private static func key(_ field: String, _ line: ItemDifference.Line) -> String {
        let (old, new) = (words(line.old), words(line.new))
        let hunks = Comparing.difference(old, new).map { hunk in
            old[hunk.old].joined(separator: " ") + " > " + new[hunk.new].joined(separator: " ")
        }
        return field + " " + hunks.joined(separator: " | ")
    }
}

/// "© 2025" and "© 2026" are the same line.
private func masked(_ text: String) -> String { String(text.map { $0.isNumber ? "0" : $0 }) }
