import FeedModel

/// Finds an article's text in its page.
struct PageExtraction {
    let tree: PageTree
    let headline: Int?
    private let titles: [String]
    private let description: String
    private let url: String
    private(set) var dropped: [Bool]

    init(_ tree: PageTree, titles: [String], description: String, url: String) {
        (self.titles, self.description, self.url) = (titles, description, url)
        self.tree = tree
        headline = tree.headline(among: titles)
        dropped = Array(repeating: false, count: tree.nodes.count)
    }

    /// The article's text, and the lines that stand above it and in it before anything was taken off.
    ///
    /// Names are the authors' own words, and may mean another thing: `sidebar-layout` holds the story, too. Where the
    /// paragraphs that stand closest together are not in what the names lead to, the page is read again without
    /// believing the names around them; the first reading stands unless it falls far short of the second.
    mutating func extract() -> (story: [PageBlock], lines: [String]) {
        let all = tree.blocks { _ in false }
        let heart = densest(all)
        var (story, body) = read(all, sparing: nil)
        if let heart, dropped[heart] || isUnderDropped(heart) || !tree.isInside(heart, body) {
            let named = dropped
            dropped = Array(repeating: false, count: tree.nodes.count)
            let (other, otherBody) = read(all, sparing: heart)
            if length(of: other) > 2 * length(of: story) {
                (story, body) = (other, otherBody)
            } else {
                dropped = named
            }
        }
        return (story, lines(of: body, all))
    }

    private func length(of story: [PageBlock]) -> Double { story.reduce(0) { $0 + max(0, Self.value($1)) } }

    private func isUnderDropped(_ index: Int) -> Bool { tree.ancestors(of: index).contains { dropped[$0] } }

    /// The element whose own paragraphs hold the most story text.
    private func densest(_ blocks: [PageBlock]) -> Int? {
        var sums: [Int: Double] = [:]
        let isNotice = tree.nodes.map { !$0.isText && PageFurniture.isNotice($0) }
        for block in blocks {
            let parent = tree.nodes[block.element].tag == .p ? tree.nodes[block.element].parent : block.element
            guard block.length >= 80 || tree.nodes[block.element].tag == .p else { continue }
            sums[max(parent, 0), default: 0] += max(0, Self.value(block))
        }
        for element in sums.keys
        where tree.ancestors(of: element).contains(where: { isNotice[$0] }) || isNotice[element] {
            sums[element] = nil
        }
        let best = sums.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return best.flatMap { $0.value >= 300 ? $0.key : nil }
    }

    /// - Parameter heart: the element whose surroundings' names are not believed.
    private mutating func read(_ all: [PageBlock], sparing heart: Int?) -> (story: [PageBlock], body: Int) {
        dropFurniture(all, sparing: heart)
        let blocks = tree.blocks { dropped[$0] }
        let start = headline ?? 0
        let values = blocks.map { $0.first >= start ? Self.value($0) : min(0, Self.value($0)) }
        let sums = Sums(tree, blocks, values)
        let gains = Sums(tree, blocks, values.map { max($0, 0) })
        var best = (node: 0, value: -Double.infinity)
        for index in tree.nodes.indices where tree.isBlock(index) {
            let value = sums.total(index, tree)
            if value > best.value || value == best.value { best = (index, value) }
        }
        let body = namedBody(gains, best: best.node) ?? best.node
        dropLinkLists(in: body)
        let cleaning = PageCleaning(
            tree: tree, headline: headline, titles: titles.map(titleWords), description: words(description), url: url)
        let story = cleaning.clean(tree.blocks(in: body) { dropped[$0] })
        return (lead(above: body, blocks, story) + story, body)
    }

    /// The paragraphs between the headline and the body: many systems keep a story's first paragraph in a field of
    /// its own. One that the story says again is its summary.
    private func lead(above body: Int, _ blocks: [PageBlock], _ story: [PageBlock]) -> [PageBlock] {
        guard let headline, headline < body, let first = story.first?.first else { return [] }
        let above = blocks.filter { block in
            block.first > tree.nodes[headline].end && block.first < min(body, first) && block.length >= 60
                && block.linkDensity < 0.2 && PageWords.endsSentence(block.text) && !PageWords.isNotice(block.text)
                && !PageWords.isLead(block.text) && !PageWords.isDateLine(block.text)
        }
        guard above.count <= 3, above.reduce(0, { $0 + $1.length }) < story.reduce(0, { $0 + $1.length }) else {
            return []
        }
        return above.filter { block in !story.contains { $0.text.hasPrefix(block.text.prefix(60)) } }
    }

    /// Lists and boxes that are mostly links.
    private mutating func dropLinkLists(in body: Int) {
        let budget = ReadingBudget.current
        let blocks = tree.blocks(in: body) { dropped[$0] }
        let lengths = Sums(tree, blocks, blocks.map { Double($0.length) })
        let linkLengths = Sums(tree, blocks, blocks.map { Double($0.linkLength) })
        let limit = lengths.total(body, tree) * 0.4
        for index in body + 1..<tree.nodes[body].end where tree.isBlock(index) && !dropped[index] {
            let tag = tree.nodes[index].tag
            guard tag != .p, tag != .li, tag?.headingRank == nil, tag != .td, tag != .th else { continue }
            let length = lengths.total(index, tree)
            let density = linkLengths.total(index, tree) / max(length, 1)
            guard density > 0.6, length > 30, length < limit, budget.spend(tree.nodes[index].end - index) else {
                continue
            }
            let links = tree.nodes[index..<tree.nodes[index].end].filter { $0.tag == .a }.compactMap { $0[.href] }
            if links.count > 1, links.count(where: { leadsHome($0, at: url) }) * 2 > links.count {
                dropped[index] = true
            }
        }
    }

