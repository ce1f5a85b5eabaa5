import FeedModel
import TextKit

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
