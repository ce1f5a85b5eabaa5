import FeedModel
import Fetching
import Foundation
import Logging
import Storing
import Synchronization
import Testing

@testable import Daemon

/// The daemon, when files of its configuration are seen half-written.
@Suite struct HalfWrittenTests {
    private let folder: ScratchFolder
    private let time = Moment()
    private let whole = "[[feed]]\nurl = \"http://127.0.0.1:9/a\"\n[[feed]]\nurl = \"http://127.0.0.1:9/b\"\n"

    private final class Moment: Sendable {
        private let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        var clock: WallClock { WallClock { self.now.withLock { $0 } } }
        func pass(_ seconds: Double) { now.withLock { $0 += seconds } }
    }

    init() throws {
        folder = try ScratchFolder()
        try folder.write("dateline.toml", "[log]\nkeep = 3\n")
        try folder.write("feeds.d/a.toml", whole)
    }

    private func start() async throws -> Service {
        let configuration = try Configuration.load(environment: [:], configFile: folder.path + "/dateline.toml")
        let service = try Service(
            configuration, opening: StoreOpening(), clock: time.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            notifier: SystemdNotifier(environment: [:]))
        try await service.start(configuration)
        return service
    }

    private func removed() throws -> Int {
        try folder.text("items.jsonl").split(separator: "\n").count { $0.contains("feed-removed") }
    }

    @Test func `a file that is empty for a moment removes nothing, even across a restart`() async throws {
        var service = try await start()
        #expect(await service.timeToNextReading == nil)
        try folder.write("feeds.d/a.toml", "")
        await service.reload()
        #expect(await service.timeToNextReading == .seconds(60))
        await service.stop()
        time.pass(30)
        service = try await start()
        #expect(await service.timeToNextReading == .seconds(30))
        try folder.write("feeds.d/a.toml", whole)
        await service.reload()
        #expect(await service.timeToNextReading == nil)
        time.pass(600)
        await service.reload()
        await service.stop()
        #expect(try removed() == 0)
    }

    @Test func `a feed that is taken out goes after a minute`() async throws {
        let service = try await start()
        try FileManager.default.removeItem(atPath: folder.path + "/feeds.d")
        await service.reload()
        #expect(try removed() == 0)
        time.pass(60)
        await service.reload()
        #expect(try removed() == 2)
        await service.stop()
    }

    @Test func `SIGHUP says that it is meant`() async throws {
        let service = try await start()
        try folder.write("feeds.d/a.toml", "[[feed]]\nurl = \"http://127.0.0.1:9/a\"\n")
        await service.reload(isMeant: true)
        #expect(try removed() == 1)
        await service.stop()
    }

    @Test func `settings that are gone for a moment hold`() async throws {
        let service = try await start()
        try folder.write("dateline.toml", "")
        await service.reload()
        #expect(await service.timeToNextReading == .seconds(60))
        #expect(await service.keptLogs == 3)
        time.pass(61)
        await service.reload()
        #expect(await service.keptLogs == 10)
        #expect(await service.timeToNextReading == nil)
        await service.stop()
        #expect(try removed() == 0)
    }
}

extension Service {
    fileprivate var keptLogs: Int { configuration.log.keep }
}
