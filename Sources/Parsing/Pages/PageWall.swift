import FeedModel
import TextKit

/// What a page shows in its article's place; nil for a page that shows its article.
///
/// A banner lies over many an article, and the marks of those who sell walls stand on pages that are shown whole. So
/// the text that was found must be short and be the wall's own, or the wall's element must hold nearly all that the
/// page says.
/// - Parameter story: what was taken for the article's text.
func wall(_ tree: PageTree, _ data: PageLinkedData, _ page: ArticlePage, story: [PageBlock]) -> PageWall? {
    if (page.contentText?.utf8.count ?? 0) < 700 {
        let whole = tree.blocks { _ in false }.filter { $0.linkDensity < 0.5 && $0.length >= 20 }
        let length = whole.reduce(0) { $0 + $1.length }
        for kind in [PageWall.captcha, .consent] where length < 2000 {
            if holdsAll(of: whole, tree, kind) { return kind }
        }
        let read = story.isEmpty ? whole : story.filter { $0.length >= 20 }
        let sentences = read.flatMap { WallWords.sentences($0.text) }
        if length < 2000 || !story.isEmpty,
            let kind = [PageWall.captcha, .script, .consent].first(where: { isOwn($0, sentences) })
        {
            return kind
        }
        if length < 100, asksForScripts(in: tree) || story.isEmpty && isBlank(tree, length) { return .script }
        if let signed = SignedWall(tree) {
            if let kind = signed.kind { return kind }
            if signed.isOffer { return .subscription }
        }
    }
    return isPaidFor(tree, data, page) ? .subscription : nil
}

/// Next to nothing, and a script that would write the rest.
private func isBlank(_ tree: PageTree, _ length: Int) -> Bool {
    length < 60 && tree.nodes.contains { $0.tag == .script && $0[.src] != nil }
        && !tree.nodes.contains { $0.tag == .a && $0[.href] != nil }
}

/// Whether most of what is said is said by such a wall.
private func isOwn(_ kind: PageWall, _ sentences: [String]) -> Bool {
    let all = sentences.reduce(0) { $0 + $1.utf8.count }
    guard all > 0, let words = WallWords.all[kind], sentences.contains(where: words.isSaid) else { return false }
    // Of consent it is spoken at length.
    let own = sentences.filter(kind == .consent ? words.isRelated : words.isSaid)
    // A report of such a thing speaks of others.
    guard all < 160 || own.contains(where: { WallSigns($0).contains(.address) }) else { return false }
    return own.reduce(0) { $0 + $1.utf8.count } * 2 > all
}

/// Whether elements that are named for such a wall hold nearly all the text, and so no article.
private func holdsAll(of blocks: [PageBlock], _ tree: PageTree, _ kind: PageWall) -> Bool {
    guard let marks = WallWords.marks[kind]?.map({ Array($0.utf8) }) else { return false }
    let scriptMarks = WallWords.scriptMarks(of: kind).map { Array($0.utf8) }
    var (isMarked, isScripted, end, inside) = (false, false, 0, 0)
    for (index, node) in tree.nodes.enumerated() where index >= end {
        if node.isText {
            guard node.parent >= 0, tree.nodes[node.parent].tag == .script else { continue }
            // As bytes, and short ones: a wall's page is little else.
            guard !isScripted, node.text.utf8.count < 32 << 10, ReadingBudget.current.spend(node.text.utf8.count) else {
                continue
            }
            let text = node.text.utf8.span
            isScripted = scriptMarks.contains { text.firstIndex(of: $0) != nil }
        } else if let source = node[.src], !source.isEmpty {
            let source = source.utf8.span
            guard source.count < 2048, scriptMarks.contains(where: { source.firstIndex(of: $0) != nil }) else {
                continue
            }
            isScripted = true
        } else if [node[.id], node[.class]].contains(where: { $0.map { isNamed($0, marks) } ?? false }) {
            (isMarked, end) = (true, node.end)
            inside += blocks.filter { tree.isInside($0.first, index) }.reduce(0) { $0 + $1.length }
        }
    }
    let all = blocks.reduce(0) { $0 + $1.length }
    // Beside a captcha stand the site's name and a number to quote.
    return isScripted && all < 500 || isMarked && all - inside < (kind == .captcha ? 400 : 100)
}

private func isNamed(_ name: String, _ marks: [[UInt8]]) -> Bool {
    guard name.utf8.count < 2048 else { return false }
    let lower = name.lowercased()
    let bytes = lower.utf8.span
    return marks.contains { bytes.firstIndex(of: $0) != nil }
}

private func asksForScripts(in tree: PageTree) -> Bool {
    tree.nodes.indices.contains { index in
        guard tree.nodes[index].tag == .noscript else { return false }
        let text = tree.rawText(of: index)
        return WallWords.sentences(text).contains(where: WallWords.all[.script]!.isSaid)
            || text.utf8.count < 400 && WallSigns(text).contains(.scripts)
    }
}
