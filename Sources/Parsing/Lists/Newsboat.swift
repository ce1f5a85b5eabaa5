import FeedModel
import TextKit

// The file `urls` of newsboat (its manual, "Getting Started" and "Tagging"): an address a line, then tags, of which
// "~Title" is the feed's name; a tag that begins with `!` hides the feed. What has blanks stands in quotation marks.
// "filter:COMMAND:ADDRESS" is a feed that a command has changed.

func readNewsboat(_ text: String) -> SubscriptionList {
    var list = SubscriptionList()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        let number = index + 1
        var words = newsboatWords(line)
        guard !words.isEmpty else { continue }
        var address = words.removeFirst()
        if let filtered = filteredAddress(address) {
            address = filtered
            list.warn(
                "taken without its filter: what that leaves out is for a [[filter]] of dateline.toml", line: number)
        }
        if let reason = notTaken(address) {
            list.warn("\"\(shortened(withoutAnyLogin(address), to: 80))\" is not taken: \(reason)", line: number)
            continue
        }
        var entry = SubscriptionList.Entry(url: address)
        for word in words where !word.isEmpty {
            if word.hasPrefix("~") { entry.title = String(word.dropFirst()) } else { entry.tags.append(word) }
            if word.hasPrefix("!") {
                list.warn("newsboat's \"\(shortened(word, to: 80))\" (hidden feed) becomes a mere tag", line: number)
            }
        }
        list.add(entry, line: number)
    }
    return list
}

/// The command has no colon: as newsboat reads it, the address is what follows the second one.
private func filteredAddress(_ word: String) -> String? {
    let parts = word.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0] == "filter" ? String(parts[2]) : nil
}

/// Whether it is the file `config`, which stands beside `urls`: by commands of it that nothing else has.
func isNewsboatConfiguration(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first(where: { !$0.isSpace }), first != UInt8(ascii: "<") else { return false }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).contains { line in
        configurationCommands.contains(line.trimming().prefix { $0 != " " && $0 != "\t" })
    }
}

private let configurationCommands: Set<Substring> = [
    "article-sort-order", "articlelist-format", "auto-reload", "bind-key", "cleanup-on-quit", "confirm-exit",
    "define-filter", "download-path", "feed-sort-order", "feedlist-format", "highlight-article", "ignore-article",
    "ignore-mode", "max-items", "notify-program", "reload-threads", "reload-time", "show-read-articles",
    "show-read-feeds", "text-width", "unbind-key", "urls-source",
]

private func notTaken(_ address: String) -> String? {
    if address.hasPrefix("query:") {
        if asksForMarks(address) {
            return "Dateline keeps no read marks or flags: 'dateline tail --after N' goes on where one stopped, and "
                + "[[publish]] feeds newsboat"
        }
        return "it is a search: [searches] of dateline.toml has such, for 'dateline items --saved'"
    }
    if address.hasPrefix("exec:") { return "it runs a program, which Dateline does not" }
    if address.hasPrefix("file:") { return "it is a file: 'dateline fetch FILE' reads one" }
    return nil
}

/// Whether the expression of "query:NAME:EXPRESSION" names what a reader has marked; words in quotation marks are values.
private func asksForMarks(_ query: String) -> Bool {
    let parts = query.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return false }
    let pieces = parts[2].split(separator: "\"", omittingEmptySubsequences: false)
    return pieces.enumerated().contains { place, text in
        place % 2 == 0
            && text.split { !$0.isLetter && $0 != "_" }.contains { ["unread", "unread_count", "flags"].contains($0) }
    }
}

/// Between quotation marks a backslash makes a sign of the next, as in C; `#` at a word's begin is for people.
private func newsboatWords(_ line: Substring) -> [String] {
    var words: [String] = []
    var rest = line[...]
    while true {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard let first = rest.first, first != "#" else { return words }
        guard first == "\"" else {
            let word = rest.prefix { $0 != " " && $0 != "\t" }
            words.append(String(word))
            rest = rest[word.endIndex...]
            continue
        }
        var word = ""
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
            guard character == "\\", let next = rest.popFirst() else {
                word.append(character)
                continue
            }
            word.append(["n": "\n", "r": "\r", "t": "\t", "v": "\u{B}"][next] ?? next)
        }
        words.append(word)
    }
}

/// Writes a list as newsboat has it.
package func writeNewsboat(_ list: SubscriptionList) -> String {
    func quoted(_ text: String) -> String {
        let text = text.map { character -> String in
            switch character {
            case "\"", "\\": "\\\(character)"
            case "\n", "\r", "\r\n": " "
            default: String(character)
            }
        }
        return "\"\(text.joined())\""
    }
    return list.entries.map { entry in
        let title = entry.title.map { [quoted("~" + $0)] } ?? []
        return ([entry.url] + title + entry.tags.map(quoted)).joined(separator: " ") + "\n"
    }.joined()
}
