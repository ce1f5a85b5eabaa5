import FeedModel

import struct FoundationEssentials.Date
import TextKit

/// A date as people write it, found in a line of text.
struct PageDate: Equatable {
    let time: PageTime
    /// Where it stands, in UTF-8 bytes of the line in lower case.
    let range: Range<Int>
}

/// Finds the dates in a line: "December 18, 2025", "18. Dezember 2025", "18 de diciembre de 2025, 14:30",
/// "18.12.2025", "18.12.25", "18 | 12 | 2025", "2025-12-18". A time without a zone is read as of UTC: the page's word for the day is kept. A
/// date that could be read two ways ("05/06/2025" in English of no country) is none.
/// - Parameter line: in lower case.
func findDates(in line: [UInt8], language: String? = nil) -> [PageDate] {
    let tokens = tokenize(line)
    var dates: [PageDate] = []
    var at = 0
    while at < tokens.count {
        if let (day, next) = readDay(tokens, at, language) {
            let (clock, end) = readTime(tokens, next)
            let midnight = Date(timeIntervalSince1970: Double(day * 86_400))
            let time = clock.map { clock in
                PageTime(midnight.addingTimeInterval(Double(clock.seconds - clock.offset * 60)), offset: clock.offset)
            }
            let range = tokens[at].range.lowerBound..<tokens[end - 1].range.upperBound
            dates.append(PageDate(time: time ?? PageTime(day: midnight), range: range))
            at = end
        } else {
            at += 1
        }
    }
    return dates
}

private struct Token {
    enum Kind: Equatable {
        case number(Int, digits: Int)
        case month(Int)
        case word(String)
        case mark(UInt8)
    }
    let kind: Kind
    let range: Range<Int>

    var number: Int? { if case .number(let value, _) = kind { value } else { nil } }
    var isYear: Bool { if case .number(let value, 4) = kind { (1990...2100).contains(value) } else { false } }
    var month: Int? { if case .month(let value) = kind { value } else { nil } }
    var mark: UInt8? { if case .mark(let value) = kind { value } else { nil } }
    var word: String? { if case .word(let value) = kind { value } else { nil } }
}

/// The length of a space or a mark of direction that is not of ASCII: U+00A0, U+2000 to U+200F, U+202F, U+3000.
private func wideSpace(_ line: [UInt8], _ at: Int) -> Int? {
    guard line[at] >= 0xC2, at + 1 < line.count else { return nil }
    if line[at] == 0xC2 { return line[at + 1] == 0xA0 ? 2 : nil }
    guard at + 2 < line.count else { return nil }
    switch (line[at], line[at + 1], line[at + 2]) {
    case (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xAF), (0xE3, 0x80, 0x80): return 3
    default: return nil
    }
}

/// Numbers, words and marks; white space is left out.
private func tokenize(_ line: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var at = 0
    while at < line.count {
        let start = at
        if line[at].isDigit {
            var value = 0
            while at < line.count, line[at].isDigit, at - start < 9 {
                value = value * 10 + Int(line[at] - 0x30)
                at += 1
            }
            tokens.append(Token(kind: .number(value, digits: at - start), range: start..<at))
        } else if let length = wideSpace(line, at) {
            at += length
        } else if line[at].isLetter || line[at] >= 0x80 {
            while at < line.count, line[at].isLetter || line[at] >= 0x80, wideSpace(line, at) == nil { at += 1 }
            let word = line.string(start..<at)
            tokens.append(
                Token(kind: MonthNames.numbersInText[word].map(Token.Kind.month) ?? .word(word), range: start..<at))
        } else {
            at += 1
            if line[start] > 0x20 { tokens.append(Token(kind: .mark(line[start]), range: start..<at)) }
        }
    }
    return tokens
}

