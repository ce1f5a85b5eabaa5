import Foundation
import Testing

@testable import FeedModel

@Suite struct ItemJSONTests {
    /// An item in which everything is said that can be.
    static let full: Item = {
        var item = Item(id: "tag:feed.test,2025:full")
        item.url = "http://feed.test/full"
        item.externalURL = "http://other.test/full"
        item.title = "Title"
        item.contentHTML = "<p>Text</p>"
        item.contentText = "Text"
        item.summary = "Summary"
        item.image = "http://feed.test/image.png"
        item.datePublished = Date(timeIntervalSince1970: 1_766_000_000)
        item.dateModified = Date(timeIntervalSince1970: 1_766_000_000.25)
        item.authors = [Person(name: "A", url: "http://a.test/", avatar: "http://a.test/a.png", email: "a@a.test")]
        item.tags = ["one", "two"]
        item.language = "en"
        var attachment = Attachment(url: "http://feed.test/a.mp3")
        (attachment.mimeType, attachment.title, attachment.sizeInBytes) = ("audio/mpeg", "Sound", 12)
        attachment.durationInSeconds = 1.5
        item.attachments = [attachment]
        item.guidIsPermalink = false
        item.commentsURL = "http://feed.test/comments"
        item.commentsFeedURL = "http://feed.test/comments.xml"
        item.commentsCount = 0
        var source = Source()
        (source.id, source.title, source.url) = ("s", "Source", "http://source.test/")
        (source.feedURL, source.dateModified) = ("http://source.test/feed", Date(timeIntervalSince1970: 1))
        item.source = source
        item.rights = "Rights"
        item.license = "http://license.test/"
        item.contributors = [Person(name: "C")]
        item.categories = [Category(term: "t", scheme: "s", label: "l")]
        var link = Link(rel: "related", url: "http://feed.test/related")
        (link.type, link.language, link.title, link.length) = ("text/html", "de", "Related", 3)
        item.links = [link]
        var thumbnail = Thumbnail(url: "http://feed.test/t.png")
        (thumbnail.width, thumbnail.height, thumbnail.time) = (1, 2, "00:01")
        item.thumbnails = [thumbnail]
        item.geo = .point([8.5, 47.25])
        item.dateCreated = Date(timeIntervalSince1970: 2)
        item.dateExpires = Date(timeIntervalSince1970: 3)
        item.publisher = Person(name: "P", url: "http://p.test/", email: "p@p.test")
        (item.isExplicit, item.isBlocked) = (true, false)
        (item.season, item.episode) = (2, "3a")
        (item.transcriptURL, item.chaptersURL) = ("http://feed.test/t.vtt", "http://feed.test/c.json")
        var chapter = Chapter(startSeconds: 0)
        (chapter.title, chapter.url, chapter.image) = ("Chapter", "http://feed.test/1", "http://feed.test/1.png")
        item.chapters = [chapter]
        return item
    }()

    @Test func `what is written comes back`() throws {
        let text = JSONValue.object(Self.full.json).encoded
        #expect(Item(json: try #require(try JSONValue(parsing: text).object)) == Self.full)
    }

    @Test(arguments: [
        Geometry.lineString([[1, 2], [3, 4.5]]), .polygon([[[0, 0], [1, 0], [1, 1], [0, 0]]]),
    ])
    func `shapes come back`(_ geometry: Geometry) throws {
        #expect(Geometry(jsonValue: try #require(geometry.jsonValue)) == geometry)
    }

    /// Whoever adds a property adds it to the table, and here.
    @Test func `everything that an item can say is in the test`() {
        func members(of value: Any) -> [(String, String)] {
            Mirror(reflecting: value).children.map { ($0.label ?? "", String(describing: $0.value)) }
        }
        func expectAllSaid<Value: JSONDescribed>(_ value: Value) {
            for (member, blank) in zip(members(of: value), members(of: Value.blank)) where member.0 != "hasOwnID" {
                #expect(member.1 != blank.1 || member.1 == "0.0", "\(Value.self).\(member.0)")
            }
        }
        let item = Self.full
        expectAllSaid(item)
        expectAllSaid(item.authors[0])
        expectAllSaid(item.attachments[0])
        expectAllSaid(item.categories[0])
        expectAllSaid(item.links[0])
        expectAllSaid(item.thumbnails[0])
        expectAllSaid(item.chapters[0])
        if let source = item.source { expectAllSaid(source) }
    }

    @Test func `what says nothing is left out, and nothing comes of it`() throws {
        let item = Item(id: "a")
        #expect(JSONValue.object(item.json).encoded == #"{"id":"a"}"#)
        #expect(Item(json: item.json) == item)
        var vague = item
        (vague.title, vague.authors, vague.publisher) = ("", [Person()], Person())
        #expect(vague.json == item.json)
    }

    @Test func `what a value cannot do without is asked for`() throws {
        var object = JSONObject()
        object.set("title", "No address")
        #expect(Attachment(json: object) == nil)
        #expect(Item(json: object) == nil)
        #expect(Category(json: object) != nil)
    }
}
