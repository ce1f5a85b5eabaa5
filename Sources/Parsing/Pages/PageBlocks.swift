import TextKit

/// A paragraph, heading, list item or other run of text, as a reader sees it.
struct PageBlock {
    /// The element that the run stands in, and the run's first node.
    let element: Int
    let first: Int
    var last = 0
    /// Between two line breaks of a longer run.
    var isPart = false
    var text: String
    /// Holds two line breaks in a row.
    fileprivate var hasParagraphs = false
    /// UTF-8 bytes without white space: a character of Chinese or Japanese says more than a Latin one, and has
    /// more bytes.
    var length = 0
    /// The part of `length` inside links.
    var linkLength = 0
    /// The number of links.
    var links = 0
    /// The longest row of ASCII without white space: data that a script left, where it is most of the run.
    fileprivate(set) var longestWord = 0

    var isData: Bool { longestWord > 120 && longestWord * 3 > length * 2 }

    var linkDensity: Double { length == 0 ? 0 : Double(linkLength) / Double(length) }
}

extension PageTree {
    /// Starts a line of its own, as cells do, too.
    func isBlock(_ index: Int) -> Bool {
        guard let tag = nodes[index].tag else { return false }
        return tag.isBlock || tag == .other && nodes[index].holdsBlock || tag == .td || tag == .th || tag == .center
    }

    /// Never read as text.
    func isUnread(_ tag: HTMLTag) -> Bool {
        switch tag {
        case .script, .style, .noscript, .template, .svg, .iframe, .object, .embed, .audio, .video, .canvas, .select,
            .textarea, .input, .button, .head, .math, .datalist, .progress, .dialog, .title, .noframes, .noembed,
            .option:
            true
        default: false
        }
    }

    /// The runs of text below `root` in order, without what `isDropped` says.
    func blocks(in root: Int = 0, dropping isDropped: (Int) -> Bool) -> [PageBlock] {
        var blocks: [PageBlock] = []
        var elements = [root]
        var run = TextRun()
        var linkEnd = 0
        var index = root + 1
        func finish() {
            if let block = run.take(element: elements.last!) { blocks.append(block) }
        }
        while index < nodes[root].end {
            while index >= nodes[elements.last!].end, elements.count > 1 {
                finish()
                elements.removeLast()
            }
            let node = nodes[index]
            guard let tag = node.tag else {
                run.append(node.text, at: index, isLink: index < linkEnd)
                index += 1
                continue
            }
            if isUnread(tag) || isDropped(index) {
                if isBlock(index) { finish() } else { run.space() }
                index = node.end
                continue
            } else if tag == .br {
                run.lineBreak(at: index)
            } else if isBlock(index) {
                finish()
                elements.append(index)
            } else if tag == .a, node[.href] != nil {
                linkEnd = node.end
                run.links += 1
            }
            index += 1
        }
        finish()
        return blocks.flatMap(\.paragraphs).filter { !$0.isData }
    }
}

extension PageBlock {
    /// Two line breaks end a paragraph where the author knew no `p`.
    fileprivate var paragraphs: [PageBlock] {
        guard hasParagraphs else { return [self] }
        let parts = text.split(separator: "\n\n")
        return parts.map { part in
            var block = self
            block.text = String(part.trimmed())
            (block.isPart, block.hasParagraphs) = (true, false)
            block.length = part.utf8.reduce(0) { $0 + ($1 > 0x20 ? 1 : 0) }
            block.linkLength = linkLength * block.length / max(length, 1)
            return block
        }.filter { !$0.text.isEmpty }
    }
}

/// The run that is being read: white space collapsed, no-break space read as space, invisible marks left out.
private struct TextRun {
    private var bytes: [UInt8] = []
    private var first = -1
    private var last = -1
    private var length = 0
    private var linkLength = 0
    private var pendingSpace = false
    private var breaks = 0
    private var hasParagraphs = false
    private var word = 0
    private var longestWord = 0
    var links = 0

    mutating func space() { pendingSpace = true }

    mutating func lineBreak(at index: Int) {
        if !bytes.isEmpty { breaks += 1 }
    }

    mutating func append(_ text: String, at index: Int, isLink: Bool) {
        let source = Array(text.utf8)
        var at = 0
        while at < source.count {
            let byte = source[at]
            if byte <= 0x20 || byte == 0x7F {
                pendingSpace = true
                at += 1
            } else if byte == 0xC2, at + 1 < source.count, source[at + 1] == 0xA0 {  // no-break space
                pendingSpace = true
                at += 2
            } else if byte == 0xC2, at + 1 < source.count, source[at + 1] == 0xAD {  // soft hyphen
                at += 2
            } else if byte == 0xE2, at + 2 < source.count, source[at + 1] == 0x80,
                (0x8B...0x8F).contains(source[at + 2])
            {
                at += 3  // zero-width space to right-to-left mark
            } else if byte == 0xEF, at + 2 < source.count, source[at + 1] == 0xBB, source[at + 2] == 0xBF {
                at += 3  // byte-order mark
            } else {
                if first < 0 { first = index }
                last = index
                if breaks > 0, !bytes.isEmpty {
                    bytes += breaks > 1 ? [0x0A, 0x0A] : [0x0A]
                    if breaks > 1 { hasParagraphs = true }
                } else if pendingSpace, !bytes.isEmpty {
                    bytes.append(0x20)
                }
                (breaks, pendingSpace) = (0, false)
                word = byte >= 0x80 || bytes.last.map { $0 <= 0x20 } ?? true ? 1 : word + 1
                longestWord = max(longestWord, word)
                bytes.append(byte)
                length += 1
                if isLink { linkLength += 1 }
                at += 1
            }
        }
    }

    mutating func take(element: Int) -> PageBlock? {
        defer { self = TextRun() }
        guard !bytes.isEmpty else { return nil }
        var block = PageBlock(element: element, first: first, text: String(decoding: bytes, as: UTF8.self))
        (block.last, block.hasParagraphs) = (last, hasParagraphs)
        (block.length, block.linkLength, block.links) = (length, linkLength, links)
        block.longestWord = longestWord
        return block
    }
}
