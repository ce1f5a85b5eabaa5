import FeedModel
import Fetching
import Foundation
import Loopback
import Storing
import Testing

@testable import Daemon

@Suite struct SubscriberTests {
    private let daemon: TestDaemon
    private let server = LoopbackServer { head in
        head.contains("If-None-Match: \"1\"")
            ? .status("304 Not Modified") : .ok(rss(["crane", "ferry"]), "ETag: \"1\"")
    }

    init() throws {
        daemon = try TestDaemon()
        try daemon.folder.write("dateline.toml", "")
    }

    private func configuration(_ store: String = "dateline.db") throws -> Configuration {
        try daemon.folder.write("dateline.toml", "[store]\npath = \"\(store)\"\n")
        return try Configuration.load(environment: [:], configFile: daemon.folder.path + "/dateline.toml")
    }

    private func add(_ configuration: Configuration, makesStore: Bool = true, readsIt: Bool = true) async throws {
        let fetcher = try Fetcher(.loopback)
        let finding = try await FeedFinder { request throws(FetchError) in try await fetcher.fetch(request) }.find(
            server.url)
        let subscriber = Subscriber(
            configuration, clock: WallClock { [daemon] in daemon.now }, makesStore: makesStore, announce: { _ in })
        let folder = FeedFolder(configuration)
        let entry = FeedEntry(url: server.url)
        try await subscriber.add(Subscription(url: server.url), readsIt ? finding.response : nil, fetcher: fetcher) {
            try folder.append([(entry, nil)], to: folder.file(titled: "a"))
        }
    }

    @Test func `what was read to subscribe is kept`() async throws {
        try await add(try configuration())
        #expect(try daemon.told() == ["ferry", "crane"])
        #expect(try daemon.folder.text("feeds.d/a.toml").contains(server.url))
        try await daemon.fetch()
        #expect(server.requests.count == 1)
        daemon.pass(.hours(24))
        try await daemon.fetch()
        #expect(server.requests.count == 2 && server.requests[1].contains("If-None-Match"))
        #expect(try daemon.told().count == 2)
    }

    @Test func `what was not read is asked for at once`() async throws {
        try await add(try configuration(), readsIt: false)
        try await daemon.fetch()
        #expect(server.requests.count == 2)
        #expect(try daemon.told() == ["ferry", "crane"])
    }

    @Test func `a store that cannot be written does not stand in the way`() async throws {
        try daemon.folder.write("folder/none", "")
        try await add(try configuration("dateline.toml/x.db"))
        #expect(try daemon.folder.text("feeds.d/a.toml").contains(server.url))
        try await add(try configuration("none.db"), makesStore: false)
        #expect(!FileManager.default.fileExists(atPath: daemon.folder.path + "/none.db"))
    }

    @Test func `a configuration that cannot be written leaves the store alone`() async throws {
        struct Failure: Error {}
        let subscriber = Subscriber(
            try configuration(), clock: WallClock { [daemon] in daemon.now }, makesStore: true, announce: { _ in })
        await #expect(throws: Failure.self) {
            try await subscriber.add(Subscription(url: server.url), nil, fetcher: try Fetcher(.loopback)) {
                throw Failure()
            }
        }
        #expect(try daemon.store.feeds().isEmpty)
    }
}
