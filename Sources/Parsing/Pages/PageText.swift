import FeedModel
import TextKit

/// Writes an article's runs out again: as a person would copy them, and as clean HTML.
struct PageText {
    let tree: PageTree
    let url: String
    let isDropped: (Int) -> Bool

    // MARK: - Plain text

    /// Paragraphs with an empty line between them, list items on lines of their own, a table's cells with tabs.
    func plain(_ blocks: [PageBlock]) -> String {
        var text = ""
        for (index, block) in blocks.enumerated() {
            if index > 0 { text += separator(blocks[index - 1], block) }
            text += block.text
        }
        return text
    }

    private func separator(_ one: PageBlock, _ other: PageBlock) -> String {
        if let row = around(one, .tr), row == around(other, .tr) { return one.element == other.element ? " " : "\t" }
        if let table = around(one, .table), table == around(other, .table) { return "\n" }
        if let list = list(of: one), list == self.list(of: other) { return "\n" }
        return "\n\n"
    }

    /// The nearest element of `tag` that a run stands in.
    private func around(_ block: PageBlock, _ tag: HTMLTag) -> Int? {
        var index = block.element
        while index > 0, tree.nodes[index].tag != tag { index = tree.nodes[index].parent }
        return index > 0 ? index : nil
    }

    private func list(of block: PageBlock) -> Int? {
        guard let item = around(block, .li) else { return nil }
        return tree.nodes[item].parent
    }

    // MARK: - HTML

    /// Only elements and attributes named here come out, so that whatever the page has, this is safe to show.
    func html(_ blocks: [PageBlock]) -> String {
        var html = ""
        var list: (node: Int, tag: String)?
        var item: Int?
        var table: Int?
        var row: Int?
        let budget = ReadingBudget.current
        for block in blocks {
            let length = html.utf8.count
            let (blockList, blockItem) = (self.list(of: block), around(block, .li))
            let (blockTable, blockRow) = (around(block, .table), around(block, .tr))
            if item != nil, item != blockItem { html += "</li>" }
            if let open = list, open.node != blockList {
                html += "</\(open.tag)>"
                list = nil
            }
            if row != nil, row != blockRow { html += "</tr>" }
            if table != nil, table != blockTable { html += "</table>" }
            if let blockTable, blockTable != table { html += "<table>" }
            if let blockRow, blockRow != row { html += "<tr>" }
            if let blockList, list == nil {
                let tag = tree.nodes[blockList].tag == .ol ? "ol" : "ul"
                html += "<\(tag)>"
                list = (blockList, tag)
            }
            if blockItem != nil, item != blockItem { html += "<li>" }
            (item, table, row) = (blockItem, blockTable, blockRow)
            html += element(block)
            // A run of one letter may stand in four hundred elements.
            guard budget.spend(html.utf8.count - length), budget.hold(html.utf8.count - length) else { break }
        }
        if item != nil { html += "</li>" }
        if let list { html += "</\(list.tag)>" }
        if row != nil { html += "</tr>" }
        if table != nil { html += "</table>" }
        return html
    }

    private func element(_ block: PageBlock) -> String {
        let content = block.isPart ? Self.escaped(block.text) : inline(block)
        switch tree.nodes[block.element].tag {
        case .li: return content
        case .h1, .h2: return "<h2>\(content)</h2>"
        case .h3, .h4, .h5, .h6:
            return "<\(tree.nodes[block.element].tag!.rawValue)>\(content)</\(tree.nodes[block.element].tag!.rawValue)>"
        case .td, .th:
            return "<\(tree.nodes[block.element].tag!.rawValue)>\(content)</\(tree.nodes[block.element].tag!.rawValue)>"
        case .pre: return "<pre>\(content)</pre>"
        default:
            if around(block, .td) != nil { return "<td>\(content)</td>" }
            return around(block, .blockquote) == nil
                ? "<p>\(content)</p>" : "<blockquote><p>\(content)</p></blockquote>"
        }
    }

    private static let kept: [HTMLTag: String] = [
        .a: "a", .em: "em", .i: "em", .strong: "strong", .b: "strong", .code: "code", .sub: "sub", .sup: "sup", .q: "q",
        .cite: "cite", .mark: "mark", .s: "s", .del: "del", .ins: "ins", .u: "u", .small: "small",
    ]

    /// The nodes of a run, with the inline elements around and in it.
    private func inline(_ block: PageBlock) -> String {
        var html = ""
        var open: [(end: Int, tag: String)] = []
        func start(_ index: Int) {
            let node = tree.nodes[index]
            guard let tag = node.tag.flatMap({ Self.kept[$0] }) else { return }
            if tag == "a" {
                guard let address = node[.href].flatMap({ webAddress($0, relativeTo: url) }) else { return }
                html += "<a href=\"\(Self.escaped(address))\">"
            } else {
                html += "<\(tag)>"
            }
            open.append((node.end, tag))
        }
        var above: [Int] = []
        var parent = tree.nodes[block.first].parent
        while parent > block.element {
            above.append(parent)
            parent = tree.nodes[parent].parent
        }
        above.reversed().forEach(start)
        var index = block.first
        var isSpaceDue = false
        func space() {
            if isSpaceDue, !html.isEmpty { html += " " }
            isSpaceDue = false
        }
        while index <= block.last {
            while let last = open.last, last.end <= index {
                html += "</\(last.tag)>"
                open.removeLast()
            }
            let node = tree.nodes[index]
            if let tag = node.tag {
                if tree.isUnread(tag) || isDropped(index) {
                    index = node.end
                    continue
                }
                space()
                if tag == .br { html += "<br>" } else { start(index) }
            } else {
                let text = collapsed(node.text)
                let bytes = node.text.utf8
                if let first = bytes.first, first.isSpace { isSpaceDue = true }
                if !text.isEmpty {
                    space()
                    html += Self.escaped(text)
                    isSpaceDue = bytes.last!.isSpace
                }
            }
            index += 1
        }
        for element in open.reversed() { html += "</\(element.tag)>" }
        return html
    }

    static func escaped(_ text: String) -> String {
        escapingHTML(text).utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
            .joined(separator: "<br>")
    }
}
