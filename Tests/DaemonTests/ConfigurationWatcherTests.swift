import Foundation
import Synchronization
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(10))) struct ConfigurationWatcherTests {
    private func waitForChange(_ watcher: ConfigurationWatcher) async -> Bool {
        for await _ in watcher.changes { return true }
        return false
    }

    @Test func `a file written as editors do is one change`() async throws {
        let folder = try ScratchFolder()
        try folder.write("feeds.d/world.toml", "")
        // Long beside what a busy machine takes for the two steps.
        let watcher = try ConfigurationWatcher(folder.paths, quiet: .seconds(2))
        let count = Mutex(0)
        // From before the first step: the stream keeps no more than one change for who comes later.
        let counting = Task { for await _ in watcher.changes { count.withLock { $0 += 1 } } }
        // Vim keeps the old file beside the new one until that is written.
        try FileManager.default.moveItem(
            atPath: folder.path + "/feeds.d/world.toml", toPath: folder.path + "/feeds.d/world.toml~")
        try await Task.sleep(for: .milliseconds(20))
        try folder.write("feeds.d/world.toml", "[[feed]]\n")
        while count.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .milliseconds(200))
        counting.cancel()
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `a configuration that comes into being is a change`() async throws {
        let folder = try ScratchFolder()
        // Whether Dateline is installed on this machine must not matter.
        let paths = Paths(environment: ["HOME": folder.path], exists: { _ in false })
        let watcher = try ConfigurationWatcher(paths, quiet: .milliseconds(50))
        try folder.write(".config/dateline/feeds.d/world.toml", "[[feed]]\n")
        #expect(await waitForChange(watcher))
        try folder.write(".config/dateline/dateline.toml", "[fetch]\n")
        #expect(await waitForChange(watcher))
    }

    @Test func `a store beside the configuration is no change`() async throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "")
        try folder.write("feeds.d/world.toml", "")
        let watcher = try ConfigurationWatcher(folder.paths, quiet: .milliseconds(10))
        let others = [
            "dateline.db", "dateline.db-wal", "items.jsonl", "feeds.d/.world.toml.swp", "feeds.d/world.toml~",
        ]
        for name in others { try folder.write(name, "x") }
        try await Task.sleep(for: .milliseconds(200))
        // Had one of them counted, its change would stand before this one, and a second would follow.
        try folder.write("feeds.d/world.toml", "[[feed]]\n")
        #expect(await waitForChange(watcher))
        let second = Task { await waitForChange(watcher) }
        try await Task.sleep(for: .milliseconds(200))
        second.cancel()
        #expect(await second.value == false)
    }
}
