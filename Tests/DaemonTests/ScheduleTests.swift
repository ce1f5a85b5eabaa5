import FeedModel
import Fetching
import Foundation
import Storing
import Testing

@testable import Daemon

/// A feed's life, told by its answers.
private struct Life {
    var state = FeedState()
    var now = Date(timeIntervalSince1970: 1_800_000_000)
    var subscription = Subscription(url: "https://feed.test/a.xml")
    var events: [EventKind] = []
    var hostRest: Date?

    mutating func take(_ answer: CheckAnswer, newItems: Int = 0) {
        let plan = plan(after: answer, state, of: subscription, newItems: newItems, at: now)
        (state, hostRest) = (plan.state, plan.hostRest)
        events += plan.events.map(\.kind)
    }

    /// Until the next check, without this feed's share of the jitter.
    var wait: Duration {
        let seconds = (state.nextCheck ?? .distantFuture).timeIntervalSince(now)
        return .seconds((seconds / (1 + 0.1 * jitter(of: subscription))).rounded())
    }

    mutating func pass(_ duration: Duration) { now += duration.seconds }
    mutating func passToNextCheck() { now = state.nextCheck ?? now }
}

private func document(gap: Duration, count: Int, newest: Date) -> Feed {
    var feed = Feed(format: .rss20)
    feed.items = (0..<count).map { index in
        var item = Item(id: "\(index)")
        item.datePublished = newest.addingTimeInterval(-gap.seconds * Double(index))
        return item
    }
    return feed
}

private func response(_ status: Int = 200, eTag: String? = "\"1\"", maxAge: Int? = nil) -> Response {
    var response = Response(url: "https://feed.test/a.xml", status: status)
    response.validators.eTag = eTag
    response.freshness.maxAge = maxAge.map { .seconds($0) }
    return response
}

private func failed(_ status: Int, retryAfter: Duration? = nil, redirects: [Redirect] = []) -> CheckAnswer {
    let refusal = Refusal(
        status: status, url: "https://feed.test/a.xml", redirects: redirects, retryAfter: retryAfter.map { .after($0) })
    return .failed(.fetching(.refused(refusal)))
}

@Suite struct ScheduleTests {
    @Test(arguments: [(Duration.hours(1), Duration.hours(1)), (.minutes(20), .hours(1)), (.hours(9), .hours(3))])
    func `a feed is asked at the root of its gap, and hourly at most`(_ gap: Duration, _ wait: Duration) {
        var life = Life()
        // Two entries make a gap, and no profile of the day.
        life.take(.changed(document(gap: gap, count: 3, newest: life.now), response(), bodyHash: "h"), newItems: 3)
        #expect(life.wait == min(wait, max(.hours(1), gap * 2 / 3)))
    }

    @Test func `a sleeping feed costs one request a day`() {
        var life = Life()
        let newest = life.now.addingTimeInterval(-1000 * 86_400)
        life.take(.changed(document(gap: .days(7), count: 10, newest: newest), response(), bodyHash: "h"), newItems: 10)
        #expect(life.wait == .hours(24))
        #expect(life.events == [.feedSilent])
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(life.events == [.feedSilent])
    }

    @Test func `the hours in which a feed publishes are asked more often than its nights`() {
        var life = Life()
        let nine = Date(timeIntervalSince1970: (1_800_000_000 / 86_400).rounded(.down) * 86_400 + 9 * 3600)
        life.now = nine.addingTimeInterval(3600)
        life.take(.changed(document(gap: .days(1), count: 20, newest: nine), response(), bodyHash: "h"), newItems: 20)
        var hours: [Int: Int] = [:]
        for day in 0..<20 {
            let start = nine.addingTimeInterval(Double(day) * 86_400)
            let moments = life.state.rhythm.moments
            life.state.rhythm.moments = [Int(start.timeIntervalSince1970 / 60)] + moments.dropLast()
            while life.state.nextCheck! < start.addingTimeInterval(86_400) {
                life.passToNextCheck()
                hours[Int(life.now.timeIntervalSince1970 / 3600) % 24, default: 0] += 1
                life.take(.unchanged(response(304), bodyHash: "h"))
            }
        }
        let near = (8...11).map { hours[$0, default: 0] }.reduce(0, +)
        let night = (20...23).map { hours[$0, default: 0] }.reduce(0, +)
        #expect(near > 2 * night)
        #expect(hours.values.reduce(0, +) <= 20 * 7)
    }

