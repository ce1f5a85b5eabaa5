import FeedModel
import Foundation
import Storing
import Testing

@testable import Daemon

@Suite struct HealthCheckTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let roomy = HealthCheck.Space(free: 1 << 40, used: 1 << 20, since: nil)

    private func health(failing: Int = 0, late: Int = 0, checked: TimeInterval? = 60) -> StoreHealth {
        var health = StoreHealth()
        (health.feeds, health.failing, health.late) = (10, failing, late)
        health.lastCheck = checked.map { now - $0 }
        return health
    }

    private func check(_ health: StoreHealth, _ space: HealthCheck.Space? = nil, logIsBehind: Bool = false)
        -> HealthCheck
    {
        HealthCheck(health, space: space ?? roomy, logIsBehind: logIsBehind, at: now)
    }

    @Test func `what is well is one line that says so`() {
        #expect(check(health(failing: 5)).line == "OK 10 feeds: 5 well, 5 failing, 0 late")
        #expect(check(StoreHealth()).verdict == .well)
        var begun = health(failing: 1)
        begun.unchecked = 7
        #expect(check(begun).line == "OK 10 feeds: 2 well, 1 failing, 0 late, 7 not checked yet")
    }

    @Test func `late feeds are a warning, and a daemon that checks nothing is worse`() {
        #expect(check(health(late: 2)).line == "WARNING 2 late; 10 feeds: 10 well, 2 late")
        #expect(check(health(late: 2, checked: 4000)).verdict == .critical)
        #expect(check(health(late: 2, checked: nil)).verdict == .critical)
        #expect(check(health(late: 0, checked: 40_000)).verdict == .well)
    }

    @Test func `what stands beside the feeds is a warning too`() {
        let check = HealthCheck(health(), space: roomy, logIsBehind: false, warnings: ["follower desk waits"], at: now)
        #expect(check.line == "WARNING follower desk waits; 10 feeds: 10 well, 0 late")
    }

    @Test func `most feeds failing is a warning`() {
        #expect(check(health(failing: 6)).verdict == .warning)
        #expect(check(health(failing: 5)).verdict == .well)
    }

    @Test func `a disk is spoken of before it is full`() {
        let used = 10 << 30
        func space(_ free: Int, days: Double?) -> HealthCheck.Space {
            HealthCheck.Space(free: free, used: used, since: days.map { now - $0 * 86_400 })
        }
        #expect(check(health(), space(50 << 20, days: nil)).verdict == .critical)
        // 1 GiB a day.
        #expect(check(health(), space(13 << 30, days: 10)).line.contains("enough for 13 days"))
        #expect(check(health(), space(15 << 30, days: 10)).verdict == .well)
        #expect(check(health(), space(1 << 30, days: 0.5)).verdict == .well)
        #expect(check(health(), nil).verdict == .well)
    }

    @Test func `the worst is said first`() {
        let line = check(health(failing: 6), logIsBehind: true).line
        #expect(line.hasPrefix("CRITICAL the log lacks events that the store has; more feeds fail than not; 10 feeds"))
    }

    @Test func `a pause is a warning, and nothing is late in it`() {
        var health = health(checked: 90_000)
        health.pausedUntil = now + 60
        #expect(check(health).line.hasPrefix("WARNING paused until 2027-01-15T08:01:00Z; "))
    }

    @Test func `the space of this machine can be read`() throws {
        let folder = try ScratchFolder()
        var configuration = Configuration(paths: folder.paths)
        try folder.write("dateline.db", String(repeating: "x", count: 1000))
        (configuration.store.path, configuration.log.path) = (
            folder.path + "/dateline.db", folder.path + "/items.jsonl"
        )
        let space = try #require(HealthCheck.Space(configuration, since: nil))
        #expect(space.free > 0 && space.used == 1000)
    }
}
