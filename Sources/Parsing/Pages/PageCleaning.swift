import TextKit

/// Takes off what stands in an article's body beside its story: title, byline and date above it, and what invites
/// to read, follow, subscribe or buy. Each rule reads a run by its place, links and words; none knows a site.
struct PageCleaning {
    let tree: PageTree
    let headline: Int?
    let titles: [[String]]
    let description: [String]
    let url: String

    func clean(_ blocks: [PageBlock]) -> [PageBlock] {
        let body = withoutHead(blocks)
        var kept: [PageBlock] = []
        var isUnderLead = false
        var rest = body.reduce(0) { $0 + $1.length }
        let whole = rest
        for (index, block) in body.enumerated() {
            rest -= block.length
            // Little is left below the heading over what leads on: contacts, files, other stories.
            if isTailHeading(block, rest: rest, of: whole), !kept.isEmpty { break }
            if PageWords.isImageCredit(block.text) { continue }
            // What an invitation stands over goes with it.
            if isUnderLead, isListed(block) { continue }
            isUnderLead = isInvitation(block, at: index, of: body) || isLeadHeading(block)
            if !isUnderLead { kept.append(block) }
        }
        return withoutTail(kept)
    }

    // MARK: - Above the story

    private func withoutHead(_ blocks: [PageBlock]) -> [PageBlock] {
        var start = 0
        if let headline, let after = blocks.firstIndex(where: { $0.first >= headline }) {
            // A headline far down is that of a story's part, not of the story.
            let before = blocks[..<after].reduce(0) { $0 + max(0, PageExtraction.value($1)) }
            let all = blocks.reduce(0) { $0 + max(0, PageExtraction.value($1)) }
            if before < all * 0.3 {
                let header = header(around: headline, blocks)
                start = blocks[after...].firstIndex { !tree.isInside($0.first, header) } ?? after
            }
        }
        let firstText = blocks[start...].firstIndex { isStoryText($0) } ?? start
        while start < blocks.count {
            let block = blocks[start]
            let isBeside =
                start < firstText && tree.nodes[block.element].parent != tree.nodes[blocks[firstText].element].parent
            guard
                isTitle(block) || isDeck(block, before: blocks[firstText]) || PageWords.isByline(block.text)
                    || PageWords.isDateLine(block.text) && !isItem(block) || (isBeside && block.length < 80)
            else { break }
            start += 1
        }
        return Array(blocks[start...])
    }

    /// The element that holds the headline, date and byline, and none of the story.
    private func header(around headline: Int, _ blocks: [PageBlock]) -> Int {
        let headers = tree.ancestors(of: headline).filter {
            tree.nodes[$0].tag == .header || tree.nodes[$0].tag == .hgroup
        }
        return headers.first { header in
            let inside = blocks.filter { tree.isInside($0.first, header) }.reduce(0) { $0 + $1.length }
            return inside * 6 < blocks.reduce(0) { $0 + $1.length }
        } ?? headline
    }

    private func isItem(_ block: PageBlock) -> Bool {
        let tag = tree.nodes[block.element].tag
        return tag == .li || tag == .dd || tag == .td
            || tree.ancestors(of: block.element).prefix(2).contains { tree.nodes[$0].tag == .li }
    }

    private func isStoryText(_ block: PageBlock) -> Bool {
        PageExtraction.value(block) >= 60 && !isTitle(block) && !isDescription(block)
    }

    private func isTitle(_ block: PageBlock) -> Bool {
        guard block.length < 300 else { return false }
        let said = words(block.text)
        return said.count > 2 && titles.contains { isSameTitle(said, $0) }
    }

    /// The line under the title that sums the story up. It is the story's first paragraph where it stands among
    /// the others.
    private func isDeck(_ block: PageBlock, before first: PageBlock) -> Bool {
        if block.element == first.element { return false }
        // A paragraph of whole sentences is the story's, however it is called.
        if block.length >= 50, !isTitle(block) { return false }
        let node = tree.nodes[block.element]
        let parent = tree.nodes[max(node.parent, 0)]
        if PageFurniture.isDeck(node) || PageFurniture.isDeck(parent) { return true }
        if node.tag?.headingRank != nil, block.first < first.first { return isDescription(block) || block.length > 60 }
        return isDescription(block) && node.parent != tree.nodes[first.element].parent
    }

