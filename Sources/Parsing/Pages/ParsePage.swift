import FeedModel
import TextKit

/// Reads an article's page: its text without the frame, and what the page says of itself.
///
/// A text that is no HTML is read by its lines.
/// - Parameter url: where the bytes came from: relative addresses are resolved against it.
/// - Parameter contentType: the `Content-Type` header, whose charset counts.
/// - Parameter agencies: those that credits may name.
/// - Parameter budget: what it may cost.
package func parsePage(
    _ bytes: [UInt8], at url: String, contentType: String? = nil, agencies: WireAgencies = .standard,
    within budget: ReadingBudget = ReadingBudget()
) throws(ParseError) -> ArticlePage {
    try reading(bytes.count, within: budget) { () throws(ParseError) in
        var page = try readArticle(bytes, at: withoutLogin(url), contentType: contentType, agencies)
        page.composeTexts()
        return page
    }
}

private func readArticle(
    _ bytes: [UInt8], at url: String, contentType: String?, _ agencies: WireAgencies
) throws(ParseError) -> ArticlePage {
    let decoded = decode(bytes, contentType: contentType, as: .html).bytes
    guard decoded.contains(where: { !$0.isSpace }) else { throw .empty }
    guard isMarkup(decoded, contentType) else { return plainPage(decoded, at: url, agencies: agencies) }
    let tree = readPage(decoded)
    let data = PageLinkedData(tree)
    let title = tree.first(.title).map(tree.rawText)
    let titles = [tree.meta("og:title"), tree.meta("twitter:title"), data.headline, title].compactMap { $0 }
    let description = tree.meta("og:description", "description", "twitter:description") ?? ""
    // Every link would be read against it.
    let base = url.utf8.count > 8192 ? "" : url
    var extraction = PageExtraction(tree, titles: titles, description: description, url: base)
    let (story, lines, linesBelow) = extraction.extract()

    var page = ArticlePage(url: url)
    let language = PageLanguage(tree, data, url: base)
    let said = extraction.headline.map { collapsed(tree.rawText(of: $0)) }
    let facts = PageFacts(
        tree: tree, data: data, lines: PageLines(lines, language: language.ofDates, title: said),
        linesBelow: linesBelow, headline: extraction.headline, language: language, url: base, agencies: agencies)
    facts.fill(&page)
    if page.agency == nil {
        page.agency = story.prefix(3).lazy.compactMap { agencyOfDateline($0.text, agencies) }.first
    }
    let text = PageText(tree: tree, url: base) { extraction.dropped[$0] }
    page.contentText = story.isEmpty ? nil : text.plain(story)
    page.contentHTML = story.isEmpty ? nil : text.html(story)
    takeLinkedText(data, &page)
    page.wall = wall(tree, data, page, story: story)
    if let kind = page.wall, kind != .subscription { (page.contentText, page.contentHTML) = (nil, nil) }
    return page
}

/// The text that the page gives programs, where next to nothing stands in its elements: a script writes it there.
private func takeLinkedText(_ data: PageLinkedData, _ page: inout ArticlePage) {
    guard let body = data.articleBody, body.utf8.count >= 300,
        (page.contentText?.utf8.count ?? 0) * 3 < body.utf8.count
    else { return }
    let text = collapsed(body)
    page.contentText = text
    page.contentHTML = "<p>" + PageText.escaped(text) + "</p>"
}

/// Whether a document is HTML: by its header, else because a tag stands among its first bytes.
private func isMarkup(_ bytes: [UInt8], _ contentType: String?) -> Bool {
    if let type = contentType?.lowercased() {
        if type.hasPrefix("text/plain") { return false }
        if type.contains("html") { return true }
    }
    var tokenizer = HTMLTokenizer(bytes, 0..<min(bytes.count, 4096))
    while let token = tokenizer.next() {
        switch token {
        case .startTag(let tag) where tag != .other: return true
        case .doctype: return true
        default: break
        }
    }
    return false
}