/// The day at `tokens[at]`, as days since 1970, and the place after it.
private func readDay(_ tokens: [Token], _ at: Int, _ language: String?) -> (day: Int, next: Int)? {
    if let found = readNumericDay(tokens, at, language) { return found }
    // A day's name, an article, a comma or "de" may stand between the parts.
    func skip(_ place: Int) -> Int {
        var place = place
        while place < tokens.count, place < at + 8 {
            if let word = tokens[place].word, fillers.contains(word) {
                place += 1
                continue
            }
            if let mark = tokens[place].mark, mark == UInt8(ascii: ",") || mark == UInt8(ascii: ".") {
                place += 1
                continue
            }
            break
        }
        return place
    }
    func token(_ place: Int) -> Token? { place < tokens.count ? tokens[place] : nil }
    func whole(_ year: Token?, _ month: Int, _ day: Int?, _ next: Int) -> (day: Int, next: Int)? {
        guard let year, year.isYear, let day, let value = daysSince1970(year.number!, month, day) else { return nil }
        return (value, next)
    }
    if let month = tokens[at].month {
        let dayAt = skip(at + 1)
        let yearAt = skip(dayAt + 1)
        return whole(token(yearAt), month, token(dayAt)?.number, yearAt + 1)
    }
    if tokens[at].isYear {
        let monthAt = skip(at + 1)
        let dayAt = skip(monthAt + 1)
        guard let month = token(monthAt)?.month else { return nil }
        return whole(tokens[at], month, token(dayAt)?.number, dayAt + 1)
    }
    if let day = tokens[at].number {
        let monthAt = skip(at + 1)
        let yearAt = skip(monthAt + 1)
        guard let month = token(monthAt)?.month else { return nil }
        return whole(token(yearAt), month, day, yearAt + 1)
    }
    return nil
}

/// "2020年7月3日", "2020년 7월 3일".
private func readEastAsianDay(_ tokens: [Token], _ at: Int) -> (day: Int, next: Int)? {
    guard at + 5 < tokens.count, tokens[at].isYear, let month = tokens[at + 2].number, let day = tokens[at + 4].number
    else { return nil }
    let marks = [1, 3, 5].map { tokens[at + $0].word?.first }
    guard marks == ["年", "月", "日"] || marks == ["년", "월", "일"] else { return nil }
    return daysSince1970(tokens[at].number!, month, day).map { ($0, at + 6) }
}

private func readNumericDay(_ tokens: [Token], _ at: Int, _ language: String?) -> (day: Int, next: Int)? {
    if let found = readEastAsianDay(tokens, at) { return found }
    guard at + 4 < tokens.count, let first = tokens[at].number, let mark = tokens[at + 1].mark,
        tokens[at + 3].mark == mark,
        let second = tokens[at + 2].number, let third = tokens[at + 4].number
    else { return nil }
    let day: Int?
    switch mark {
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
        if tokens[at].isYear {
            day = daysSince1970(first, second, third)
        } else if tokens[at + 4].isYear {
            let order = NumericOrder(language: language)
            if mark == UInt8(ascii: "."), first <= 31 {
                day = daysSince1970(third, second, first)
            } else if second > 12 {
                day = daysSince1970(third, first, second)
            } else if first > 12 || first == second || order == .dayFirst {
                day = daysSince1970(third, second, first)
            } else if order == .monthFirst {
                day = daysSince1970(third, first, second)
            } else {
                day = nil
            }
        } else if mark == UInt8(ascii: "."), isShort(tokens, at) {
            day = daysSince1970(2000 + third, second, first)
        } else {
            day = nil
        }
    case UInt8(ascii: "|"):
        day = isPair(tokens, at) && tokens[at + 4].isYear ? daysSince1970(third, second, first) : nil
    default: day = nil
    }
    return day.map { ($0, at + 5) }
}

/// Day and month have two digits each.
private func isPair(_ tokens: [Token], _ at: Int) -> Bool { isTwoDigits(tokens[at]) && isTwoDigits(tokens[at + 2]) }

private func isTwoDigits(_ token: Token) -> Bool { if case .number(_, 2) = token.kind { true } else { false } }

