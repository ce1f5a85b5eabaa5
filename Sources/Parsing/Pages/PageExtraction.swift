import FeedModel

/// Finds an article's text in its page.
struct PageExtraction {
    let tree: PageTree
    let headline: Int?
    private let titles: [String]
    private let description: String
    private let url: String
    private(set) var dropped: [Bool]
    private let traits: [PageFurniture.Traits]

    init(_ tree: PageTree, titles: [String], description: String, url: String) {
        (self.titles, self.description, self.url) = (titles, description, url)
        self.tree = tree
        headline = tree.headline(among: titles)
        dropped = Array(repeating: false, count: tree.nodes.count)
        traits = PageFurniture.traits(of: tree)
    }

    /// The article's text, the lines that stand above it and in it before anything was taken off, and those below it.
    ///
    /// Names are the authors' own words, and may mean another thing: `sidebar-layout` holds the story, too. Where the
    /// paragraphs that stand closest together are not in what the names lead to, the page is read again without
    /// believing the names around them; the first reading stands unless it falls far short of the second.
    mutating func extract() -> (story: [PageBlock], lines: [String], below: [String]) {
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
        return (story, lines(of: body, all), linesBelow(body, all))
    }

    private func length(of story: [PageBlock]) -> Double { story.reduce(0) { $0 + max(0, Self.value($1)) } }

    private func isUnderDropped(_ index: Int) -> Bool { tree.ancestors(of: index).contains { dropped[$0] } }

