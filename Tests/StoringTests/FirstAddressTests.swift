import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

/// Published names are made of the address at which a feed was first asked: it is the same whichever version made the store.
@Suite struct FirstAddressTests {
    private let test: TestStore
    private let url = "http://a.test/"

    init() throws { test = try TestStore() }

    /// Of each feed, after the store was opened again.
    /// - Parameter isOld: the store is one of before the column was there.
    private func firstAddresses(isOld: Bool) throws -> [String] {
        if isOld {
            try test.store.write { db in
                try db.execute(
                    sql: """
                        DELETE FROM grdb_migrations
                          WHERE identifier IN ('first addresses of feeds', 'fewer pieces of the search index');
                        ALTER TABLE feeds DROP COLUMN first_url;
                        """)
            }
        }
        let store = try SQLiteStore(path: test.store.path)
        return try store.read { try String.fetchAll($0, sql: "SELECT first_url FROM feeds ORDER BY id") }
    }

    @Test(arguments: [true, false])
    func `a feed that was edited keeps its first address`(_ isOld: Bool) async throws {
        try await test.record([item("a")], of: test.claim(url))
        let key = try #require(try test.store.published([1]).first?.key)
        for (old, new) in [(url, "http://b.test/"), ("http://b.test/", "http://c.test/")] {
            _ = try test.store.readdress(from: old, to: new, at: test.now) {}
        }
        #expect(try test.store.feeds().map(\.url) == ["http://c.test/"])
        #expect(try firstAddresses(isOld: isOld) == [url])
        // And so its stories keep their names.
        #expect(try test.store.published([1]).first?.key == key)
    }

    @Test(arguments: [true, false])
    func `a feed that never moved has the address that it has`(_ isOld: Bool) throws {
        _ = try test.store.synchronize([Subscription(url: url), Subscription(url: "http://b.test/")], at: test.now)
        #expect(try firstAddresses(isOld: isOld) == [url, "http://b.test/"])
    }

    @Test(arguments: [true, false])
    func `a feed whose address another one took keeps it`(_ isOld: Bool) async throws {
        try await test.record([item("a")], of: test.claim(url))
        try test.store.ensureFeed(Subscription(url: "http://b.test/"), at: test.now)
        // The second had been looked at by hand; now the first goes on at its address.
        _ = try test.store.readdress(from: url, to: "http://b.test/", at: test.now) {}
        let urls = try test.store.read { try String.fetchAll($0, sql: "SELECT url FROM feeds ORDER BY id") }
        let first = try firstAddresses(isOld: isOld)
        #expect(urls.first == "http://b.test/" && first.first == url)
        // Set aside under a name of our own, or not held any more.
        if urls.count > 1 { #expect(urls[1].hasPrefix("former:2:") && first[1] == "http://b.test/") }
    }
}
