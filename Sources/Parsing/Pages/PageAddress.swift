import FeedModel
import TextKit

import struct FoundationEssentials.Date

/// What an address says of its page.
enum PageAddress {
    /// The day in a path: "/2020/05/18/name", "/2020/may/18/name", "/20200518/name", "/2020-05-18-name". A number of
    /// eight digits may be no day: it must be one of the calendar, since 1995.
    static func day(in url: String) -> PageTime? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let path = url[scheme.upperBound...].drop { $0 != "/" }.prefix { $0 != "?" && $0 != "#" }
        let parts = path.split { !($0.isASCII && ($0.isNumber || $0.isLetter)) }
        for (index, part) in parts.enumerated() where part.allSatisfy(\.isNumber) {
            if part.count == 8, let day = day(part.prefix(4), part.dropFirst(4).prefix(2), part.suffix(2)) {
                return day
            }
            guard part.count == 4, index + 2 < parts.count else { continue }
            if let day = day(part, parts[index + 1], parts[index + 2]) { return day }
        }
        return nil
    }

    private static func day(_ year: Substring, _ month: Substring, _ day: Substring) -> PageTime? {
        let monthNumber = month.count <= 2 ? Int(month) : MonthNames.numbersInText[month.lowercased()]
        guard day.count <= 2, let year = Int(year), let monthNumber, let day = Int(day), year >= 1995,
            let number = daysSince1970(year, monthNumber, day)
        else { return nil }
        return PageTime(day: Date(timeIntervalSince1970: Double(number) * 86_400))
    }
}
