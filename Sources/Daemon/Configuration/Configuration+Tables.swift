import FeedModel
import Fetching
import Storing
import TOMLKit

/// The tables of `dateline.toml`: a line a key, with what is allowed.
extension Configuration {
    mutating func read(_ root: TOMLTable, in file: ConfigurationFile) {
        let tables: [(name: String, read: (inout Configuration, inout TableReader) -> Void)] = [
            ("fetch", { $0.readFetch(&$1) }), ("schedule", { $0.readSchedule(&$1) }),
            ("pages", { $0.readPages(&$1) }), ("store", { $0.readStore(&$1) }),
            ("retention", { $0.readRetention(&$1) }), ("log", { $0.readLog(&$1) }),
            ("stories", { $0.readStories(&$1) }), ("service", { $0.readService(&$1) }),
            ("metrics", { $0.readMetrics(&$1) }), ("searches", { $0.readSearches(&$1) }),
        ]
        let paths = paths
        func place(of key: String) -> String? {
            let owners = tables.filter { name, read in
                var (scratch, reader) = (Configuration(paths: paths), TableReader(TOMLTable(), name: name, in: file))
                read(&scratch, &reader)
                return reader.knows(key)
            }
            guard !owners.isEmpty else { return nil }
            let lines = owners.map { "[\($0.name)]" } + (key == "url" ? ["[[feed]]"] : [])
            return "it belongs below the line \(lines.joined(separator: " or "))"
        }
        let known = tables.map(\.name) + ["feed", "filter", "publish"]
        for key in root.keys where !known.contains(key) {
            let line = file.outline.line(of: key, in: nil)
            file.report(
                line: line, key: key, place(of: key) ?? "there is no such table; \(hint(for: key, among: known))")
        }
        for (name, read) in tables {
            guard let value = root[name] else { continue }
            guard let table = value.table else {
                let line = file.outline.line(of: name, in: nil)
                file.report(line: line, key: name, "found \(describe(value)); a table is allowed: [\(name)]")
                continue
            }
            var reader = TableReader(table, name: name, in: file)
            read(&self, &reader)
            reader.finish(elsewhere: place)
        }
        readFilters(root, in: file)
        readPublications(root, in: file)
    }

    private mutating func readFetch(_ table: inout TableReader) {
        table.read("connections", into: &fetch.connections, 1...10_000)
        table.read("connections-per-host", into: &fetch.connectionsPerHost, 1...1000)
        table.read("host-spacing", into: &fetch.hostSpacing, .zero ... .seconds(3600))
        table.read("connect-timeout", into: &fetch.connectTimeout, .milliseconds(100) ... .seconds(600))
        table.read("stall-timeout", into: &fetch.stallTimeout, .seconds(1) ... .seconds(3600))
        table.readSize("least-speed", into: &fetch.leastSpeed, 1...(1 << 30))
        table.read("timeout", into: &fetch.timeout, .seconds(1) ... .seconds(3600))
        table.readSize("transfer-limit", into: &fetch.transferLimit, 1024...(1 << 30))
        table.readSize("body-limit", into: &fetch.bodyLimit, 1024...(1 << 30))
        table.readSize("header-limit", into: &fetch.headerLimit, 1024...(16 << 20))
        table.read("redirect-limit", into: &fetch.redirectLimit, 0...50)
        table.read("item-limit", into: &fetch.reading.items, 0...100_000_000)
        table.read("parse-time-limit", into: &fetch.reading.time, .zero ... .seconds(3600))
        table.readSize("parse-memory-limit", into: &fetch.reading.memory, 0...(1 << 40))
        table.read("allow-networks", into: &fetch.allowedNetworks, checkNetwork)
        table.read("proxy", into: &fetch.proxy, checkProxy)
        table.readAuthorities(into: &fetch.authorityFile, paths)
        table.read("http2", into: &fetch.usesHTTP2)
        table.read("user-agent", into: &fetch.userAgent, checkHeaderValue)
    }

    private mutating func readSchedule(_ table: inout TableReader) {
        table.read("interval", into: &schedule.interval, .seconds(1) ... .seconds(30 * 86400))
    }

    private mutating func readPages(_ table: inout TableReader) {
        table.read("policy", into: &pages.policy)
    }

    private mutating func readStore(_ table: inout TableReader) {
        table.readStore(into: &store, paths)
    }

    private mutating func readRetention(_ table: inout TableReader) {
        table.readRules(into: &retention.rules)
        table.read("tombstones-for", into: &retention.tombstonesFor, .seconds(86400)...TableReader.longestKept)
        table.read("sketches-for", into: &retention.sketchesFor, .seconds(86400)...TableReader.longestKept)
    }

    private mutating func readLog(_ table: inout TableReader) {
        table.readPath("path", into: &log.path, paths)
        table.readSize("max-size", into: &log.maxSize, 4096...(1 << 40))
        table.read("keep", into: &log.keep, 0...10_000)
        table.readTable("nats") { log.stream = $0.readLogStream(paths) }
    }

    private mutating func readStories(_ table: inout TableReader) {
        table.readFilePath("agencies", into: &stories.agencies, paths)
    }

    /// Names that the operator has chosen, with what `dateline items` takes for words.
    private mutating func readSearches(_ table: inout TableReader) {
        for name in table.table.keys {
            guard let text = table.string(name) else { continue }
            if table.takesSearch(name, text) { searches[name] = text }
        }
    }

    private mutating func readMetrics(_ table: inout TableReader) {
        table.read("listen", into: &metrics.listen) { ListenAddress.check($0, paths) }
    }

    private mutating func readService(_ table: inout TableReader) {
        table.read("log-level", into: &service.logLevel)
        table.read("watch-configuration", into: &service.watchesConfiguration)
        table.readPath("control", into: &service.control, paths)
        table.read("owns-feeds", into: &service.ownsFeeds)
    }
}

extension TableReader {
    static var longestKept: Duration { .seconds(100 * 366 * 86400) }

    /// How much of feeds is kept, for all of them or for one.
    mutating func readRules(into rules: inout Retention) {
        for limit in Retention.limits {
            readCount(limit.key, into: &rules[keyPath: limit.count])
            read("\(limit.key)-for", into: &rules[keyPath: limit.time], .zero...Self.longestKept)
        }
    }

    private mutating func readCount(_ key: String, into target: inout Int?) {
        var count = -1
        read(key, into: &count, 0...1_000_000_000)
        if count >= 0 { target = count }
    }

    /// A path that need not exist yet. A relative one is meant from the configuration's folder.
    mutating func readPath(_ key: String, into target: inout String, _ paths: Paths) {
        guard let text = string(key) else { return }
        guard !text.isEmpty, text.last != "/" else { return fail(key, "\(quoted(text)) names no file") }
        target = paths.resolve(text)
    }

    /// A PEM file that holds certificates: with a key, or with rubbish, no server could prove who it is.
    mutating func readAuthorities(into target: inout String?, _ paths: Paths) {
        let old = target
        readFilePath("ca-file", into: &target, paths)
        guard let path = target, path != old else { return }
        do {
            if holdsCertificate(try bytes(of: path)) { return }
            fail("ca-file", "\(path) holds no certificate, which begins with -----BEGIN CERTIFICATE-----")
        } catch {
            fail("ca-file", "cannot read \(path): \(error)")
        }
        target = old
    }

    /// A file that must be there.
    mutating func readFilePath(_ key: String, into target: inout String?, _ paths: Paths) {
        guard let text = string(key) else { return }
        let path = paths.resolve(text)
        guard FileStamp(path: path)?.isRegular == true else { return fail(key, "there is no file \(path)") }
        target = path
    }
}
