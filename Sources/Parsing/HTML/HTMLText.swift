import TextKit

/// Gathers the text of some HTML as a person would copy it: one blank line between paragraphs, a line each for list
/// items and table rows, white space as browsers show it.
struct HTMLText {
    private(set) var bytes: [UInt8] = []
    private var pendingBreaks = 0
    private var hasPendingSpace = false
    private var preDepth = 0
    /// The number of the next item of each open list; -1 where items have a dash.
    private var lists: [Int] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func append(_ text: [UInt8], _ range: Range<Int>) {
        if preDepth > 0 { return appendVerbatim(text, range) }
        var at = range.lowerBound
        while at < range.upperBound {
            if text[at].isSpace {
                hasPendingSpace = true
                at += 1
                continue
            }
            let start = at
            at = endOfWords(text, at..<range.upperBound)
            settle()
            bytes.append(text, start..<at)
        }
    }

    private mutating func appendVerbatim(_ text: [UInt8], _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        settle()
        bytes.append(text, range)
    }

    /// Writes the breaks or the space that are due before the next word.
    private mutating func settle() {
        if pendingBreaks > 0 {
            if !bytes.isEmpty { bytes.append(contentsOf: repeatElement(0x0A, count: pendingBreaks)) }
        } else if hasPendingSpace, let last = bytes.last, last != 0x0A, last != 0x20, last != 0x09 {
            bytes.append(0x20)
        }
        pendingBreaks = 0
        hasPendingSpace = false
    }

    mutating func start(_ tag: HTMLTag, listStart: Int? = nil) {
        switch tag {
        case .br: pendingBreaks = min(pendingBreaks + 1, 2)
        case .ul, .menu, .dir:
            breakLine(lists.isEmpty ? 2 : 1)
            lists.append(-1)
        case .ol:
            breakLine(lists.isEmpty ? 2 : 1)
            lists.append(max(0, listStart ?? 1))
        case .li:
            breakLine(1)
            appendMark()
        case .td, .th: separateCell()
        case .pre, .listing, .xmp, .plaintext:
            breakLine(2)
            preDepth += 1
        default: breakAround(tag)
        }
    }

    mutating func end(_ tag: HTMLTag) {
        switch tag {
        case .ul, .menu, .dir, .ol:
            _ = lists.popLast()
            breakLine(lists.isEmpty ? 2 : 1)
        case .li: breakLine(1)
        case .pre, .listing, .xmp, .plaintext:
            preDepth = max(0, preDepth - 1)
            breakLine(2)
        default: breakAround(tag)
        }
    }

    private mutating func breakAround(_ tag: HTMLTag) {
        switch tag {
        case .p, .h1, .h2, .h3, .h4, .h5, .h6, .blockquote, .table, .figure, .hr, .dl, .section, .article: breakLine(2)
        default: if tag.isBlock { breakLine(1) }
        }
    }

    private mutating func breakLine(_ count: Int) { pendingBreaks = max(pendingBreaks, count) }

    private mutating func appendMark() {
        settle()
        guard let number = lists.last, number >= 0 else {
            if !lists.isEmpty { bytes.append("- ") }
            return
        }
        bytes.append(contentsOf: "\(number). ".utf8)
        lists[lists.count - 1] = number < Int(Int32.max) ? number + 1 : number
    }

    private mutating func separateCell() {
        if pendingBreaks == 0, let last = bytes.last, last != 0x0A { bytes.append(0x09) }
        hasPendingSpace = false
    }

    /// Without white space at the ends.
    var trimmed: String? {
        let range = bytes.trimmingSpace(bytes.indices)
        return range.isEmpty ? nil : bytes.safeString(range)
    }
}

/// Where words with one space between them end, which are copied in one go.
/// - Parameter range: begins within a word.
private func endOfWords(_ text: [UInt8], _ range: Range<Int>) -> Int {
    text.withUnsafeBytes { text in
        var at = range.lowerBound
        // Eight bytes at a time, as long as there is neither a control character nor a space behind a space.
        var lastSpace: UInt64 = 0
        while at + 8 <= range.upperBound {
            let word = text.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let spaces = word.places(of: 0x20)
            guard word.controls | spaces & (spaces << 8 | lastSpace) == 0 else { break }
            lastSpace = spaces >> 56
            at += 8
        }
        if lastSpace != 0 { at -= 1 }
        while at < range.upperBound {
            if text[at] == 0x20, at + 1 < range.upperBound, !text[at + 1].isSpace {
                at += 2
            } else if text[at].isSpace {
                break
            } else {
                at += 1
            }
        }
        return at
    }
}
