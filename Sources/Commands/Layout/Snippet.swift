import Foundation

/// Where a text has what was searched for, with some words around it; nil where it has none of it.
func snippet(of text: String, around words: [String], length: Int = 150) -> String? {
    let places = words.compactMap { word in
        text.range(of: word, options: [.caseInsensitive, .diacriticInsensitive])?.lowerBound
    }
    guard let place = places.min() else { return nil }
    var start = text.index(place, offsetBy: -40, limitedBy: text.startIndex) ?? text.startIndex
    // From the beginning of a word, where one is near.
    if start > text.startIndex {
        let word = text[start..<place].firstIndex(where: \.isWhitespace).map { text.index(after: $0) }
        start = word ?? start
    }
    var end = text.index(start, offsetBy: length, limitedBy: text.endIndex) ?? text.endIndex
    if end < text.endIndex, let blank = text[place..<end].lastIndex(where: \.isWhitespace) { end = blank }
    let line = text[start..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return (start > text.startIndex ? "… " : "") + line + (end < text.endIndex ? " …" : "")
}
