import FeedModel
import struct FoundationEssentials.Date
import TextKit

/// ISO 8601 and W3C-DTF: basic and extended, any precision, two-digit years, ordinal days.
struct ISODate {
    let date: Date?

    init?(_ bytes: [UInt8]) {
        var reader = ISODateReader(bytes: bytes)
        guard let parts = reader.read(), let date = parts.date else { return nil }
        self.date = date
    }
}

private struct ISODateReader {
    let bytes: [UInt8]
    var at = 0

    private func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }
    private func digits(from place: Int) -> Int {
        var count = 0
        while byte(place + count).isDigit { count += 1 }
        return count
    }

    private mutating func number(_ count: Int) -> Int? {
        guard digits(from: at) >= count else { return nil }
        var value = 0
        for _ in 0..<count {
            value = value * 10 + Int(bytes[at] - 0x30)
            at += 1
        }
        return value
    }

    private mutating func take(_ wanted: UInt8) -> Bool {
        guard byte(at) == wanted else { return false }
        at += 1
        return true
    }

    mutating func read() -> DateParts? {
        guard var parts = readDay() else { return nil }
        if at == bytes.count { return parts }
        let hasT = byte(at) | 0x20 == UInt8(ascii: "t")
        guard hasT || byte(at) == 0x20 else { return nil }
        while byte(at) == 0x20 || byte(at) | 0x20 == UInt8(ascii: "t") { at += 1 }
        if at == bytes.count { return parts }
        guard readTime(&parts) else { return nil }
        while byte(at) == 0x20 { at += 1 }
        return readZone(&parts) ? parts : nil
    }

    /// YYYY, YYYY-MM, YYYY-MM-DD, YYYYMM, YYYYMMDD, YYYY-DDD, YYYYDDD, YYMMDD, YY-MM-DD, -YY-MM and -YYMM.
    private mutating func readDay() -> DateParts? {
        var parts = DateParts(month: 1, day: 1)
        if take(UInt8(ascii: "-")) {
            guard digits(from: at) == 2 || digits(from: at) == 4, let year = number(2) else { return nil }
            _ = take(UInt8(ascii: "-"))
            guard let month = number(2), at == bytes.count else { return nil }
            parts.year = DateParts.fullYear(year, digits: 2)
            parts.month = month
            return parts
        }
        switch digits(from: at) {
        case 4:
            parts.year = number(4)
            guard take(UInt8(ascii: "-")) else { return parts }
            return readMonthAndDay(&parts) ? parts : nil
        case 6:
            // A month of a year, or a day of a year in two digits: "200312" or "031231".
            let start = at
            let year = number(4)!
            let month = number(2)!
            if (1900...2100).contains(year), (1...12).contains(month) {
                (parts.year, parts.month) = (year, month)
                return parts
            }
            at = start
            parts.year = DateParts.fullYear(number(2)!, digits: 2)
            (parts.month, parts.day) = (number(2), number(2))
            return parts
        case 7:
            parts.year = number(4)
            return setOrdinal(&parts, number(3)!) ? parts : nil
        case 8, 14, 12:
            (parts.year, parts.month, parts.day) = (number(4), number(2), number(2))
            if byte(at).isDigit {
                (parts.hour, parts.minute) = (number(2)!, number(2)!)
                if byte(at).isDigit { parts.second = number(2)! }
                return at == bytes.count ? parts : nil
            }
            return parts
        case 2:
            let year = number(2)!
            guard take(UInt8(ascii: "-")), digits(from: at) == 2 else { return nil }
            parts.year = DateParts.fullYear(year, digits: 2)
            return readMonthAndDay(&parts) ? parts : nil
        default: return nil
        }
    }

    /// W46-2 or W46: days of the week are counted from Monday, the first week holds January 4.
    private mutating func readWeek(_ parts: inout DateParts) -> Bool {
        at += 1
        guard let year = parts.year, let week = number(2), (1...53).contains(week) else { return false }
        _ = take(UInt8(ascii: "-"))
        let day = byte(at).isDigit ? number(1)! : 1
        guard (1...7).contains(day) else { return false }
        let fourth = days(year: year, month: 1, day: 4)
        // 1970-01-01 was a Thursday.
        let monday = fourth - ((fourth + 3) % 7 + 7) % 7
        let found = civil(days: monday + (week - 1) * 7 + day - 1)
        (parts.year, parts.month, parts.day) = (found.year, found.month, found.day)
        return true
    }

    private mutating func readMonthAndDay(_ parts: inout DateParts) -> Bool {
        if byte(at) | 0x20 == UInt8(ascii: "w") { return readWeek(&parts) }
        switch digits(from: at) {
        case 3: return setOrdinal(&parts, number(3)!)
        case 1, 2:
            parts.month = number(digits(from: at))
            guard take(UInt8(ascii: "-")) else { return true }
            guard (1...2).contains(digits(from: at)) else { return false }
            parts.day = number(digits(from: at))
            return true
        case 4:
            (parts.month, parts.day) = (number(2), number(2))
            return true
        default: return false
        }
    }

    private func setOrdinal(_ parts: inout DateParts, _ day: Int) -> Bool {
        guard let year = parts.year, (1...366).contains(day) else { return false }
        let found = civil(days: days(year: year, month: 1, day: 1) + day - 1)
        guard found.year == year else { return false }
        (parts.month, parts.day) = (found.month, found.day)
        return true
    }

    /// hh, hh:mm, hh:mm:ss, hhmm, hhmmss, with a fraction of the second.
    private mutating func readTime(_ parts: inout DateParts) -> Bool {
        let isBasic = digits(from: at) == 4 || digits(from: at) == 6
        guard (1...2).contains(digits(from: at)) || isBasic, let hour = number(min(2, digits(from: at))) else {
            return false
        }
        parts.hour = hour
        if isBasic {
            parts.minute = number(2)!
            if byte(at).isDigit { parts.second = number(2)! }
        } else if take(UInt8(ascii: ":")) {
            guard (1...2).contains(digits(from: at)), let minute = number(digits(from: at)) else { return false }
            parts.minute = minute
            if take(UInt8(ascii: ":")) {
                guard (1...2).contains(digits(from: at)), let second = number(digits(from: at)) else { return false }
                parts.second = second
            }
        }
        if byte(at) == UInt8(ascii: ".") || byte(at) == UInt8(ascii: ",") {
            at += 1
            var scale = 0.1
            while byte(at).isDigit {
                parts.fraction += Double(bytes[at] - 0x30) * scale
                scale /= 10
                at += 1
            }
        }
        return true
    }

    private mutating func readZone(_ parts: inout DateParts) -> Bool {
        if at == bytes.count { return true }
        if byte(at) == UInt8(ascii: "+") || byte(at) == UInt8(ascii: "-") {
            guard let offset = readOffset(bytes, &at) else { return false }
            parts.offset = offset
            while byte(at) == 0x20 { at += 1 }
            // "+01:00Z": the offset says more.
            return at == bytes.count || at + 1 == bytes.count && bytes[at] | 0x20 == UInt8(ascii: "z")
        }
        switch DateWord.find(bytes, at..<bytes.count) {
        case .zone(let seconds): parts.offset = seconds
        case .place(let zone): parts.zone = zone
        default: return false
        }
        return true
    }
}

/// ±hh:mm, ±hhmm, ±hh or ±h, in seconds.
func readOffset(_ bytes: [UInt8], _ at: inout Int) -> Int? {
    let sign = bytes[at] == UInt8(ascii: "-") ? -1 : 1
    var place = at + 1
    var numbers: [Int] = []
    var count = 0
    while place < bytes.count, bytes[place].isDigit || bytes[place] == UInt8(ascii: ":") {
        if bytes[place].isDigit { numbers.append(Int(bytes[place] - 0x30)) } else { count = numbers.count }
        place += 1
    }
    guard (1...4).contains(numbers.count) else { return nil }
    at = place
    let hourDigits =
        count > 0 ? count : max(1, numbers.count - 2) == 1 && numbers.count == 2 ? 2 : max(1, numbers.count - 2)
    let hours = numbers[..<hourDigits].reduce(0) { $0 * 10 + $1 }
    let minutes = numbers[hourDigits...].reduce(0) { $0 * 10 + $1 }
    guard hours <= 24, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
}
