import FeedModel
import Foundation

extension FeedState.Rhythm {
    /// Entries within this many minutes are one moment: what matters is how often there is something new.
    private static let moment = 10
    private static let keptMoments = 20
    /// Publications counted by the hour before the old ones begin to fade.
    private static let keptHours = 240

    /// Takes in the entry times of a document.
    /// - Parameter hasNewItems: the store did not know all entries.
    mutating func learn(_ feed: Feed, hasNewItems: Bool, at now: Date) {
        let isFirst = moments.isEmpty && hours.isEmpty && span == nil
        let latest = now.minutes + Self.moment
        let dates = feed.items.compactMap { $0.datePublished ?? $0.dateModified }
        var times = dates.map(\.minutes)
        times = times.filter { $0 <= latest }.sorted(by: >)
        newest = dates.filter { $0.minutes <= latest }.max() ?? newest
        if times.count >= 2 { span = .minutes(times[0] - times[times.count - 1]) }
        let known = moments.first ?? .min
        var fresh = merged(times.filter { $0 >= known + Self.moment })
        // Without usable dates, the time at which it was found must do; of a first document it says nothing.
        if fresh.isEmpty, hasNewItems, !isFirst { fresh = [now.minutes] }
        countHours(haveNoTimeOfDay(times) ? (isFirst ? [] : fresh.prefix(1).map { _ in now.minutes }) : fresh)
        moments = Array((fresh + moments).prefix(Self.keptMoments))
    }

    private func merged(_ times: [Int]) -> [Int] {
        times.reduce(into: []) { kept, time in
            if let last = kept.last, last - time < Self.moment { return }
            kept.append(time)
        }
    }

    /// Dates without a time are read as midnight.
    private func haveNoTimeOfDay(_ times: [Int]) -> Bool {
        times.count >= 3 && times.allSatisfy { $0 % 1440 == 0 }
    }

    private mutating func countHours(_ times: [Int]) {
        guard !times.isEmpty else { return }
        if hours.isEmpty { hours = Array(repeating: 0, count: 24) }
        for time in times where time >= 0 { hours[time / 60 % 24] += 1 }
        if hours.reduce(0, +) > Self.keptHours { hours = hours.map { $0 / 2 } }
    }

    /// The median of the gaps between moments; nil for fewer than two.
    var usualGap: Duration? {
        guard moments.count >= 2 else { return nil }
        let gaps = zip(moments, moments.dropFirst()).map { $0 - $1 }.sorted()
        return .minutes(gaps[gaps.count / 2])
    }

    func sinceNewest(at now: Date) -> Duration? { moments.first.map { .minutes(max(0, now.minutes - $0)) } }

    /// How much likelier news is in each hour (UTC) than on average, from 0; nil when too little is known.
    ///
    /// Neighbouring hours lend each other a quarter, and six publications are assumed that are spread evenly: a few
    /// chance times make no profile.
    var profile: [Double]? {
        guard hours.count == 24, case let total = hours.reduce(0, +), total >= 8 else { return nil }
        return (0..<24).map { hour in
            let around = Double(hours[(hour + 23) % 24] + hours[(hour + 1) % 24]) / 4 + Double(hours[hour]) / 2
            return (around + 6 / 24) / Double(total + 6) * 24
        }
    }
}

extension Date {
    /// Since 1970. Dates beyond all reason are cut to what an entry may have.
    fileprivate var minutes: Int { Int(min(max(timeIntervalSince1970, 0), 1e11) / 60) }
}
