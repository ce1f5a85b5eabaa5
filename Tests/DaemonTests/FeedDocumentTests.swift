import FeedModel
import Testing

@testable import Daemon

@Suite struct FeedDocumentTests {
    private static let text = """
        # Mine. Hands off!
        other = [ "[[feed]]", '''
        [[feed]]
        ''' ]

        [[feed]]   # first
        url = "http://a.test/"   # the best
        tags = [
          "a", # one ]
        ]

        # about the second
          [[ feed ]]
        "url" = 'http://b.test/'
        interval = "1h"
          [feed.headers]
          Cookie = "x"\t

        [[feed]]
        url = "http://c.test/"
        """

    private func changed(_ change: (inout FeedDocument) throws -> Void) rethrows -> String {
        var document = FeedDocument(Array(Self.text.utf8))
        try change(&document)
        return String(decoding: document.text, as: UTF8.self)
    }

    @Test func `a value is changed where it stands`() throws {
        let text = try changed { try $0.set([("url", "\"http://new.test/\""), ("tags", "[\"b\"]")], ofFeed: 0) }
        let expected = Self.text.replacing("\"http://a.test/\"", with: "\"http://new.test/\"")
            .replacing("[\n  \"a\", # one ]\n]", with: "[\"b\"]")
        #expect(text == expected)
    }

    @Test func `a new key follows the last one of its feed`() throws {
        let text = try changed { try $0.set([("title", "\"B\""), ("interval", nil)], ofFeed: 1) }
        #expect(text == Self.text.replacing("interval = \"1h\"\n", with: "title = \"B\"\n"))
        let last = try changed { try $0.set([("title", "\"C\"")], ofFeed: 2) }
        #expect(last == Self.text + "\ntitle = \"C\"\n")
    }

    @Test func `a feed goes with what is inside it`() throws {
        let text = try changed { try $0.remove(feed: 1) }
        #expect(
            text
                == Self.text.replacing(
                    "  [[ feed ]]\n\"url\" = 'http://b.test/'\ninterval = \"1h\"\n  [feed.headers]\n  Cookie = \"x\"\t\n",
                    with: ""))
        let first = try changed { try $0.remove(feed: 0) }
        #expect(
            first.hasPrefix("# Mine. Hands off!\nother = [ \"[[feed]]\", '''\n[[feed]]\n''' ]\n\n# about the second\n"))
    }

    @Test func `what cannot be changed by lines is refused`() {
        #expect(throws: FeedEditError.self) { _ = try changed { try $0.set([("headers", "{}")], ofFeed: 1) } }
        var inline = FeedDocument(Array("feed = [{ url = \"http://a.test/\" }]\n".utf8))
        #expect(throws: FeedEditError.self) { try inline.remove(feed: 0) }
    }

    @Test func `windows line ends and a missing last one stay`() throws {
        var document = FeedDocument(
            Array(
                "[[feed]]\r\nurl = \"http://a.test/\"\r\ntitle = \"x\"\r\n\r\n[[feed]]\r\nurl = \"http://b.test/\"".utf8
            ))
        try document.set([("title", nil)], ofFeed: 0)
        #expect(
            document.text
                == Array("[[feed]]\r\nurl = \"http://a.test/\"\r\n\r\n[[feed]]\r\nurl = \"http://b.test/\"".utf8))
    }

    @Test func `what is written is read back, whatever a title holds`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "# keep\n")
        var subscription = Subscription(url: "http://a.test/?q=\"x\\y\"")
        subscription.title = "Quote \" back \\ tab \t line \n null \u{1} \u{7F} é 🗞"
        subscription.tags = ["a\"b", "c"]
        subscription.interval = .milliseconds(5_400_500)
        let configuration = try Configuration.load(environment: [:], configFile: folder.path + "/dateline.toml")
        let feeds = FeedFolder(configuration)
        let path = feeds.file(titled: "Ünïcode & Co: News!")
        #expect(path == folder.path + "/feeds.d/n-code-co-news.toml")
        try feeds.append([(FeedEntry(subscription, default: .auto), "a\nb")], to: path)
        let read = try Configuration.load(environment: [:], configFile: folder.path + "/dateline.toml")
        #expect(read.problems.isEmpty)
        #expect(read.subscriptions == [subscription])

        try FeedFolder(read).remove(subscription.url, from: path)
        #expect(try folder.text("feeds.d/n-code-co-news.toml") == "# a b\n")
    }

    @Test func `a change that would be wrong is not written`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "[[feed]]\nurl = \"http://a.test/\"\n")
        let configuration = try Configuration.load(environment: [:], configFile: folder.path + "/dateline.toml")
        let feeds = FeedFolder(configuration)
        #expect(feeds.files(of: "http://a.test/") == [folder.path + "/dateline.toml"])
        #expect(throws: FeedFolderError.self) {
            try feeds.set([("url", "\"ftp://a.test/\"")], of: "http://a.test/", in: folder.path + "/dateline.toml")
        }
        #expect(throws: FeedFolderError.self) { try feeds.file(named: "/elsewhere/x.toml") }
        #expect(try folder.text("dateline.toml") == "[[feed]]\nurl = \"http://a.test/\"\n")
    }
}
