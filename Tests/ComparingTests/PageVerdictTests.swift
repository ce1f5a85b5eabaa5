import FeedModel
import Foundation
import Testing

@testable import Comparing

/// What a page's text is to what is held of its article.
@Suite struct PageVerdictTests {
    private static let now = Date(timeIntervalSince1970: 1_766_000_000)
    private static let text = """
        The harbour of Tern Bay will stay closed to large ships until the spring, its master said on Thursday.

        Speaking four days after divers found cracks in the eastern pier, she said that 123 boats would have to move.

        The council has set aside two million for the repairs, of which the ferry company is to pay a third.
        """
    private static let changed = text.replacing("123", with: "132")
    private static let notice = String(repeating: "Please wait while we check that you are no robot at all. ", count: 9)
    private static let long = text + "\n\n" + String(repeating: "There was more to tell of it. ", count: 20)

    private func item(_ text: String?) -> Item {
        var item = Item(id: "a")
        (item.title, item.contentText) = ("Harbour closed", text)
        return item
    }

    private func page(_ text: String) -> ArticlePage {
        var page = ArticlePage(url: "http://gazette.test/harbour")
        (page.title, page.contentText) = ("Harbour closed", text)
        page.authors = [Person(name: "A. Writer")]
        return page
    }

    private func verdict(
        _ text: String, held: String?, before: String? = nil, stands: Bool = true, isInFeed: Bool = false,
        others: [String] = []
    ) -> PageVerdict {
        let known = before.map {
            KnownPage(item: item($0), stands: stands, lastRead: Self.now.addingTimeInterval(-3600))
        }
        return judge(
            page(text), of: item(held), before: known, isInFeed: isInFeed, lastModified: nil, at: Self.now
        ) { others }
    }

    @Test(arguments: [
        ("The harbour of Tern Bay will stay closed…", true), (nil, true), (text, true), (long, false),
        (long + " Read more", true), (String(long.dropLast(40)) + "…", true),
    ])
    func `only a teaser makes room for the page's text`(held: String?, isTeaser: Bool) {
        let page = Self.long + " And this is only on the page of the article, as it is printed there."
        guard case .whole(let whole) = verdict(page, held: held) else { return #expect(!isTeaser) }
        #expect(isTeaser)
        #expect(whole.contentText == page)
        #expect(whole.authors.map(\.name) == ["A. Writer"])
    }

    @Test func `a page that says less than the teaser takes nothing away`() {
        #expect(verdict("Short.", held: "The harbour of Tern Bay will stay closed…") == .first)
    }

    @Test(arguments: [
        (text, text, PageVerdict.unchanged), (notice, text, .otherArticle),
        (String(text.prefix(30)), text, .otherArticle),
    ])
    func `the same again is no news, and another text no word about the article`(
        new: String, old: String, expected: PageVerdict
    ) {
        #expect(verdict(new, held: old, before: old) == expected)
    }

    @Test func `a change is a revision by the page's word`() {
        guard case .revised(let revision) = verdict(Self.changed, held: Self.text, before: Self.text) else {
            Issue.record("not revised")
            return
        }
        #expect(revision.weight == .material)
        #expect(revision.item.contentText == Self.changed)
    }

    @Test func `a feed that gives the whole text is waited for while it has the article`() {
        #expect(verdict(Self.changed, held: Self.text, before: Self.text, stands: false, isInFeed: true) == .waiting)
        #expect(verdict(Self.changed, held: Self.changed, before: Self.text, stands: false) == .unchanged)
        guard case .revised = verdict(Self.changed, held: Self.text, before: Self.text, stands: false) else {
            Issue.record("it left the feed, which did not tell")
            return
        }
    }

    @Test func `what other pages of the site print is no change of the article`() {
        let (win, over) = ("Win one of 12 tickets for the regatta.", "The regatta is over: see 48 pictures.")
        let others = ["One article.\n\(win)", "Another.\n\(win)", "A third.\n\(over)", "A fourth.\n\(over)"]
        let (old, new) = (Self.text + "\n\n" + win, Self.text + "\n\n" + over)
        #expect(verdict(new, held: old, before: old, others: others) == .unchanged)
        guard case .revised = verdict(new, held: old, before: old, others: ["One article.\n\(win)"]) else {
            Issue.record("on one page alone it is the article's")
            return
        }
        guard case .revised = verdict(Self.changed + "\n\n" + over, held: old, before: old, others: others) else {
            Issue.record("the article's own change shows beside it")
            return
        }
    }

    @Test func `an entry's new word leaves the page's text standing`() throws {
        var entry = item("Ships must keep away from Tern Bay…")
        let teaser = try #require(revision(from: item("The harbour will stay closed…"), to: entry, at: Self.now))
        #expect(teaser.keepingText(of: item(Self.text)) == nil)
        entry.title = "Harbour opened"
        let both = try #require(revision(from: item("The harbour will stay closed…"), to: entry, at: Self.now))
        let kept = try #require(both.keepingText(of: item(Self.text)))
        #expect(kept.changed == ["title"])
        #expect((kept.item.title, kept.item.contentText) == ("Harbour opened", Self.text))
    }
}