/// "28.01.22": two digits each, as a version's number has not, and no fourth.
private func isShort(_ tokens: [Token], _ at: Int) -> Bool {
    let isBefore = at > 0 && tokens[at - 1].mark == UInt8(ascii: ".")
    let isAfter = at + 6 < tokens.count && tokens[at + 5].mark == UInt8(ascii: ".") && tokens[at + 6].number != nil
    return isPair(tokens, at) && isTwoDigits(tokens[at + 4]) && !isBefore && !isAfter
}

/// Which part of "05/06/2025" is the day.
private enum NumericOrder {
    case dayFirst, monthFirst, unknown

    /// - Parameter language: BCP 47. English tells its country or nothing.
    init(language: String?) {
        let parts = (language ?? "en").lowercased().split(separator: "-")
        guard parts.first == "en" else {
            self = .dayFirst
            return
        }
        switch parts.dropFirst().first(where: { $0.count == 2 }) {
        case "us": self = .monthFirst
        case "gb", "uk", "ie", "au", "nz", "in", "za", "sg", "ng", "ke", "gh", "pk": self = .dayFirst
        default: self = .unknown
        }
    }
}

func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard (1990...2100).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let number = days(year: year, month: month, day: day)
    return civil(days: number).day == day ? number : nil
}

/// The time of day behind a date, in seconds, and its zone in minutes.
private func readTime(_ tokens: [Token], _ at: Int) -> (clock: (seconds: Int, offset: Int)?, next: Int) {
    var place = at
    while place < tokens.count, place < at + 3 {
        if let word = tokens[place].word, timeFillers.contains(word) {
            place += 1
            continue
        }
        if let mark = tokens[place].mark, [0x2C, 0x40, 0x2D, 0x7C, 0x28].contains(mark) {
            place += 1
            continue
        }
        break
    }
    guard place + 2 < tokens.count, var hour = tokens[place].number, hour < 24,
        case .number(let minute, 2) = tokens[place + 2].kind,
        minute < 60, let mark = tokens[place + 1].mark, mark == UInt8(ascii: ":") || mark == UInt8(ascii: ".")
    else { return (nil, at) }
    var next = place + 3
    var second = 0
    if next + 1 < tokens.count, tokens[next].mark == UInt8(ascii: ":"),
        case .number(let value, 2) = tokens[next + 1].kind
    {
        second = value
        next += 2
    }
    if next < tokens.count, let word = tokens[next].word {
        if word == "pm" || word == "p", hour < 12 { hour += 12 }
        if word == "am" || word == "a", hour == 12 { hour = 0 }
        if ["am", "pm"].contains(word) { next += 1 }
        if ["a", "p"].contains(word), next + 3 < tokens.count, tokens[next + 2].word == "m" {
            next += tokens[next + 3].mark == UInt8(ascii: ".") ? 4 : 3
        }
    }
    while next < tokens.count, tokens[next].word == "uhr" || tokens[next].mark == UInt8(ascii: "(") { next += 1 }
    var offset = 0
    if next < tokens.count, let word = tokens[next].word, let minutes = zones[word] {
        offset = minutes
        next += 1
    }
    return ((hour * 3600 + minute * 60 + second, offset), next)
}

private let fillers: Set<String> = [
    "de", "del", "of", "the", "st", "nd", "rd", "th", "er", "º", "ª", "den", "der", "г", "року", "р", "da", "di",
]
private let timeFillers: Set<String> = [
    "at", "um", "à", "a", "las", "às", "alle", "ore", "om", "o", "godz", "в", "о", "saat", "um", "kl",
]

/// Minutes east of Greenwich. Only those abbreviations that mean one zone in the news of the languages read.
private let zones: [String: Int] = [
    "utc": 0, "gmt": 0, "z": 0, "bst": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "мск": 180, "trt": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "ist": 330, "jst": 540, "aest": 600, "aedt": 660,
]
