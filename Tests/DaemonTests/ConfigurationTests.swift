import FeedModel
import Fetching
import Foundation
import Testing

@testable import Daemon

@Suite struct ConfigurationTests {
    private func load(_ folder: ScratchFolder) throws(ConfigurationError) -> Configuration {
        try Configuration.load(environment: [:], configFile: folder.path + "/dateline.toml")
    }

    /// "line key" of what is wrong with `text` as `dateline.toml`.
    private func mistakes(in text: String) throws -> [String] {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", text)
        do {
            _ = try load(folder)
            return []
        } catch {
            return error.problems.map { "\($0.line.map(String.init) ?? "-") \($0.key ?? "-")" }
        }
    }

    @Test func `every table is read`() throws {
        let folder = try ScratchFolder()
        try folder.write(
            "dateline.toml",
            """
            store.path = "data/my.db"
            [fetch]
            connections = 8
            host-spacing = 0
            timeout = "1m30s"
            body-limit = "16MiB"
            transfer-limit = 5000
            item-limit = 20_000
            parse-time-limit = "1m"
            parse-memory-limit = 0
            allow-networks = ["127.0.0.0/8", "fd00::/8"]
            [schedule]
            interval = "30m"
            [pages]
            policy = "never"
            [retention]
            items = 500
            items-for = "90d"
            revisions-for = "30d"
            events = 0
            events-for = "400d"
            tombstones-for = "30d"
            sketches-for = "60d"
            [log]
            path = "/var/log/my.jsonl"
            max-size = "1GB"
            keep = 3
            [service]
            log-level = "debug"
            watch-configuration = false
            [metrics]
            listen = "[::1]:9117"
            """)
        let configuration = try load(folder)
        #expect(configuration.fetch.connections == 8)
        #expect(configuration.fetch.hostSpacing == .zero)
        #expect(configuration.fetch.timeout == .seconds(90))
        #expect(configuration.fetch.bodyLimit == 16 << 20)
        #expect(configuration.fetch.transferLimit == 5000)
        #expect(configuration.fetch.reading.items == 20_000)
        #expect(configuration.fetch.reading.time == .seconds(60))
        #expect(configuration.fetch.reading.memory == 0)
        #expect(configuration.fetch.allowedNetworks == ["127.0.0.0/8", "fd00::/8"])
        #expect(configuration.schedule.interval == .seconds(1800))
        #expect(configuration.pages.policy == .never)
        #expect(configuration.store.path == folder.path + "/data/my.db")
        var rules = Retention()
        (rules.items, rules.itemsFor, rules.revisionsFor) = (500, .seconds(90 * 86400), .seconds(30 * 86400))
        (rules.events, rules.eventsFor) = (0, .seconds(400 * 86400))
        #expect(configuration.retention.rules == rules)
        #expect(configuration.retention.tombstonesFor == .seconds(30 * 86400))
        #expect(configuration.retention.sketchesFor == .seconds(60 * 86400))
        #expect(configuration.log.path == "/var/log/my.jsonl")
        #expect(configuration.log.maxSize == 1_000_000_000)
        #expect(configuration.log.keep == 3)
        #expect(configuration.service.logLevel == .debug)
        #expect(!configuration.service.watchesConfiguration)
        #expect(configuration.metrics.listen == .tcp(host: "::1", port: 9117))
    }

