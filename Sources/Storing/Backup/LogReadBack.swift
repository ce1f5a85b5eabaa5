import Comparing
import FeedModel
import Foundation
import TextKit

/// The reading back of some lines, in one transaction.
package struct LogReadBack<Rows: ReadBackRows> {
    let rows: Rows
    let wires: WireReader
    let subscriptions: [String: Subscription]
    /// Items whose texts are to be brought into the search, at the end, as in a feed's turn.
    var unindexed: Set<Int64> = []
    /// What is to be remembered of feeds.
    var feeds: [Int64: LoggedFeed] = [:]
    /// Keeps what was learnt of sites until the end.
    private var assigner: StoryAssigner<Rows.Stories, Rows.Keys>?

    /// - Parameter subscriptions: of the configuration, by address: the settings of feeds that the store does not know.
    package init(_ rows: Rows, wires: WireReader, subscriptions: [String: Subscription]) {
        (self.rows, self.wires, self.subscriptions) = (rows, wires, subscriptions)
    }

    /// - Parameter lines: in the order of `seq`, all above the store's last event.
    /// - Returns: how many were taken, and why the next was not: it is none that follows what the store holds.
    package mutating func take(_ lines: [LoggedEvent]) throws -> (taken: Int, mismatch: LogMismatch?) {
        var mismatch: LogMismatch?
        var taken = 0
        for line in lines {
            do { try take(line) } catch let error as LogMismatch {
                mismatch = error
                break
            }
            taken += 1
        }
        try finish()
        return (taken, mismatch)
    }

    private mutating func take(_ line: LoggedEvent) throws {
        let mark = line.mark
        let row = try line.feed.flatMap { try rows.loggedFeed($0.id) }
        if let feed = line.feed { try check(line, feed, row) }
        guard (mark.feed == nil) == (line.feed == nil), mark.item == nil || line.item != nil else {
            throw mismatch(line, "names what it does not describe")
        }
        if let feed = line.feed {
            try keepFeed(feed, line, row)
            if let number = mark.item, let item = line.item, try !isPruned(number) {
                try take(line, number, item, of: feed)
            }
        }
        try rows.insert(line)
        if mark.kind == EventKind.storeBehind.rawValue { try noteBehind(line) }
    }

    /// The store was behind its log then. This one is only where it does not have those numbers either.
    private func noteBehind(_ line: LoggedEvent) throws {
        guard let low = line.facts["from"]?.int, let high = line.facts["to"]?.int, low <= high else { return }
        let range = Int64(low)...Int64(high)
        if try !rows.holdsEvents(range) { try rows.noteBehind(range, at: line.mark.at) }
    }

    /// A number means one item for ever, of one feed, and one feed, wherever that has moved.
    private func check(_ line: LoggedEvent, _ feed: FeedReference, _ row: LoggedFeedRow?) throws {
        if let row, addressKey(row.url) != addressKey(feed.url) {
            let target = feeds[feed.id]?.target ?? row.state.move.address
            let isTold = line.mark.kind == EventKind.feedMoved.rawValue && line.facts["from"]?.string == row.url
            guard isTold || target.map(addressKey) == addressKey(feed.url) else {
                throw mismatch(line, "tells of another feed \(feed.id) than the store has")
            }
        }
        guard let number = line.mark.item else { return }
        guard let (owner, state) = try rows.owner(of: number) else { return }
        let isFirst = line.mark.kind == EventKind.new.rawValue || line.mark.kind == EventKind.duplicate.rawValue
        // What was dropped when the backup was made may have been told since.
        guard owner == feed.id, !isFirst || state == 3 else {
            throw mismatch(line, "tells of another item \(number) than the store has")
        }
    }

    /// It has been pruned: what is told of it changes nothing.
    private func isPruned(_ number: Int64) throws -> Bool {
        try rows.owner(of: number)?.state == 2
    }

    func mismatch(_ line: LoggedEvent, _ what: String) -> LogMismatch {
        LogMismatch(seq: line.mark.seq, description: "line \(line.mark.seq) of the log \(what)")
    }

    /// - Returns: Of `body`, done with what finds the stories of items.
    mutating func withAssigner<Value>(
        _ body: (inout StoryAssigner<Rows.Stories, Rows.Keys>) throws -> Value
    ) throws -> Value {
        if assigner == nil { assigner = try rows.assigner() }
        return try body(&assigner!)
    }

    private mutating func finish() throws {
        try assigner?.finish()
        assigner = nil
        for (id, feed) in feeds { try feed.keep(id, in: rows) }
        feeds = [:]
        try rows.addToSearch(unindexed.sorted())
        unindexed = []
    }
}
