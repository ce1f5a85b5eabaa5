/// The words of a title that stay while its day, month or issue goes on: "Bulletin of March 1" and "Bulletin of March 2"
/// are both "bulletin of".
package func standingWords(of title: String) -> String {
    let dated: WordClass = [.number, .moment, .unit, .relative, .calendar]
    return title.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }
        .map { isRomanNumber($0) ? "" : withoutNumbers($0.lowercased()) }
        .filter { !$0.isEmpty && wordClass($0).isDisjoint(with: dated) && month($0) == nil }
        .joined(separator: " ")
}

/// Scripts without blanks write a date into the words: 新闻2026年3月1日. Of other words with a number nothing stays: 12th.
private func withoutNumbers(_ word: String) -> String {
    guard word.contains(where: \.isNumber) else { return word }
    guard !word.utf8.allSatisfy({ $0 < 0x80 }) else { return "" }
    var rest = ""
    var isAfterNumber = false
    for letter in word {
        defer { isAfterNumber = letter.isNumber }
        if letter.isNumber || isAfterNumber && "年月日号號期년월일호".contains(letter) { continue }
        rest.append(letter)
    }
    return rest
}

private func isRomanNumber(_ word: Substring) -> Bool { word.allSatisfy { "IVXLCDM".contains($0) } }
