import ArgumentParser
import Daemon
import FeedModel
import Following
import Foundation
import Publishing
import Storing

/// `dateline status [FEED]`
struct Status: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show how all feeds are doing, and each of them.",
        discussion: """
            The failing feeds come first, then the late ones. On a terminal a screenful is shown; all of them when \
            piped. With a FEED (its number, or a part of its address or title), all that is known of its schedule.

              dateline status --failing
              dateline status --check        for monitoring: one line; exit status 0 well, 1 warning, 2 critical
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Only feeds that cannot be read.") var failing = false
    @Flag(help: "Only feeds that should have been checked by now.") var late = false
    @Flag(help: "Only feeds without news for far longer than usual.") var silent = false
    @Flag(help: "One line and an exit status, for monitoring.") var check = false
    @Flag(help: "For programs: an object a feed, one a line; totals repeated in each.") var json = false
    @OptionGroup var page: PageOptions
    @Argument(help: "A feed's number, address or title, or a part.", completion: .feedNames) var feed: String?

    func run(on console: Console) async throws {
        let now = try console.clock().now
        if check { return try tellCheck(at: now, on: console) }
        let store = try options.readStore(console)
        let named = try feed.map { name in Set(try FeedNames(store).feeds(named: name).compactMap(\.id)) }
        let all = try store?.feeds(matching: named == nil ? nil : "").filter { named?.contains($0.id) ?? true } ?? []
        let feeds = wanted(all, at: now)
        if feeds.isEmpty, feed == nil, !isFiltered { try console.complain(options.noFeedsHint(console)) }
        let behind = try store?.behind()
        let settings = try options.load(console, sayingProblems: false, readsFeeds: false).store
        let followers = try store.map { try self.followers(settings, of: $0) } ?? []
        let workers = try store?.workers() ?? []
        if json { return feeds.forEach { console.write(json(of: $0, behind, followers, workers)) } }
        if feed != nil, feeds.count <= 3 { return feeds.forEach { describe($0, on: console) } }
        var above: [String] = []
        if let behind { above.append(console.styled(try words(of: behind, on: console), .yellow)) }
        // Else all feeds would seem to be late by themselves.
        if let outage = outage(all, at: now) { above.append(console.styled(outage, .red)) }
        if let store { above += try health(store, at: now, on: console) }
        if page.html != nil, let store {
            let summary = above.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") }
            return try page.write(StatusPage(store, feeds, summary: summary, at: now).bytes, on: console)
        }
        above += lines(of: followers, at: now, on: console)
        above += workers.map {
            console.styled(console.cut($0.words(at: now, on: console)), $0.isMissed ? .yellow : nil)
        }
        above.forEach(console.write(_:))
        if !feeds.isEmpty {
            try tell(feeds, in: store, at: now, below: above.map(console.lineCount).reduce(0, +), on: console)
        }
    }

    private var isFiltered: Bool { failing || late || silent }

    private func wanted(_ feeds: [FeedOverview], at now: Date) -> [FeedOverview] {
        guard isFiltered else { return feeds }
        return feeds.filter { feed in
            failing && feed.state.failures > 0 || late && feed.isLate(at: now) || silent && feed.state.isSilent
        }
    }

    // MARK: All feeds

    /// "4,801 feeds: 199 well, 4,602 failing (4,600 cannot be reached), 0 late; 13,145 items, 17 new in the last hour"
    private func health(_ store: any Store, at now: Date, on console: Console) throws -> [String] {
        let health = try store.health(at: now)
        guard health.feeds > 0 else { return [] }
        let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
        var lines = [
            "\(health.words); \(grouped(try store.itemCount())) items, \(grouped(health.newInLastHour)) new in the last hour"
                + noDaemon(configuration.store)
        ]
        lines += growth(try store.growth(configuration.retention.rules, at: now)).map { [$0] } ?? []
        lines += try console.words(ofFilters: configuration.filters, store, at: now)
        if let pause = health.pausedUntil {
            let end = isEndless(pause: pause) ? "until 'dateline resume'" : "until \(console.localTime(pause))"
            lines.append(console.styled("paused \(end): no checks are started", .yellow))
        }
        return lines
    }

    /// Feeds may all be well because nobody asks them.
    private func noDaemon(_ settings: StoreSettings) -> String {
        settings.isDaemonRunning() == false ? "; no daemon is running" : ""
    }

    /// "130.2 MB, and some 1400.1 MB more a year, since nothing is pruned: see [retention]".
    private func growth(_ growth: StoreGrowth) -> String? {
        guard let aYear = growth.aYear else { return nil }
        return growth.isLimited
            ? "\(bytes(growth.size)); what is remembered of items that are pruned is some \(bytes(aYear)) a year"
            : "\(bytes(growth.size)), and some \(bytes(aYear)) more a year: nothing is pruned, see [retention]"
    }

    private func followers(_ settings: StoreSettings, of store: any Store) throws -> [FollowerOverview] {
        try FollowerOverview.all(in: FollowerFiles.folder(ofStore: settings.path), of: store)
    }

    private func tellCheck(at now: Date, on console: Console) throws {
        do { try tellCheck(options.readStore(console), at: now, on: console) } catch let error {
            // Monitoring reads one line and knows no other status.
            let status = (error as? ExitCode)?.rawValue
            if let status, status != ConfigurationOptions.isWrong { throw error }
            let reason =
                status == nil
                ? onOneLine("\(error)") : "the configuration is wrong: 'dateline config check' says where"
            console.write("CRITICAL \(reason)")
            throw ExitCode(HealthCheck.Verdict.critical.rawValue)
        }
    }

    private func tellCheck(_ store: (any Store)?, at now: Date, on console: Console) throws {
        guard let store else {
            let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
            let isLost = (try? configuration.isStoreLost()) == true
            console.write(
                isLost
                    ? "CRITICAL the store \(configuration.store.place) is missing, and its log is there: the daemon or "
                        + "'dateline fetch' reads that back ('dateline restore FILE' puts a backup in its place)"
                    : "CRITICAL there is no store: the service has never run")
            throw ExitCode(HealthCheck.Verdict.critical.rawValue)
        }
        let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
        // Where things are pruned, what there is says nothing of what will be.
        let since = configuration.retention.rules.isOn ? nil : try store.firstEvent()
        let check = HealthCheck(
            try store.health(at: now), space: HealthCheck.Space(configuration, since: since),
            logIsBehind: logIsBehind(store, configuration.log.path, at: now),
            warnings: try followers(configuration.store, of: store).filter { $0.isStuckForLong(at: now) }.prefix(3).map
            {
                onOneLine($0.words(at: now, spelled: spelled))
            }, at: now)
        console.write(check.line + noDaemon(configuration.store))
        if check.verdict != .well { throw ExitCode(check.verdict.rawValue) }
    }

    /// An event that has been in the store for a minute is not in the log.
    private func logIsBehind(_ store: any Store, _ path: String, at now: Date) -> Bool {
        guard let last = try? lastSeq(ofLog: path), let event = try? store.events(after: last, limit: 1).first else {
            return false
        }
        return now.timeIntervalSince(event.at) > 60
    }

    // MARK: Each feed

    /// - Parameter above: lines that stand above already.
    private func tell(
        _ feeds: [FeedOverview], in store: (any Store)?, at now: Date, below above: Int, on console: Console
    ) throws {
        // The two beside the feeds, and the prompt, have their lines too.
        let shown = console.height.map { feeds.prefix(max(5, $0 - above - 3)) } ?? feeds[...]
        let width = sparklineWidth(on: console, besides: shown)
        let days =
            try width > 0 ? store?.dailyItems(of: shown.map(\.id), StatusPage.days, until: now) ?? [:] : [:]
        let head = width > 0 ? column("30 days", width) + "  " : ""
        console.write(console.styled("last news       next check  failures  \(head)feed", .faint))
        for feed in shown {
            let news =
                (feed.state.rhythm.newest ?? feed.state.lastNews).map { spelled(now.timeIntervalSince($0)) + " ago" }
                ?? "none yet"
            let failing = feed.state.failures > 0
            let line = [
                column(news, 14), column(due(feed, at: now), 10),
                column(failing ? "\(feed.state.failures)" : "", 8),
                width > 0 ? column(sparkline(days[feed.id] ?? [], width: width), width) : nil,
                words(of: feed, within: console.terminalWidth.map { $0 - 38 - (width > 0 ? width + 2 : 0) }),
            ].compactMap(\.self).joined(separator: "  ")
            console.write(console.styled(console.cut(line), failing ? .red : nil))
        }
        if shown.count < feeds.count {
            console.write(console.styled("… and \(grouped(feeds.count - shown.count)) more", .faint))
        }
    }

    /// Name and failure. Where there is no room for both, it is the name that is cut first.
    /// - Parameter room: in columns; nil: as much as it takes.
    private func words(of feed: FeedOverview, within room: Int?) -> String {
        let name = onOneLine(feed.title ?? feed.url)
        guard let error = feed.state.lastError.map(onOneLine) else { return name }
        guard let room else { return "\(name): \(error)" }
        return "\(cut(name, to: max(Self.leastName, room - columns(of: error) - 2))): \(error)"
    }

    private static let leastName = 16

    /// Where a terminal shows Unicode's blocks, a column for each day or for three of them; else none. On a narrow one, why
    /// feeds fail needs the room more.
    private func sparklineWidth(on console: Console, besides feeds: ArraySlice<FeedOverview>) -> Int {
        guard let width = console.terminalWidth, width >= 60,
            width >= 120 || !feeds.contains(where: { $0.state.lastError != nil })
        else { return 0 }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { console.environment[$0] }.first { !$0.isEmpty }
        guard locale?.lowercased().replacing("-", with: "").hasSuffix("utf8") ?? false else { return 0 }
        return width >= 120 ? 30 : 10
    }

    /// A feed that waits for a network says so by itself (`no_network_since`).
    private func json(
        of feed: FeedOverview, _ behind: StoreBehind?, _ followers: [FollowerOverview], _ workers: [StoreWorker]
    ) -> JSONObject {
        var object = feed.json
        object.set("followers", followers.prefix(20).map(\.json))
        if !workers.isEmpty { object.set("workers", workers.map(\.json)) }
        guard let behind else { return object }
        var facts = JSONObject()
        facts.set("at", clock: behind.at)
        facts.set("from", Int(behind.from))
        facts.set("to", Int(behind.to))
        object.set("store_behind", facts)
        return object
    }

    /// A line each: those first that do not get on, and not more than are read.
    private func lines(of followers: [FollowerOverview], at now: Date, on console: Console) -> [String] {
        let sorted = followers.filter(\.isStuck) + followers.filter { !$0.isStuck }
        let lines = sorted.prefix(5).map { follower in
            let line = console.cut(onOneLine(follower.words(at: now, spelled: spelled)))
            return console.styled(line, follower.isStuck ? .yellow : nil)
        }
        return lines + (sorted.count > 5 ? [console.styled("… and \(sorted.count - 5) more followers", .faint)] : [])
    }

    private func words(of behind: StoreBehind, on console: Console) throws -> String {
        let log = try options.load(console, sayingProblems: false, readsFeeds: false).log.path
        let events = "the events \(behind.from) to \(behind.to)"
        let what =
            switch LogShare(of: behind.from...behind.to, in: log) {
            case .all: "\(events) are in the log only"
            case .some: "of \(events) the log has a part, and the store none"
            case .none: "neither store nor log has \(events)"
            case .unknown: "the store has none of \(events), and the log cannot be read"
            }
        return
            "The store was behind its log on \(console.localTime(behind.at)), as after a backup was put back: \(what)."
    }

    /// One line for all that wait for a network.
    private func outage(_ feeds: [FeedOverview], at now: Date) -> String? {
        let times = feeds.compactMap(\.state.noNetworkSince)
        guard let first = times.min() else { return nil }
        return
            "no network for \(spelled(now.timeIntervalSince(first))): \(times.count) of \(feeds.count) feeds wait for it"
    }

    private func due(_ feed: FeedOverview, at now: Date) -> String {
        guard !feed.state.isGone else { return "gone" }
        guard feed.isSubscribed, let due = feed.due else { return "by hand" }
        return due <= now ? "now" : "in " + spelled(due.timeIntervalSince(now))
    }
}
