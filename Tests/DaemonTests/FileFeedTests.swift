import FeedModel
import Fetching
import Foundation
import Storing
import StoringSQLite
import Synchronization
import Testing

@testable import Daemon

/// `dateline fetch FILE`: the whole way from a document to the log, without a network.
@Suite struct FileFeedTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())")

    private static let feed = """
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0"><channel><title>Harbour news</title>
        <item><title>Ferry resumes</title><guid>f2</guid><description>The ferry resumes on Monday.</description></item>
        <item><title>Ferry stops</title><guid>f1</guid><description>The ferry stops for repairs.</description></item>
        </channel></rss>
        """

    /// Fetches the file once, and returns what became of it.
    private func fetch(_ bytes: Data) async throws -> [Pipeline.Outcome] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("feed.xml")
        try bytes.write(to: file)
        return try await fetch(file)
    }

    private func fetch(_ file: URL) async throws -> [Pipeline.Outcome] {
        let store = try SQLiteStore(path: folder.appendingPathComponent("dateline.db").path)
        let log = ItemLog(
            path: folder.appendingPathComponent("items.jsonl").path, sizeLimit: nil, filesKept: 1, store: store)
        let clock = try WallClock(environment: [:])
        let outcomes = Mutex<[Pipeline.Outcome]>([])
        let scheduler = Scheduler(
            store: store,
            pipeline: Pipeline(
                fetcher: try Fetcher(FetchSettings()), recorder: Recorder(store: store, log: log), clock: clock),
            limits: Scheduler.Limits(checks: 4, checksPerHost: 2), clock: clock, subscriptions: []
        ) { report in
            if case .checked(let outcome) = report { outcomes.withLock { $0.append(outcome) } }
        }
        try store.ensureFeed(Subscription(url: file.absoluteString), at: clock.now)
        try await scheduler.checkOnce(.only([file.absoluteString], notCheckedSince: clock.now))
        return outcomes.withLock { $0 }
    }

    private func logLines() throws -> Int {
        try String(contentsOf: folder.appendingPathComponent("items.jsonl"), encoding: .utf8).split(separator: "\n")
            .count
    }

    private func titles(_ events: [Event]) -> [String] { events.compactMap { $0.item?["title"]?.string } }

    private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    @Test func `a file is checked once and told once`() async throws {
        defer { cleanUp() }
        let first = try await fetch(Data(Self.feed.utf8))
        #expect(first.count == 1)
        #expect(titles(first[0].events) == ["Ferry stops", "Ferry resumes"])
        #expect(try await fetch(Data(Self.feed.utf8))[0].events.isEmpty)
        #expect(try logLines() == 2)
    }

    /// Half a document may be half of an entry: it is told to fail, and nothing of it is kept.
    @Test func `a document that is cut off loses nothing`() async throws {
        defer { cleanUp() }
        let first = try await fetch(Data(Self.feed.utf8.prefix(Self.feed.utf8.count - 60)))[0]
        #expect(first.failure != nil)
        #expect(titles(first.events).isEmpty)
        let second = try await fetch(Data(Self.feed.utf8))[0]
        #expect(titles(second.events) == ["Ferry stops", "Ferry resumes"])
    }

    @Test func `UTF-16 is read`() async throws {
        defer { cleanUp() }
        let text = Self.feed.replacingOccurrences(of: "utf-8", with: "utf-16")
        let outcome = try await fetch(text.data(using: .utf16)!)[0]
        #expect(outcome.events.count == 2)
    }

    @Test(arguments: [
        ("", "empty"), ("   \n ", "empty"),
        ("<!DOCTYPE html><html><head><title>Hi</title></head><body>x</body></html>", "web page"),
        ("just some text", "not a feed"),
    ])
    func `what is no feed is said in words`(_ document: String, _ words: String) async throws {
        defer { cleanUp() }
        let outcome = try await fetch(Data(document.utf8))[0]
        #expect(outcome.failure?.contains(words) == true, "\(outcome.failure ?? "no failure")")
        #expect(titles(outcome.events).isEmpty)
    }

    @Test func `a folder is no feed`() async throws {
        defer { cleanUp() }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        #expect(try await fetch(folder)[0].failure != nil)
    }
}
