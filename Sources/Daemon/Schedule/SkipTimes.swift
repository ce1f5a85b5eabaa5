import FeedModel
import Foundation

extension FeedState {
    /// The first moment from `time` on that is in none of the hours and days (GMT) in which the publisher asks not to
    /// be polled (RSS 2.0, `skipHours`, `skipDays`). A list of all hours or all days is a mistake, and not heeded.
    func afterSkipTimes(_ time: Date) -> Date {
        let hours = Set(skipHours).count < 24 ? Set(skipHours) : []
        let days = Set(skipDays).count < 7 ? Set(skipDays) : []
        guard !hours.isEmpty || !days.isEmpty else { return time }
        var time = time.timeIntervalSince1970
        // A week has no more hours than this, and one of them is free.
        for _ in 0...(7 * 24) {
            let hour = Int((time / 3600).rounded(.down))
            // 1970 began on a Thursday.
            if !hours.contains(hour % 24), !days.contains((hour / 24 + 3) % 7) { break }
            time = Double(hour + 1) * 3600
        }
        return Date(timeIntervalSince1970: time)
    }
}

/// Monday is 0; nil for what is no English day. RSS names days in full; some write three letters.
func dayNumber(_ name: String) -> Int? {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return days.firstIndex(of: name.trimmingCharacters(in: .whitespaces).prefix(3).lowercased())
}
