import struct FoundationEssentials.Date

/// A time by a page's own word: a day alone, or a time of day with the offset that the page states.
package struct PageTime: Equatable, Sendable {
    /// A day alone is its midnight in UTC.
    package let date: Date
    private let form: Form

    private enum Form: Equatable { case day, time(offsetMinutes: Int) }

    /// - Parameter offset: minutes east of Greenwich, by the page's word.
    package init(_ date: Date, offset: Int = 0) { (self.date, form) = (date, .time(offsetMinutes: offset)) }

    /// - Parameter day: its midnight in UTC.
    package init(day: Date) { (date, form) = (day, .day) }

    package var isDay: Bool { form == .day }

    /// As the item format has it: `2025-12-18`, `2025-12-18T09:30:00+01:00`, `2025-12-18T08:30:00Z`.
    package var text: String {
        switch form {
        case .day: return String(date.rfc3339.prefix(10))
        case .time(0): return date.rfc3339
        case .time(let offset):
            let (hours, minutes) = abs(offset).quotientAndRemainder(dividingBy: 60)
            let local = date.addingTimeInterval(Double(offset * 60)).rfc3339.dropLast()
            return local + (offset < 0 ? "-" : "+") + Self.two(hours) + ":" + Self.two(minutes)
        }
    }

    /// Reads what `text` wrote; nil for anything else.
    package init?(text: String) {
        if text.utf8.count == 10, let day = Date(rfc3339: text + "T00:00:00Z") {
            self.init(day: day)
        } else if let date = Date(rfc3339: text) {
            self.init(date, offset: Self.offset(of: text))
        } else {
            return nil
        }
    }

    /// Minutes, from an RFC 3339 date-time's end.
    private static func offset(of text: String) -> Int {
        let zone = text.utf8.suffix(6)
        guard let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
        let digits = zone.dropFirst().filter { $0 != UInt8(ascii: ":") }.map { Int($0) - 0x30 }
        guard digits.count == 4 else { return 0 }
        let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
        return sign == UInt8(ascii: "-") ? -minutes : minutes
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
