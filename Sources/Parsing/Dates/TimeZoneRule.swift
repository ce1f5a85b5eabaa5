import FeedModel

/// When the clocks of a region change, by the rules in force since 2007 (Europe: since 1996). The hour of the change
/// itself is not told apart: a date that falls into it may be an hour off.
enum TimeZoneRule: Sendable {
    /// Hours east of Greenwich, in winter.
    case europe(Int)
    case america(Int)
    case australia(Int)
    case newZealand

    /// Seconds east of Greenwich on a day.
    func offset(year: Int, month: Int, day: Int) -> Int {
        let today = days(year: year, month: month, day: day)
        func sunday(_ number: Int, of month: Int) -> Int { nthSunday(number, month: month, year: year) }
        switch self {
        case .europe(let hours):
            return (hours + ((sunday(-1, of: 3)..<sunday(-1, of: 10)).contains(today) ? 1 : 0)) * 3600
        case .america(let hours):
            return (hours + ((sunday(2, of: 3)..<sunday(1, of: 11)).contains(today) ? 1 : 0)) * 3600
        case .australia(let hours):
            return (hours + ((sunday(1, of: 4)..<sunday(1, of: 10)).contains(today) ? 0 : 1)) * 3600
        case .newZealand:
            return (12 + ((sunday(1, of: 4)..<sunday(-1, of: 9)).contains(today) ? 0 : 1)) * 3600
        }
    }
}

/// - Parameter number: 1 for the first, -1 for the last.
/// - Returns: days since 1970-01-01, which was a Thursday.
private func nthSunday(_ number: Int, month: Int, year: Int) -> Int {
    let first = number > 0 ? days(year: year, month: month, day: 1) : days(year: year, month: month + 1, day: 1) - 7
    let weekday = ((first + 4) % 7 + 7) % 7
    return first + (7 - weekday) % 7 + (number > 0 ? (number - 1) * 7 : 0)
}
