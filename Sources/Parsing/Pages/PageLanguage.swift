import TextKit

/// The language that a page says it is in. Looked for in the whole page, once.
struct PageLanguage {
    /// As BCP 47 has it; nil where the page tells none.
    let tag: String?
    /// For its dates: with the country of the site's domain where the page tells none: "05/06" is May in one, June in another.
    let ofDates: String?

    init(_ tree: PageTree, _ data: PageLinkedData, url: String) {
        let html = tree.nodes.lazy.filter { $0.tag == .html }.compactMap { $0[.lang] ?? $0[.xmlLang] }.first
        let said = [
            html, tree.meta("og:locale"), tree.meta("content-language", "language", "dc.language"), data.language,
        ]
        tag = said.compactMap { $0 }.lazy.map { collapsed($0).replacing("_", with: "-") }.first { tag in
            (2...35).contains(tag.utf8.count)
                && tag.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
                && tag.split(separator: "-")[0].utf8.count <= 3
        }
        let domain = WebAddress(url)?.host.split(separator: ".").last
        let isOfCountry = tag?.lowercased() ?? "en" == "en" && domain?.count == 2
        ofDates = isOfCountry ? domain.map { "en-\($0)" } : tag
    }
}
