import Testing

@testable import Daemon

@Suite struct PathsTests {
    private func paths(
        _ environment: [String: String], config: String? = nil, existing: Set<String> = []
    ) -> Paths {
        Paths(environment: environment, configFile: config, workingFolder: "/work/here") { existing.contains($0) }
    }

    @Test func `a file that is named comes first, and the rest lies beside it`() {
        let all = ["HOME": "/home/ann", "DATELINE_CONFIG": "/srv/b.toml", "STATE_DIRECTORY": "/var/lib/dateline"]
        let named = paths(all, config: "sub/a.toml")
        #expect(named.configurationFile == "/work/here/sub/a.toml")
        #expect(named.feedsFolder == "/work/here/sub/feeds.d")
        #expect(named.store == "/work/here/sub/dateline.db")
        #expect(named.log == "/work/here/sub/items.jsonl")
        #expect(named.isNamed)
        #expect(paths(all).configurationFile == "/srv/b.toml")
    }

    @Test func `whose is meant can be said, whatever there is`() {
        func folder(_ scope: PathScope, _ environment: [String: String] = [:], existing: Set<String> = []) -> String {
            let environment = environment.merging(["HOME": "/home/ann"]) { first, _ in first }
            return Paths(environment: environment, scope: scope, workingFolder: "/") { existing.contains($0) }
                .configurationFolder
        }
        let service: Set = ["/etc/dateline/dateline.toml"]
        #expect(folder(.user, existing: service) == "/home/ann/.config/dateline")
        #expect(folder(.user, ["DATELINE_CONFIG": "/srv/b.toml"]) == "/home/ann/.config/dateline")
        #expect(folder(.system) == "/etc/dateline")
        #expect(folder(.system, existing: ["/home/ann/.config/dateline/dateline.toml"]) == "/etc/dateline")
    }

    @Test func `systemd's folders go before the user's own`() {
        let unit = paths(
            [
                "HOME": "/home/ann", "CONFIGURATION_DIRECTORY": "/etc/one:/etc/two", "STATE_DIRECTORY": "/srv/state",
                "LOGS_DIRECTORY": "/srv/logs", "CREDENTIALS_DIRECTORY": "/run/credentials/x",
            ], existing: ["/home/ann/.config/dateline/dateline.toml"])
        #expect(unit.configurationFile == "/etc/one/dateline.toml")
        #expect(unit.store == "/srv/state/dateline.db")
        #expect(unit.log == "/srv/logs/items.jsonl")
        #expect(unit.credentials == "/run/credentials/x")
        #expect(paths(["HOME": "/", "STATE_DIRECTORY": "/srv/state"]).log == "/var/log/dateline/items.jsonl")
    }

    @Test func `the user's own goes before the service's where there is one`() {
        let both: Set = ["/home/ann/.config/dateline/feeds.d", "/etc/dateline/dateline.toml"]
        #expect(paths(["HOME": "/home/ann"], existing: both).configurationFolder == "/home/ann/.config/dateline")
        let service = paths(["HOME": "/home/ann"], existing: ["/etc/dateline/dateline.toml"])
        #expect(service.configurationFolder == "/etc/dateline")
        #expect(service.store == "/var/lib/dateline/dateline.db")
    }

    @Test func `nothing needs to exist`() {
        let user = paths(["HOME": "/home/ann", "XDG_STATE_HOME": "/data/state", "XDG_CONFIG_HOME": "relative"])
        #expect(user.configurationFile == "/home/ann/.config/dateline/dateline.toml")
        #expect(user.store == "/data/state/dateline/dateline.db")
        #expect(user.log == "/data/state/dateline/items.jsonl")
        #expect(!user.isNamed)
    }
}