    @Test func `what the server asks is the least`() {
        var life = Life()
        life.take(.changed(document(gap: .hours(1), count: 9, newest: life.now), response(maxAge: 21_600), bodyHash: "h"))
        #expect(life.wait == .hours(6))
        #expect(life.state.nextCheckReason == "the server asked for 6 h by Cache-Control; usual gap 1 h")
        life.take(.unchanged(response(304, maxAge: 7200), bodyHash: "h"))
        #expect(life.wait == .hours(2))
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(life.wait == .hours(2), "a 304 that says nothing leaves the hint")
        life.take(.unchanged(response(304, maxAge: 31_536_000), bodyHash: "h"))
        #expect(life.wait == .hours(24))
    }

    @Test func `a document's own hints count, the longest of all`() {
        var life = Life()
        var feed = document(gap: .hours(1), count: 9, newest: life.now)
        feed.ttlMinutes = 300
        feed.updatePeriod = "daily"
        feed.updateFrequency = 12
        life.take(.changed(feed, response(maxAge: 60), bodyHash: "h"))
        #expect(life.wait == .hours(5))
        feed.updateFrequency = 4
        life.take(.changed(feed, response(), bodyHash: "i"))
        #expect(life.wait == .hours(6))
    }

    @Test func `a short hint lowers the floor, and an operator's wish does, but never under the hint`() {
        var life = Life()
        let feed = document(gap: .minutes(10), count: 30, newest: life.now)
        life.take(.changed(feed, response(maxAge: 300), bodyHash: "h"))
        #expect(life.wait < .hours(1) && life.wait >= .minutes(15))
        life.subscription.interval = .seconds(1)
        life.take(.changed(feed, response(), bodyHash: "h"))
        #expect(life.wait == .minutes(5))
        life.take(.changed(feed, response(maxAge: 7200), bodyHash: "h"))
        #expect(life.wait == .hours(2))
    }

    @Test func `hours and days to skip are skipped, unless all are named`() {
        var life = Life()
        let hour = Int(life.now.timeIntervalSince1970 / 3600) % 24
        var feed = document(gap: .hours(1), count: 9, newest: life.now)
        feed.skipHours = [(hour + 1) % 24, (hour + 2) % 24]
        life.take(.changed(feed, response(), bodyHash: "h"))
        let next = Int(life.state.nextCheck!.timeIntervalSince1970 / 3600) % 24
        #expect(next == (hour + 3) % 24)
        feed.skipHours = Array(0..<24)
        life.take(.changed(feed, response(), bodyHash: "h"))
        #expect(life.wait == .hours(1))
        // 2027-01-15 is a Friday.
        feed.skipHours = []
        feed.skipDays = ["Friday", "Saturday"]
        life.take(.changed(feed, response(), bodyHash: "h"))
        #expect(Int(life.state.nextCheck!.timeIntervalSince1970 / 86_400 + 3) % 7 == 6)
        #expect(life.state.refusal(at: life.now.addingTimeInterval(86_400)) == nil)
        life.state.nextCheck = life.now
        #expect(life.state.refusal(at: life.now) != nil, "late, and in an hour to skip")
    }

    @Test func `failures double the wait to a day, are told once, and end with the next answer`() {
        var life = Life()
        life.take(.unchanged(response(304), bodyHash: nil))
        let validators = life.state.validators
        var waits: [Duration] = []
        for _ in 0..<8 {
            life.take(failed(500))
            waits.append(life.wait)
        }
        #expect(waits == [1, 2, 4, 8, 16, 24, 24, 24].map { .hours($0) })
        #expect(life.events == [.feedFailing])
        #expect(life.state.validators == validators)
        life.take(.unchanged(response(304), bodyHash: nil))
        #expect(life.events == [.feedFailing, .feedRecovered])
        #expect(life.state.failures == 0)
    }

