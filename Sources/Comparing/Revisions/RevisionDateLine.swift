/// Whether a short line that is no sentence differs in its date alone, and that moved on by no more than the time that
/// went by: "Checked by the night team, 11 March 2026". A date put off moves further.
/// - Parameter elapsed: seconds from the old text to the new one.
func isDateAlone(_ old: [Block], _ new: [Block], elapsed: Double) -> Bool {
    guard old.count == new.count else { return false }
    return zip(old, new).allSatisfy { before, after in
        guard let line = DatedLine(before.text), let next = DatedLine(after.text), line.rest == next.rest,
            line.hasYear == next.hasYear
        else { return false }
        return zip(line.days, next.days).contains { day, nextDay in
            // Without a year December comes before January.
            let moved = nextDay - day + (line.hasYear || nextDay >= day ? 0 : 365)
            return moved >= 0 && Double(moved) <= elapsed / 86_400 + 1
        }
    }
}

/// A short line with one date.
private struct DatedLine {
    /// Counted from an origin of its own; two where it may be read with the day first or the month first: 03/11/2026.
    private(set) var days: [Int] = []
    /// All words but those of the date, the weekday and the time.
    private(set) var rest: [Substring] = []
    private(set) var hasYear = false

    /// Nil where there is no date, and for a sentence.
    init?(_ text: String) {
        guard text.utf8.count <= 100, let last = text.last, !".!?”\"".contains(last) else { return nil }
        var (day, month, year): (Int?, Int?, Int?) = (nil, nil, nil)
        for word in words(text) {
            let lower = word.lowercased()
            if days.isEmpty, let found = Self.numericDate(word) {
                (days, hasYear) = (found, true)
            } else if let number = Self.dayNumber(lower), day == nil {
                day = number
            } else if let number = Int(word), year == nil, (1990...2100).contains(number) {
                year = number
            } else if month == nil, let number = monthNumber(lower) {
                month = number
            } else if !Self.isTimeOrWeekday(lower) {
                rest.append(word)
            }
        }
        if days.isEmpty, let day, let month {
            hasYear = year != nil
            days = [dayCount(year ?? 2025, month, day)]
        }
        guard !days.isEmpty, rest.count <= 10, rest.contains(where: { $0.contains(where: \.isLetter) }) else {
            return nil
        }
    }

    /// 11 · 11th · 1er
    private static func dayNumber(_ word: String) -> Int? {
        let digits = word.prefix { $0.isNumber }
        guard let number = Int(digits), (1...31).contains(number) else { return nil }
        return ["", "st", "nd", "rd", "th", "er", "º", "ª"].contains(word.dropFirst(digits.count)) ? number : nil
    }

    /// 2026-03-11 · 11.03.2026 · 3/11/2026
    private static func numericDate(_ word: Substring) -> [Int]? {
        let parts = word.split(whereSeparator: { ".-/".contains($0) }).compactMap { Int($0) }
        guard parts.count == 3, word.allSatisfy({ $0.isNumber || ".-/".contains($0) }) else { return nil }
        func days(_ year: Int, _ months: (Int, Int)...) -> [Int]? {
            let valid = months.filter { (1...12).contains($0.0) && (1...31).contains($0.1) }
            guard (1990...2100).contains(year), valid.count == months.count || months.count > 1, !valid.isEmpty else {
                return nil
            }
            return months.map { dayCount(year, $0.0, $0.1) }
        }
        // Only with slashes the month may stand first.
        if let found = days(parts[0], (parts[1], parts[2])) { return found }
        return word.contains("/")
            ? days(parts[2], (parts[1], parts[0]), (parts[0], parts[1])) : days(parts[2], (parts[1], parts[0]))
    }

    private static func isTimeOrWeekday(_ word: String) -> Bool {
        let wordClass = wordClass(word)
        if wordClass == .calendar { return true }
        return !wordClass.isDisjoint(with: [.number, .moment]) && word.contains(":")
    }
}

/// Of the Gregorian calendar, by months counted from March.
private func dayCount(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day
}
