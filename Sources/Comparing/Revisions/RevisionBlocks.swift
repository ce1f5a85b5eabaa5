import TextKit

/// A paragraph, list item, heading or line of a text, as a reader sees it.
struct Block: Equatable {
    /// In the form of `readable`.
    var text: String
    /// Links, or a few words that lead to them.
    var isLinks = false
    var isListItem = false
    var isHeading = false
}

/// The blocks of sanitized HTML. What is no element is text: the parser has repaired everything.
func blocks(ofHTML html: String) -> [Block] {
    var reader = BlockReader(bytes: Array(html.utf8))
    return reader.read()
}

/// The blocks of plain text: its lines.
func blocks(ofText text: String) -> [Block] {
    text.lines.map { Block(text: readable($0)) }.filter { !$0.text.isEmpty }
}

private struct BlockReader {
    let bytes: [UInt8]
    private var at = 0
    private var blocks: [Block] = []
    private var text: [UInt8] = []
    private var linkedCount = 0
    private var letterCount = 0
    private var lettersSinceLink = 0
    private var linkDepth = 0
    private var isListItem = false
    private var isHeading = false

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() -> [Block] {
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "<"), let tag = readTag() {
                open(tag)
            } else if bytes[at] == UInt8(ascii: "&"), readReference() {
                continue
            } else {
                addPlain()
            }
        }
        endBlock()
        return blocks
    }

    /// The byte that is next, and what follows it up to another sign that may mean something.
    private mutating func addPlain() {
        var end = at + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "<"), bytes[end] != UInt8(ascii: "&") { end += 1 }
        let range = at..<end
        text.append(bytes, range)
        count(letters: range.count { bytes[$0] > space })
        at = end
    }

    private mutating func readReference() -> Bool {
        var character: [UInt8] = []
        guard let end = CharacterReference.read(bytes, at: at, end: bytes.count, inAttribute: false, into: &character)
        else { return false }
        text += character
        count(letters: character.count { $0 > space })
        at = end
        return true
    }

    private mutating func count(letters: Int) {
        letterCount += letters
        if linkDepth == 0 {
            lettersSinceLink += letters
        } else if letters > 0 {
            (linkedCount, lettersSinceLink) = (linkedCount + letters, 0)
        }
    }

    private mutating func endBlock() {
        let readable = readable(text.span)
        if !readable.isEmpty {
            blocks.append(Block(text: readable, isLinks: isLinks, isListItem: isListItem, isHeading: isHeading))
        }
        text.removeAll(keepingCapacity: true)
        (linkedCount, letterCount, lettersSinceLink) = (0, 0, 0)
    }

    /// All of it, or what a few words lead to that end where the link does: "Read also: A headline".
    private var isLinks: Bool {
        linkedCount * 10 >= letterCount * 8
            || lettersSinceLink == 0 && letterCount - linkedCount <= 30 && linkedCount * 2 >= letterCount
    }

    private struct Tag { var name: Range<Int>, isEnd: Bool }

    /// Nil when `<` is only a sign.
    private mutating func readTag() -> Tag? {
        var index = at + 1
        let isEnd = index < bytes.count && bytes[index] == UInt8(ascii: "/")
        if isEnd { index += 1 }
        let start = index
        while index < bytes.count, bytes[index].isLetter || bytes[index].isDigit { index += 1 }
        let name = start..<index
        guard !name.isEmpty || index < bytes.count && bytes[index] == UInt8(ascii: "!") else { return nil }
        var quote: UInt8?
        while index < bytes.count, quote != nil || bytes[index] != UInt8(ascii: ">") {
            if let open = quote {
                if bytes[index] == open { quote = nil }
            } else if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
                quote = bytes[index]
            }
            index += 1
        }
        at = min(index + 1, bytes.count)
        return Tag(name: name, isEnd: isEnd)
    }

    private mutating func open(_ tag: Tag) {
        if bytes.equals("a", in: tag.name) {
            linkDepth = max(0, linkDepth + (tag.isEnd ? -1 : 1))
        } else if let number = blockNames.find(bytes, tag.name) {
            endBlock()
            if number == 0 { isListItem = !tag.isEnd }
            if headings.contains(number) { isHeading = !tag.isEnd }
        }
    }
}

private let headings = 1...6

/// List items first, then the headings.
private let blockNames = NameIndex([
    "li", "h1", "h2", "h3", "h4", "h5", "h6", "address", "article", "aside", "blockquote", "br", "caption", "center",
    "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "header", "hr", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])