    /// Names are only believed for what does not hold most of the page's text, and not around `heart`.
    private mutating func dropFurniture(_ blocks: [PageBlock], sparing heart: Int?) {
        let gains = Sums(tree, blocks, blocks.map { max(Self.value($0), 0) })
        let total = gains.total(0, tree)
        var index = 1
        while index < tree.nodes.count {
            let node = tree.nodes[index]
            let holdsHeadline = headline.map { tree.isInside($0, index) } ?? false
            let share = gains.total(index, tree) / max(total, 1)
            let holdsHeart = heart.map { tree.isInside($0, index) } ?? false
            if !node.isText, !holdsHeadline, PageFurniture.isFurniture(node),
                !holdsHeart || PageFurniture.isNotice(node),
                share < (headline != nil && PageFurniture.isSurelyFurniture(node) ? 0.8 : 0.4)
            {
                dropped[index] = true
                index = node.end
            } else {
                index += 1
            }
        }
    }

    /// From the headline, or from a few lines above the body, to the body's end: bylines and dates are furniture, so
    /// they are read from all runs.
    private func lines(of body: Int, _ all: [PageBlock]) -> [String] {
        let start = min(headline ?? body, body)
        let first = all.firstIndex { $0.first >= start } ?? 0
        let last = all.lastIndex { $0.first < tree.nodes[body].end } ?? all.count - 1
        guard first <= last else { return [] }
        return all[max(0, first - 6)...last].flatMap { $0.text.split(separator: "\n").map(String.init) }
    }

    /// The element that the page itself calls the article's body, or its own article. Where several neighbours are
    /// called so, the element around them. A name is believed when it holds a good part of what the best holds.
    private func namedBody(_ gains: Sums, best: Int) -> Int? {
        let enough = gains.total(best, tree)
        let strengths = tree.nodes.indices.map {
            dropped[$0] || !tree.isBlock($0) ? 0 : PageBody.strength(of: tree.nodes[$0])
        }
        for (strength, share) in [(3, 0.2), (2, 0.3)] {
            var counts: [Int: Int] = [:]
            let named = tree.nodes.indices.filter { strengths[$0] == strength && gains.total($0, tree) > 0 }
            for index in named { counts[tree.nodes[index].parent, default: 0] += 1 }
            let grouped = named.map { counts[tree.nodes[$0].parent]! > 1 ? tree.nodes[$0].parent : $0 }
            guard let widest = grouped.max(by: { gains.total($0, tree) < gains.total($1, tree) }),
                gains.total(widest, tree) >= enough * share
            else { continue }
            return tightest(in: widest, of: grouped + [best], gains)
        }
        let articles = tree.nodes.indices.filter { strengths[$0] == 1 && gains.total($0, tree) > 0 }
        guard let headline,
            let own = articles.last(where: { tree.isInside(headline, $0) && gains.total($0, tree) > 250 })
        else {
            let widest = articles.max { gains.total($0, tree) < gains.total($1, tree) }
            return widest.flatMap {
                gains.total($0, tree) >= enough * 0.5 ? tightest(in: $0, of: articles + [best], gains) : nil
            }
        }
        // Beside other articles, the one with the headline may be the shortest.
        let isOneOfSeveral = articles.contains { $0 != own && tree.nodes[$0].parent == tree.nodes[own].parent }
        guard gains.total(own, tree) >= enough * (isOneOfSeveral ? 0.08 : 0.5) else { return nil }
        return tightest(in: own, of: [best], gains)
    }

    /// The smallest of `candidates` inside `node` that holds nearly all of what it holds.
    private func tightest(in node: Int, of candidates: [Int], _ gains: Sums) -> Int {
        let enough = gains.total(node, tree) * 0.92
        let size = { (index: Int) in tree.nodes[index].end - index }
        return candidates.filter { tree.isInside($0, node) && gains.total($0, tree) >= enough }
            .min { size($0) < size($1) } ?? node
    }

    /// How much a run speaks for being story text, in bytes; below zero for furniture.
    static func value(_ block: PageBlock) -> Double {
        let length = Double(block.length)
        let density = block.linkDensity
        if density > 0.5 { return -length }
        let isSentence = PageWords.endsSentence(block.text)
        if block.length >= 80 { return length * (1 - density) * (isSentence ? 1 : 0.5) }
        return isSentence ? length * 0.3 : -length * 0.3 - 5
    }
}

/// Sums over the nodes' ranges.
struct Sums {
    private var upTo: [Double]
    init(_ tree: PageTree, _ blocks: [PageBlock], _ values: [Double]) {
        upTo = Array(repeating: 0, count: tree.nodes.count + 1)
        for (block, value) in zip(blocks, values) { upTo[block.first + 1] += value }
        for index in 1..<upTo.count { upTo[index] += upTo[index - 1] }
    }
    func total(_ index: Int, _ tree: PageTree) -> Double { upTo[tree.nodes[index].end] - upTo[index] }
}
