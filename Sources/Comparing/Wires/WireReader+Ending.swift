import TextKit

// What stands at the end of a last paragraph.
extension WireReader {
    /// `… he said. (Reporting by Jane Doe)`, `… said. Source: Reuters`, `… (AFP, dpa)`, `… said. EFE`: the line without it.
    /// - Parameter isLast: no prose follows; what names an agency before the text is a caption.
    /// - Parameter mayName: it may name an agency, as far as was asked.
    func readEnding(_ line: Substring, isLast: Bool, mayName: Bool, into credit: inout WireCredit) -> Substring {
        if let (rest, inside) = bracketed(line) {
            if Self.reporting.start(inside.lowercased()) {
                credit.editors = credit.editors ?? String(inside)
                return rest
            }
            let isProse = Self.endsSentence(rest) || rest.utf8.count > Self.shortestProse
            // "It's Complicated [Bloomberg]" names whose text it links to.
            if let agency = agency(ofSource: inside)
                ?? agency(ofCredit: inside.first == "©" ? inside.dropFirst() : inside) ?? agency(ofMaking: inside),
                isLast, isProse, !isCaption(line)
            {
                if credit.agency == nil { credit.agency = agency }
                return rest
            }
        }
        guard isLast else { return line }
        if let (rest, agency) = eastAsianEnding(line) {
            if credit.agency == nil { credit.agency = agency }
            return rest
        }
        guard mayName, agencies.mayBeNamed(in: line.suffix(bytes: Self.longestEnding)) else { return line }
        if let (rest, sentence) = lastSentence(line),
            let agency = agency(ofSource: sentence) ?? agency(ofCredit: sentence) ?? agency(ofMaking: sentence)
                ?? agency(contributing: sentence), !isCaption(line)
        {
            if credit.agency == nil { credit.agency = agency }
            return rest
        }
        if let agency = agency(contributing: line) {
            if credit.agency == nil { credit.agency = agency }
            return ""
        }
        return line
    }

    /// `(…)`, `[…]` or `/…/` at the end of a line, and what is before it.
    private func bracketed(_ line: Substring) -> (rest: Substring, inside: Substring)? {
        guard let last = line.utf8.last, let opening = Self.brackets[last] else { return nil }
        let head = line.dropLast()
        guard let open = head.suffix(240).lastIndex(of: opening), open > line.startIndex else { return nil }
        return (line[..<open].trimmed(), head[head.index(after: open)...])
    }

    /// What follows the last full stop, dash or slash before the end, where it is short.
    private func lastSentence(_ line: Substring) -> (rest: Substring, sentence: Substring)? {
        let whole = line.last == "." ? line.dropLast() : line
        let tail = whole.suffix(Self.longestSentence)
        guard
            let end = tail.indices.last(where: { at in
                let next = whole.index(after: at)
                guard at > line.startIndex, next < whole.endIndex else { return false }
                if whole[at] == "—" { return true }
                if whole[at] == "/" { return whole[whole.index(before: at)] == " " }
                return whole[next] == " " && ".!?।。”\"»–-)…".contains(whole[at])
            })
        else { return nil }
        let isStop = !"—/–-".contains(whole[end])
        let rest = line[..<(isStop ? line.index(after: end) : end)].trimmed()
        // "Una Grey / UPI" is a photographer.
        guard isStop || rest.utf8.count > Self.longestName || Self.endsSentence(rest) else { return nil }
        return rest.isEmpty ? nil : (rest, whole[whole.index(after: end)...].trimmed())
    }

    /// "Source: Reuters", "with inputs from PTI"
    func agency(ofSource text: Substring) -> WireAgency? {
        Self.sources.start(text.prefix(bytes: 64).lowercased()) ? agencies.agency(in: text) : nil
    }

    /// "The Associated Press contributed to this report"
    private func agency(contributing sentence: Substring) -> WireAgency? {
        guard sentence.utf8.count <= 200 else { return nil }
        let lower = sentence.lowercased()
        let bytes = lower.utf8.span
        // Nearly no last line has one: as bytes, since characters are dear to compare.
        return Self.contributed.contains { bytes.firstIndex(of: $0) != nil } ? agencies.agency(in: sentence) : nil
    }

    /// Of a picture: it has a word of one, and is short.
    private func isCaption(_ line: Substring) -> Bool {
        line.utf8.count <= 400
            && line.split { !$0.isLetter }.contains { Self.photo.contains($0.lowercased()) }
    }

    private static let brackets: [UInt8: Character] = [
        UInt8(ascii: ")"): "(", UInt8(ascii: "]"): "[", UInt8(ascii: "/"): "/",
    ]
    /// In bytes, of a person.
    private static let longestName = 40
    /// In bytes: what may name an agency of the last sentence.
    private static let longestEnding = 1200
    /// In characters.
    private static let longestSentence = 120
    private static let contributed = WireLanguage.all.flatMap(\.contributed).map { Array($0.utf8) }
    static let photo = Set(WireLanguage.all.flatMap(\.photo))
}