    @Test func `Retry-After is heeded by everyone on the host, within reason`() {
        var life = Life()
        life.take(failed(429, retryAfter: .hours(2)))
        #expect(life.wait == .hours(2))
        #expect(life.hostRest == life.now.addingTimeInterval(7200))
        #expect(life.state.refusal(at: life.now.addingTimeInterval(7199)) != nil)
        #expect(life.state.refusal(at: life.now.addingTimeInterval(7201)) == nil)
        life.take(failed(503, retryAfter: .days(4000)))
        #expect(life.wait == .days(7))
        life.take(failed(429, retryAfter: .seconds(-5)))
        #expect(life.wait == .minutes(15))
        var other = Life()
        other.take(.failed(.fetching(.hostResting(host: "feed.test", retryAfter: .after(.hours(3))))))
        #expect(other.wait == .hours(3))
        #expect(other.state.failures == 0)
    }

    @Test func `gone means gone when it is said twice, and a person can ask all the same`() {
        var life = Life()
        life.take(.unchanged(response(304), bodyHash: nil))
        life.take(failed(410))
        #expect(life.wait == .hours(24))
        life.take(failed(410))
        #expect(life.state.nextCheck == nil && life.state.isGone)
        #expect(life.events == [.feedGone])
        life.take(.unchanged(response(304), bodyHash: nil))
        #expect(life.state.nextCheck != nil && !life.state.isGone)
        #expect(life.events == [.feedGone, .feedRecovered])
        let elsewhere = [Redirect(status: 302, from: "https://feed.test/a.xml", to: "https://other.test/")]
        for _ in 0..<3 { life.take(failed(410, redirects: elsewhere)) }
        #expect(!life.state.isGone)
    }

    @Test func `a permanent redirect proves itself before it counts`() {
        var life = Life()
        let new = "https://new.test/feed"
        var moved = response(304)
        moved.url = new
        moved.redirects = [Redirect(status: 301, from: life.subscription.url, to: new)]
        life.take(.unchanged(moved, bodyHash: nil))
        #expect(Ask(life.state, of: life.subscription, at: life.now).url == life.subscription.url)
        life.pass(.hours(1))
        life.take(.unchanged(moved, bodyHash: nil))
        #expect(Ask(life.state, of: life.subscription, at: life.now).url == new)
        #expect(life.state.validators.eTag == "\"1\"", "they came from the new address")
        var direct = response(304)
        direct.url = new
        life.take(.unchanged(direct, bodyHash: nil))
        #expect(life.events.isEmpty)
        life.pass(.days(3))
        life.take(.unchanged(direct, bodyHash: nil))
        life.take(.unchanged(direct, bodyHash: nil))
        #expect(life.events == [.feedMoved])
        // Gone for a week: back to the old one.
        life.take(failed(404))
        #expect(Ask(life.state, of: life.subscription, at: life.now).url == new)
        life.pass(.days(8))
        life.take(failed(404))
        #expect(Ask(life.state, of: life.subscription, at: life.now).url == life.subscription.url)
    }

    @Test func `an address on trial is left at its first failure, and a temporary redirect never counts`() {
        var life = Life()
        var moved = response(304)
        moved.redirects = [Redirect(status: 308, from: life.subscription.url, to: "https://new.test/")]
        for _ in 0..<2 {
            life.take(.unchanged(moved, bodyHash: nil))
            life.pass(.hours(1))
        }
        #expect(life.state.validators.isEmpty, "they belong to another address than the one asked from now on")
        life.take(failed(404))
        #expect(Ask(life.state, of: life.subscription, at: life.now).url == life.subscription.url)
        #expect(life.state.failures == 0)
        moved.redirects[0].status = 302
        for _ in 0..<4 {
            life.take(.unchanged(moved, bodyHash: nil))
            life.pass(.hours(5))
        }
        #expect(life.state.move.address == nil && life.state.move.candidate == nil)
    }

