import Daemon
import FeedModel
import Fetching
import Foundation
import Storing
import Synchronization
import Testing

@testable import Following

@Suite(.timeLimit(.minutes(5))) struct BacklogDigestTests {
    /// Two feeds are added between two news of another one.
    private func addedFeeds() throws -> ToldFolder {
        let folder = try ToldFolder(1...1)
        try folder.tell(2...4) { Self.old(&$0, of: 8, "Pier Post") }
        try folder.tell(5...5) { Self.old(&$0, of: 9, "Quay & Co") }
        try folder.tell(6...6)
        return folder
    }

    private static func old(_ event: inout Event, of feed: Int64, _ title: String) {
        event.facts.set("backlog", true)
        event.feed = FeedReference(id: feed, url: "http://feed.test/\(feed)", title: title)
    }

    @Test func `what feeds list when they are added is one message, between the news`() async throws {
        let folder = try addedFeeds()
        let digests = Mutex<[Bool]>([])
        let receiver = Mutex<[[Int64]]>([])
        let receiving = ScriptedReceiver { _, delivery in
            digests.withLock { $0.append(delivery.isDigest) }
            receiver.withLock { $0.append(delivery.events.map(\.mark.seq)) }
            return nil
        }
        try await folder.follower(receiving) { $0.backlog = .digest }.run(from: .beginning)
        #expect(receiver.withLock { $0 } == [[1], [2, 3, 4, 5], [6]])
        #expect(digests.withLock { $0 } == [false, true, false])
        #expect(try folder.cursor?.seq == 6)
    }

    @Test func `a digest that was begun is the same after a restart, though more has come`() async throws {
        let folder = try ToldFolder(1...1)
        try folder.tell(2...3) { Self.old(&$0, of: 8, "Pier Post") }
        let down = ScriptedReceiver { _, delivery in
            delivery.isDigest ? DeliveryFailure(.down(retryAfter: nil), "asleep") : nil
        }
        let follower = try folder.follower(down) { $0.backlog = .digest }
        let work = Task { try await follower.run(from: .beginning) }
        while folder.said.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        work.cancel()
        try await work.value
        try folder.tell(4...4) { Self.old(&$0, of: 8, "Pier Post") }
        let receiver = ScriptedReceiver()
        try await folder.follower(receiver) { $0.backlog = .digest }.run(from: nil)
        #expect(receiver.taken == [2, 3, 4] && receiver.keys.first == down.keys.last && receiver.keys.count == 2)
    }

    @Test func `it waits for feeds that are added one after the other, and for no news`() async throws {
        let folder = try ToldFolder(1...1)
        try folder.tell(2...2) { Self.old(&$0, of: 8, "Pier Post") }
        let receiver = ScriptedReceiver()
        let follower = try folder.follower(receiver) {
            ($0.backlog, $0.endsAtEnd, $0.digestPause) = (.digest, false, .seconds(3600))
        }
        let work = Task { try await follower.run(from: .beginning) }
        while receiver.taken.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        try folder.tell(3...3) { Self.old(&$0, of: 9, "Quay & Co") }
        // Time for the digest to go out too early.
        try await Task.sleep(for: .milliseconds(700))
        #expect(receiver.taken == [1])
        try folder.tell(4...4)
        while receiver.taken.count < 4 { try await Task.sleep(for: .milliseconds(5)) }
        work.cancel()
        try await work.value
        #expect(receiver.taken == [1, 2, 3, 4] && receiver.keys.count == 3)
    }

    @Test func `a digest that is refused is put aside as a whole, and never told as letters`() async throws {
        let folder = try addedFeeds()
        let receiver = ScriptedReceiver { _, delivery in delivery.isDigest ? DeliveryFailure(.refused, "no") : nil }
        try await folder.follower(receiver) { $0.backlog = .digest }.run(from: .beginning)
        #expect(receiver.taken == [1, 6] && receiver.keys.count == 5)
        #expect(try folder.cursor?.dead == 4)
        #expect(try folder.text("followers/desk.dead.jsonl").split(separator: "\n").count == 4)
        #expect(folder.said.withLock { $0.last }?.contains("a backlog of 4 events was refused 3 times") == true)
    }

    @Test func `the message names each feed and its entries`() throws {
        var (first, second) = (event(2), event(3))
        Self.old(&first, of: 8, "Quay <b>& Co")
        Self.old(&second, of: 8, "Quay <b>& Co")
        let one = Delivery([told(first)], isDigest: true)
        let two = Delivery([told(first).withoutTexts, told(second).withoutTexts], isDigest: true)
        #expect(BacklogDigest(one).subject == "Backlog: 1 entry of Quay <b>& Co")
        #expect(BacklogDigest(two).counts == ["Quay <b>& Co: 2 entries"])
        let digest = BacklogDigest(two)
        #expect(digest.text.contains("* Gulls 3\n  http://gazette.test/3\n* Gulls 2\n  http://gazette.test/2\n"))
        #expect(digest.html.contains("<h3>Quay &lt;b&gt;&amp; Co (2 entries)</h3>"))
        #expect(digest.html.contains(#"<li><a href="http://gazette.test/3">Gulls 3</a></li>"#))

        let letters = StoryMail(StoreAccess(StoreSettings(path: "/none")), from: "d@news.test", to: "desk@news.test")
        let (letter, single) = (try letters.letter(two), try letters.letter(Delivery([told(first)])))
        #expect(letter.subject == "Backlog: 2 entries of Quay <b>& Co" && letter.id.hasPrefix("events-2-3-"))
        #expect(single.subject == "Gulls 2")
        let ntfy = try #require(NtfyReceiver("https://ntfy.test/news", token: nil, .init(timeout: .seconds(1))))
        let body = try JSONValue(parsing: ntfy.request(for: two).body)
        #expect(body["title"]?.string == letter.subject && body["message"]?.string == digest.counts[0])
        #expect(MatrixReceiver.message(two)["body"]?.string == letter.subject + "\n" + digest.counts[0])
    }
}
