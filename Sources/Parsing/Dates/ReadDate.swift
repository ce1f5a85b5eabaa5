import FeedModel
import TextKit

import struct Foundation.TimeZone
import struct FoundationEssentials.Date

/// Reads a date of any form that feeds are known to use: RFC 822 and 5322 with their abuses, ISO 8601 in all
/// precisions, and what programs and people write in their own language. A missing time is midnight, a missing zone
/// UTC; nothing else is guessed.
/// - Returns: nil when there is no date in it.
func readDate(_ text: String) -> Date? {
    var bytes = plainSpaced(text)
    let range = bytes.trimmingSpace(bytes.indices)
    if range != bytes.indices { bytes = Array(bytes[range]) }
    guard let first = bytes.first, bytes.count <= 100 else { return nil }
    if first.isDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        if let date = ISODate(bytes)?.date { return date }
        if let date = unixTime(bytes) { return date }
    }
    // As .NET writes a date in JSON: "/Date(1699956000000+0100)/", whose offset says nothing of the instant.
    if bytes.hasWord("/date(", at: 0) {
        let end = bytes[7...].firstIndex { !$0.isDigit } ?? bytes.count
        return end > 6 ? milliseconds(Array(bytes[6..<max(6, end)])) : nil
    }
    return LooseDate(bytes)?.date
}

private func milliseconds(_ digits: [UInt8]) -> Date? {
    guard (10...14).contains(digits.count), let number = Double(String(decoding: digits, as: UTF8.self)) else {
        return nil
    }
    return Date(timeIntervalSince1970: number / 1000)
}

/// With any white space of Unicode as spaces, digits of any script and full-width letters as ASCII, and without the
/// marks that only order what is shown: programs write dates as their libraries do, and CLDR likes U+202F before "PM".
private func plainSpaced(_ text: String) -> [UInt8] {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return Array(text.utf8) }
    var out: [UInt8] = []
    for scalar in text.unicodeScalars.prefix(400) {
        switch scalar.value {
        case 0...0x7F: out.append(UInt8(scalar.value))
        case 0xAD, 0x61C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: continue
        case 0x2010...0x2015, 0x2212: out.append(UInt8(ascii: "-"))
        case 0x60C, 0x3001: out.append(UInt8(ascii: ","))
        case 0xFF01...0xFF5E: out.append(UInt8(scalar.value - 0xFEE0))
        default:
            let properties = scalar.properties
            if properties.isWhitespace {
                out.append(0x20)
            } else if properties.generalCategory == .decimalNumber, let value = properties.numericValue {
                out.append(0x30 + UInt8(value))
            } else {
                out.append(scalar)
            }
        }
    }
    return out
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
    /// Says more than `offset`: its clocks may change twice a year.
    var zone: TimeZone?

    /// Neither a program's zero (year 1, 1601, 1899, 9999) nor a year of the Persian, the Islamic or the Thai calendar.
    private static func isPlausible(_ year: Int) -> Bool {
        (100..<1300).contains(year) || (1901...2199).contains(year)
    }

    /// Nil when it is no date: month 13, February 30, 25 o'clock. "24:00" is midnight at the end of the day, and a
    /// second 60 the next minute's first.
    var date: Date? {
        guard let year, Self.isPlausible(year), let month, (1...12).contains(month), let day, day >= 1,
            day <= 28 || civil(days: days(year: year, month: month, day: day)).month == month,
            hour < 24 || hour == 24 && minute == 0 && second == 0, minute < 60, second <= 60, day <= 31,
            abs(offset) <= 24 * 3600
        else { return nil }
        let local = days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(local - (zone?.offset(atLocal: local) ?? offset)) + fraction)
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
