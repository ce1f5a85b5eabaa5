import Comparing
import Daemon
import FeedModel
import Fetching
import Foundation
import Storing
import Testing

@testable import Following

@Suite struct MailTests {
    private let folder: ToldFolder
    private var letters: StoryMail {
        StoryMail(StoreAccess(StoreSettings(path: folder.path + "/none.db")), from: "d@news.test", to: "desk@news.test")
    }

    init() throws { folder = try ToldFolder() }

    private func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    }

    @Test func `a thread is its items' letters, copies and revisions as replies`() throws {
        let first = try letters.message(told(event(1)))
        #expect(first.references.isEmpty && first.inReplyTo == nil)
        var copy = event(2, .duplicate)
        copy.facts.set("original", 1)
        let second = try letters.message(told(copy))
        #expect(second.inReplyTo == first.id && second.references == [first.id])
        var revision = event(3, .revised)
        revision.item = ItemReference(number: 2, revision: 2, json: event(2).item!.json)
        revision.facts.set("original", 1)
        let third = try letters.message(told(revision))
        #expect(third.inReplyTo == second.id && third.references == [first.id, second.id])
        #expect(Set([first.id, second.id, third.id]).count == 3)
        // The same at each try.
        #expect(try letters.message(told(revision)).id == third.id)
    }

    @Test func `a letter about a feed says what is wrong with it, and where more is to be had`() throws {
        var facts = JSONObject()
        facts.set("error", "not found (404)")
        facts.set("attempts", 3)
        facts.set("since", "2025-12-17T18:03:21.000Z")
        let feed = FeedReference(id: 7, url: "http://gazette.test/world.xml", title: "Harbour Gazette")
        let failing = Event(
            seq: 9, at: Date(timeIntervalSince1970: 1_766_000_000), kind: .feedFailing, feed: feed, facts: facts)
        let letter = try letters.message(told(failing))
        #expect(letter.subject == "Feed failing: Harbour Gazette: not found (404)")
        #expect(
            letter.text == """
                Feed failing: Harbour Gazette: not found (404)
                Harbour Gazette, 2025-12-17 19:33 UTC
                http://gazette.test/world.xml

                error: not found (404)
                attempts: 3
                since: 2025-12-17 18:03 UTC
                More of it: dateline status 7

                -- \n\
                event 9
                """)
        #expect(letter.html.contains("<p>error: not found (404)</p>"))
        #expect(try letters.message(told(event(1))).text.contains("dateline status") == false)
    }

    @Test func `a letter names when its item was published and when it was seen`() throws {
        var event = event(1)
        event.at = Date(timeIntervalSince1970: 1_766_000_000)
        var item = event.item!.json
        item["date_published"] = nil
        event.item = ItemReference(number: 1, revision: 1, json: item)
        #expect(try letters.message(told(event)).text.contains(", seen 2025-12-17 19:33 UTC\n"))
        item["date_published"] = .string("2025-11-18T08:00:00+01:00")
        event.item = ItemReference(number: 1, revision: 1, json: item)
        let letter = try letters.message(told(event))
        let line = ", published 2025-11-18 07:00 UTC, seen 2025-12-17 19:33 UTC"
        #expect(letter.text.contains(line + "\n") && letter.html.contains(line + "</p>"))
    }

    @Test func `a letter is lines of ASCII, none too long, and ends each by CRLF`() throws {
        var item = event(1).item!.json
        let title = "Möwen übernehmen den Markt: 市場を占拠したカモメ — “was nun?” 🦆 und noch viel mehr davon, und mehr"
        item["title"] = .string(title)
        item["content_text"] = .string(
            String(repeating: "Überall Möwen. ", count: 100) + "\n.\nFrom here on = \t\nend ")
        var event = event(1)
        event.item = ItemReference(number: 1, revision: 1, json: item)
        event.feed.title = "Der \"Hafen\" \\ Bote\r\nBcc: evil@evil.test"
        let bytes = try letters.message(told(event)).bytes
        let lines = lines(bytes)
        #expect(bytes.allSatisfy { $0 < 0x80 } && lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") })
        #expect(!lines.contains { $0.hasPrefix("Bcc") || $0.hasPrefix("From here") || $0 == "." })
        let head = lines.prefix { !$0.isEmpty }
        #expect(head.contains(#"From: "Der \"Hafen\" \\ Bote  Bcc: evil@evil.test""#))
        let subject = head.drop { !$0.hasPrefix("Subject: ") }.prefix { $0.hasPrefix("Subject") || $0.hasPrefix(" =?") }
        let words = subject.map { $0.replacing("Subject:", with: "").trimmingCharacters(in: .whitespaces) }
        let decoded = words.map { word in
            String(decoding: Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) ?? Data(), as: UTF8.self)
        }
        #expect(decoded.joined() == title && words.allSatisfy { $0.count <= 75 })
    }

    @Test(arguments: [
        ("Gulls", "Gulls"), ("a  b", "=?utf-8?B?YSAgYg==?="), ("=?x?=", "=?utf-8?B?PT94Pz0=?="), ("", "=?utf-8?B??="),
    ])
    func `a header is as it is where it can be, and encoded else`(_ text: String, _ header: String) {
        #expect(MailText.header(text, used: 9) == header)
    }

    @Test func `base64 is that of the system`() {
        for count in 0...40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(MailText.base64(bytes) == Data(bytes).base64EncodedString())
        }
    }

    @Test func `a day is written as mail writes it`() {
        #expect(MailMessage.date(Date(timeIntervalSince1970: 1_766_000_001)) == "Wed, 17 Dec 2025 19:33:21 +0000")
    }

    @Test(arguments: ["a@b.test", "a+b@c-d.test"]) func `addresses are taken`(_ text: String) {
        #expect(StoryMail.isAddress(text))
    }

    @Test(arguments: ["", "a", "@b", "a@", "a@b@c", "-f@b", "a b@c", "a@b\n", "a@b,c@d", "<a@b>", "ä@b.test"])
    func `what is none, or several, is not`(_ text: String) { #expect(!StoryMail.isAddress(text)) }

    @Test func `a revision shows what changed, with the old text struck out`() {
        let changes = wordChanges(from: "One.\nTwo men <b>.\nThree.", to: "One.\nTwo women <b>.\nThree.").changedLines
        let body = StoryMailBody(
            event: told(event(1, .revised)), words: EventWords(event: told(event(1, .revised))),
            changes: [.init(field: "content", lines: changes)])
        #expect(body.text.contains("content:\n  Two [-men-] {+women+} <b>."))
        #expect(body.html.contains("<p>Two <del>men</del> <ins>women</ins> &lt;b&gt;.</p>"))
        #expect(!body.text.contains("One"))
    }

    @Test func `a mailbox has a letter once, also when it was read meanwhile`() async throws {
        /// By a process of its own each time, as after the end of the one before.
        func deliver() async throws {
            let mailbox = MaildirReceiver(letters, in: folder.path + "/Maildir")
            try await mailbox.take(Delivery([told(event(1)), told(event(2))]))
        }
        func names(_ part: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/Maildir/" + part)
        }
        for _ in 0..<2 { try await deliver() }
        #expect(try names("new").count == 2 && names("tmp").isEmpty)
        let file = try #require(names("new").first)
        let root = folder.path + "/Maildir/"
        try FileManager.default.moveItem(atPath: root + "new/" + file, toPath: root + "cur/" + file + ":2,S")
        try await deliver()
        #expect(try names("new").count == 1 && names("cur").count == 1)
    }

    @Test(
        arguments: [(550, true), (552, true), (450, false), (421, false), (535, false), (nil, false)] as [(Int?, Bool)])
    func `a mail server refuses the letter, or is to be asked later`(_ reply: Int?, _ isRefused: Bool) {
        let failure = MailReceiver.failure(OutgoingFailure("x", reply: reply))
        #expect((failure.kind == .refused) == isRefused)
    }
}
