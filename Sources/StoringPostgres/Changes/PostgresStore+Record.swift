import FeedModel
import Foundation
import Storing
import Synchronization

extension PostgresStore {
    /// One transaction for all of them; where it fails for the sake of one, each by itself.
    ///
    /// What was told of a check and of a page by another worker meanwhile is seen under the lock. A commit whose answer was
    /// lost is looked for again: it is not kept twice.
    package func record(_ changes: [StoreChange]) async throws -> [Result<[Event], any Error>] {
        try await pool.elsewhere { try self.recordAndWait(changes) }
    }

    private func recordAndWait(_ changes: [StoreChange]) throws -> [Result<[Event], any Error>] {
        guard !changes.isEmpty else { return [] }
        do {
            return try keep(changes).map { .success($0) }
        } catch  where isAboutTheStore(error) {
            throw explain(error)
        } catch {
            guard changes.count > 1 else { return [.failure(explain(error))] }
            return try changes.flatMap { try recordAndWait([$0]) }
        }
    }

    /// No use in going on with the next change.
    private func isAboutTheStore(_ error: any Error) -> Bool {
        if let error = error as? PostgresError { return error.isAboutTheStore }
        return error is StoreError && error as? StoreError != .leaseLost
    }

    /// What a transaction is about to commit.
    private struct Attempt {
        let events: [[Event]]
        let counts: HourlyCounts
        /// By which it is found.
        let number: Int64
        let token: Int64
        let figures: CommitFigures
    }

    /// In one transaction, all of them or none.
    /// - Returns: what is news of each, in the order of `seq`.
    /// - Throws: `PostgresError` where it is not known either whether they are kept: its server does not come back.
    func keep(_ changes: [StoreChange]) throws -> [[Event]] {
        let changes = try changes.map { change -> StoreChange in
            if case .feed(let update) = change { .feed(try compared(update)) } else { change }
        }
        var tries = 0
        while true {
            tries += 1
            let began = ContinuousClock.now
            var attempt: Attempt?
            do {
                try pool.write { transaction in
                    attempt = nil
                    attempt = try keep(changes, in: transaction)
                }
            } catch let error as PostgresError where error.isAboutConnection {
                if let sent = attempt, try isKept(sent) {
                    attempt = sent
                } else if tries < Self.tries {
                    continue
                } else {
                    throw error
                }
            }
            guard let attempt else { return [] }
            recorded.withLock { state in
                state.counts.add(
                    attempt.counts.counts, lateness: attempt.counts.lateness, committedIn: .now - began)
                state.last = attempt.figures
            }
            return attempt.events
        }
    }

    private static let tries = 3

    /// Whether a commit has taken whose answer was lost with its connection.
    private func isKept(_ attempt: Attempt) throws -> Bool {
        let end = ContinuousClock.now + patience
        while true {
            do {
                return try pool.write { transaction in
                    // As long as it is under way, it holds the row.
                    let results = try transaction.run([
                        PostgresStatement(NumberedTransaction.counters + " FOR UPDATE"),
                        PostgresStatement(
                            "SELECT EXISTS (SELECT 1 FROM commits WHERE number = $1 AND token = $2)", attempt.number,
                            attempt.token),
                    ])
                    return results[1].first![0]
                }
            } catch let error as PostgresError where error.isAboutTheStore && .now < end {
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
    }

    /// Reads ahead, takes the lock late, and decides by what holds then.
    private func keep(_ changes: [StoreChange], in transaction: PostgresTransaction) throws -> Attempt {
        // What is found again need not wait for the disk.
        if changes.allSatisfy(\.isFoundAgain) { transaction.later("SET LOCAL synchronous_commit = off") }
        var cache = CommitCache(transaction)
        var proposals: StoryProposals?
        var snapshot: Int64?
        var isReadAgain = false
        if ReadAhead(cache: cache, wires: wires, changes: changes).isNeeded {
            let question = CommitCache.Question("SELECT commit FROM counters") { snapshot = $0.first?[0] }
            proposals = try ReadAhead(cache: cache, wires: wires, changes: changes).run(asking: question)
        }
        var since: [CommitChanges?] = []
        let leased = changes.compactMap(\.leasedFeed)
        var questions = leased.isEmpty ? [] : [cache.takeBack(.feed, leased, of: holder)]
        let paged = changes.compactMap(\.leasedPage)
        if !paged.isEmpty { questions.append(cache.takeBack(.page, paged, of: holder)) }
        if let snapshot { questions.append(Self.ask(since: snapshot) { since = $0 }) }
        let numbered = try NumberedTransaction(transaction, asking: questions)
        // Of commits that are long ago nothing is left.
        if let snapshot,
            snapshot + Int64(since.count) != numbered.last.commit
                || since.contains(where: { $0.map(cache.isOutdated) ?? true })
        {
            isReadAgain = true
            let claimed = (cache.claimedFeeds, cache.claimedPages)
            cache = CommitCache(transaction)
            (cache.claimedFeeds, cache.claimedPages) = claimed
            proposals = try ReadAhead(cache: cache, wires: wires, changes: changes).run()
        }
        let rows = PostgresChangeRows(self, numbered, cache)
        let keeper = ChangeKeeper(rows, wires: wires)
        let proposed = ProposedStories(proposals, in: cache.storyChanges)
        var counts = HourlyCounts()
        let events = try changes.enumerated().map { place, change in
            let events =
                switch change {
                case .feed(let update): try keeper.keep(update, proposed.proposals(of: place))
                case .page(let update): try keeper.keep(update)
                case .stories(let correction): try keeper.correct(correction)
                }
            counts.add(change, events)
            return events
        }
        rows.finish()
        keep(counts, in: transaction)
        numbered.finish(cache.touched)
        // And one for what waits, with the commit.
        let figures = CommitFigures(
            roundTrips: transaction.roundTrips + 1, misses: cache.misses, isReadAgain: isReadAgain)
        return Attempt(
            events: events, counts: counts, number: numbered.last.commit, token: numbered.token, figures: figures)
    }

    private static func ask(
        since snapshot: Int64, _ take: @escaping ([CommitChanges?]) -> Void
    ) -> CommitCache.Question {
        CommitCache.Question("SELECT items, stories, sites, keys FROM commits WHERE number > $1", snapshot) {
            take($0.rows.map(CommitChanges.init))
        }
    }

    private func keep(_ counts: HourlyCounts, in transaction: PostgresTransaction) {
        guard let hour = counts.hour else { return }
        let rows = counts.counts.sorted { $0.key < $1.key }
        transaction.later(
            """
            INSERT INTO counts SELECT $1, name, count FROM unnest($2, $3) AS new(name, count)
            ON CONFLICT (hour, name) DO UPDATE SET count = counts.count + excluded.count
            """, hour, rows.map(\.key), rows.map(\.value))
        // By a clock that has leapt all would be old: the hour before stays.
        transaction.later(
            "DELETE FROM counts WHERE hour < $1 AND hour < (SELECT max(hour) FROM counts WHERE hour < $2)",
            hour - HourlyCounts.kept.components.seconds / 3600, hour)
    }
}

extension StoreChange {
    fileprivate var leasedPage: Int64? { if case .page(let update) = self { update.page.item } else { nil } }

    fileprivate var leasedFeed: Int64? {
        if case .feed(let update) = self, update.feed.lease != nil { update.feed.id } else { nil }
    }
}