    @Test func `a server that always says 304 is asked for the whole now and then, a doubtful one sooner`() {
        var quiet = Life()
        quiet.take(.changed(document(gap: .hours(1), count: 3, newest: quiet.now), response(), bodyHash: "h"), newItems: 3)
        quiet.pass(.days(59))
        #expect(!Ask(quiet.state, of: quiet.subscription, at: quiet.now).validators.isEmpty)
        quiet.pass(.days(17))
        #expect(Ask(quiet.state, of: quiet.subscription, at: quiet.now).validators.isEmpty)
        var life = Life()
        for _ in 0..<4 {
            life.pass(.hours(1))
            let feed = document(gap: .hours(1), count: 3, newest: life.now)
            life.take(.changed(feed, response(), bodyHash: "h"), newItems: 1)
        }
        #expect(Ask(life.state, of: life.subscription, at: life.now).validators.eTag == "\"1\"")
        life.pass(.days(7))
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(!Ask(life.state, of: life.subscription, at: life.now).validators.isEmpty)
        life.pass(.days(3))
        #expect(Ask(life.state, of: life.subscription, at: life.now).validators.isEmpty)
    }

    @Test func `what a whole document brings tells how far 304s are believed`() {
        var life = Life()
        func whole(_ life: Life) -> Bool { Ask(life.state, of: life.subscription, at: life.now).validators.isEmpty }
        let feed = document(gap: .hours(1), count: 3, newest: life.now)
        life.take(.changed(feed, response(), bodyHash: "1"), newItems: 3)
        life.pass(.days(76))
        #expect(whole(life))
        life.take(.changed(feed, response(), bodyHash: "2"), newItems: 2)
        life.pass(.days(2))
        #expect(whole(life), "304s had hidden news")
        life.take(.unchanged(response(), bodyHash: "2"))
        life.pass(.hours(36))
        #expect(!whole(life), "nothing hidden this time")
        life.pass(.days(1))
        #expect(whole(life))
        life.take(.changed(feed, response(), bodyHash: "3"), newItems: 1)
        life.take(.changed(feed, response(), bodyHash: "4"), newItems: 1)
        life.pass(.days(2))
        #expect(!whole(life), "a conditional request has brought news")
    }

    @Test func `another feed in its place is not believed for a day`() {
        var life = Life()
        var feed = document(gap: .hours(1), count: 3, newest: life.now)
        feed.title = "Ours"
        life.take(.changed(feed, response(), bodyHash: "h"))
        var other = feed
        other.title = "Theirs"
        #expect(life.state.identity.fits(other), "a new name over the same entries")
        other.items = [Item(id: "x")]
        #expect(!life.state.identity.fits(other))
        let failure = CheckFailure.anotherFeed(title: "Theirs")
        #expect(!life.state.believes(failure, at: life.now))
        life.take(.failed(failure))
        life.pass(.hours(19))
        #expect(!life.state.believes(failure, at: life.now))
        life.pass(.hours(2))
        #expect(life.state.believes(failure, at: life.now))
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(!life.state.believes(failure, at: life.now), "the feed itself came back between")
    }

    @Test(arguments: [
        ("<?xml version='1.0'?><!-- <x> --><rss><channel></channel></rss>\n<!-- served by 7 -->", false),
        ("<?xml version='1.0'?><rdf:RDF xmlns:rdf='x'><item>", true), ("<feed xmlns='x'><entry></entry", true),
        ("{\"items\": [", false), ("", false),
    ])
    func `a document without the end of its root ends early`(_ text: String, _ isEarly: Bool) {
        #expect(endsEarly(Array(text.utf8)) == isEarly)
    }

    private static let proxyDown = CheckAnswer.failed(
        .fetching(.proxy(ProxyTrouble(proxy: "http://proxy.test:1", reason: "cannot be reached"))))

