import FeedModel
import Foundation
import Logging
import Storing
import Synchronization

/// What commands ask of the running daemon.
extension Service {
    func answer(_ request: ControlRequest, _ say: @escaping @Sendable (JSONObject) -> Void) async -> JSONObject {
        do {
            switch request {
            case .reload:
                if let problem = await reload(isMeant: true) { return ControlServer.error(problem) }
                return Self.done { $0.set("message", "\(feedStatus)") }
            case .fetch(let feeds): return try await fetch(feeds, say)
            case .pause(let end):
                try store.pause(until: end ?? .distantFuture)
                logger.notice("paused", metadata: ["until": "\(end?.rfc3339 ?? "'dateline resume'")"])
            case .resume:
                try store.pause(until: nil)
                await scheduler.wake()
                logger.notice("goes on after a pause")
            }
            return Self.done { _ in }
        } catch {
            return ControlServer.error("\(error)")
        }
    }

    /// Has feeds checked among all others, with the same regard for their hosts, and says what became of each.
    private func fetch(
        _ feeds: [String]?, _ say: @escaping @Sendable (JSONObject) -> Void
    ) async throws -> JSONObject {
        if let end = try store.pausedUntil(at: clock.now) {
            let time = isEndless(pause: end) ? "until 'dateline resume'" : "until \(end.rfc3339)"
            throw ControlError("the daemon is paused \(time)")
        }
        let (stream, continuation) = AsyncStream<Scheduler.Report>.makeStream()
        let listener = reports.add { continuation.yield($0) }
        defer { reports.remove(listener) }
        var waiting = Set(try store.makeDue(feeds, at: clock.now))
        for url in feeds ?? [] where !waiting.contains(url) { say(Self.outcome(of: url, failure: "not subscribed")) }
        await scheduler.wake()
        guard !waiting.isEmpty else { return Self.done { _ in } }
        for await report in stream {
            switch report {
            case .checked(let outcome) where waiting.remove(outcome.feed.subscription.url) != nil:
                let failure = outcome.hadNoNetwork ? "no network; it is asked when there is one" : outcome.failure
                say(Self.outcome(of: outcome.feed.subscription.url, failure: failure, outcome.events))
            case .notKept(let feed, let reason) where waiting.remove(feed.subscription.url) != nil:
                say(Self.outcome(of: feed.subscription.url, failure: reason))
            default: break
            }
            if waiting.isEmpty || Task.isCancelled { break }
        }
        return Self.done { _ in }
    }

    private static func outcome(of url: String, failure: String?, _ events: [Event] = []) -> JSONObject {
        var object = JSONObject()
        object.set("feed", url)
        object.set("failure", failure)
        if !events.isEmpty { object.append("events", .array(events.map { .int(Int($0.seq)) })) }
        return object
    }

    private static func done(_ add: (inout JSONObject) -> Void) -> JSONObject {
        var object = JSONObject()
        object.set("done", true)
        add(&object)
        return object
    }
}

/// Who hears what becomes of checks, besides the journal.
final class ReportListeners: Sendable {
    private let listeners = Mutex<(next: Int, all: [Int: @Sendable (Scheduler.Report) -> Void])>((0, [:]))

    func add(_ body: @escaping @Sendable (Scheduler.Report) -> Void) -> Int {
        listeners.withLock { listeners in
            listeners.next += 1
            listeners.all[listeners.next] = body
            return listeners.next
        }
    }

    func remove(_ number: Int) { listeners.withLock { $0.all[number] = nil } }

    func tell(_ report: Scheduler.Report) {
        for body in listeners.withLock({ Array($0.all.values) }) { body(report) }
    }
}
