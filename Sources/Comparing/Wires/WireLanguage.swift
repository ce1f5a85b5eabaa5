import TextKit

/// How the houses of one language write a credit. To add a language, add its table to `Languages` and to `all`.
///
/// They are compared in lower case, words with one space between them.
struct WireLanguage: Sendable {
    /// Before the name of an agency, at the start of a line or of a last sentence: "source:", "with inputs from".
    var sources: [String]
    /// Before the names of people, at the start of a line or of a last parenthesis: "reporting by ".
    var reporting: [String] = []
    /// Before a name within a short credit: "with AFP", "da Agência Brasil".
    var with: [String]
    /// Between the names of a short credit.
    var and: [String]
    /// Behind the name of an agency: "The Associated Press contributed to this report".
    var contributed: [String] = []
    /// A whole credit that names no agency.
    var anonymous: [String] = []
    /// In a caption or a photographer's credit.
    var photo: [String] = []
    /// What a sentence says of the making of a text, parted by spaces: "article written published desk". A word that ends
    /// in `*` stands for all that begin so.
    var making = ""
    /// The small words of such a sentence.
    var joints = ""
    /// Every noun has a capital, not names alone.
    var hasCapitalNouns = false

    static let all: [WireLanguage] = [
        english, german, french, spanish, portuguese, italian, dutch, polish, turkish, swedish, danish, norwegian,
        russian, ukrainian, czech, bengali,
    ]

}

/// 1…12 by a month's name or abbreviation in lower case; nil for other words.
func monthNumber(_ word: String) -> Int? { MonthNames.numbersBesidePeople[word] }
