import FeedModel

/// What a text says of the agency that wrote it: "By Mark Trevelyan", "Dec 18 (Reuters) -",
/// "(Reporting by Mark Trevelyan; Editing by Hugh Lawson)".
package struct WireCredit: Equatable, Sendable {
    package var agency: WireAgency?
    package var place: String?
    package var date: WireDate?
    /// The reporters' names, without "By".
    package var byline: String?
    /// As the text says it: "Reporting by …; Editing by …".
    package var editors: String?
    /// `CORRECTED`, `UPDATE 2`, `REFILE`, `WITHDRAWN`, …
    package var mark: String?

    package init() {}

    package var isEmpty: Bool { self == WireCredit() }

    /// `wire` of an item.
    /// - Parameter year: of the item's own date, which a dateline leaves out.
    package func json(year: Int?) -> JSONObject {
        var dateline = JSONObject()
        dateline.set("place", place)
        dateline.set("date", date?.text(year: year))
        var object = JSONObject()
        object.set("agency", agency?.name)
        object.set("dateline", dateline)
        object.set("byline", byline)
        object.set("editors", editors)
        object.set("mark", mark)
        return object
    }
}

/// The day of a dateline.
package struct WireDate: Equatable, Sendable {
    package var month: Int
    package var day: Int

    /// `2025-12-18`, or `12-18` where the year is not known.
    package func text(year: Int?) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (year.map { "\($0)-" } ?? "") + two(month) + "-" + two(day)
    }

    init(month: Int, day: Int) { (self.month, self.day) = (month, day) }

    /// The day that `words` name: "Dec 18", "18 décembre", "5. Januar", "January 5, 2026".
    init?(_ words: [Substring]) {
        var found: (month: Int?, day: Int?) = (nil, nil)
        for word in words {
            let bare = word.filter { $0.isLetter || $0.isNumber }.lowercased()
            if let number = Int(bare) {
                if (1...31).contains(number) { found.day = found.day ?? number }
            } else if let month = monthNumber(bare) {
                found.month = found.month ?? month
            }
        }
        guard let month = found.month, let day = found.day else { return nil }
        (self.month, self.day) = (month, day)
    }
}

/// 1…12 by the first letters of a month's name in a larger European language; nil for other words.
func monthNumber(_ word: String) -> Int? {
    guard word.unicodeScalars.count >= 3, word.unicodeScalars.count <= 10 else { return nil }
    let prefix = String(word.unicodeScalars.prefix(4))
    return months[prefix]
        ?? months[String(word.unicodeScalars.prefix(3))].flatMap { word.count <= 4 || isLong(word) ? $0 : nil }
}

private func isLong(_ word: String) -> Bool { longMonths.contains { word.hasPrefix($0) } }

private let months: [String: Int] = {
    let table: [(Int, String)] = [
        (1, "jan jän gen ene янв січ sty led"), (2, "feb fév febb lut февр фев úno fev"), (3, "mar mär marz бер"),
        (4, "apr avr abr апр kwi dub квіт"), (5, "may mai mag maj май мая kvě трав"), (6, "jun juin giu июн cze"),
        (7, "jul juil lug июл lip"), (8, "aug aoû ago авг sie srp"), (9, "sep set сен wrz zář"),
        (10, "oct okt ott out окт paź říj"), (11, "nov ноя"), (12, "dec dez déc dic дек gru pro"),
    ]
    var months: [String: Int] = [:]
    for (number, prefixes) in table { for prefix in prefixes.split(separator: " ") { months[String(prefix)] = number } }
    return months
}()

/// Whole names begin so: "margin" is no month, "marzo" is.
private let longMonths = [
    "janu", "janv", "jane", "jänn", "genn", "ener", "febr", "feve", "févr", "fevr", "marc", "mars", "märz", "marz",
    "març", "apri", "avri", "abri", "maggi", "mayo", "maio", "junio", "junho", "juni", "june", "juin", "giug", "juli",
    "july", "juil", "julho", "lugl", "augu", "août", "agos", "sept", "sett", "setem", "octo", "okto", "otto", "outu",
    "octu", "nove", "dece", "deze", "déce", "dice", "dici", "янва", "февр", "март", "апре", "июня", "июля", "авгу",
    "сент", "октя", "нояб", "дека",
]
