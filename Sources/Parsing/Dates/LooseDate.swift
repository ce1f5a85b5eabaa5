import struct FoundationEssentials.Date
import TextKit

/// A date in words and numbers, in whatever order people put them.
struct LooseDate {
    let date: Date?

    init?(_ bytes: [UInt8]) {
        var reader = LooseDateReader(bytes: bytes)
        guard reader.read(), let date = reader.parts.date else { return nil }
        self.date = date
    }
}

/// Takes what can be only one thing first (a clock time, a month's name, a zone), and settles the numbers left over
/// by their size and order.
private struct LooseDateReader {
    private struct Number {
        var value: Int
        var digits: Int
        /// What stands right behind it: "/", "-" or "." tie it to the next.
        var tie: UInt8
    }

    let bytes: [UInt8]
    var parts = DateParts()
    private var at = 0
    private var numbers: [Number] = []
    private var hasTime = false
    private var monthAt: Int?
    private var isPM: Bool?

    init(bytes: [UInt8]) { self.bytes = bytes }

    private func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

    mutating func read() -> Bool {
        while at < bytes.count {
            let byte = bytes[at]
            if byte.isDigit {
                guard readNumber() else { return false }
            } else if (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")), hasTime, self.byte(at + 1).isDigit {
                guard let offset = readOffset(bytes, &at) else { return false }
                parts.offset = offset
                parts.rule = nil
            } else if byte == UInt8(ascii: "+"), hasTime {
                return false
            } else if byte == UInt8(ascii: "(") {
                // A comment (RFC 5322, 3.2.2).
                at = bytes.firstIndex(of: UInt8(ascii: ")"), in: at..<bytes.count).map { $0 + 1 } ?? bytes.count
            } else if byte.isLetter || byte >= 0x80 {
                guard readWord() else { return false }
            } else {
                at += 1
            }
        }
        return settle()
    }

    private mutating func readNumber() -> Bool {
        let start = at
        var value = 0
        while byte(at).isDigit {
            value = value &* 10 &+ Int(bytes[at] - 0x30)
            at += 1
        }
        let digits = at - start
        guard digits <= 8 else { return false }
        if byte(at) == UInt8(ascii: ":"), byte(at + 1).isDigit { return !hasTime && readClock(hour: value) }
        // "3pm", and "16h30".
        if !hasTime, digits <= 2, byte(at) | 0x20 == UInt8(ascii: "h"), byte(at + 1).isDigit {
            return readClock(hour: value)
        }
        if !hasTime, digits <= 2, meridiem(at) != nil {
            (parts.hour, hasTime) = (value, true)
            return true
        }
        numbers.append(Number(value: value, digits: digits, tie: byte(at)))
        return numbers.count <= 4
    }

    /// From the colon on.
    private mutating func readClock(hour: Int) -> Bool {
        hasTime = true
        parts.hour = hour
        at += 1
        guard let minute = readTwoDigits() else { return false }
        parts.minute = minute
        if byte(at) == UInt8(ascii: ":") {
            at += 1
            guard let second = readTwoDigits() else { return false }
            parts.second = second
            if byte(at) == UInt8(ascii: ":") { return false }
            if byte(at) == UInt8(ascii: "."), byte(at + 1).isDigit {
                at += 1
                while byte(at).isDigit { at += 1 }
            }
        }
        return true
    }

    private mutating func readTwoDigits() -> Int? {
        var value = 0
        let start = at
        while byte(at).isDigit {
            value = value &* 10 &+ Int(bytes[at] - 0x30)
            at += 1
        }
        return (1...2).contains(at - start) ? value : nil
    }

    /// "am", "a.m.", "PM", with or without a space before.
    private func meridiem(_ place: Int) -> (isPM: Bool, end: Int)? {
        var place = place
        while byte(place) == 0x20 { place += 1 }
        let letter = byte(place).lowercased
        guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
        place += 1
        if byte(place) == UInt8(ascii: ".") { place += 1 }
        guard byte(place) | 0x20 == UInt8(ascii: "m"), !byte(place + 1).isLetter else { return nil }
        return (letter == UInt8(ascii: "p"), byte(place + 1) == UInt8(ascii: ".") ? place + 2 : place + 1)
    }

    private mutating func readWord() -> Bool {
        if let (isPM, end) = meridiem(at) {
            self.isPM = isPM
            at = end
            return true
        }
        let start = at
        while at < bytes.count,
            bytes[at].isLetter || bytes[at] >= 0x80 || bytes[at] == UInt8(ascii: "/")
                || bytes[at] == UInt8(ascii: "_")
        { at += 1 }
        // Behind the time, "AT" is Atlantic Time.
        if hasTime, bytes[start..<at].elementsEqual("AT".utf8) {
            parts.rule = .america(-4)
            return true
        }
        switch DateWord.find(bytes, start..<at) {
        case .month(let month):
            // A month comes but once. Where there are two the first is a weekday: "mar, 12 mai 2020".
            if parts.month == nil || monthAt == 0 { (parts.month, monthAt) = (month, numbers.count) }
        case .zone(let seconds):
            if hasTime { parts.offset = seconds }
        case .place(let rule):
            if hasTime { parts.rule = rule }
        case .am: isPM = false
        case .pm: isPM = true
        case .koreanUnit: parts.offset = 9 * 3600
        case .weekday, .filler: break
        case nil:
            // A weekday in some language comes first; a word after the time is a zone that nobody knows, which
            // RFC 5322 (4.3) takes for UTC; a word in between is no date.
            return numbers.isEmpty && !hasTime || hasTime && at > start
        }
        return true
    }

    // MARK: The numbers

    private mutating func settle() -> Bool {
        if let isPM {
            guard (0...12).contains(parts.hour) || isPM && parts.hour < 24 else { return false }
            if isPM, parts.hour < 12 { parts.hour += 12 }
            if !isPM, parts.hour == 12 { parts.hour = 0 }
        }
        if parts.month != nil { return settleDayAndYear() }
        guard numbers.count == 3 else { return false }
        let (first, second, third) = (numbers[0], numbers[1], numbers[2])
        if first.digits == 4 {
            (parts.year, parts.month, parts.day) = (first.value, second.value, third.value)
            return true
        }
        guard third.digits == 2 || third.digits == 4 else { return false }
        parts.year = DateParts.fullYear(third.value, digits: third.digits)
        // Only the slash is American, and there, too, no month is 13.
        let monthFirst = first.tie == UInt8(ascii: "/") ? first.value <= 12 : second.value > 12
        (parts.month, parts.day) = monthFirst ? (first.value, second.value) : (second.value, first.value)
        return true
    }

    private mutating func settleDayAndYear() -> Bool {
        guard numbers.count == 2 else { return false }
        let yearFirst = numbers[0].digits >= 3
        let (day, year) = yearFirst ? (numbers[1], numbers[0]) : (numbers[0], numbers[1])
        guard day.digits <= 2 else { return false }
        parts.day = day.value
        parts.year = DateParts.fullYear(year.value, digits: year.digits)
        return true
    }
}