    @Test func `the sample is what holds without it`() throws {
        let sample = URL(fileURLWithPath: #filePath + "/../../../Config").standardizedFileURL
        let folder = try ScratchFolder()
        let text = try String(contentsOf: sample.appendingPathComponent("dateline.toml"), encoding: .utf8)
        try folder.write("dateline.toml", text)
        try folder.write(
            "feeds.d/example.toml",
            try String(contentsOf: sample.appendingPathComponent("feeds.d/example.toml"), encoding: .utf8))
        let configuration = try load(folder)
        #expect(configuration.problems.isEmpty)
        #expect(configuration.fetch == Configuration(paths: folder.paths).fetch)

        // Each value that is commented out is the default, where it is one.
        let examples =
            [
                "proxy", "ca-file", "user-agent", "interval", "path", "url", "password-file", "search", "lease",
                "agencies",
                "control", "listen",
            ]
        // Tables that are commented out are examples.
        let parts = text.split(separator: "\n\n").filter { !$0.hasPrefix("# [") && !$0.contains("\n# [[") }
        let lines = parts.flatMap { $0.split(separator: "\n") }.map { line in
            let key = line.dropFirst(2).prefix { $0 != " " }
            return line.hasPrefix("# ") && line.contains(" = ") && !examples.contains(String(key))
                ? line.dropFirst(2) : line
        }
        try folder.write("dateline.toml", lines.joined(separator: "\n"))
        let spelled = try load(folder)
        #expect(spelled.fetch == configuration.fetch)
        #expect(spelled.schedule == configuration.schedule)
        #expect(spelled.log == configuration.log)
        #expect(!spelled.retention.rules.isOn)
        #expect(spelled.retention.tombstonesFor == configuration.retention.tombstonesFor)
        #expect(spelled.retention.sketchesFor == configuration.retention.sketchesFor)
        #expect(spelled.service == configuration.service)
    }

    @Test(arguments: [
        ("[fetch]\ntimeout = 30", "2 fetch.timeout"), ("[fetch]\n\ntimeout = \"30\"", "3 fetch.timeout"),
        ("[fetch]\ntimeout = \"2h\"", "2 fetch.timeout"), ("fetch.tiemout = \"1m\"", "1 fetch.tiemout"),
        ("[fetch]\nbody-limit = \"16 MiB\"", "2 fetch.body-limit"), ("fetch = 3", "1 fetch"),
        ("fetch = { proxy = \"gopher://x\" }", "1 fetch.proxy"),
        ("# one\n[fetch]\nallow-networks = [\n  \"10.0.0.0/8\",\n  \"10.0.0.0/33\",\n]", "3 fetch.allow-networks"),
        ("[fetch]\nuser-agent = \"\"\"a\\nb\"\"\"\n", "2 fetch.user-agent"), ("\n[sched]\nx = 1", "2 sched"),
        ("[retention]\nitems = -1", "2 retention.items"), ("[retention]\nitems-for = 30", "2 retention.items-for"),
        ("[retention]\ntombstones-for = 0", "2 retention.tombstones-for"),
        ("[log]\nkeep = -1", "2 log.keep"), ("[log]\npath = \"folder/\"", "2 log.path"),
        ("[service]\nlog-level = \"loud\"", "2 service.log-level"), ("[fetch\n", "1 -"), ("[a]\nb = 1\nb = 2", "3 -"),
        ("[fetch]\nca-file = \"/no/such/file.pem\"", "2 fetch.ca-file"),
        ("[fetch]\nca-file = \"/etc/hostname\"", "2 fetch.ca-file"), ("[fetch]\nhttp2 = \"no\"", "2 fetch.http2"),
        ("[fetch]\nproxy = \"http://proxy.test:99999\"", "2 fetch.proxy"),
        ("[[feed]]\nurl = \"http://a.test/\"\nca-file = \"/etc/hostname\"", "3 feed.ca-file"),
        ("[[feed]]\nurl = \"http://a.test/\"\nproxy = \"socks5://proxy.test:0\"", "3 feed.proxy"),
        ("[[feed]]\ntitle = \"no address\"", "1 feed"), ("[feed]\nurl = \"http://a.test/\"", "1 feed"),
    ])
    func `a mistake names its line and key`(_ text: String, _ mistake: String) throws {
        #expect(try mistakes(in: text) == [mistake])
    }

    @Test(arguments: [
        ("allow-networks = [\"127.0.0.0/8\"]", "allow-networks: it belongs below the line [fetch]"),
        ("[schedule]\nproxy = \"http://a.test\"", "schedule.proxy: it belongs below the line [fetch]"),
        ("path = \"a.db\"", "path: it belongs below the line [store] or [log]"),
        ("url = \"http://a.test/\"", "url: it belongs below the line [store] or [[feed]]"),
        ("[fetch]\nxyz = 1", "there is no such key"),
    ])
    func `a key that stands outside of its table is told which that is`(_ text: String, _ message: String) throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", text)
        let error = #expect(throws: ConfigurationError.self) { try load(folder) }
        let said = error?.problems.map { "\($0)" } ?? []
        #expect(said.count == 1 && said[0].contains(message), "\(said)")
    }

