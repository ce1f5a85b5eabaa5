import FeedModel
import struct FoundationEssentials.Date
import TextKit

/// Reads a date of any form that feeds are known to use: RFC 822 and 5322 with their abuses, ISO 8601 in all
/// precisions, and what programs and people write in their own language. A missing time is midnight, a missing zone
/// UTC; nothing else is guessed.
/// - Returns: nil when there is no date in it.
func readDate(_ text: String) -> Date? {
    var bytes = Array(text.utf8)
    let range = bytes.trimmingSpace(bytes.indices)
    if range != bytes.indices { bytes = Array(bytes[range]) }
    guard let first = bytes.first, bytes.count <= 100 else { return nil }
    if first.isDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        if let date = ISODate(bytes)?.date { return date }
        if let date = unixTime(bytes) { return date }
    }
    return LooseDate(bytes)?.date
}

/// Seconds or milliseconds since 1970, as some programs print a date.
private func unixTime(_ bytes: [UInt8]) -> Date? {
    guard (9...10).contains(bytes.count) || bytes.count == 13, bytes.allSatisfy(\.isDigit),
        let number = Int(String(decoding: bytes, as: UTF8.self))
    else { return nil }
    return Date(timeIntervalSince1970: bytes.count == 13 ? Double(number) / 1000 : Double(number))
}

/// The parts of a date, and the instant that they make.
struct DateParts {
    var year: Int?
    var month: Int?
    var day: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var fraction = 0.0
    /// Seconds east of Greenwich.
    var offset = 0
    var rule: TimeZoneRule?

    /// Nil when it is no date: month 13, February 30, 25 o'clock. "24:00" is midnight at the end of the day, and a
    /// second 60 the next minute's first.
    var date: Date? {
        guard let year, (1...9999).contains(year), let month, (1...12).contains(month), let day, day >= 1,
            day <= 28 || civil(days: days(year: year, month: month, day: day)).month == month,
            hour < 24 || hour == 24 && minute == 0 && second == 0, minute < 60, second <= 60, day <= 31,
            abs(offset) <= 24 * 3600
        else { return nil }
        let east = rule?.offset(year: year, month: month, day: day) ?? offset
        let seconds = days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second - east
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    /// RFC 5322, 4.3: two digits are 1950 to 2049, three digits are counted from 1900.
    static func fullYear(_ number: Int, digits: Int) -> Int {
        switch digits {
        case ...2: number < 50 ? 2000 + number : 1900 + number
        case 3: 1900 + number
        default: number
        }
    }
}
