import FeedModel
import TextKit

/// Categories in order, no doubles.
struct CategoryList {
    private var list = Distinct<Category>()
    var all: [Category] { list.all }

    mutating func add(term: String?, scheme: String? = nil, label: String? = nil) {
        guard term != nil || label != nil || scheme != nil else { return }
        list.add(Category(term: term, scheme: scheme, label: label))
    }
}

extension [Category] {
    /// What a person would call them, in order, no doubles.
    var tags: [String] {
        var tags: [String] = []
        var seen = Set<String>()
        for category in self {
            guard let tag = category.label ?? category.term, seen.insert(tag).inserted else { continue }
            tags.append(tag)
        }
        return tags
    }
}

extension FeedReading {
    func categories(_ parent: Element) -> [Category] {
        var categories = CategoryList()
        for child in parent.children { addCategory(child, to: &categories) }
        return categories.all
    }

    private func addCategory(_ element: Element, to categories: inout CategoryList) {
        switch element.name {
        case .category, .dcSubject, .dctermsSubject:
            categories.add(
                term: element.attribute("term") ?? plain(of: element) ?? element.attribute("text"),
                scheme: element.attribute("domain") ?? element.attribute("scheme"),
                label: element.attribute("label"))
        case .atomCategory:
            categories.add(
                term: element.attribute("term") ?? plain(of: element), scheme: element.attribute("scheme"),
                label: element.attribute("label"))
        case .itunesCategory, .googlePlayCategory:
            if let term = element.attribute("text") ?? plain(of: element) {
                categories.add(term: term, scheme: "http://www.itunes.com/")
            }
            for inner in element.children { addCategory(inner, to: &categories) }
        case .mediaCategory:
            guard let term = plain(of: element) else { return }
            categories.add(
                term: term, scheme: element.attribute("scheme") ?? "http://search.yahoo.com/mrss/category_schema",
                label: element.attribute("label"))
        case .itunesKeywords, .mediaKeywords, .keywords, .tags:
            for word in (plain(of: element) ?? "").split(separator: ",") {
                let word = word.trimming()
                if !word.isEmpty { categories.add(term: word) }
            }
        case .mediaGroup, .mediaContent:
            for inner in element.children { addCategory(inner, to: &categories) }
        default: break
        }
    }
}
