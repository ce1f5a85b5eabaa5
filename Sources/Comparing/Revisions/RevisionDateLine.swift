/// Whether a short line that is no sentence differs in its date alone, and that moved on by no more than the time that
/// went by: "Checked by the night team, 11 March 2026". A date put off moves further.
/// - Parameter elapsed: seconds from the old text to the new one.
func isDateAlone(_ old: [Block], _ new: [Block], elapsed: Double) -> Bool {
    guard old.count == new.count else { return false }
    return zip(old, new).allSatisfy { before, after in
        guard let (day, words) = dateAndRest(before.text), let (next, others) = dateAndRest(after.text) else {
            return false
        }
        return words == others && next >= day && Double(next - day) <= elapsed / 86_400 + 1
    }
}

/// The day, counted from an origin of its own, and all other words; nil where there is no whole date, and for a sentence.
private func dateAndRest(_ text: String) -> (day: Int, rest: [Substring])? {
    guard text.utf8.count <= 100, let last = text.last, !".!?”\"".contains(last) else { return nil }
    var (day, month, year, rest): (Int?, Int?, Int?, [Substring]) = (nil, nil, nil, [])
    for word in words(text) {
        if let number = Int(word), day == nil, (1...31).contains(number) {
            day = number
        } else if let number = Int(word), year == nil, (1990...2100).contains(number) {
            year = number
        } else if month == nil, let number = monthNumber(word.lowercased()) {
            month = number
        } else {
            rest.append(word)
        }
    }
    guard let day, let month, let year, rest.count <= 10 else { return nil }
    return (daysBefore(year: year, month: month) + day, rest)
}

/// Of the Gregorian calendar, by months counted from March.
private func daysBefore(year: Int, month: Int) -> Int {
    let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5
}
