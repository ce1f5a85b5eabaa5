import FeedModel
import Foundation
import Parsing
import Storing

/// The pages of a publication that list stories: the newest, and the archive by day.
struct ListPages {
    let title: String
    let media: MediaTreatment
    let feeds: [(type: String, address: String)]

    /// The stories that changed last, with their texts to be opened.
    func newest(_ stories: [PublishedStory]) -> [UInt8] {
        page(title, from: "").bytes { html in
            html.element("h1", text: "Newest")
            if stories.isEmpty { html.element("p", text: "Nothing yet.") }
            for story in stories { card(story, from: "", hasText: true, into: &html) }
        }
    }

    /// A part of a day's stories, as they came.
    /// - Parameter part: from 1.
    func day(_ day: String, part: Int, of stories: [PublishedStory], hasNext: Bool) -> [UInt8] {
        page("\(day)\(part > 1 ? ", part \(part)" : "") – \(title)", from: "../").bytes { html in
            html.element("h1", text: day + (part > 1 ? ", part \(part)" : ""))
            for story in stories { card(story, from: "../", hasText: false, into: &html) }
            guard part > 1 || hasNext else { return }
            html.element("nav", ("aria-label", "Parts of the day")) { html in
                if part > 1 {
                    html.element("a", ("href", Self.fileName(day, part: part - 1)), text: "Earlier that day")
                    html.markup(" ")
                }
                if hasNext { html.element("a", ("href", Self.fileName(day, part: part + 1)), text: "Later that day") }
            }
        }
    }

    /// - Parameter days: the newest first.
    func archive(_ days: [String]) -> [UInt8] {
        page("Archive – \(title)", from: "").bytes { html in
            html.element("h1", text: "Archive")
            let months = Dictionary(grouping: days) { $0.prefix(7) }
            for month in months.keys.sorted(by: >) {
                html.element("h2", text: String(month))
                html.element("ul", ("class", "days")) { html in
                    for day in months[month] ?? [] {
                        html.element("li") { html in
                            html.element("a", ("href", "days/" + Self.fileName(day, part: 1)), text: day)
                        }
                        html.markup("\n")
                    }
                }
            }
        }
    }

    /// In the folder `days`.
    static func fileName(_ day: String, part: Int) -> String { part == 1 ? "\(day).html" : "\(day)-\(part).html" }

    /// - Parameter root: the way from the page to the publication's folder.
    func page(_ title: String, from root: String) -> Page {
        var page = Page(title: title)
        page.site = (self.title, root + "index.html")
        page.navigation = [("Newest", root + "index.html"), ("Archive", root + "archive.html")]
        page.feeds = feeds.map { ($0.type, root + $0.address) }
        for (feed, name) in zip(feeds, ["Feed"]) { page.navigation.append((name, root + feed.address)) }
        return page
    }

    private func card(_ story: PublishedStory, from root: String, hasText: Bool, into html: inout MarkupWriter) {
        let item = story.lead
        // In the direction of the title, which is the first text in it.
        html.element("article", ("dir", "auto")) { html in
            let target = story.page.map { root + $0 } ?? webAddress(item.url)
            html.element("h2", ("lang", languageTag(item.language))) { html in
                if let target {
                    html.element("a", ("href", target), text: item.shownTitle)
                } else {
                    html.text(item.shownTitle)
                }
            }
            html.meta(item) { html in
                guard let remark = story.remark else { return }
                html.markup(" ")
                html.element("span", ("class", "mark"), text: remark)
            }
            let excerpt = item.excerpt(280)
            html.textElement("p", class: "excerpt", language: item.language, excerpt)
            copies(story, into: &html)
            guard hasText, excerpt.hasSuffix(" …") else { return }
            html.element("details") { html in
                html.markup("<summary>Read it here</summary>\n")
                html.article(item, media: media)
            }
        }
        html.markup("\n")
    }

    /// Under the story, each with its own address.
    private func copies(_ story: PublishedStory, into html: inout MarkupWriter) {
        guard !story.copies.isEmpty else { return }
        html.element("p", ("class", "more")) { html in
            html.markup("Also in ")
            for (place, copy) in story.copies.prefix(6).enumerated() {
                if place > 0 { html.markup(", ") }
                if let url = webAddress(copy.url) {
                    html.element("a", ("href", url), ("dir", "auto"), text: copy.feed.name)
                } else {
                    html.textElement("bdi", copy.feed.name)
                }
            }
            let others = story.outline.items.count - 1 - min(6, story.copies.count)
            if others > 0 { html.text(" and \(others) more") }
        }
        html.markup("\n")
    }
}
