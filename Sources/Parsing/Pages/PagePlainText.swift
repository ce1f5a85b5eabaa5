import FeedModel
import TextKit

/// Reads a page that was saved as text, one paragraph a line: the lines by which it speaks of itself stand among
/// those of the story, above it, and often twice.
func plainPage(_ bytes: [UInt8], at url: String, agencies: WireAgencies) -> ArticlePage {
    var page = ArticlePage(url: url)
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        .map { collapsed(String($0)) }.filter { !$0.isEmpty }
    let said = PageLines(lines, language: nil)
    page.title = lines.first.flatMap { $0.utf8.count < 300 ? $0 : nil }
    page.publisher = said.publisher
    page.authors = said.authors.map { Person(name: $0) }
    page.agency = lines.lazy.compactMap { agencyOfDateline($0, agencies) }.first
    page.published = said.published ?? said.bareDate
    page.modified = said.modified
    page.readingMinutes = said.readingMinutes
    // The story begins behind the last line above it that speaks of the page.
    let head = lines.prefix(12).lastIndex { PageLines([$0], language: nil).isAboutPage } ?? 0
    let story = lines[min(head + 1, lines.count)...]
    page.contentText = (story.isEmpty ? lines[...] : story).joined(separator: "\n\n")
    return page
}

/// "Dec 18 (Reuters) -", "WARSAW, 18 December (AP) —": the agency of a wire's first words.
func agencyOfDateline(_ line: String, _ agencies: WireAgencies) -> String? {
    let start = line.prefix(120)
    guard let open = start.firstIndex(of: "("), let close = start[open...].firstIndex(of: ")") else { return nil }
    let rest = start[start.index(after: close)...].drop { $0 == " " }
    guard let dash = rest.first, ["-", "–", "—"].contains(dash), open != start.startIndex else { return nil }
    return agencies.agency(namedInAnyCase: String(start[start.index(after: open)..<close]))?.name
}
