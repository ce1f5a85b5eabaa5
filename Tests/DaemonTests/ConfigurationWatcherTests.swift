import Foundation
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(1))) struct ConfigurationWatcherTests {
    private func waitForChange(_ watcher: ConfigurationWatcher) async -> Bool {
        for await _ in watcher.changes { return true }
        return false
    }

    @Test func `a file written as editors do is one change`() async throws {
        let folder = try ScratchFolder()
        try folder.write("feeds.d/world.toml", "")
        let watcher = try ConfigurationWatcher(folder.paths, quiet: .milliseconds(50))
        // Vim keeps the old file beside the new one until that is written.
        try FileManager.default.moveItem(
            atPath: folder.path + "/feeds.d/world.toml", toPath: folder.path + "/feeds.d/world.toml~")
        try folder.write("feeds.d/world.toml", "[[feed]]\n")
        #expect(await waitForChange(watcher))
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
