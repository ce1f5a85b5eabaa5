import FeedModel
import TextKit

extension PageTree {
    /// The `content` of the first `meta` with one of these names, in the order of the names.
    func meta(_ names: String...) -> String? {
        for name in names { if let content = metas.first(where: { $0.name == name })?.content { return content } }
        return nil
    }

    /// The `content` of every `meta` with the first of these names that any has.
    func metas(_ names: String...) -> [String] {
        for name in names {
            let found = metas.filter { $0.name == name }.map(\.content)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// The heading that stands over the story: the first, of the highest rank, that says what the page's own titles
    /// say; else the only `h1`.
    func headline(among titles: [String]) -> Int? {
        let budget = ReadingBudget.current
        let titles = titles.map(titleWords)
        var best: (index: Int, rank: Int)?
        var firsts: [Int] = []
        for index in nodes.indices {
            guard budget.spend(), let rank = nodes[index].tag?.headingRank else { continue }
            let text = rawText(of: index)
            guard budget.spend(text.utf8.count) else { return nil }
            let said = words(text)
            guard !said.isEmpty else { continue }
            if rank == 1 { firsts.append(index) }
            guard titles.contains(where: { isSameTitle(said, $0) }) else { continue }
            if best == nil || rank < best!.rank { best = (index, rank) }
        }
        return best?.index ?? (firsts.count == 1 ? firsts[0] : nil)
    }
}

extension HTMLTag {
    /// 1 for `h1`; nil for what is no heading.
    var headingRank: Int? {
        switch self {
        case .h1: 1
        case .h2: 2
        case .h3: 3
        case .h4: 4
        case .h5: 5
        case .h6: 6
        default: nil
        }
    }
}

/// A page's title often has the site's name behind it, and its heading a mark before it.
func isSameTitle(_ heading: [String], _ title: [String]) -> Bool {
    guard heading.count >= 2 || heading == title else { return false }
    let shared = Set(heading).intersection(title).count
    return shared * 10 >= heading.count * 8 && shared * 10 >= min(title.count, heading.count + 6) * 6
}

/// As many as a title has: headings are compared with all of them.
func titleWords(_ text: String) -> [String] { words(String(decoding: text.utf8.prefix(4000), as: UTF8.self)) }

/// The words of a text in lower case, without its punctuation.
func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func finish() {
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        word.removeAll(keepingCapacity: true)
    }
    let bytes = Array(text.lowercased().utf8)
    var at = 0
    while at < bytes.count {
        let byte = bytes[at]
        if byte < 0x80 {
            if byte.isLetter || byte.isDigit { word.append(byte) } else { finish() }
            at += 1
        } else if byte == 0xE2, at + 2 < bytes.count, bytes[at + 1] == 0x80 {  // dashes, quotes, ellipsis
            finish()
            at += 3
        } else if byte == 0xC2, at + 1 < bytes.count {  // no-break space, «, »
            finish()
            at += 2
        } else {
            word.append(byte)
            at += 1
        }
    }
    finish()
    return words
}

/// A text on one line: white space of any kind, no-break space too, as one space each, and none at the ends.
func collapsed(_ text: String) -> String {
    var out: [UInt8] = []
    var isSpaceDue = false
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
        let byte = bytes[at]
        let isWideSpace = byte == 0xC2 && at + 1 < bytes.count && bytes[at + 1] == 0xA0
        if byte <= 0x20 || isWideSpace {
            isSpaceDue = !out.isEmpty
            at += isWideSpace ? 2 : 1
        } else {
            if isSpaceDue { out.append(0x20) }
            isSpaceDue = false
            out.append(byte)
            at += 1
        }
    }
    return String(decoding: out, as: UTF8.self)
}
