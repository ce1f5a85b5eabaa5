import Daemon
import FeedModel
import Foundation
import Parsing

/// Lives through the recorded entry times of real feeds, and says how late each entry was found, for how many
/// requests, by the schedule and by polling at a fixed interval.
enum ScheduleBenchmark {
    /// `schedule FOLDER`: files of feeds.
    static func run(_ arguments: [String]) throws {
        guard let folder = arguments.first else { return print("usage: benchmarks schedule FOLDER") }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".xml") }.sorted()
        let histories = files.compactMap { history(of: folder + "/" + $0) }
        var (schedule, hourly) = (Outcome(), Outcome())
        for history in histories {
            schedule.add(ScheduleSimulation.run(history))
            hourly.add(fixed(3600, history))
        }
        print("\(histories.count) feeds, \(schedule.delays.count) entries, \(Int(schedule.days)) feed-days")
        schedule.show("schedule")
        hourly.show("hourly")
        // The same number of requests, spent evenly.
        var even = Outcome()
        let interval = schedule.days * 86_400 / Double(schedule.requests)
        for history in histories { even.add(fixed(interval, history)) }
        even.show(String(format: "every %.1f h", interval / 3600))
    }

    /// The times of a feed's entries, oldest first; nil for too few, or for feeds without times of day.
    private static func history(of path: String) -> [Date]? {
        guard let bytes = FileManager.default.contents(atPath: path),
            let feed = try? parseFeed(Array(bytes), at: "http://feed.test/")
        else { return nil }
        let times = Set(feed.items.compactMap { $0.datePublished ?? $0.dateModified }).sorted()
        guard times.count >= 12, times.contains(where: { Int($0.timeIntervalSince1970) % 86_400 != 0 }) else {
            return nil
        }
        return times
    }

    private static func fixed(_ interval: Double, _ history: [Date]) -> SimulationResult {
        var result = SimulationResult()
        var now = history[history.count / 3].addingTimeInterval(1)
        var seen = history.count / 3 + 1
        while seen < history.count {
            now += interval
            result.requests += 1
            while seen < history.count, history[seen] <= now {
                result.delays.append(now.timeIntervalSince(history[seen]))
                seen += 1
            }
        }
        result.days = now.timeIntervalSince(history[history.count / 3]) / 86_400
        return result
    }

    private struct Outcome {
        var delays: [Double] = []
        var requests = 0
        var days = 0.0

        mutating func add(_ result: SimulationResult) {
            delays += result.delays
            requests += result.requests
            days += result.days
        }

        func show(_ name: String) {
            let sorted = delays.sorted()
            func at(_ share: Double) -> Double { sorted[Int(Double(sorted.count - 1) * share)] / 60 }
            let mean = delays.reduce(0, +) / Double(delays.count) / 60
            print(
                name.padding(toLength: 12, withPad: " ", startingAt: 0),
                String(
                    format: "requests a feed and day %5.2f, delay median %5.0f min, 90 %% %6.0f min, mean %6.0f min",
                    Double(requests) / days, at(0.5), at(0.9), mean))
        }
    }
}
