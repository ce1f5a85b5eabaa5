import TextKit

/// Reads an agency's credit from the places where houses put it, and takes it off the text.
///
/// Only from those places, since a story that quotes an agency ("told Reuters") does not credit it: a dateline, lines
/// of their own at either end, bylines, the end of a title, the names of authors and of the entry's source.
package struct WireReader: Sendable {
    package let agencies: WireAgencies

    package init(agencies: WireAgencies = .standard) { self.agencies = agencies }

    /// The lines of a story without those of its credit, and the credit.
    func read(lines: [Substring], title: String, authors: [String], source: String?) -> (lines: [Substring], WireCredit)
    {
        var credit = WireCredit()
        var kept: [Substring] = []
        kept.reserveCapacity(lines.count)
        var datelines = 0
        for (index, line) in lines.enumerated() {
            var line = line
            let (isHead, isNearEnd) = (index < Self.headLines, index >= lines.count - 10)
            guard isHead || isNearEnd else {
                kept.append(line)
                continue
            }
            // Nearly no line names an agency: that is asked once.
            let isShort = line.utf8.count <= Self.longestCreditLine
            let isNamed = isShort && agencies.mayBeNamed(in: line)
            if isShort, readCreditLine(line, isNamed: isNamed, into: &credit) { continue }
            if isHead, datelines == 0 {
                // A credit line is longer than any dateline.
                let isNamed = isNamed || !isShort && agencies.mayBeNamed(in: line.prefix(bytes: Self.longestDateline))
                if let rest = readDateline(line, isNamed: isNamed, before: lines[(index + 1)...], into: &credit) {
                    line = rest
                    datelines += 1
                }
            }
            if isNearEnd {
                let isLast = !lines[(index + 1)...].contains { $0.utf8.count > Self.shortestProse }
                line = readEnding(line, isLast: isLast, mayName: isNamed || !isShort, into: &credit)
            }
            if !line.isEmpty { kept.append(line) }
        }
        readTitle(title, into: &credit)
        for author in authors { readAuthor(author, into: &credit) }
        if credit.agency == nil, let source { credit.agency = agencies.agency(named: source) }
        return (kept, credit)
    }

    /// Pages print headline, dates and a summary before the byline.
    private static let headLines = 12
    /// In bytes. "Copyright 2025 … may not be published, broadcast, rewritten or redistributed without permission."
    private static let longestCreditLine = 240
    /// In bytes: what is shorter is a link, a tag or a notice.
    static let shortestProse = 120

    // MARK: - Dateline

    /// `BELGRADE, Dec 18 (Reuters) - The …`: what follows the dash; nil where the line has no dateline.
    /// - Parameter isNamed: it may name an agency.
    /// - Parameter text: the lines below.
    private func readDateline(
        _ line: Substring, isNamed: Bool, before text: ArraySlice<Substring>, into credit: inout WireCredit
    ) -> Substring? {
        if let (found, rest) = eastAsianDateline(line) {
            credit.agency = credit.agency ?? found.agency
            (credit.place, credit.date) = (credit.place ?? found.place, credit.date ?? found.date)
            return rest
        }
        let named = isNamed ? splitAtAgency(line) ?? splitAtName(line) ?? splitAtStops(line) : nil
        guard let (head, behind) = named ?? splitAtDash(line) else { return nil }
        var (place, rest) = (head, behind)
        var found = WireCredit()
        if let (open, close) = brackets(head) {
            guard let agency = agencies.agency(in: head[head.index(after: open)..<close]) else { return nil }
            found.agency = agency
            let (before, after) = (head[..<open].trimmed(), head[head.index(after: close)...].trimmed())
            place = before.isEmpty ? after : before
        } else if isNamed, let comma = head.firstIndex(of: ","), let agency = agencies.agency(named: head[..<comma]) {
            found.agency = agency
            place = head[head.index(after: comma)...].trimmed()
        } else if isNamed, let comma = head.lastIndex(of: ","),
            let agency = agencies.agency(named: head[head.index(after: comma)...])
        {
            (found.agency, place) = (agency, head[..<comma])
        } else if isNamed, let stop = head.lastIndex(of: "."), let before = head[..<stop].lastIndex(of: "."),
            isDate(head[head.index(after: before)..<stop]),
            let agency = agencies.agency(named: head[head.index(after: stop)...])
        {
            // "Москва. 12 мая. ИНТЕРФАКС - …"
            (found.agency, place) = (agency, head[..<stop])
        } else if isNamed, let agency = agency(ofCredit: head.drop { $0 == "/" || $0 == " " }), startsSentence(rest) {
            (found.agency, place) = (agency, "")
        } else if isNamed, let slash = slashedAgency(head) {
            (found.agency, place) = slash
        } else if let (agency, story) = leadingAgency(rest), isPlaceAndDate(head) {
            (found.agency, rest) = (agency, story)
        }
        place = behindNotice(place)
        let words = place.split { $0 == " " || $0 == "," || $0 == "." }
        let isNumbered = place.utf8.contains { (0x30...0x39).contains($0) }
        found.date = isNumbered ? WireDate(Array(words.suffix(4))) : nil
        let name = placeName(place, isDated: found.date != nil)
        guard words.count <= 12 else { return nil }
        guard found.agency != nil || isPlaceAndDate(place) else { return nil }
        // "MIGRATION – Two views", "HEALTH - The …": what a kicker says is a place's name only by its looks.
        guard
            found.agency != nil || found.date != nil
                || isAllCapitals(name) && opensStory(rest) && !isDomain(name)
                    && !isWord(name, of: [rest] + text.prefix(6))
        else { return nil }
        // "FILE - In this May 4 file photo": a caption.
        guard !Self.photo.contains(name.prefix { $0.isLetter }.lowercased()), !Self.shouts.contains(String(name)) else {
            return nil
        }
        if credit.agency == nil { credit.agency = found.agency }
        credit.date = credit.date ?? found.date
        if credit.place == nil, !name.isEmpty { credit.place = String(name) }
        return rest
    }

    /// `New Delhi, Jan 2 (PTI) The …`, `(dpa) The …`, `Paris, le 12 mai (AFP). Le …`, `Aarhus /Ritzau/ …`: without a dash.
    private func splitAtAgency(_ line: Substring) -> (Substring, Substring)? {
        let start = line.prefix(bytes: Self.longestDateline)
        guard let (open, close) = brackets(start) else { return nil }
        let end = line.index(after: close)
        let rest = line[end...].drop { $0 == " " || $0 == "." || $0 == "\u{A0}" }
        guard startsSentence(rest), rest.utf8.count > 40,
            agency(ofCredit: line[line.index(after: open)..<close]) != nil,
            open == line.startIndex || isPlaceAndDate(trimmingMarks(line[..<open]))
        else { return nil }
        return (line[..<end], rest)
    }

    /// `EFE | La …`, `dpa: Die …`: a name alone before a paragraph. Who is asked is named so, too: "AFP: Why did you go?"
    private func splitAtName(_ line: Substring) -> (Substring, Substring)? {
        let start = line.prefix(bytes: Self.longestHouse)
        guard let mark = start.utf8.firstIndex(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ":") }) else {
            return nil
        }
        let (head, rest) = (line[..<mark].trimmed(), line[line.index(after: mark)...].trimmed())
        guard agency(ofCredit: head) != nil, startsSentence(rest), rest.utf8.count > 60,
            Self.endsSentence(rest), line[mark] == "|" || !rest.contains("?")
        else { return nil }
        return (head, rest)
    }

    /// `Москва. 12 мая. ИНТЕРФАКС. Текст`: place, day and agency, each closed by a full stop.
    private func splitAtStops(_ line: Substring) -> (Substring, Substring)? {
        let start = line.prefix(bytes: Self.longestDateline)
        guard let stop = start.utf8.firstIndex(of: UInt8(ascii: ".")),
            let second = start[start.index(after: stop)...].utf8.firstIndex(of: UInt8(ascii: ".")),
            isDate(start[start.index(after: stop)..<second]), isPlaceAndDate(start[..<stop])
        else { return nil }
        let rest = line[line.index(after: second)...].trimmed()
        return leadingAgency(rest) == nil ? nil : (line[..<second], rest)
    }

    /// `МОСКВА, 12 мая — ТАСС. Текст`: what stands behind the dash.
    private func leadingAgency(_ rest: Substring) -> (WireAgency, Substring)? {
        guard let stop = rest.prefix(bytes: Self.longestHouse).firstIndex(of: "."),
            let agency = agencies.agency(named: rest[..<stop])
        else { return nil }
        let story = rest[rest.index(after: stop)...].trimmed()
        return startsSentence(story) ? (agency, story) : nil
    }

    private func startsSentence(_ text: Substring) -> Bool {
        guard let first = text.first else { return false }
        return !first.isLowercase && !first.isWhitespace && !"-–—:.,;".contains(first)
    }

    /// A few words, each a name's or a date's, and at least one a name's.
    private func isPlaceAndDate(_ text: Substring) -> Bool {
        let words = text.split { $0 == " " || $0 == "," || $0 == "." }
        guard let first = words.first, first.first!.isUppercase, monthNumber(first.lowercased()) == nil else {
            return false
        }
        let names = words.filter { Int($0) == nil && monthNumber($0.lowercased()) == nil }
        let isDated = names.count < words.count
        return names.count <= (isDated ? 6 : 4)
            && names.allSatisfy { $0.first!.isUppercase || Self.withinPlaces.contains(String($0)) }
    }

    /// A paragraph, where a kicker stands before a headline.
    private func opensStory(_ text: Substring) -> Bool { text.utf8.count > 200 || Self.endsSentence(text) }

    static func endsSentence(_ text: Substring) -> Bool { text.last.map { ".!?।。…:”\"»“)".contains($0) } ?? false }

    /// `TRIBUNNEWS.COM`
    private func isDomain(_ name: Substring) -> Bool {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return false }
        let (before, after) = (name[..<dot].split { $0 == "." }.last ?? "", name[name.index(after: dot)...])
        return before.count > 3 && after.count > 1 && !after.contains(" ")
    }

    /// Whether the text below writes each word of `name` small: no place is.
    private func isWord(_ name: Substring, of text: [Substring]) -> Bool {
        guard !name.contains(",") else { return false }
        let words = Set(name.lowercased().split { !$0.isLetter })
        let small = text.lazy.flatMap { $0.split { !$0.isLetter } }.filter { $0.first?.isLowercase == true }
        return words.isSubset(of: Set(small.map { $0[...] }))
    }

    private static let withinPlaces: Set = [
        "de", "del", "la", "le", "am", "an", "der", "den", "sur", "di", "do", "da", "upon", "of", "r", "г",
    ]
    /// They stand where a place would.
    private static let shouts: Set = [
        "BREAKING", "EXCLUSIVE", "OPINION", "ANALYSIS", "WATCH", "LIVE", "UPDATE", "UPDATED", "EXPLAINER", "REVIEW",
        "INTERVIEW", "NEWS", "SPOILER", "WARNING", "NOTE", "SPONSORED", "URGENT", "EILMELDUNG", "URGENTE", "VIDEO",
        "JUST IN", "DEVELOPING", "FACT CHECK", "FACTBOX", "PODCAST", "KOMMENTAR", "ANALYSE", "REPORTAGE", "EXKLUSIV",
        "ENTRETIEN", "OPINIÓN", "ENTREVISTA", "ÚLTIMA HORA", "EXCLUSIVA", "ESCLUSIVA", "INTERVISTA", "OPINIE", "OPINIA",
        "WYWIAD", "PILNE", "SON DAKİKA",
    ]

    /// At the first dash that sets a dateline off: ` - `, ` – `, ` — `, ` -- `, `.- `, `): `.
    private func splitAtDash(_ line: Substring) -> (Substring, Substring)? {
        let bytes = line.utf8.span
        for at in 1..<max(1, min(bytes.count, Self.longestDateline)) {
            let before = bytes[at - 1]
            // A space, a full stop, a parenthesis, or the second byte of a space that does not break.
            let isApart = before == 0x20 || before == 0x2E || before == 0x29 || before == 0xA0
            let length: Int
            switch bytes[at] {
            case UInt8(ascii: "-") where isApart: length = 1
            case UInt8(ascii: ":") where before == UInt8(ascii: ")"): length = 1
            case 0xE2 where bytes.starts(with: Self.dash, at: at) || bytes.starts(with: Self.longDash, at: at):
                length = 3
            default: continue
            }
            guard at + length < bytes.count else { continue }
            let next = bytes[at + length]
            guard next == 0x20 || next == 0x2D || next == 0xC2 || length == 3 else { continue }
            let rest = line[line.index(atByte: at + length)...]
            return (
                line[..<line.index(atByte: at)].trimmed(),
                rest.drop { $0 == "-" || $0 == "–" || $0 == "—" || $0.isWhitespace }
            )
        }
        return nil
    }

    /// In bytes, with the dash.
    private static let longestDateline = 110
    private static let longestHouse = 48
    private static let dash = Array("–".utf8), longDash = Array("—".utf8)

    /// `(…)`, `[…]`, or an agency between slashes.
    private func brackets(_ text: Substring) -> (open: Substring.Index, close: Substring.Index)? {
        for (opening, closing) in Self.pairs {
            guard let open = text.utf8.firstIndex(of: opening),
                let close = text.utf8[text.utf8.index(after: open)...].firstIndex(of: closing),
                opening != closing || agencies.agency(named: text[text.index(after: open)..<close]) != nil
            else { continue }
            return (open, close)
        }
        return nil
    }

    private static let pairs: [(UInt8, UInt8)] = [
        (UInt8(ascii: "("), UInt8(ascii: ")")), (UInt8(ascii: "["), UInt8(ascii: "]")),
        (UInt8(ascii: "/"), UInt8(ascii: "/")),
    ]

    /// `МОСКВА, 5 января. /ТАСС/.`, `BERLIN/Reuters`
    private func slashedAgency(_ head: Substring) -> (WireAgency, Substring)? {
        guard let slash = head.firstIndex(of: "/") else { return nil }
        let name = head[head.index(after: slash)...].prefix { $0 != "/" }
        return agencies.agency(named: name).map { ($0, head[..<slash].trimmed()) }
    }

    /// "This article is free for all readers. MINSK": what stands before a place in its line is a notice, if it has the
    /// words of a sentence. "ST. PAUL" and "Frankfurt am Main" have not.
    private func behindNotice(_ place: Substring) -> Substring {
        guard place.utf8.contains(where: { ".!?".utf8.contains($0) }) else { return place }
        let stop = place.indices.last { index in
            ".!?".contains(place[index]) && place[..<index].last?.isLowercase == true
                && place[index...].dropFirst().first == " "
        }
        guard let stop else { return place }
        let notice = place[..<stop].split(separator: " ")
        return notice.count { $0.first?.isLowercase == true } >= 3 ? place[stop...].dropFirst().trimmed() : place
    }

    private func placeName(_ text: Substring, isDated: Bool) -> Substring {
        guard isDated else { return trimmingMarks(text) }
        // The place stands before the first word of the date.
        var end = text.endIndex
        var at = text.startIndex
        for word in text.split(separator: " ") {
            let bare = word.filter { $0.isLetter || $0.isNumber }
            if bare.first?.isNumber == true || monthNumber(bare.lowercased()) != nil {
                end = word.startIndex
                break
            }
            at = word.endIndex
        }
        let place = trimmingMarks(text[..<min(end, max(at, end))])
        // "Paris, le 12 mai"
        guard let comma = place.lastIndex(of: ","),
            Self.beforeDays.contains(String(place[place.index(after: comma)...].trimmed()))
        else { return place }
        return place[..<comma]
    }

    private static let beforeDays: Set = ["le", "el", "den", "am"]

    private func trimmingMarks(_ text: Substring) -> Substring {
        var text = text
        while let last = text.last, " ,.;:-–—/".contains(last), !(last == "." && endsAbbreviated(text)) {
            text.removeLast()
        }
        return text.trimmed()
    }

    /// `COLUMBIA, S.C.`, `WASHINGTON, D.C.`, `ST. JOSEPH, Mich.`
    private func endsAbbreviated(_ place: Substring) -> Bool {
        guard let comma = place.lastIndex(of: ",") else { return false }
        let region = place[place.index(after: comma)...].dropLast().trimmed()
        return region.contains(".") || (2...6).contains(region.count) && region.contains(where: \.isLowercase)
    }

    private func isAllCapitals(_ text: Substring) -> Bool {
        guard let word = text.split(whereSeparator: { $0 == " " || $0 == "," }).first, word.count >= 4 else {
            return false
        }
        return word.allSatisfy { $0.isUppercase || $0 == "." || $0 == "'" || $0 == "/" }
    }

    // MARK: - Titles and people

    /// `UPDATE 2-…`, `… - Reuters`, `… (AFP)`
    private func readTitle(_ title: String, into credit: inout WireCredit) {
        credit.mark = wireMark(title)
        guard credit.agency == nil else { return }
        guard let at = title.utf8.lastIndex(where: { "-|(".utf8.contains($0) || $0 == 0x93 || $0 == 0x94 }) else {
            return
        }
        credit.agency = agencies.agency(named: title[title.utf8.index(after: at)...])
    }

    /// `Reuters`, `Jane Doe, Associated Press`, `Jane Doe | AP`; a photographer's `REUTERS/Jane Doe` is no credit.
    private func readAuthor(_ author: String, into credit: inout WireCredit) {
        if let agency = agencies.agency(named: author) ?? agencies.agency(named: withoutBy(author[...])) {
            if credit.agency == nil { credit.agency = agency }
            return
        }
        if let slash = author.lastIndex(of: "/") {
            // "ab/dpa" and "Jane Doe/TT" are of writers, "REUTERS/Jane Doe" is of a picture.
            let agency = agencies.agency(named: author[author.index(after: slash)...]) ?? agency(ofCredit: author[...])
            if credit.agency == nil { credit.agency = agency }
            return
        }
        if let agency = agency(ofMaking: withoutOwnInitials(author[...])) ?? agency(ofEastAsianAuthor: author[...]) {
            if credit.agency == nil { credit.agency = agency }
            return
        }
        let parts = withoutOwnInitials(author[...]).split { ",|(–—".contains($0) }
        let named = parts.lazy.compactMap { agencies.agency(named: $0) ?? agency(ofCredit: withoutBy($0.trimmed())) }
            .first
        guard let agency = named ?? parts.dropFirst().lazy.compactMap({ agencies.agency(in: $0) }).first else { return }
        if credit.agency == nil { credit.agency = agency }
        // A house writes itself in capitals.
        let person = parts.first { agencies.agency(in: $0) == nil && $0.contains(where: \.isLowercase) }
        if credit.byline == nil, let person { credit.byline = String(withoutBy(person.trimmed())) }
    }
}

