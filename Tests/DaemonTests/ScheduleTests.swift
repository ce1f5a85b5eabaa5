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
    var lastFacts = JSONObject()

    mutating func take(_ answer: FetchOutcome, newItems: Int = 0) {
        let plan = plan(after: answer, state, of: subscription, hasNewItems: newItems > 0, at: now)
        (state, hostRest) = (plan.state, plan.hostRest)
        events += plan.events.map(\.kind)
        if let facts = plan.events.last?.facts { lastFacts = facts }
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

private func failed(_ status: Int, retryAfter: Duration? = nil, redirects: [Redirect] = []) -> FetchOutcome {
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
        life.pass(.days(30))
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(life.wait == .hours(24))
    }

    @Test func `silence is told once it was lived through, with the time of the last entry`() {
        var life = Life()
        let newest = life.now.addingTimeInterval(-1000 * 86_400)
        let feed = document(gap: .days(2), count: 10, newest: newest)
        life.take(.changed(feed, response(), bodyHash: "h"), newItems: 10)
        life.pass(.days(19))
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(life.events.isEmpty, "just subscribed, and silent for years before")
        life.pass(.days(2))
        life.take(.unchanged(response(304), bodyHash: "h"))
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(life.events == [.feedSilent])
        #expect(life.lastFacts["last_news"]?.string == newest.rfc3339)
    }

    @Test func `a visit that brings an entry tells no silence, however old the entry's date is`() {
        var life = Life()
        let newest = life.now.addingTimeInterval(-1000 * 86_400)
        for visit in 0..<5 {
            let feed = document(gap: .days(1), count: 10 + visit, newest: newest)
            life.take(.changed(feed, response(), bodyHash: "\(visit)"), newItems: visit == 0 ? 10 : 1)
            life.pass(.days(40))
        }
        #expect(life.events.isEmpty)
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(life.events == [.feedSilent], "and a visit without one does")
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
        life.take(
            .changed(document(gap: .hours(1), count: 9, newest: life.now), response(maxAge: 21_600), bodyHash: "h"))
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

    @Test(arguments: [400, 403, 404, 500, 502]) func `Retry-After is heeded with any status`(_ status: Int) {
        var life = Life()
        life.take(failed(status, retryAfter: .hours(5)))
        #expect(life.wait == .hours(5))
        #expect(life.state.refusal(at: life.now.addingTimeInterval(5 * 3600 - 1)) != nil, "even a person's wish")
        #expect(
            (life.hostRest != nil) == (status == 403), "403 is said to who asks too much, the others of one address")
        life.take(failed(status, retryAfter: .days(3650)))
        #expect(life.wait == .days(7))
        // Shorter than what we would wait by ourselves, or nonsense: that is only the least.
        for _ in 0..<4 { life.take(failed(status, retryAfter: .seconds(30))) }
        #expect(life.wait == .hours(24))
        life.take(failed(status, retryAfter: .seconds(-86_400)))
        #expect(life.wait == .hours(24))
        #expect(life.state.failures == 7, "and a failure is one")
    }

    @Test func `a good answer may ask to be left alone too, for a day at most`() {
        var life = Life()
        var answer = response(304)
        answer.retryAfter = .after(.hours(7))
        life.take(.unchanged(answer, bodyHash: nil))
        #expect(life.wait == .hours(7))
        #expect(life.state.refusal(at: life.now) == nil, "a person may ask all the same")
        answer.retryAfter = .after(.days(3650))
        life.take(.unchanged(answer, bodyHash: nil))
        #expect(life.wait == .hours(24))
        answer.retryAfter = .after(.seconds(-5))
        answer.freshness.maxAge = .hours(2)
        life.take(.unchanged(answer, bodyHash: nil))
        #expect(life.wait == .hours(2))
    }

    @Test func `without a network nothing is known of a feed, and it stays due`() {
        var life = Life()
        life.take(.unchanged(response(304), bodyHash: nil))
        life.take(failed(500))
        life.take(failed(500))
        life.passToNextCheck()
        var before = life.state
        let due = life.state.nextCheck
        for _ in 0..<5 {
            life.take(.noNetwork(isCertain: true))
            life.pass(.hours(2))
        }
        #expect(life.state.nextCheck == due && life.state.noNetworkSince == due)
        (before.noNetworkSince, before.nextCheckReason) = (life.state.noNetworkSince, life.state.nextCheckReason)
        #expect(life.state == before)
        #expect(life.events.isEmpty && life.hostRest == nil)
        life.take(failed(500))
        #expect(life.events == [.feedFailing] && life.state.noNetworkSince == nil, "the third that counts")
        var early = Life()
        early.take(.unchanged(response(304), bodyHash: nil))
        let state = early.state
        early.take(.noNetwork(isCertain: true))
        #expect(early.state == state, "asked before its time, it waits for nothing")
        early.passToNextCheck()
        early.take(.noNetwork(isCertain: false))
        #expect(early.state == state, "we stopped, and know nothing")
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
        #expect(ConditionalRequest(life.state, of: life.subscription, at: life.now).url == life.subscription.url)
        life.pass(.hours(1))
        life.take(.unchanged(moved, bodyHash: nil))
        #expect(ConditionalRequest(life.state, of: life.subscription, at: life.now).url == new)
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
        #expect(ConditionalRequest(life.state, of: life.subscription, at: life.now).url == new)
        life.pass(.days(8))
        life.take(failed(404))
        #expect(ConditionalRequest(life.state, of: life.subscription, at: life.now).url == life.subscription.url)
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
        #expect(ConditionalRequest(life.state, of: life.subscription, at: life.now).url == life.subscription.url)
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
        for _ in 0..<2 {
            // The second by a conditional request: this server tells news.
            quiet.take(
                .changed(document(gap: .hours(1), count: 3, newest: quiet.now), response(), bodyHash: "h"), newItems: 3)
        }
        quiet.pass(.days(59))
        #expect(!ConditionalRequest(quiet.state, of: quiet.subscription, at: quiet.now).validators.isEmpty)
        quiet.pass(.days(17))
        #expect(ConditionalRequest(quiet.state, of: quiet.subscription, at: quiet.now).validators.isEmpty)
        var life = Life()
        for _ in 0..<4 {
            life.pass(.hours(1))
            let feed = document(gap: .hours(1), count: 3, newest: life.now)
            life.take(.changed(feed, response(), bodyHash: "h"), newItems: 1)
        }
        #expect(ConditionalRequest(life.state, of: life.subscription, at: life.now).validators.eTag == "\"1\"")
        life.pass(.days(7))
        life.take(.unchanged(response(304), bodyHash: "h"))
        #expect(!ConditionalRequest(life.state, of: life.subscription, at: life.now).validators.isEmpty)
        life.pass(.days(3))
        #expect(ConditionalRequest(life.state, of: life.subscription, at: life.now).validators.isEmpty)
    }

    /// How long the answers of a server stay unconditional, day by day, that says 304 from the first day on.
    private func wholeDays(of url: String, until last: Int, newsOn day: Int? = nil) -> [Int] {
        var life = Life()
        life.subscription = Subscription(url: url)
        life.take(
            .changed(document(gap: .hours(1), count: 12, newest: life.now), response(), bodyHash: "0"), newItems: 12)
        var days: [Int] = []
        for today in 1...last {
            life.pass(.days(1))
            guard ConditionalRequest(life.state, of: life.subscription, at: life.now).validators.isEmpty else {
                life.take(.unchanged(response(304), bodyHash: "0"))
                continue
            }
            days.append(today)
            let brings = day.map { today >= $0 } ?? false
            life.take(
                .changed(document(gap: .hours(1), count: 12, newest: life.now), response(), bodyHash: "1"),
                newItems: brings ? 1 : 0)
            if brings { break }
        }
        return days
    }

    @Test(arguments: [1, 7, 10, 12, 17, 23, 30]) func `304 from the first day is seen through in about ten days`(
        _ day: Int
    ) {
        for number in 0..<40 {
            let found = wholeDays(of: "https://feed\(number).test/", until: 60, newsOn: day).last ?? .max
            #expect(found - day <= 11, "news of day \(day), by a server that says 304 to all")
        }
    }

    @Test func `an honest server with nothing to tell is asked for the whole less and less`() {
        let days = wholeDays(of: "https://feed.test/", until: 730)
        let waits = zip(days.dropFirst(), days).map { $0 - $1 }
        #expect(zip(waits.dropFirst(), waits).allSatisfy { $0 >= $1 - 1 })
        #expect(days.filter { $0 <= 365 }.count <= 16)
        #expect(days.filter { $0 > 365 }.count <= 6)
    }

    @Test func `what a whole document brings tells how far 304s are believed`() {
        var life = Life()
        func whole(_ life: Life) -> Bool {
            ConditionalRequest(life.state, of: life.subscription, at: life.now).validators.isEmpty
        }
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

    /// An edition: `title` and page of the feed, over entries that were never there before.
    private func edition(_ title: String?, _ page: String, entries: String, at host: String, id: String? = nil) -> Feed
    {
        var feed = Feed(format: id == nil ? .rss20 : .atom10)
        (feed.title, feed.homePageURL, feed.id) = (title, page, id)
        feed.items = (0..<3).map { number in
            var item = Item(id: "\(entries)-\(number)")
            item.url = "https://\(host)/\(entries)/\(number)"
            return item
        }
        return feed
    }

    @Test(arguments: [
        ("Bulletin of March 1", "Bulletin of March 2"), ("The Daily, Monday 3/1/2026", "The Daily, Tuesday 3/2/2026"),
        ("Heft Nr. 12 (Januar)", "Heft Nr. 13 (Februar)"), ("Revue, 1er août", "Revue, 22 septembre"),
        ("Acta XII", "Acta XIV"),
        ("日报2026年3月1日", "日报2026年3月2日"), ("2026-03-01", "2026-03-02"), ("Morning news", "Evening news"),
    ])
    func `an edition whose title and page carry its day is the same feed`(_ first: String, _ second: String) {
        let identity = FeedState.Identity(of: edition(first, "https://x.test/1/", entries: "a", at: "x.test"))
        #expect(identity.fits(edition(second, "https://x.test/2/", entries: "b", at: "www.x.test")))
        #expect(!identity.fits(edition(second, "https://y.test/2/", entries: "b", at: "y.test")), "at another's host")
        #expect(
            !identity.fits(edition("Parked", "https://x.test/2/", entries: "b", at: "x.test")), "under another's name")
    }

    @Test func `an Atom id that stays makes it the same feed, unless it is nothing but the address`() {
        var old = edition("One", "https://x.test/1", entries: "a", at: "x.test", id: "urn:x")
        var new = edition("Two", "https://y.test/2", entries: "b", at: "y.test", id: "urn:x")
        #expect(FeedState.Identity(of: old).fits(new))
        new.id = "urn:y"
        #expect(!FeedState.Identity(of: old).fits(new))
        (old.feedURL, old.id, new.feedURL, new.id) = (
            "https://x.test/", "https://x.test/", "https://x.test/", "https://x.test/"
        )
        #expect(!FeedState.Identity(of: old).fits(new), "whoever answers there names it")
    }

    @Test func `doubt goes on from title to title, and is not had twice`() {
        var life = Life()
        life.take(
            .changed(edition("The sea", "https://x.test/1", entries: "1", at: "x.test"), response(), bodyHash: "1"),
            newItems: 3)
        func take(_ feed: Feed) -> Bool {
            if life.state.identity.fits(feed) || life.state.believes(.anotherFeed(feed), at: life.now) {
                life.take(.changed(feed, response(), bodyHash: feed.items[0].id), newItems: 3)
                return true
            }
            life.take(.failed(.anotherFeed(feed)))
            return false
        }
        var taken: [Bool] = []
        for (number, title) in ["The wood", "The hill", "The moor", "The town", "The road"].enumerated() {
            life.pass(.hours(12))
            taken.append(take(edition(title, "https://x.test/\(number + 2)", entries: "\(number + 2)", at: "x.test")))
        }
        #expect(taken == [false, false, true, true, true])
        life.pass(.days(1))
        #expect(!take(edition("Parked", "https://parking.test/", entries: "p", at: "parking.test")))
        life.pass(.hours(12))
        #expect(!take(edition("Sold", "https://other.test/", entries: "q", at: "other.test")), "two strangers")
        life.pass(.hours(12))
        #expect(
            !take(edition("Sold", "https://other.test/", entries: "r", at: "other.test")), "the second for 12 h only")
    }

    private static let proxyDown = FetchOutcome.failed(
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
        #expect(ClockStepDetector.shift(of: -86_400, against: .seconds(10)) == .seconds(-86_410))
        #expect(ClockStepDetector.shift(of: 86_400, against: .seconds(10)) == nil)
        #expect(ClockStepDetector.shift(of: 36_000, against: .seconds(36_000)) == nil)
        #expect(ClockStepDetector.shift(of: 9, against: .seconds(10)) == nil)
    }

    @Test func `a state comes back from the store as it went in`() throws {
        var life = Life()
        var feed = document(gap: .hours(7), count: 12, newest: life.now)
        feed.title = "T"
        feed.ttlMinutes = 90
        feed.skipHours = [3]
        feed.skipDays = ["Monday"]
        feed.newFeedURL = "https://new.test/"
        feed.items[0].url = "https://feed.test/1"
        life.take(.changed(feed, response(maxAge: 600), bodyHash: "h"), newItems: 12)
        life.take(failed(429, retryAfter: .hours(2)))
        life.take(.failed(.anotherFeed(title: nil)))
        life.passToNextCheck()
        life.take(.noNetwork(isCertain: true))
        life.state.identity.isRenamed = true
        life.state.brokenHTTP2 = life.now
        let text = JSONValue.object(life.state.json).encoded
        #expect(FeedState(reading: try JSONValue(parsing: text).object!) == life.state)
    }
}