    @Test func `a file of authorities holds a certificate`() {
        func pem(_ label: String, _ bytes: [UInt8]) -> [UInt8] {
            Array(
                "# ours\n-----BEGIN \(label)-----\n\(Data(bytes).base64EncodedString())\n-----END \(label)-----\n".utf8)
        }
        let sequence: [UInt8] = [0x30] + [UInt8](repeating: 7, count: 200)
        #expect(holdsCertificate(pem("CERTIFICATE", sequence)))
        #expect(holdsCertificate(pem("PRIVATE KEY", sequence) + pem("CERTIFICATE", sequence)))
        #expect(!holdsCertificate(pem("PRIVATE KEY", sequence)))
        #expect(!holdsCertificate(pem("CERTIFICATE", [1, 2, 3])))
        #expect(!holdsCertificate(Array("-----BEGIN CERTIFICATE-----\nMII".utf8)))
        #expect(!holdsCertificate([]) && !holdsCertificate([0xFF, 0, 0x30]))
    }

    @Test func `HTTP2 is a setting of all feeds and of one`() throws {
        let folder = try ScratchFolder()
        try folder.write(
            "dateline.toml",
            "[fetch]\nhttp2 = false\n[[feed]]\nurl = \"http://a.test/\"\nhttp2 = true\n[[feed]]\nurl = \"http://b.test/\"\n"
        )
        let configuration = try load(folder)
        #expect(!configuration.fetch.usesHTTP2)
        #expect(configuration.subscriptions.map(\.usesHTTP2) == [true, nil])
        let stored = configuration.subscriptions.map { Subscription(json: $0.json)?.usesHTTP2 }
        #expect(stored == [true, nil])
    }

