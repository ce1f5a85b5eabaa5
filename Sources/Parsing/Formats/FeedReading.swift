import FeedModel
import struct FoundationEssentials.Date
import TextKit

/// One document on its way to a `Feed`: what all formats need while they are read.
final class FeedReading {
    /// In bytes. The longest articles of real feeds have less than a tenth of it; every copy of a text costs as much again.
    static let longestText = 8 << 20

    /// Where the document came from; empty when nobody knows.
    var url: String
    /// False where a text's cost is measured without it.
    let sanitizes: Bool
    var warnings: [String] = []
    let budget = ReadingBudget.current
    /// Entries beyond the budget's number of them.
    var itemsLeft = 0

    /// More of them help nobody.
    private static let warningLimit = 50

    init(url: String, sanitizes: Bool) { (self.url, self.sanitizes) = (url, sanitizes) }

    func warn(_ sentence: String) {
        if warnings.count < Self.warningLimit, !warnings.contains(sentence) { warnings.append(sentence) }
    }

    /// Adds an entry to the document's, unless there are enough of them or too much was spent.
    func add(to feed: inout Feed, _ item: () -> Item) {
        guard feed.items.count < budget.itemLimit else { return itemsLeft += 1 }
        guard budget.spend(1000) else { return }
        var item = item()
        for index in item.attachments.indices {
            item.attachments[index].mimeType = mediaType(
                item.attachments[index].mimeType, of: item.attachments[index].url)
        }
        feed.items.append(item)
        budget.hold(2 * MemoryLayout<Item>.stride)
    }

    /// The first of the elements that holds a date; those that do not are warned of.
    func date(_ elements: Element?...) -> Date? {
        for case let element? in elements {
            guard budget.spend(), let text = element.text else { continue }
            if let date = readDate(text) ?? dateInMarkup(text) { return date }
            warn("a date that cannot be read was left out: \"\(text.prefix(60))\"")
        }
        return nil
    }

    func date(_ text: String?) -> Date? {
        guard let text, !text.isEmpty, budget.spend() else { return nil }
        if let date = readDate(text) { return date }
        warn("a date that cannot be read was left out: \"\(text.prefix(60))\"")
        return nil
    }

    /// `<time datetime="…">…</time>`, escaped.
    private func dateInMarkup(_ text: String) -> Date? {
        guard text.utf8.contains(UInt8(ascii: "<")) else { return nil }
        let bytes = Array(text.utf8)
        var tokenizer = HTMLTokenizer(bytes)
        while let token = tokenizer.next() {
            if case .startTag(.time) = token, let date = tokenizer.value("datetime").flatMap(readDate) { return date }
        }
        return plainText(bytes, bytes.indices).flatMap(readDate)
    }

    /// An address in an element, made absolute.
    func address(_ element: Element?) -> String? {
        guard let element, let text = element.text else { return nil }
        return absolute(withScheme(text), element)
    }

    /// Counted one by one: an entry may have a million.
    private func absolute(_ address: String, _ element: Element) -> String? {
        guard budget.spend(address.utf8.count),
            let url = resolve(unescapedAddress(address), against: element.base(over: url))
        else {
            return nil
        }
        budget.hold(url.utf8.count + MemoryLayout<Link>.stride)
        return url
    }

    /// A host without its scheme is what people write into a link, and no folder's name.
    func withScheme(_ address: String) -> String {
        address.prefix(4).lowercased() == "www." && !url.isEmpty ? "http://" + address : address
    }

    /// An address in an attribute.
    func address(_ element: Element?, _ attribute: StaticString) -> String? {
        guard let element, let value = element.attribute(attribute) else { return nil }
        return absolute(value, element)
    }

    func plain(of element: Element?) -> String? {
        guard let element, budget.spend() else { return nil }
        let markup = element.markup(at: url)
        guard let text = element.name.isTitle ? markup.title : markup.plain else { return nil }
        budget.hold(text.utf8.count + MemoryLayout<Category>.stride)
        return text
    }

    /// A text that may be nothing but a picture: the badge of a licence.
    func plainOrPicture(_ markup: MarkupText?) -> String? {
        guard let markup, !markup.isEmpty else { return nil }
        return markup.plain ?? (markup.isHTML ? String(decoding: markup.sanitized.html, as: UTF8.self) : nil)
    }

    func plain(_ parent: Element, _ names: XMLName...) -> String? {
        for name in names {
            for child in parent.all(name) {
                if let text = plain(of: child) { return text }
            }
        }
        return nil
    }

    /// Fills in what there is to read: a description is the content where there is nothing else, else the summary.
    func setContent(of item: inout Item, content: MarkupText?, description: MarkupText?) {
        var content = content.flatMap { $0.isEmpty ? nil : $0 }
        var description = description.flatMap { $0.isEmpty ? nil : $0 }
        if content == nil { (content, description) = (description, nil) }
        if var content {
            // What is relative to the document's address by the formats: a place in the text is on the item's own page.
            if content.base == url { content.page = item.url }
            setContent(of: &item, content)
        }
        if let description { item.summary = sanitizes ? description.plain : description.untouched }
    }

    private func setContent(of item: inout Item, _ content: MarkupText) {
        guard sanitizes else { return item.contentHTML = content.untouched }
        let sanitized = content.sanitized
        item.contentHTML = sanitized.html.isEmpty ? nil : sanitized.html.string(sanitized.html.indices)
        item.contentText = sanitized.text
        if item.image == nil { item.image = sanitized.firstImage }
    }
}

extension XMLName {
    /// What it holds is a line of words, in which a tag is more likely spoken of than used.
    var isTitle: Bool {
        switch self {
        case .title, .atomTitle, .dcTitle, .mediaTitle, .itunesTitle: true
        default: false
        }
    }
}

/// BCP 47 has hyphens where locales of programs have underscores.
func languageTag(_ text: String) -> String { text.replacing("_", with: "-") }
