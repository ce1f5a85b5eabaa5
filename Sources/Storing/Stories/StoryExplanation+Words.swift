import Comparing
import FeedModel

extension StoryEvidence {
    /// - Parameter wire: the credit of the copy.
    /// - Returns: "the same 412 of 430 words, credited to Reuters, Minsk, 18 December"
    package func words(_ wire: JSONObject) -> String {
        let (shared, all) = sharedWords
        var parts = [shared == all && isWhole ? "the same \(all) words" : "the same \(shared) of \(all) words"]
        if hasSameTitle { parts.append("under the same title") }
        let place = wire["dateline"]?["place"]?.string
        let day = wire["dateline"]?["date"]?.string.map(dayInWords)
        let credit = [wire["agency"]?.string, place, day].compactMap(\.self)
        if wire["agency"] != nil {
            parts.append("credited to \(credit.joined(separator: ", "))")
        } else if !credit.isEmpty {
            parts.append("dated \(credit.joined(separator: ", "))")
        }
        if !isCopy { parts.append("which alone would not make it a copy") }
        return parts.joined(separator: ", ")
    }
}

/// "18 December" for 2025-12-18; what is no such date as it is.
private func dayInWords(_ date: String) -> String {
    let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    let parts = date.split(separator: "-").compactMap { Int($0) }
    guard parts.count >= 2, (1...12).contains(parts[parts.count - 2]) else { return date }
    return "\(parts[parts.count - 1]) \(months[parts[parts.count - 2] - 1])"
}