    @Test func `an unknown key is answered with the nearest one`() throws {
        let folder = try ScratchFolder()
        try folder.write(
            "feeds.d/a.toml",
            "[[feed]]\nurl = \"http://a.test/\"\n\n[[feed]]\nurl = \"http://b.test/\"\nintervall = \"1h\"\n")
        let problems = try Configuration.load(environment: [
            "HOME": folder.path + "/none", "CONFIGURATION_DIRECTORY": folder.path,
        ]).problems
        #expect(
            problems.map(\.description) == [
                "\(folder.path)/feeds.d/a.toml:6: feed.intervall: there is no such key; did you mean 'interval'?"
            ])
    }

    @Test func `one bad file does not stop the feeds of the others`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "")
        try folder.write("feeds.d/a.toml", "[[feed]]\nurl = \"http://a.test/\n")
        try folder.write(
            "feeds.d/b.toml", "[[feed]]\nurl = \"http://b.test/\"\n[[feed]]\nurl = \"file:///etc/passwd\"\n")
        try folder.write("feeds.d/c.toml/x", "a folder")
        try folder.write("feeds.d/d.toml", "a = \u{0}\n")
        try folder.write("feeds.d/e.toml", "")
        try folder.write("feeds.d/.f.toml", "[[feed]]\nurl = \"http://f.test/\"\n")
        let configuration = try load(folder)
        #expect(configuration.subscriptions.map(\.url) == ["http://b.test/"])
        #expect(!configuration.isWhole)
        let names = configuration.problems.map { "\($0.file.split(separator: "/").last ?? "") \($0.line ?? 0)" }
        #expect(names == ["a.toml 2", "b.toml 4", "c.toml 0", "d.toml 1"])
    }

    @Test func `a file that has become wrong keeps its last good feeds`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "")
        try folder.write("feeds.d/a.toml", "[[feed]]\nurl = \"http://a.test/\"\n")
        let first = try load(folder)
        try folder.write("feeds.d/a.toml", "[[feed]\nurl = \"http://a.test/\"\n")
        try folder.write("feeds.d/b.toml", "[[feed]]\nurl = \"http://b.test/\"\n")
        let second = try first.reloaded()
        #expect(second.subscriptions.map(\.url) == ["http://a.test/", "http://b.test/"])
        #expect(!second.isWhole)
        try FileManager.default.removeItem(atPath: folder.path + "/feeds.d/a.toml")
        let third = try second.reloaded()
        #expect(third.subscriptions.map(\.url) == ["http://b.test/"])
        #expect(third.isWhole)

        try folder.write("dateline.toml", "[pages]\npolicy = \"always\"\n[schedule]\ninterval = \"1h\"\n")
        #expect(try third.reloaded().subscriptions.map(\.pages) == [.always])
        #expect(try third.reloaded().subscriptions.map(\.interval) == [.seconds(3600)])
        try folder.write("dateline.toml", "[pages]\npolicy = \"sometimes\"\n")
        #expect(throws: ConfigurationError.self) { try third.reloaded() }
    }

    @Test func `a list that costs too much is said to, and read when it may cost more`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "[fetch]\nparse-memory-limit = \"1MB\"\n")
        try folder.write("feeds.d/a.toml", "[[feed]]\nurl = \"http://a.test/\"\n")
        let outlines = (0..<10_000).map { "<outline xmlUrl='http://host.test/\($0)'/>" }.joined()
        try folder.write("feeds.d/b.opml", "<opml><body>\(outlines)</body></opml>")
        let first = try load(folder)
        #expect(first.subscriptions.map(\.url) == ["http://a.test/"] && !first.isWhole)
        #expect(first.problems.first?.message.contains("parse-memory-limit") == true)
        try folder.write("dateline.toml", "")
        let second = try first.reloaded()
        #expect(second.subscriptions.count == 10_001 && second.isWhole)
    }

    @Test func `spellings of one address are one subscription, whatever file they stand in`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "[[feed]]\nurl = \"HTTP://a.test/x\"\n")
        try folder.write(
            "feeds.d/a.toml", "[[feed]]\nurl = \"http://A.test:80/x#top\"\n[[feed]]\nurl = \"https://a.test/x\"\n")
        try folder.write("feeds.d/b.opml", "<opml><body><outline xmlUrl='http://me:pw@a.test/x'/></body></opml>")
        let configuration = try load(folder)
        #expect(configuration.subscriptions.map(\.url) == ["HTTP://a.test/x", "https://a.test/x"])
        #expect(configuration.isWhole)
        #expect(configuration.problems.filter { $0.key == "feed.url" }.count == 2)
        let files = FeedFolder(configuration).files(of: "http://a.test/x").map { $0.split(separator: "/").last }
        #expect(files == ["dateline.toml", "a.toml", "b.opml"])
    }

    /// The same rules in each way in.
    @Test(arguments: [
        (" http://a.test/x y ", "http://a.test/x%20y", nil), ("feed:https://a.test/", "https://a.test/", nil),
        ("webcal://a.test/x", "http://a.test/x", nil), ("FEED://a.test/x", "http://a.test/x", nil),
        ("http://me:p%40w@a.test/x", "http://a.test/x", Credentials.basic(user: "me", password: "p@w")),
        ("http://token@a.test/@x", "http://a.test/@x", .basic(user: "token", password: "")),
        ("http://ä.test/ü", "http://ä.test/ü", nil), ("http://[::1]:8080/", "http://[::1]:8080/", nil),
    ])
    func `an address is read alike in every file and command`(_ text: String, _ url: String, _ login: Credentials?)
        throws
    {
        #expect(try pollableAddress(text) == FeedAddress(url: url, credentials: login))
        let folder = try ScratchFolder()
        try folder.write("feeds.d/a.toml", "[[feed]]\nurl = \(tomlString(text))\n")
        try folder.write("dateline.toml", "")
        let toml = try load(folder).subscriptions
        try folder.write("feeds.d/a.toml", "")
        try folder.write("feeds.d/b.opml", "<opml><body><outline xmlUrl=\"\(text)\"/></body></opml>")
        let opml = try load(folder).subscriptions
        #expect(toml.map(\.url) == [url] && opml.map(\.url) == [url])
        #expect(toml.map(\.credentials) == [login] && opml.map(\.credentials) == [login])
    }

    @Test(arguments: [
        "ftp://me:hidden@a.test/", "http://me:hid/den@a.test/", "http://me:hidden@/x", "feed:me:hidden@a.test",
        "http://a.test:99999/?hidden@", "http://me:hidden%0A@a.test/", "me:hidden@a.test",
    ])
    func `an address that cannot be asked is refused without its login`(_ text: String) {
        let error = #expect(throws: AddressError.self) { try pollableAddress(text) }
        #expect(error?.description.contains("hid") == false && error?.description.contains("den@") == false)
    }

    @Test func `a list that ends in the middle removes nothing, a whole one does`() throws {
        let folder = try ScratchFolder()
        let whole = "<opml><body><outline xmlUrl='http://a.test/'/>\n<outline xmlUrl='http://b.test/'/></body></opml>"
        try folder.write("dateline.toml", "")
        try folder.write("feeds.d/a.opml", whole)
        let first = try load(folder)
        try folder.write("feeds.d/a.opml", String(whole.prefix(60)))
        let second = try first.reloaded()
        #expect(!second.isWhole)
        #expect(second.subscriptions.count == 2)
        try folder.write("feeds.d/a.opml", "<opml><body><outline xmlUrl='http://b.test/'/></body></opml>")
        let third = try second.reloaded()
        #expect(third.isWhole)
        #expect(third.subscriptions.map(\.url) == ["http://b.test/"])
    }

    @Test func `an address counts once`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "")
        try folder.write("feeds.d/a.toml", "[[feed]]\nurl = \"feed://a.test/x\"\ntitle = \"first\"\n")
        try folder.write("feeds.d/b.toml", "[[feed]]\nurl = \"http://a.test/x\"\n")
        let configuration = try load(folder)
        #expect(configuration.subscriptions.map(\.title) == ["first"])
        #expect(configuration.isWhole)
        #expect(configuration.problems.map(\.severity) == [.warning])
    }

    @Test func `secrets come from files and are in no message`() throws {
        let folder = try ScratchFolder()
        try folder.write("dateline.toml", "")
        try folder.write("secret", "pass word\n")
        try folder.write("run/token", "tok\r\n")
        try folder.write("two", "one\ntwo\n")
        try folder.write(
            "feeds.d/a.toml",
            """
            [[feed]]
            url = "http://a.test/"
            login = { user = "assigner", password-file = "secret", method = "digest" }
            headers = { Cookie = "a=1", X-Key = "k" }
            [[feed]]
            url = "http://b.test/"
            [feed.login]
            token-credential = "token"
            [[feed]]
            url = "http://c.test/"
            login = { user = "assigner", password-file = "two" }
            [[feed]]
            url = "http://d.test/"
            headers = { Host = "ok", If-None-Match = "x", "a b" = "y", Cookie = "secret\\nX: 1" }
            [[feed]]
            url = "http://user:hidden@e.test/"
            """)
        let environment = ["CREDENTIALS_DIRECTORY": folder.path + "/run"]
        let configuration = try Configuration.load(environment: environment, configFile: folder.path + "/dateline.toml")
        #expect(
            configuration.subscriptions.map(\.credentials) == [
                .digest(user: "assigner", password: "pass word"), .bearer(token: "tok"),
                .basic(user: "user", password: "hidden"),
            ])
        #expect(configuration.subscriptions.last?.url == "http://e.test/")
        #expect(configuration.problems.last?.severity == .warning)
        #expect(configuration.subscriptions[0].headers == ["Cookie": "a=1", "X-Key": "k"])
        let lines = configuration.problems.map { "\($0.line ?? 0) \($0.key ?? "")" }
        #expect(
            lines == [
                "11 feed.login.password-file", "14 feed.headers.Cookie", "14 feed.headers.If-None-Match",
                "14 feed.headers.a b", "16 feed.url",
            ])
        #expect(!configuration.problems.contains { "\($0)".contains("secret\n") || "\($0)".contains("hidden") })
    }
}

