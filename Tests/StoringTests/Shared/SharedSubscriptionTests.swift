import FeedModel
import Foundation
import Testing

@testable import Storing

/// Which feeds are subscribed to, and under which addresses.
@Suite(.serialized) struct SharedSubscriptionTests {
    private let a = Subscription(url: "http://a.test/")
    private let b = Subscription(url: "http://b.test/")
    private static let patience = Duration.seconds(60)

    private func makeTest(_ engine: Engine) throws -> SharedStore {
        let test = try SharedStore(engine)
        _ = try test.store.synchronize([a, b], at: test.now)
        return test
    }

    /// What the configuration says, seconds later.
    private func read(
        _ subscriptions: [Subscription], after seconds: TimeInterval, _ test: SharedStore
    ) throws -> [EventKind] {
        // Each time as a process that has just been started.
        try test.reopened().synchronize(
            subscriptions, removingOthers: true, patience: Self.patience, at: test.now.addingTimeInterval(seconds)
        ).map(\.kind)
    }

    @Test(arguments: Engine.allCases)
    func `a feed that is added is told once, and is due`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        let events = try test.store.events(after: 0)
        #expect(events.map(\.kind) == [.feedAdded, .feedAdded])
        #expect(events.map(\.feed.url) == [a.url, b.url] && events.map(\.seq) == [1, 2])
        #expect(try read([a, b], after: 0, test) == [])
        #expect(try test.store.count(.due, at: test.now) == 2)
        #expect(try test.store.nextDue() == test.now)
    }

    @Test(arguments: Engine.allCases)
    func `an absence is believed when it has lasted, across restarts`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        #expect(try read([a], after: 0, test) == [])
        #expect(try read([a], after: 59, test) == [])
        #expect(try test.urls() == [a.url, b.url])
        #expect(try test.store.absences()?.count == 1)
        #expect(try read([a], after: 60, test) == [.feedRemoved])
        #expect(try test.urls() == [a.url])
        #expect(try test.store.absences() == nil)
    }

    @Test(arguments: Engine.allCases)
    func `what comes back in time was never away`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        #expect(try read([], after: 0, test) == [])
        #expect(try read([a, b], after: 30, test) == [])
        #expect(try test.store.absences() == nil)
        // The second absence is one of its own.
        #expect(try read([a], after: 61, test) == [])
        #expect(try read([a, b], after: 62, test) == [])
        #expect(try test.urls() == [a.url, b.url])
    }

    @Test(arguments: Engine.allCases)
    func `what is absent rests, and what is there does not`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        _ = try read([a], after: 0, test)
        let claimed = try test.store.claim(.due, limit: 9, for: .seconds(60), at: test.now)
        #expect(claimed.map(\.subscription.url) == [a.url])
        try test.store.release(feeds: claimed.map(\.id))
        let later = test.now.addingTimeInterval(120)
        // Nobody has given it up: it was another process that did not find it.
        #expect(try test.store.claim(.due, limit: 9, for: .zero, at: later).count == 2)
        _ = try read([a, b], after: 1, test)
        #expect(try test.store.claim(.due, limit: 9, for: .seconds(60), at: later).count == 2)
    }

    @Test(arguments: Engine.allCases)
    func `a clock set back begins the wait anew, and an order needs none`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        #expect(try read([a], after: 100_000, test) == [])
        #expect(try read([a], after: 0, test) == [])
        #expect(try read([a], after: 59, test) == [])
        let events = try test.store.synchronize([], at: test.now)
        #expect(events.map(\.kind) == [.feedRemoved, .feedRemoved])
        #expect(try test.urls() == [])
    }

    @Test(arguments: Engine.allCases)
    func `the feed that leaves and comes back keeps its past`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        let feed = try #require(try test.claim(a.url))
        #expect(try test.store.synchronize([b], at: test.now).map(\.kind) == [.feedRemoved])
        #expect(try test.store.synchronize([a, b], at: test.now).map(\.kind) == [.feedAdded])
        try test.store.release(feeds: [feed.id])
        #expect(try test.claim(a.url)?.id == feed.id)
    }

    @Test(arguments: Engine.allCases)
    func `a subscription begins and ends with its configuration, or not at all`(_ engine: Engine) throws {
        struct Failure: Error {}
        let test = try makeTest(engine)
        let c = Subscription(url: "http://c.test/")
        #expect(throws: Failure.self) {
            try test.store.subscribe(to: c, for: .seconds(60), at: test.now) { throw Failure() }
        }
        #expect(throws: Failure.self) { try test.store.unsubscribe(from: a.url, at: test.now) { throw Failure() } }
        #expect(try test.urls() == [a.url, b.url])
        let events = try test.store.unsubscribe(from: "HTTP://A.test#x", at: test.now) {}
        #expect(events.map(\.kind) == [.feedRemoved])
        let (feed, more) = try test.store.subscribe(to: c, for: .seconds(60), at: test.now) {}
        #expect(more.map(\.kind) == [.feedAdded] && more[0].feed.id == feed?.id)
        #expect(feed?.lease == test.now + 60)
        // It is being checked already.
        let again = try test.reopened().subscribe(to: c, for: .seconds(60), at: test.now) {}
        #expect(again.feed == nil && again.events.isEmpty)
        #expect(try read([b, c], after: 0, test) == [])
        // What was rolled back has used up no number.
        #expect(try test.store.events(after: 0).map(\.seq) == [1, 2, 3, 4])
    }

    @Test(arguments: Engine.allCases)
    func `another spelling is the same feed`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        let feed = try #require(try test.claim(a.url))
        try test.store.release(feeds: [feed.id])
        let spelled = Subscription(url: "HTTP://A.test:80/#top")
        #expect(try read([spelled, b], after: 10, test) == [])
        #expect(try test.urls() == [spelled.url, b.url])
        #expect(try test.claim(spelled.url)?.id == feed.id)
        #expect(try test.store.ensureFeed(Subscription(url: "http://a.test"), at: test.now) == spelled.url)
        // Another request is another feed.
        #expect(try read([spelled, b, Subscription(url: "https://a.test/")], after: 20, test) == [.feedAdded])
    }

    @Test(arguments: Engine.allCases, [true, false])
    func `the address that a feed has moved to keeps its past`(_ engine: Engine, _ isProven: Bool) throws {
        let test = try makeTest(engine)
        let feed = try #require(try test.claim(a.url))
        var state = feed.state
        (state.move.address, state.move.isProven, state.validators.eTag) = ("http://new.test/feed", isProven, "\"new\"")
        try test.setState(state, of: feed.id)
        try test.store.release(feeds: [feed.id])
        let new = Subscription(url: "http://NEW.test/feed")
        #expect(try read([new, b], after: 10, test) == (isProven ? [] : [.feedMoved]))
        let again = try #require(try test.claim(new.url))
        #expect(again.id == feed.id)
        #expect(again.state.validators.eTag == "\"new\"")
        #expect(again.state.move == FeedState.Move())
    }

    @Test(arguments: Engine.allCases)
    func `a feed that a person gives another address keeps what is of the feed`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        let feed = try #require(try test.claim(a.url))
        var state = feed.state
        (state.validators.eTag, state.rhythm.moments, state.isGone) = ("\"old\"", [9, 5], true)
        try test.setState(state, of: feed.id)
        try test.store.release(feeds: [feed.id])
        try test.store.ensureFeed(Subscription(url: "http://new.test/"), at: test.now)
        let events = try test.store.readdress(from: a.url, to: "http://new.test/", at: test.now) {}
        #expect(events.map(\.kind) == [.feedMoved] && events.first?.move?.from == a.url)
        let again = try #require(try test.claim("http://new.test/"))
        #expect(again.id == feed.id && again.host == "new.test" && again.subscription.url == "http://new.test/")
        #expect(again.state.validators.isEmpty && !again.state.isGone && again.state.rhythm.moments == [9, 5])
        #expect(try read([Subscription(url: "http://new.test/"), b], after: 5, test) == [])
        #expect(
            try test.texts("SELECT url FROM feeds ORDER BY id") == [
                "http://new.test/", b.url, "former:3:http://new.test/",
            ])
        #expect(try test.texts("SELECT first_url FROM feeds ORDER BY id") == [a.url, b.url, "http://new.test/"])
    }

    @Test(arguments: Engine.allCases)
    func `a login leaves the store, and of two feeds of one address the one without it keeps it`(
        _ engine: Engine
    ) throws {
        let test = try makeTest(engine)
        for url in [
            "http://login.test/feed", "http://u:hunter2@login.test/feed", "http://me:hunter2@other.test/",
            "http://login.test/@me",
        ] {
            // Spelled so that each is a feed of its own.
            _ = try test.store.synchronize([Subscription(url: url)], removingOthers: false, at: test.now)
        }
        _ = try test.store.takeOutLogins()
        let urls = try test.texts("SELECT url FROM feeds ORDER BY id")
        #expect(urls.filter { $0 == "http://login.test/feed" }.count == 1)
        #expect(urls.contains("http://login.test/@me") && urls.contains("http://other.test/"))
        for column in ["url", "settings", "state", "document", "first_url"] {
            #expect(try !test.texts("SELECT \(column) FROM feeds").joined().contains("hunter2"), "\(column)")
        }
        #expect(try test.store.takeOutLogins() == [])
    }

    @Test(arguments: Engine.allCases)
    func `feeds are called by the operator's name, and have the tags of the configuration`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        var named = a
        (named.title, named.tags) = ("A's \u{0}own", ["world", "Žurnál"])
        named.request.headers = ["Cookie": "session=hunter2"]
        _ = try test.store.synchronize([named], at: test.now)
        try test.store.ensureFeed(b, at: test.now)
        let titles = try test.store.feedNames()
        #expect(titles.map(\.url) == [a.url, b.url] && titles[0].tags == named.tags && titles[1].titles == [])
        #expect(titles[0].titles[0].hasPrefix("A's "))
        #expect(try test.store.tags(ofFeed: titles[0].id) == named.tags)
        #expect(try test.store.tags(ofFeed: 99) == [])
        #expect(try !test.texts("SELECT settings FROM feeds").joined().contains("hunter2"))
    }
}
