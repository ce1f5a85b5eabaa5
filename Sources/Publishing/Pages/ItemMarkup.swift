import Comparing
import FeedModel
import Parsing
import Storing
import TextKit

// What pages say of an item, a story or a revision, wherever it stands.
extension MarkupWriter {
    /// A text in whatever script and direction: a browser finds out which.
    mutating func textElement(
        _ name: StaticString, class style: String? = nil, language: String? = nil, _ text: String
    ) {
        element(name, ("class", style), ("dir", "auto"), ("lang", languageTag(language)), text: text)
    }

    /// "Hill Courier · 2026-03-02 08:00 UTC · Reuters"
    mutating func meta(_ item: PublishedItem, more: (inout MarkupWriter) -> Void = { _ in }) {
        element("p", ("class", "meta")) { html in
            html.textElement("bdi", item.feed.name)
            html.markup(" · ")
            html.time(item.time.rfc3339)
            if let agency = item.agency {
                html.markup(" · ")
                html.textElement("bdi", agency)
            }
            more(&html)
        }
        markup("\n")
    }

    /// Figures go from left to right among any words.
    mutating func time(_ rfc3339: String) {
        element("time", ("datetime", rfc3339), ("dir", "ltr"), text: spelledTime(rfc3339))
    }

    /// All of its text.
    mutating func article(_ item: PublishedItem, media: MediaTreatment) {
        element("div", ("class", "text"), ("dir", "auto"), ("lang", languageTag(item.language))) { html in
            if let content = item.json["content_html"]?.string {
                html.readable(readableHTML(content, media: media))
            } else {
                html.paragraphs(item.text ?? "")
            }
        }
        markup("\n")
        attachments(item)
    }

    mutating func paragraphs(_ text: String) {
        for paragraph in text.split(separator: "\n") { textElement("p", String(paragraph)) }
    }

    private mutating func attachments(_ item: PublishedItem) {
        let files = item.json["attachments"]?.array ?? []
        guard !files.isEmpty else { return }
        element("ul", ("class", "plain")) { html in
            for file in files.prefix(50) {
                guard let address = webAddress(file["url"]?.string) else { continue }
                html.element("li") { html in
                    html.element("a", ("href", address), text: file["title"]?.string ?? shortened(address, to: 80))
                    html.element("span", ("class", "meta"), text: file["mime_type"]?.string.map { " " + $0 })
                }
            }
        }
    }

    /// What one revision changed, field by field, by words.
    mutating func changes(_ fields: [ChangedField]) {
        for field in fields {
            element("p", ("class", "field"), text: field.name)
            for line in field.changes.changedLines { changedLine(line) }
        }
    }

    mutating func changedLine(_ line: [WordChange]) {
        element("div", ("class", "change"), ("dir", "auto")) { html in
            for change in line {
                switch change {
                case .same(let text): html.text(text)
                case .removed(let text): html.changed("del", text)
                case .added(let text): html.changed("ins", text)
                }
            }
        }
        markup("\n")
    }

    /// The blanks before words are no part of what is struck out or underlined.
    private mutating func changed(_ name: StaticString, _ words: String) {
        let blanks = words.prefix(while: \.isWhitespace)
        guard blanks.endIndex < words.endIndex else { return element(name, text: words) }
        text(String(blanks))
        element(name, text: String(words[blanks.endIndex...]))
    }
}

/// "material: title, content"
func words(of facts: JSONObject) -> String {
    let changed = facts["changed"]?.array?.compactMap(\.string).joined(separator: ", ")
    return [facts["weight"]?.string, changed].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
}