@Suite struct ListenAddressTests {
    private func check(_ text: String) -> Checked<ListenAddress> {
        ListenAddress.check(text, Paths(environment: [:], configFile: "/etc/dateline/dateline.toml"))
    }

    @Test(arguments: [
        ("127.0.0.1:9117", "127.0.0.1:9117"), ("127.8.8.8:1", "127.8.8.8:1"), ("[::1]:65535", "[::1]:65535"),
        ("[0:0:0:0:0:0:0:1]:9117", "[::1]:9117"), ("unix:/run/dateline/metrics", "unix:/run/dateline/metrics"),
        ("unix:metrics", "unix:/etc/dateline/metrics"),
    ])
    func `an address of this machine is taken`(_ text: String, _ address: String) {
        guard case .value(let value) = check(text) else {
            Issue.record("\(text) is refused")
            return
        }
        #expect(value.description == address)
    }

    @Test(arguments: [
        ("0.0.0.0:9117", "loopback"), ("192.168.1.1:9117", "loopback"), ("[::]:9117", "loopback"),
        ("[::ffff:127.0.0.1]:9117", "loopback"), ("localhost:9117", "does not begin with an address"),
        ("::1:9117", "does not begin with an address"), ("[127.0.0.1]:9117", "does not begin with an address"),
        ("127.0.0.1", "has no port"), ("127.0.0.1:0", "has no port"), ("127.0.0.1:65536", "has no port"),
        ("", "has no port"), ("unix:", "names no file"), ("unix:/run/", "names no file"),
        ("unix:/" + String(repeating: "x", count: 107), "too long"),
    ])
    func `another is refused with the reason`(_ text: String, _ reason: String) {
        guard case .wrong(let why) = check(text) else {
            Issue.record("\(text) is taken")
            return
        }
        #expect(why.contains(reason))
    }
}
