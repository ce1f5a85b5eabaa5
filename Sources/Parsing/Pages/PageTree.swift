import FeedModel
import TextKit

/// A web page as a tree in one array: a node's descendants follow it at once, so that any sum over a part of the
/// page is a sum over a range.
struct PageTree {
    struct Node {
        /// Nil for text.
        let tag: HTMLTag?
        /// The text of a text node.
        var text = ""
        var attributes: [(name: PageAttribute, value: String)] = []
        let parent: Int
        /// The index after the last descendant.
        var end: Int

        /// An element of unknown name stands on lines of its own when what is in it does.
        fileprivate(set) var holdsBlock = false

        var isText: Bool { tag == nil }
        subscript(name: PageAttribute) -> String? { attributes.first { $0.name == name }?.value }
    }

    var nodes: [Node] = []
    /// The `meta` elements that say something, by `property`, `name` or `itemprop` in lower case.
    fileprivate(set) var metas: [(name: String, content: String)] = []

    func isInside(_ index: Int, _ ancestor: Int) -> Bool { index >= ancestor && index < nodes[ancestor].end }

    /// All text below a node, white space as it comes.
    func rawText(of index: Int) -> String {
        var text = ""
        for node in nodes[index..<nodes[index].end] where node.isText { text += node.text }
        return text
    }

    /// The parent first, the root last; none for the root.
    func ancestors(of index: Int) -> some Sequence<Int> {
        sequence(first: index) { nodes[$0].parent >= 0 ? nodes[$0].parent : nil }.dropFirst()
    }

    func first(_ tag: HTMLTag) -> Int? { nodes.firstIndex { $0.tag == tag } }
}

/// The attributes that are read anywhere.
enum PageAttribute: String, CaseIterable, Sendable {
    case `class`, id, itemprop, itemtype, itemscope, role, href, src, datetime, content, property, name, rel, style
    case hidden, lang, type, alt, title, pubdate
    case xmlLang = "xml:lang"
    case ariaHidden = "aria-hidden"
    case httpEquiv = "http-equiv"

    private static let names = NameTable(allCases.map { (name: $0.rawValue, value: $0) })
    static func find(_ bytes: [UInt8], _ name: Range<Int>) -> PageAttribute? { names.find(bytes, name) }
}

/// Builds the tree from start tags, end tags and text, closing what HTML lets authors leave open.
struct PageTreeBuilder {
    private var tree = PageTree()
    private var open: [Int] = []
    private var openParagraphs = 0
    /// What a reader sees ends the head, closed or not (WHATWG HTML, 13.2.6.4.4).
    private var isInHead = false

    /// Deeper elements are read as content of the last that was let in: a hostile page must not cost a stack.
    private static let depthLimit = 400
    private static let nodeLimit = 400_000

    private let budget = ReadingBudget.current

    init() {
        tree.nodes.append(PageTree.Node(tag: .html, parent: -1, end: 1))
        open.append(0)
    }

    mutating func start(_ tag: HTMLTag, _ attributes: [(name: PageAttribute, value: String)]) {
        guard tree.nodes.count < Self.nodeLimit else { return }
        budget.hold(2 * MemoryLayout<PageTree.Node>.stride + attributes.reduce(0) { $0 + $1.value.utf8.count + 64 })
        if openParagraphs > 0, endsParagraph(tag) {
            close(within: { [.button, .td, .th, .object].contains($0) }) { $0 == .p }
        }
        closeSibling(of: tag)
        if isInHead, tag.isBlock, tag != .body, tag != .head, tag != .html {
            close(within: { _ in false }) { $0 == .head }
        }
        if tag == .head { isInHead = true }
        if tag.isBlock { markHolders() }
        let index = tree.nodes.count
        tree.nodes.append(PageTree.Node(tag: tag, attributes: attributes, parent: open.last!, end: index + 1))
        if !tag.isVoid, open.count < Self.depthLimit {
            open.append(index)
            if tag == .p { openParagraphs += 1 }
        }
    }

    mutating func end(_ tag: HTMLTag) {
        // An end tag within a cell cannot close what is around the table.
        let scope: (HTMLTag) -> Bool
        switch tag {
        case .table, .tbody, .thead, .tfoot, .tr, .td, .th: scope = { $0 == .table && $0 != tag }
        case .html, .body: return
        default: scope = { $0 == .td || $0 == .th }
        }
        close(within: scope) { $0 == tag }
    }

    mutating func text(_ text: String) {
        // Once here, and once in the run that it will be part of.
        budget.hold(2 * text.utf8.count)
        if let last = tree.nodes.indices.last, tree.nodes[last].isText, tree.nodes[last].parent == open.last! {
            tree.nodes[last].text += text
        } else if tree.nodes.count < Self.nodeLimit {
            let index = tree.nodes.count
            tree.nodes.append(PageTree.Node(tag: nil, text: text, parent: open.last!, end: index + 1))
        }
    }

    consuming func finish() -> PageTree {
        close(downTo: 1)
        tree.nodes[0].end = tree.nodes.count
        for node in tree.nodes where node.tag == .meta {
            guard let name = node[.property] ?? node[.name] ?? node[.itemprop], let content = node[.content] else {
                continue
            }
            let text = collapsed(content)
            if !text.isEmpty { tree.metas.append((name.lowercased(), text)) }
        }
        return tree
    }

    private mutating func markHolders() {
        for index in open.reversed() where tree.nodes[index].tag == .other {
            if tree.nodes[index].holdsBlock { return }
            tree.nodes[index].holdsBlock = true
        }
    }

    /// What ends an open `p` (WHATWG HTML, 13.1.2.4).
    private func endsParagraph(_ tag: HTMLTag) -> Bool {
        switch tag {
        case .li, .dd, .dt, .td, .th, .tr, .tbody, .thead, .tfoot, .caption, .optgroup, .option, .legend: false
        default: tag.isBlock
        }
    }

    /// A list item ends the one before it, a cell the cell, and so on, as far as their list or table.
    private mutating func closeSibling(of tag: HTMLTag) {
        switch tag {
        case .li: close(within: { $0 == .ul || $0 == .ol || $0 == .menu }) { $0 == .li }
        case .dt, .dd: close(within: { $0 == .dl }) { $0 == .dt || $0 == .dd }
        case .tr: close(within: { $0 == .table }) { $0 == .tr }
        case .td, .th: close(within: { $0 == .tr || $0 == .table }) { $0 == .td || $0 == .th }
        case .tbody, .tfoot: close(within: { $0 == .table }) { $0 == .thead || $0 == .tbody }
        case .option: close(within: { $0 == .select }) { $0 == .option }
        case .a: close(within: { $0 == .table || $0 == .td || $0 == .th }) { $0 == .a }
        case .body: close(within: { $0 == .body }) { $0 == .head }
        default: break
        }
    }

    private mutating func close(within isScope: (HTMLTag) -> Bool, _ isWanted: (HTMLTag) -> Bool) {
        for depth in stride(from: open.count - 1, to: 0, by: -1) {
            guard let tag = tree.nodes[open[depth]].tag else { continue }
            if isWanted(tag) { return close(downTo: depth) }
            if isScope(tag) { return }
        }
    }

    private mutating func close(downTo depth: Int) {
        while open.count > depth {
            let index = open.removeLast()
            tree.nodes[index].end = tree.nodes.count
            if tree.nodes[index].tag == .p { openParagraphs -= 1 }
            if tree.nodes[index].tag == .head { isInHead = false }
        }
    }
}
