import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Keeps changes, and returns what is news of each, in the order of `seq`.
    ///
    /// One transaction for all of them, since a commit costs as much as many feeds do. Each change is kept as a whole
    /// (a feed's entries, validators, schedule and events), or, where it fails, nothing of it. A savepoint for each would
    /// say so, but SQLite then copies every page before it is changed; changes hardly ever fail here, and where one does,
    /// each is kept again by itself.
    /// - Parameter changes: at most one of a feed.
    package func record(_ changes: [StoreChange]) async throws -> [Result<[Event], any Error>] {
        do {
            return try await keepTogether(changes, await proposeStories(of: changes)).map { .success($0) }
        } catch let error as DatabaseError where error.isAboutTheStore {
            throw Self.explain(error, path: path)
        } catch let error as StoreError where error != .leaseLost {
            throw error
        } catch {
            var results: [Result<[Event], any Error>] = []
            for change in changes {
                do {
                    results += try await keepTogether([change]).map { .success($0) }
                } catch let error as DatabaseError where error.isAboutTheStore {
                    throw Self.explain(error, path: path)
                } catch let error as StoreError where error != .leaseLost {
                    throw error
                } catch {
                    results.append(.failure(Self.explain(error, path: path)))
                }
            }
            return results
        }
    }

    /// - Parameter proposals: the stories of their new items; nil where they are to be found by the transaction.
    func keepTogether(_ changes: [StoreChange], _ proposals: StoryProposals? = nil) async throws -> [[Event]] {
        try await database.writeWithoutTransaction { db in
            let began = ContinuousClock.now
            let (events, counts) = try db.commit(isAwaited: !changes.allSatisfy(\.isFoundAgain)) {
                var unindexed: [Event] = []
                var counts = HourlyCounts()
                let proposed = ProposedStories(proposals, in: self.keys?.changes)
                let events = try changes.enumerated().map { place, change in
                    // An item's page finds what its feed has said of it in the search index.
                    if case .page = change { try self.addToSearch(db, &unindexed) }
                    let events = try self.keep(db, change, proposed.proposals(of: place))
                    unindexed += events
                    counts.add(change, events)
                    if case .page = change { try self.addToSearch(db, &unindexed) }
                    return events
                }
                try self.addToSearch(db, &unindexed)
                try self.fillSearch(db)
                try counts.keep(db)
                return (events, counts)
            }
            self.count(counts, committedIn: .now - began)
            return events
        }
    }

    private func keep(_ db: Database, _ change: StoreChange, _ proposals: ChangeProposals) throws -> [Event] {
        switch change {
        case .feed(let update): try keeper(db).keep(update, proposals)
        case .page(let update): try keeper(db).keep(update)
        case .stories(let correction): try keeper(db).correct(correction)
        }
    }
}

extension DatabaseError {
    /// The store itself has failed (disk full, damaged, not writable): no use in going on with the next feed.
    fileprivate var isAboutTheStore: Bool {
        switch resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_CANTOPEN,
            .SQLITE_NOMEM, .SQLITE_BUSY:
            true
        default: false
        }
    }
}
