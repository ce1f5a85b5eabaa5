import Daemon
import FeedModel
import Fetching
import Foundation
import Storing

/// A feed's life under the schedule without a network: what it finds, how late, and for how many requests.
enum ScheduleSimulation {
    /// - Parameter history: The times of the entries, oldest first. The first third is known at the start.
    /// - Parameter documentSize: How many entries the document holds.
    static func run(_ history: [Date], documentSize: Int = 20) -> SimulationResult {
        var result = SimulationResult()
        let subscription = Subscription(url: "https://feed.test/\(history.count)-\(history[0].timeIntervalSince1970)")
        var state = FeedState()
        let start = history[history.count / 3].addingTimeInterval(1)
        var now = start
        var seen = 0
        while seen < history.count {
            let known = history.prefix { $0 <= now }.count
            let answer: FetchOutcome
            var response = Response(url: subscription.url, status: known > seen ? 200 : 304)
            response.validators.eTag = "\"\(known)\""
            if known > seen {
                var feed = Feed(format: .rss20)
                feed.items = (max(0, known - documentSize)..<known).map { index in
                    var item = Item(id: "\(index)")
                    item.datePublished = history[index]
                    return item
                }
                answer = .changed(feed, response, bodyHash: "\(known)")
            } else {
                answer = .unchanged(response, bodyHash: nil)
            }
            state = plan(after: answer, state, of: subscription, hasNewItems: known > seen, at: now).state
            // What was there at the start was found late by nobody.
            if now > start {
                result.requests += 1
                result.delays += history[seen..<known].map { now.timeIntervalSince($0) }
            }
            seen = known
            result.days = now.timeIntervalSince(start) / 86_400
            now = state.nextCheck ?? now.addingTimeInterval(86_400)
        }
        return result
    }
}

struct SimulationResult {
    /// Seconds from an entry's time to the check that found it.
    var delays: [Double] = []
    var requests = 0
    var days = 0.0

}