    /// The element whose own paragraphs hold the most story text.
    private func densest(_ blocks: [PageBlock]) -> Int? {
        var sums: [Int: Double] = [:]
        for block in blocks {
            let parent = tree.nodes[block.element].tag == .p ? tree.nodes[block.element].parent : block.element
            guard block.length >= 80 || tree.nodes[block.element].tag == .p else { continue }
            sums[max(parent, 0), default: 0] += max(0, Self.value(block))
        }
        for element in sums.keys
        where tree.ancestors(of: element).contains(where: { traits[$0].contains(.notice) })
            || traits[element].contains(.notice)
        {
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
        let body = widened(namedBody(gains, best: best.node) ?? best.node, gains)
        dropLinkLists(in: body)
        let cleaning = PageCleaning(
            tree: tree, headline: headline, titles: titles.map(titleWords), description: words(description), url: url)
        let story = cleaning.clean(tree.blocks(in: body) { dropped[$0] })
        return (lead(above: body, blocks, story) + story, body)
    }

    /// A story laid out in rows of one form stands in all of them: where elements beside the body, or beside one
    /// around it, bear its names and hold text, too, the element around them is the body. Rows with a headline of
    /// their own, or with one that leads elsewhere, are other stories.
    private func widened(_ body: Int, _ gains: Sums) -> Int {
        var (body, inner) = (body, body)
        while inner > 0, tree.nodes[inner].tag != .body, tree.nodes[inner].tag != .article {
            let parent = tree.nodes[inner].parent
            guard parent > 0 else { break }
            let name = tree.nodes[inner][.class]
            if tree.nodes[inner].tag != .p, let name, !name.isEmpty {
                let alike = children(of: parent).filter {
                    !dropped[$0] && $0 != inner && tree.nodes[$0].tag == tree.nodes[inner].tag
                        && tree.nodes[$0][.class] == name && gains.total($0, tree) > 0
                }
                let more = alike.filter { !isOtherStory($0) }.reduce(0) { $0 + gains.total($1, tree) }
                if alike.allSatisfy({ !isOtherStory($0) }), more > 100, more >= gains.total(body, tree) * 0.3 {
                    body = parent
                }
            }
            inner = parent
        }
        return body
    }

    private func children(of index: Int) -> [Int] {
        var children: [Int] = []
        var child = index + 1
        while child < tree.nodes[index].end {
            children.append(child)
            child = tree.nodes[child].end
        }
        return children
    }

    private func isOtherStory(_ index: Int) -> Bool {
        (index..<tree.nodes[index].end).contains { place in
            guard let rank = tree.nodes[place].tag?.headingRank else { return false }
            return rank == 1 && place != headline
                || tree.nodes[place..<tree.nodes[place].end].contains { $0.tag == .a && $0[.href] != nil }
        }
    }

    /// The paragraphs between the headline and the body: many systems keep a story's first paragraph in a field of
    /// its own. One that the story says again is its summary.
    /// A line that a heading or a name sets apart as the story's lead need be no sentence.
    private func lead(above body: Int, _ blocks: [PageBlock], _ story: [PageBlock]) -> [PageBlock] {
        guard let headline, let first = story.first?.first, headline < first else { return [] }
        let above = blocks.filter { block in
            block.first > tree.nodes[headline].end - 1 && block.first < first && block.linkDensity < 0.2
                && (block.length >= 60 && PageWords.endsSentence(block.text) || block.length >= 50 && isSetApart(block))
                && !PageWords.isNotice(block.text) && !PageWords.isLead(block.text) && !PageWords.isDateLine(block.text)
                && !PageWords.isByline(block.text)
        }
        guard above.count <= 3, above.reduce(0, { $0 + $1.length }) < story.reduce(0, { $0 + $1.length }) else {
            return []
        }
        let told = titles.map(titleWords)
        return above.filter { block in
            let said = words(block.text)
            return !story.contains { $0.text.hasPrefix(block.text.prefix(60)) }
                && !told.contains { isSameTitle(said, $0) }
        }
    }

    private func isSetApart(_ block: PageBlock) -> Bool {
        let node = tree.nodes[block.element]
        if let rank = node.tag?.headingRank { return rank > 1 }
        return PageFurniture.isDeck(node) || PageFurniture.isDeck(tree.nodes[max(node.parent, 0)])
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

    /// Names are only believed for what does not hold most of the page's text, and not around `heart`. A name that
    /// many elements bear is believed by what they hold together.
    private mutating func dropFurniture(_ blocks: [PageBlock], sparing heart: Int?) {
        let gains = Sums(tree, blocks, blocks.map { max(Self.value($0), 0) })
        let total = max(gains.total(0, tree), 1)
        var shares: [String: Double] = [:]
        for index in tree.nodes.indices where traits[index].contains(.furniture) && !traits[index].contains(.sure) {
            if let name = tree.nodes[index][.class] { shares[name, default: 0] += gains.total(index, tree) / total }
        }
        var index = 1
        while index < tree.nodes.count {
            let node = tree.nodes[index]
            if drops(
                index, share: gains.total(index, tree) / total, ofName: node[.class].flatMap { shares[$0] } ?? 0, heart)
            {
                dropped[index] = true
                index = node.end
            } else {
                index += 1
            }
        }
    }

    private func drops(_ index: Int, share: Double, ofName nameShare: Double, _ heart: Int?) -> Bool {
        let node = tree.nodes[index]
        if node.isText || headline.map({ tree.isInside($0, index) }) ?? false { return false }
        let holdsHeart = heart.map { tree.isInside($0, index) } ?? false
        let traits = traits[index]
        guard traits.contains(.furniture) else {
            return traits.contains(.teaser) && !holdsHeart && share < 0.2 && isTeaser(index)
        }
        if holdsHeart, !traits.contains(.notice) { return false }
        return traits.contains(.sure) ? share < (headline != nil ? 0.8 : 0.4) : max(share, nameShare) < 0.4
    }

    /// A box named so that links a heading, or is a link as a whole, leads to another story.
    private func isTeaser(_ index: Int) -> Bool {
        if tree.nodes[index].tag == .a { return true }
        let inside = index..<tree.nodes[index].end
        return inside.contains { place in
            guard tree.nodes[place].tag?.headingRank != nil else { return false }
            return tree.nodes[place..<tree.nodes[place].end].contains { $0.tag == .a }
                || tree.ancestors(of: place).prefix { $0 > index }.contains { tree.nodes[$0].tag == .a }
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

    /// What follows the body, as far as it may still speak of its story: a heading begins another matter.
    private func linesBelow(_ body: Int, _ all: [PageBlock]) -> [String] {
        let start = all.lastIndex { $0.first < tree.nodes[body].end }.map { $0 + 1 } ?? 0
        let below = all[start...].prefix(40).prefix { tree.nodes[$0.element].tag?.headingRank == nil }
        return below.filter { !isOfPage($0.element) && !tree.isOfAnother($0.element) }.map(\.text)
    }

    /// In a menu, a column beside the story, or the foot of the page as a whole.
    private func isOfPage(_ element: Int) -> Bool {
        for index in [element] + tree.ancestors(of: element) {
            switch tree.nodes[index].tag {
            case .article, .main: return false
            case .nav, .aside, .footer: return true
            default: break
            }
        }
        return false
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
