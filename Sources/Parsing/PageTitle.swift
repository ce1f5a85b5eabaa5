import FeedModel

extension PageTree {
    /// The `content` of the first `meta` with one of these names, in the order of the names.
    func meta(_ names: String...) -> String? {
        for name in names {
            for node in nodes where node.tag == .meta {
                guard let key = node[.property] ?? node[.name] ?? node[.itemprop], key.lowercased() == name,
                    let content = node[.content]
                else { continue }
                let text = collapsed(content)
                if !text.isEmpty { return text }
            }
        }
        return nil
    }

    /// The `content` of every `meta` with the first of these names that any has.
    func metas(_ names: String...) -> [String] {
        for name in names {
            let found = nodes.filter { $0.tag == .meta && ($0[.property] ?? $0[.name])?.lowercased() == name }
                .compactMap { $0[.content] }.map(collapsed).filter { !$0.isEmpty }
            if !found.isEmpty { return found }
        }
        return []
    }

    /// The heading that stands over the story: the first, of the highest rank, that says what the page's own titles
    /// say; else the only `h1`.
    func headline(among titles: [String]) -> Int? {
        let titles = titles.map(words)
        var best: (index: Int, rank: Int)?
        var firsts: [Int] = []
        for index in nodes.indices {
            guard let rank = nodes[index].tag?.headingRank else { continue }
            let said = words(rawText(of: index))
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

func collapsed(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