    @Test func `trouble with the proxy counts against no feed, and drops no move`() {
        var life = Life()
        let there = "https://new.test/"
        var answer = response()
        answer.url = there
        answer.redirects = [Redirect(status: 301, from: life.subscription.url, to: there)]
        for _ in 0..<2 {
            life.take(.unchanged(answer, bodyHash: nil))
            life.pass(.hours(2))
        }
        life.pass(.days(4))
        life.take(.unchanged(response(), bodyHash: nil))
        #expect(life.state.move.isProven && life.events == [.feedMoved])
        let before = life.state
        for _ in 0..<50 {
            life.pass(.hours(6))
            life.take(Self.proxyDown)
            #expect(life.wait == .minutes(10))
        }
        #expect(life.state.failures == 0 && life.state.failingSince == nil && life.events == [.feedMoved])
        #expect(life.state.move == before.move)
        #expect(life.state.nextCheckReason?.contains("http://proxy.test:1") == true)
        let asked = ProxyTrouble(proxy: "http://proxy.test:1", reason: "is busy", retryAfter: .after(.seconds(7200)))
        life.take(.failed(.fetching(.proxy(asked))))
        #expect(life.wait == .hours(2))
        // The opposite: a name that is gone, for a week.
        for _ in 0..<9 {
            life.pass(.days(1))
            life.take(.failed(.fetching(.unknownHost("new.test"))))
        }
        #expect(life.state.move.address == nil && life.events == [.feedMoved, .feedFailing])
    }

    @Test func `a name that nobody could look up is a failure, and no proof that it is gone`() {
        var life = Life()
        life.state.lastSuccess = life.now
        (life.state.move.address, life.state.move.isProven) = ("https://new.test/", true)
        for _ in 0..<20 {
            life.pass(.days(1))
            life.take(.failed(.fetching(.lookUpFailed(host: "new.test", reason: "no answer"))))
        }
        #expect(life.state.failures == 20 && life.state.move.address == "https://new.test/")
    }

    @Test func `a bad certificate where a feed has moved says that the old address is still there`() {
        var life = Life()
        life.subscription.url = "http://feed.test/a.xml"
        (life.state.move.address, life.state.move.isProven) = ("https://feed.test/a.xml", true)
        life.take(.failed(.fetching(.untrusted(host: "feed.test", reason: "it has expired"))))
        #expect(life.state.lastError?.contains("perhaps http://feed.test/a.xml still serves it") == true)
        life.take(.failed(.fetching(.timedOut(after: .seconds(1)))))
        #expect(life.state.lastError?.contains("perhaps") == false)
    }

    @Test func `broken HTTP2 is remembered for some weeks`() {
        var life = Life()
        func asksByHTTP2() -> Bool { life.state.usesHTTP2(at: life.now) }
        var answer = response()
        answer.isHTTP2Broken = true
        life.take(.unchanged(answer, bodyHash: nil))
        life.pass(.days(20))
        #expect(!asksByHTTP2())
        life.take(.unchanged(response(), bodyHash: nil))
        life.pass(.days(7))
        #expect(!asksByHTTP2(), "an answer by HTTP/1.1 proves nothing")
        life.pass(.days(2))
        #expect(asksByHTTP2())
        life.take(.unchanged(answer, bodyHash: nil))
        life.pass(.days(27))
        #expect(!asksByHTTP2(), "broken still")
        life.pass(.days(2))
        life.take(.unchanged(response(), bodyHash: nil))
        #expect(asksByHTTP2() && life.state.brokenHTTP2 == nil)
    }

    @Test func `a clock set back is told from suspends, and from small corrections`() {
        #expect(SteadyClock.shift(of: -86_400, against: .seconds(10)) == .seconds(-86_410))
        #expect(SteadyClock.shift(of: 86_400, against: .seconds(10)) == nil)
        #expect(SteadyClock.shift(of: 36_000, against: .seconds(36_000)) == nil)
        #expect(SteadyClock.shift(of: 9, against: .seconds(10)) == nil)
    }

    @Test func `a state comes back from the store as it went in`() throws {
        var life = Life()
        var feed = document(gap: .hours(7), count: 12, newest: life.now)
        feed.title = "T"
        feed.ttlMinutes = 90
        feed.skipHours = [3]
        feed.skipDays = ["Monday"]
        feed.newFeedURL = "https://new.test/"
        life.take(.changed(feed, response(maxAge: 600), bodyHash: "h"), newItems: 12)
        life.take(failed(429, retryAfter: .hours(2)))
        life.take(.failed(.anotherFeed(title: nil)))
        life.state.brokenHTTP2 = life.now
        let text = JSONValue.object(life.state.json).encoded
        #expect(FeedState(json: try JSONValue(parsing: text).object!) == life.state)
    }
}
