import TextKit

// Credits in scripts that put no space between words: "【東京共同】", "（ロイター）", "(서울=연합뉴스)", "新华社北京5月12日电".
extension WireReader {
    /// What stands before the text: the agency, the place and the day, and what follows.
    func eastAsianDateline(_ line: Substring) -> (found: WireCredit, rest: Substring)? {
        guard let first = line.utf8.first, first >= Self.firstEastAsianByte || first == UInt8(ascii: "("),
            hasEastAsian(line.prefix(bytes: Self.longestEastAsianHead))
        else { return nil }
        if let (inside, rest) = leadingBracket(line) {
            if let found = eastAsianCredit(inside) { return (found, rest) }
            // "【ペルワース＝3日】（AFP）"
            guard let (second, behind) = leadingBracket(rest), let found = eastAsianCredit(second) else { return nil }
            return (found, behind)
        }
        // "新华社北京5月12日电（记者…）"
        let head = line.prefix(Self.longestEastAsianHead)
        guard let end = head.firstIndex(where: { "电電".contains($0) }),
            let (agency, place) = agencyBegins(head[..<end])
        else { return nil }
        var found = WireCredit()
        found.agency = agency
        found.date = eastAsianDate(place)
        return (found, line[line.index(after: end)...].trimmed())
    }

    /// A line that is nothing but credit: "配信：時事通信", "＝共同", "（ロイター）", "この記事はAFPが配信したものです。"
    func agency(ofEastAsianLine line: Substring) -> WireAgency? {
        guard line.utf8.count <= Self.longestEastAsianLine, hasEastAsian(line), !isEastAsianCaption(line) else {
            return nil
        }
        if let (inside, rest) = leadingBracket(line), rest.isEmpty { return eastAsianCredit(inside)?.agency }
        if let colon = line.firstIndex(where: { ":：".contains($0) }) {
            let label = line[..<colon]
            guard label.count <= 8, Self.eastAsianSources.contains(where: label.contains) else { return nil }
            return eastAsianCredit(line[line.index(after: colon)...])?.agency
        }
        if line.first == "＝" { return eastAsianCredit(line)?.agency }
        guard Self.eastAsianTexts.contains(where: line.contains), Self.eastAsianMaking.contains(where: line.contains)
        else {
            return nil
        }
        return line.split { !Self.isOfName($0) }.lazy.compactMap { self.agencyWithin($0) }.first
    }

    /// "AFP通信"
    func agency(ofEastAsianAuthor author: Substring) -> WireAgency? {
        hasEastAsian(author) ? eastAsianCredit(author)?.agency : nil
    }

    /// "…と述べた。（ロイター）", "…述べた。＝共同"
    func eastAsianEnding(_ line: Substring) -> (rest: Substring, agency: WireAgency)? {
        guard hasEastAsian(line.suffix(bytes: Self.longestEastAsianHead)) else { return nil }
        let tail = line.suffix(Self.longestEastAsianHead)
        let open: Substring.Index?
        if let last = tail.last, let opening = Self.eastAsianBrackets.first(where: { $0.value == last })?.key {
            open = tail.lastIndex(of: opening)
        } else {
            open = tail.lastIndex(of: "＝")
        }
        guard let open, open > line.startIndex, hasEastAsian(line[..<open].suffix(bytes: Self.longestEastAsianHead)),
            let agency = eastAsianCredit(tail[open...])?.agency
        else { return nil }
        return (line[..<open].trimmed(), agency)
    }

    /// `【…】` at the beginning of a line, and what is behind it.
    private func leadingBracket(_ line: Substring) -> (inside: Substring, rest: Substring)? {
        guard let first = line.first, let closing = Self.eastAsianBrackets[first],
            let close = line.prefix(Self.longestEastAsianHead).firstIndex(of: closing)
        else { return nil }
        let rest = line[line.index(after: close)...].drop { " 　-–—－＝=".contains($0) }
        return (line[line.index(after: line.startIndex)..<close], rest)
    }