    private func isDescription(_ block: PageBlock) -> Bool {
        guard description.count > 5 else { return false }
        let said = words(block.text)
        return said.count > 5 && (said.starts(with: description.prefix(12)) || description.starts(with: said))
            && said.count <= description.count + 8
    }

    // MARK: - Within the story

    private func isInvitation(_ block: PageBlock, at index: Int, of blocks: [PageBlock]) -> Bool {
        let text = block.text
        if PageWords.isAddress(text), block.length < 200, isOwnAddress(text) { return true }
        if block.linkDensity > 0.8, block.links > 0, PageWords.isLead(text) || isOwnLink(block) {
            return !isCell(block)
        }
        if block.length < 160, PageWords.isLead(text), block.linkDensity > 0.3 || block.length < 40 { return true }
        if block.length < 260, PageWords.isNotice(text) { return true }
        return isLabel(block, at: index, of: blocks)
    }

    /// "Further information", "You may also like": a heading over what leads on.
    private func isTailHeading(_ block: PageBlock, rest: Int, of whole: Int) -> Bool {
        guard block.length < 60, PageWords.isLead(block.text) else { return false }
        if tree.nodes[block.element].tag?.headingRank != nil { return rest * 4 < whole }
        return rest * 10 < whole && !PageWords.endsSentence(block.text) && block.linkDensity == 0
    }

    /// "More great stories": a heading that names no subject of its story.
    private func isLeadHeading(_ block: PageBlock) -> Bool {
        guard block.length < 60, !PageWords.endsSentence(block.text) else { return false }
        return PageWords.isLead(block.text) || words(block.text).first == "more" && tree.nodes[block.element].tag != .li
    }

    private func isListed(_ block: PageBlock) -> Bool {
        block.links > 0
            && (tree.nodes[block.element].tag == .li
                || tree.ancestors(of: block.element).prefix(2).contains { tree.nodes[$0].tag == .li })
            || block.linkDensity > 0.5
    }

    private func isCell(_ block: PageBlock) -> Bool {
        let tag = tree.nodes[block.element].tag
        return tag == .td || tag == .th
    }

    private func isOwnAddress(_ text: String) -> Bool { WebAddress(text)?.site == WebAddress(url)?.site }

    /// A run that is nothing but a link to the same site: "LEARN MORE", another story's title.
    private func isOwnLink(_ block: PageBlock) -> Bool {
        guard block.linkDensity > 0.95, block.length > 3, !PageWords.endsSentence(block.text) else { return false }
        return hasOwnLink(block)
    }

    private func hasOwnLink(_ block: PageBlock) -> Bool {
        let links = tree.nodes[block.first..<tree.nodes[block.element].end].lazy.filter { $0.tag == .a }.compactMap {
            $0[.href]
        }
        let above = tree.ancestors(of: block.first).first { tree.nodes[$0].tag == .a }.flatMap { tree.nodes[$0][.href] }
        guard let link = above ?? links.first else { return false }
        return leadsHome(link, at: url)
    }

    /// "Advert", "Caption", "6": a word or two that no paragraph, heading, list or table holds.
    private func isLabel(_ block: PageBlock, at index: Int, of blocks: [PageBlock]) -> Bool {
        guard block.length <= 20, !PageWords.endsSentence(block.text) else { return false }
        switch tree.nodes[block.element].tag {
        case .p, .h1, .h2, .h3, .h4, .h5, .h6, .li, .td, .th, .blockquote, .pre, .dt, .dd: return false
        default: break
        }
        let isNeighbour = { (place: Int) in blocks.indices.contains(place) && blocks[place].element == block.element }
        return !isNeighbour(index - 1) && !isNeighbour(index + 1)
    }

    // MARK: - Below the story

    private func withoutTail(_ blocks: [PageBlock]) -> [PageBlock] {
        var end = blocks.count
        while end > 0 {
            let block = blocks[end - 1]
            let isHeading = tree.nodes[block.element].tag?.headingRank != nil
            guard isHeading || PageWords.isDateLine(block.text) || PageWords.isContact(block.text) && block.length < 400
            else { break }
            end -= 1
        }
        return Array(blocks[..<end])
    }
}

/// Whether a link leads to the page's own site.
func leadsHome(_ link: String, at url: String) -> Bool {
    !link.contains("//") || WebAddress(link.hasPrefix("//") ? "https:" + link : link)?.site == WebAddress(url)?.site
}