/// The mark that an agency sets before a headline; nil where there is none.
package func wireMark(_ title: String) -> String? {
    // It is of capitals, as the first words of few titles are.
    guard title.utf8.drop(while: { $0 == 0x20 }).prefix(2).allSatisfy({ (0x41...0x5A).contains($0) }) else {
        return nil
    }
    let head = title.prefix(24)
    guard let end = head.firstIndex(where: { !($0.isUppercase || $0.isNumber || $0 == " ") }) else { return nil }
    var mark = head[..<end].trimmed()
    guard "-:|–—".contains(head[end...].drop { $0 == " " }.first ?? " ") else { return nil }
    let words = mark.split(separator: " ")
    guard let first = words.first, wireMarks.contains(String(first)) else { return nil }
    if words.count > 1, Int(words[1]) == nil { mark = first }
    return String(mark)
}

private let wireMarks: Set = [
    "CORRECTED", "CORRECTION", "UPDATE", "UPDATED", "REFILE", "WITHDRAWN", "WITHDRAWAL", "KILL", "WRAPUP", "RPT",
    "REPEAT",
    "ADVISORY", "CLARIFICATION", "EDS", "BERICHTIGUNG", "KORREKTUR", "RECTIFICATIF", "CORRECCIÓN", "RETTIFICA",
]