    /// Parts that are an agency, a place, or a day.
    private func eastAsianCredit(_ text: Substring) -> WireCredit? {
        guard !isEastAsianCaption(text) else { return nil }
        var found = WireCredit()
        for part in text.split(whereSeparator: { "＝=／/・、，, 　|｜（）()【】［］[]".contains($0) }) {
            if let agency = agencies.agency(named: part) ?? agencyBegins(part)?.agency ?? agencyEnds(part) {
                found.agency = found.agency ?? agency
            } else if let date = eastAsianDate(part) {
                found.date = date
            } else if part.count > 12 {
                return nil
            } else if found.place == nil, found.agency == nil, !part.contains(where: \.isNumber) {
                found.place = String(part)
            }
        }
        return found.agency == nil ? nil : found
    }

    /// "共同通信社", "ロイター通信", "新华社北京"
    private func agencyBegins(_ text: Substring) -> (agency: WireAgency, rest: Substring)? {
        for count in (2...6).reversed() where text.count >= count {
            let (name, rest) = (text.prefix(count), text.dropFirst(count))
            guard rest.isEmpty || Self.houses.contains(String(rest)) || isUnmistakable(name),
                let agency = agencies.agency(named: name)
            else { continue }
            return (agency, rest)
        }
        return nil
    }

    /// "オストビク共同": a place and its agency. "日米共同" are two countries together.
    private func agencyEnds(_ text: Substring) -> WireAgency? {
        for count in (2...6).reversed() where text.count > count {
            let (place, name) = (text.dropLast(count), text.suffix(count))
            guard hasEastAsian(name), place.first != "日" || isUnmistakable(name) else { continue }
            if let agency = agencies.agency(named: name) { return agency }
        }
        return nil
    }

    /// Among the words of a sentence.
    private func agencyWithin(_ text: Substring) -> WireAgency? {
        var before: Character = " "
        for start in text.indices {
            defer { before = text[start] }
            for count in (2...6).reversed() {
                let name = text[start...].prefix(count)
                let isApart = !before.isASCII && text[name.endIndex...].first?.isASCII != true
                guard isUnmistakable(name) || isApart && name.allSatisfy(\.isASCII) else { continue }
                if let agency = agencies.agency(named: name) { return agency }
            }
        }
        return nil
    }

    /// Of three characters at least: "共同" is a word, too.
    private func isUnmistakable(_ name: Substring) -> Bool {
        name.count >= 3 && name.allSatisfy { hasEastAsian(Substring(String($0))) }
    }

    /// "5月12日"; "12日" names no month.
    private func eastAsianDate(_ text: Substring) -> WireDate? {
        guard text.contains(where: { "月월".contains($0) }) else { return nil }
        let numbers = text.split { !$0.isNumber }.suffix(2).compactMap { Int($0) }
        guard numbers.count == 2, (1...12).contains(numbers[0]), (1...31).contains(numbers[1]) else { return nil }
        return WireDate(month: numbers[0], day: numbers[1])
    }

    private func hasEastAsian(_ text: Substring) -> Bool {
        let bytes = text.utf8.span
        return bytes.indices.contains { bytes[$0] >= Self.firstEastAsianByte && bytes[$0] < 0xF0 }
    }

    private func isEastAsianCaption(_ text: Substring) -> Bool { Self.eastAsianPhotos.contains(where: text.contains) }

    private static func isOfName(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    /// Of UTF-8 from U+3000 on.
    private static let firstEastAsianByte: UInt8 = 0xE3
    /// In characters.
    private static let longestEastAsianHead = 48
    /// In bytes.
    private static let longestEastAsianLine = 180
    private static let eastAsianBrackets: [Character: Character] = [
        "【": "】", "［": "］", "（": "）", "〔": "〕", "(": ")", "[": "]",
    ]
    private static let eastAsianSources = [
        "出典", "出所", "配信", "提供", "ソース", "情報", "引用元", "来源", "來源", "稿源", "出处", "자료", "출처", "제공",
    ]
    private static let eastAsianTexts = ["記事", "本文", "原稿", "文章", "报道", "報道", "稿件", "기사"]
    private static let eastAsianMaking = ["配信", "提供", "転載", "转载", "轉載", "供稿", "제공"]
    private static let eastAsianPhotos = ["写真", "画像", "撮影", "映像", "図", "照片", "图", "圖", "摄", "攝", "사진", "영상"]
    /// What agencies put behind their names.
    private static let houses: Set = ["通信", "通信社", "通讯社", "通訊社", "社", "時事", "電", "电"]
}
