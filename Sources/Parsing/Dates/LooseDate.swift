import TextKit

import struct Foundation.TimeZone
import struct FoundationEssentials.Date

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
    /// A zone, and one in numbers, which says more than a name beside it.
    private var (hasZone, hasOffset) = (false, false)
    /// What stands in brackets, where no zone has come yet.
    private var brackets: Range<Int>?

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
                parts.zone = nil
                (hasZone, hasOffset) = (true, true)
            } else if byte == UInt8(ascii: "+"), hasTime {
                return false
            } else if byte == UInt8(ascii: "(") {
                // A comment (RFC 5322, 3.2.2), unless the only zone stands in it.
                let close = bytes.firstIndex(of: UInt8(ascii: ")"), in: at..<bytes.count) ?? bytes.count
                brackets = brackets ?? at + 1..<close
                at = min(close + 1, bytes.count)
            } else if byte.isLetter || byte >= 0x80 {
                guard readWord() else { return false }
            } else {
                at += 1
            }
        }
        if !hasZone, hasTime, let brackets { readZone(in: bytes.trimmingSpace(brackets)) }
        return settle()
    }

    /// "GMT+7", "+07:00", "EST" or "Europe/Paris", and nothing else.
    private mutating func readZone(in range: Range<Int>) {
        var place = range.lowerBound
        while place < range.upperBound, bytes[place] != UInt8(ascii: "+"), bytes[place] != UInt8(ascii: "-") {
            place += 1
        }
        let name = bytes.trimmingSpace(range.lowerBound..<place)
        let word = name.isEmpty ? nil : DateWord.find(bytes, name)
        if place < range.upperBound {
            // "Etc/GMT-7" and "UTC-7" alike begin so.
            if !name.isEmpty { guard case .zone = word else { return } }
            let inner = Array(bytes[place..<range.upperBound])
            var at = 0
            if inner.count > 1, inner[1].isDigit, let offset = readOffset(inner, &at), at == inner.count {
                parts.offset = offset
            }
            return
        }
        switch word {
        case .zone(let seconds): parts.offset = seconds
        case .place(let zone): parts.zone = zone
        default: break
        }
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
        // "10時05分", "10시 5분".
        if !hasTime, digits <= 2, byte(at) >= 0x80,
            let unit = ["時", "时", "點", "点", "시"].first(where: { has($0, at: at) })
        {
            (parts.hour, hasTime) = (value, true)
            at += unit.utf8.count
            if let minute = takeNumber(before: ["分", "분"]) { parts.minute = minute }
            if let second = takeNumber(before: ["秒", "초"]) { parts.second = second }
            return true
        }
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

    private func has(_ word: String, at place: Int) -> Bool {
        bytes[min(place, bytes.count)...].starts(with: word.utf8)
    }

    private mutating func takeNumber(before units: [String]) -> Int? {
        var place = at
        while byte(place) == 0x20 { place += 1 }
        var value = 0
        let start = place
        while byte(place).isDigit, place - start < 2 {
            value = value * 10 + Int(bytes[place] - 0x30)
            place += 1
        }
        guard place > start, let unit = units.first(where: { has($0, at: place) }) else { return nil }
        at = place + unit.utf8.count
        return value
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
            if !hasOffset { parts.zone = TimeZone(identifier: "America/Halifax") }
            hasZone = true
            return true
        }
        // Their years are others than ours.
        if isEra(start..<at) { return false }
        switch DateWord.find(bytes, start..<at) {
        case .month(let month):
            // A month comes but once. Where there are two the first is a weekday: "mar, 12 mai 2020".
            if parts.month == nil || monthAt == 0 { (parts.month, monthAt) = (month, numbers.count) }
        case .zone(let seconds):
            if hasTime {
                if !hasOffset { parts.offset = seconds }
                hasZone = true
            }
        case .place(let zone):
            if hasTime {
                if !hasOffset { parts.zone = zone }
                hasZone = true
            }
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

    /// "令和5年", "民國112年", "R5.11.14", "พ.ศ. 2566": a reign or another calendar, right before the number of a year.
    private func isEra(_ word: Range<Int>) -> Bool {
        let next = byte(word.upperBound)
        guard numbers.isEmpty, next.isDigit || next == UInt8(ascii: ".") && bytes[word.lowerBound] >= 0x80 else {
            return false
        }
        let eras: [StaticString] = ["令和", "平成", "昭和", "大正", "明治", "民國", "民国", "中華民國", "พ", "m", "t", "s", "h", "r"]
        return eras.contains { bytes.equals($0, in: word) }
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
        // "026, 26 Mar 2023": a number takes the weekday's place.
        if numbers.count == 3, numbers[0].tie == UInt8(ascii: ",") { numbers.removeFirst() }
        guard numbers.count == 2 else { return false }
        let yearFirst = numbers[0].digits >= 3
        let (day, year) = yearFirst ? (numbers[1], numbers[0]) : (numbers[0], numbers[1])
        guard day.digits <= 2 else { return false }
        parts.day = day.value
        parts.year = DateParts.fullYear(year.value, digits: year.digits)
        return true
    }
}
