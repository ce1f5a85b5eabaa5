import struct FoundationEssentials.Date

extension Date {
    /// RFC 3339 in UTC with `Z`; milliseconds only where there are any.
    package var rfc3339: String { rfc3339(alwaysWithMilliseconds: false) }

    /// The same with milliseconds always, as Dateline writes what its own clock says: the order of texts is that of time.
    package var rfc3339Milliseconds: String { rfc3339(alwaysWithMilliseconds: true) }

    private func rfc3339(alwaysWithMilliseconds isFixed: Bool) -> String {
        let milliseconds = Int((timeIntervalSince1970 * 1000).rounded())
        let (seconds, fraction) = floorDivide(milliseconds, by: 1000)
        let (days, time) = floorDivide(seconds, by: 86_400)
        let (year, month, day) = civil(days: days)
        let clock = "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
        let suffix = fraction == 0 && !isFixed ? "Z" : "." + String(String(1000 + fraction).dropFirst()) + "Z"
        return "\(four(year))-\(two(month))-\(two(day))T\(clock)\(suffix)"
    }

    /// Reads an RFC 3339 date-time; nil for anything else, a missing zone included.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[13] == 0x3A, bytes[16] == 0x3A,
            [0x54, 0x74, 0x20].contains(bytes[10])
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            range.upperBound <= bytes.count && bytes[range].allSatisfy { (0x30...0x39).contains($0) }
                ? bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
        }
        guard let year = number(0..<4), let month = number(5..<7), (1...12).contains(month),
            let day = number(8..<10), (1...daysIn(month: month, year: year)).contains(day),
            let hour = number(11..<13), hour < 24, let minute = number(14..<16), minute < 60,
            let second = number(17..<19), second <= 60
        else { return nil }
        var at = 19
        var fraction = 0.0
        if bytes[at] == 0x2E {
            var scale = 0.1
            at += 1
            let start = at
            while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
                fraction += Double(bytes[at] - 0x30) * scale
                scale /= 10
                at += 1
            }
            guard at > start else { return nil }
        }
        var offset = 0
        switch at < bytes.count ? bytes[at] : 0 {
        case 0x5A, 0x7A: guard at + 1 == bytes.count else { return nil }
        case 0x2B, 0x2D:
            guard at + 6 == bytes.count, bytes[at + 3] == 0x3A, let hours = number(at + 1..<at + 3), hours < 24,
                let minutes = number(at + 4..<at + 6), minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[at] == 0x2D ? -60 : 60)
        default: return nil
        }
        let seconds = days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(timeIntervalSince1970: Double(seconds) + fraction)
    }
}

private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
private func four(_ value: Int) -> String { String(repeating: "0", count: max(0, 4 - "\(value)".count)) + "\(value)" }

private func floorDivide(_ value: Int, by divisor: Int) -> (Int, Int) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

private func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar. Years are counted from March, so that
/// the leap day is a year's last; 400 years are one cycle of 146,097 days.
package func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let (cycle, yearOfCycle) = floorDivide(year, by: 400)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468
}

/// The inverse of `days(year:month:day:)`.
package func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let (cycle, dayOfCycle) = floorDivide(days + 719_468, by: 146_097)
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
}
