import Foundation
import Testing

@testable import FeedModel

/// What the store remembers of a feed comes back as it was.
@Suite struct FeedStateJSONTests {
    /// A state in which everything is said that can be.
    private var full: FeedState {
        let time = Date(timeIntervalSince1970: 1_800_000_000.25)
        var state = FeedState()
        state.validators = Validators(eTag: "\"a\"", lastModified: "Thu, 01 Jan 2026 00:00:00 GMT")
        (state.bodyHash, state.lastFullResponse, state.trust304For) = ("h", time, .seconds(86_400))
        (state.brokenHTTP2, state.lastCheck, state.lastSuccess, state.lastNews) = (time, time + 1, time + 2, time + 3)
        (state.newsCount, state.nextCheck, state.nextCheckReason) = (2, time + 4, "usual gap 3 h")
        (state.noNetworkSince, state.notBefore) = (time + 5, time + 6)
        (state.failures, state.failingSince, state.lastError) = (4, time + 7, "no answer")
        (state.errorKind, state.isFailing, state.goneCount, state.isGone) = (.refused, true, 1, true)
        (state.isSilent, state.overlongLimit, state.interruptions) = (true, 10_000, 2)
        (state.headerHint, state.headerHintName) = (.seconds(60), "Cache-Control")
        (state.documentHint, state.documentHintName) = (.seconds(3600), "ttl")
        (state.skipHours, state.skipDays) = ([0, 23], [6])
        (state.rhythm.moments, state.rhythm.hours) = ([30, 20, 10], Array(repeating: 1, count: 24))
        (state.rhythm.newest, state.rhythm.span) = (time + 8, .seconds(7200))
        (state.move.address, state.move.since, state.move.isProven) = ("http://b.test/", time + 9, true)
        (state.move.candidate, state.move.candidateSince) = ("http://c.test/", time + 10)
        (state.move.rejected, state.move.rejectedUntil) = ("http://d.test/", time + 11)
        state.move.announced = "http://e.test/"
        (state.identity.name, state.identity.entries, state.identity.standing) = (["n"], ["e", "f"], "s")
        (state.identity.hosts, state.identity.id, state.identity.isRenamed) = (["h"], "i", true)
        (state.identity.doubtedBody, state.identity.doubtedSince) = ("d", time + 12)
        var history = FeedState.History()
        (history.next, history.due, history.pages, history.failures) = ("http://a.test/2", time + 13, 3, 1)
        (history.landmark, history.entries) = ("http://a.test/1", ["x"])
        state.history = history
        return state
    }

    @Test func `what is written comes back`() throws {
        let text = JSONValue.object(full.json).encoded
        #expect(FeedState(reading: try #require(try JSONValue(parsing: text).object)) == full)
    }

    @Test func `every member is written`() {
        #expect(Set(full.json.members.map(\.key)) == Set(FeedState.fields.map(\.key)))
    }

    @Test func `a state that says nothing is an empty object, and is read from one`() {
        #expect(FeedState().json.isEmpty)
        #expect(FeedState(reading: JSONObject()) == FeedState())
    }

    @Test func `what is of another kind is as if it were missing`() throws {
        let text =
            #"{"failures": "many", "move": 3, "skip_hours": {}, "error_kind": "of a later version", "etag": "\"a\""}"#
        let state = FeedState(reading: try #require(try JSONValue(parsing: text).object))
        #expect(state.failures == 0 && state.move == FeedState.Move() && state.errorKind == nil)
        #expect(state.validators.eTag == "\"a\"")
    }

    @Test func `a subscription comes back without its secrets, and none comes of what has no address`() throws {
        var subscription = Subscription(url: "http://a.test/")
        (subscription.title, subscription.tags, subscription.interval) = ("A", ["x"], .seconds(600))
        (subscription.pages, subscription.readsHistory, subscription.usesHTTP2) = (.always, true, false)
        (subscription.authorityFile, subscription.acceptsAnyCertificate) = ("/etc/ca.pem", true)
        subscription.userAgent = "B/1"
        (subscription.retention.items, subscription.retention.eventsFor) = (0, .seconds(86400))
        #expect(Subscription(json: subscription.json) == subscription)
        subscription.credentials = .bearer(token: "secret")
        #expect(!JSONValue.object(subscription.json).encoded.contains("secret"))
        #expect(Subscription(json: JSONObject()) == nil)
    }
}
