import Foundation
import Storing
import Testing

@testable import Daemon

/// `[store]` and what belongs to a store that machines share.
@Suite struct StoreSettingsTests {
    private func load(_ text: String) throws -> Configuration {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", text)
        try folder.write("password", "secret\n")
        return try Configuration.load(environment: ["DATELINE_CONFIG": folder.path + "/dateline.toml"])
    }

    private func mistakes(_ text: String) throws -> [String] {
        let error = #expect(throws: ConfigurationError.self) { try load(text) }
        return error?.problems.map { "\($0)" } ?? []
    }

    @Test func `a database is the store in place of a file`() throws {
        let configuration = try load(
            """
            [store]
            url = "postgresql://dateline@db1.test,db2.test/news?sslmode=verify-full"
            password-file = "password"
            search = false
            lease = "10s"
            """)
        let database = try #require(configuration.store.database)
        #expect(database.url == "postgresql://dateline@db1.test,db2.test/news?sslmode=verify-full")
        #expect(database.password == "secret" && !database.isSearched && database.lease == .seconds(10))
        #expect(configuration.store.place == database.url)
        #expect(!configuration.ownsFeeds)
        #expect(configuration.store.path.hasSuffix("/dateline.db"), "what is this machine's lies beside it")
        #expect(throws: (any Error).self) { try configuration.store.file(for: "'dateline backup'") }
    }

    @Test func `a file's feeds are always the configuration's, a database's only where it says so`() throws {
        #expect(try load("").ownsFeeds)
        let shared = "[store]\nurl = \"postgresql://db.test/news\"\n"
        #expect(try !load(shared).ownsFeeds)
        #expect(try load(shared + "[service]\nowns-feeds = true\n").ownsFeeds)
    }

    @Test(arguments: [
        ("url = \"postgresql://u:pass@db.test/\"", "it has a password"),
        ("url = \"mysql://db.test/\"", "is no address"),
        ("lease = \"5s\"", "there is no url"), ("search = false", "there is no url"),
        ("url = \"postgresql://db.test/\"\nlease = \"0s\"", "lease: found"),
        ("url = \"postgresql://db.test/\"\npassword-file = \"none\"", "cannot read"),
    ])
    func `a mistake is told, and no password with it`(_ line: String, _ message: String) throws {
        let said = try mistakes("[store]\n" + line)
        #expect(said.count == 1 && said[0].contains(message) && !said[0].contains("pass@"), "\(said)")
    }

    @Test func `machines that read by other rules are told apart`() throws {
        let shared = "[store]\nurl = \"postgresql://db.test/news\"\n"
        let plain = try load(shared).workerPart(isDaemon: true)
        let filtered = try load(shared + "[[filter]]\nname = \"no sport\"\ndrop = \"title:football\"\n").workerPart(
            isDaemon: true)
        #expect(try load(shared + "[log]\nkeep = 3\n").workerPart(isDaemon: true) == plain)
        #expect(filtered.settings["[[filter]]"] != plain.settings["[[filter]]"])
        #expect(filtered.settings["[stories] agencies"] == plain.settings["[stories] agencies"])
    }
}
