import FeedModel
import Foundation
import Parsing
import Storing

/// A story by itself: its text, the copies side by side with why they are copies, and what each revision changed.
package struct StoryPage {
    let story: PublishedStory
    let store: any Store
    var media = MediaTreatment.links

    package init(_ story: PublishedStory, in store: any Store, media: MediaTreatment = .links) {
        (self.story, self.store, self.media) = (story, store, media)
    }

    /// By itself, in one file.
    package func bytes() throws -> [UInt8] { try bytes(in: Page(title: story.lead.shownTitle)) }

    func bytes(in page: Page) throws -> [UInt8] {
        let lead = story.lead
        return try page.bytes { html in
            try html.element("div", ("class", story.copies.isEmpty ? nil : "wide")) { html in
                // In the direction of the title, which is the first text in it.
                html.element("article", ("dir", "auto")) { html in
                    html.element("h1", ("lang", languageTag(lead.language)), text: lead.shownTitle)
                    html.meta(lead) { html in
                        if lead.revision > 1 { html.text(" · revision \(lead.revision)") }
                    }
                    if !lead.authors.isEmpty {
                        html.element("p", ("class", "meta"), text: "By " + lead.authors.joined(separator: ", "))
                    }
                    source(lead, into: &html)
                    html.article(lead, media: media)
                }
                try copies(into: &html)
                try revisions(into: &html)
            }
        }
    }

    private func source(_ item: PublishedItem, into html: inout MarkupWriter) {
        guard let url = webAddress(item.url) else { return }
        html.element("p", ("class", "meta")) { html in
            html.element("a", ("href", url)) { html in
                html.markup("Read it in ")
                html.textElement("bdi", item.feed.name)
            }
        }
    }

    // MARK: - Copies

    private func copies(into html: inout MarkupWriter) throws {
        guard !story.copies.isEmpty else { return }
        let matches = try store.storyMatches(of: story.copies.map(\.number))
        html.element("section", ("class", "copies"), ("aria-labelledby", "copies")) { html in
            let count = story.outline.items.count - 1
            html.element("h2", ("id", "copies"), text: count == 1 ? "One copy" : "\(count) copies")
            for copy in story.copies { self.copy(copy, matches[copy.number], into: &html) }
            if count > story.copies.count { html.element("p", text: "and \(count - story.copies.count) more") }
        }
        html.markup("\n")
    }

    private func copy(_ copy: PublishedItem, _ match: StoryMatch?, into html: inout MarkupWriter) {
        html.element("article", ("dir", "auto")) { html in
            html.element("h3", ("lang", languageTag(copy.language)), text: copy.shownTitle)
            html.meta(copy)
            html.element("p", ("class", "meta"), text: match.map(words))
            source(copy, into: &html)
            html.element("details") { html in
                html.markup("<summary>Its text</summary>\n")
                html.article(copy, media: media)
            }
        }
        html.markup("\n")
    }

    /// In the words of `dateline why`.
    private func words(of match: StoryMatch) -> String {
        let other = match.item == story.lead.number ? "" : " as in \(match.feed.name)"
        return match.evidence.words(match.wire) + other
    }

    // MARK: - Revisions

    private func revisions(into html: inout MarkupWriter) throws {
        guard story.outline.isRevised else { return }
        let revised = try ([story.lead] + story.copies).filter { $0.revision > 1 }.map { item in
            (item, try store.revisions(of: item.number))
        }
        html.element("section", ("aria-labelledby", "changes")) { html in
            html.element("h2", ("id", "changes"), text: "What changed")
            for (item, revisions) in revised {
                for (old, new) in zip(revisions, revisions.dropFirst()) {
                    html.element("section") { html in
                        html.element("h3") { html in
                            html.textElement("bdi", item.feed.name)
                            html.text(", revision \(new.number)")
                        }
                        revision(from: old, to: new, into: &html)
                    }
                }
            }
        }
        html.markup("\n")
    }
}

/// When it was seen, how much it matters, and the words.
func revision(from old: HeldRevision, to new: HeldRevision, into html: inout MarkupWriter) {
    html.element("p", ("class", "meta")) { html in
        html.time(new.at.rfc3339)
        let facts = words(of: new.facts)
        if !facts.isEmpty { html.text(" · " + facts) }
    }
    html.changes(new.fields(changedFrom: old))
    if old.isTextPruned { html.element("p", ("class", "meta"), text: "The text before it is kept no longer.") }
}
