import Testing
import TextKit

@testable import Comparing

/// Lines and sentences that say who made a text, and those that only name who did something else.
@Suite struct WireMakingTests {
    static let prose =
        "Le bac reste au port pendant onze semaines, le temps de remplacer ses moteurs, selon son armateur."

    static func agency(_ text: String, authors: [String] = []) -> String? {
        WireReader().read(lines: text.split(separator: "\n"), title: "", authors: authors, source: nil).1.agency?.name
    }

    @Test(arguments: [
        ("Text: dpa", "dpa"), ("Texte : AFP", "AFP"), ("Text by Reuters", "Reuters"), ("Tekst: PAP", "PAP"),
        ("This story was written by Reuters and appears here with its permission.", "Reuters"),
        ("Diese Meldung wurde von dpa übernommen.", "dpa"), ("Cet article a été rédigé par l'AFP.", "AFP"),
        ("Este texto fue elaborado por EFE.", "EFE"), ("Questo articolo è stato scritto da ANSA.", "ANSA"),
        ("Dit artikel is geschreven door persbureau ANP.", "ANP"), ("Teksten kommer fra nyhetsbyrået NTB.", "NTB"),
        ("Bu haber AA tarafından hazırlanmıştır.", "Anadolu"), ("Haberin kaynağı AA'dır.", "Anadolu"),
        ("По материалам агентства ТАСС.", "TASS"), ("Opracowano na podstawie depeszy PAP.", "PAP"),
        ("Jane Marsh of Reuters contributed to this report.", "Reuters"), ("Redaktionen och TT", "TT"),
        ("Von der KNA", "KNA"), ("この記事はAFPが配信したものです。", "AFP"), ("出典：ロイター", "Reuters"),
    ])
    func `a sentence of nothing but a text's making credits who made it`(_ line: String, _ name: String) {
        #expect(Self.agency(Self.prose + "\n" + line) == name)
    }

    @Test(arguments: [
        "The minister told Reuters on Monday that she had read nothing of it.",
        "AFP has sued the newspaper for an article of March.", "Shares of Reuters rose after the report.",
        "Wie dpa berichtet, prüft die Aufsicht den Fall.", "D'après l'AFP, le pont date de 1931.",
        "Bildquelle: dpa", "Foto: Text und Bild, dpa", "Le pont de Pelvort. (Photo AFP)", "Una Grey / Reuters",
        "DA AGÊNCIA BRASIL 7 % ↑", "（写真：ロイター）", "大臣は月曜日、ロイターの取材に対し、何も読んでいないと述べた。", "日米共同で調査した。",
    ])
    func `a sentence that tells of anything else credits nobody`(_ line: String) {
        #expect(Self.agency(Self.prose + "\n" + line + "\n" + Self.prose) == nil)
        #expect(Self.agency(Self.prose + "\n" + line) == nil)
    }

    @Test(arguments: [
        ("Ostvik, le 12 mai (AFP). ~", "AFP", "Ostvik"), ("Aarhus /Ritzau/ ~", "Ritzau", "Aarhus"),
        ("ОСТВИК, 12 мая — ТАСС. ~", "TASS", "ОСТВИК"), ("ОСТВИК, 12 мая. /ТАСС/. ~", "TASS", "ОСТВИК"),
        ("Оствик. 12 мая. ИНТЕРФАКС - ~", "Interfax", "Оствик"), ("Wiesbaden (KNA/iz). ~", "KNA", "Wiesbaden"),
        ("【オストビク共同】~", "Kyodo", nil), ("［オストビク　12日　ロイター］ ~", "Reuters", "オストビク"), ("(서울=연합뉴스) ~", "Yonhap", "서울"),
        ("新华社北京5月12日电 ~", "Xinhua", nil), ("EFE | ~", "EFE", nil),
    ])
    func `a dateline in another house's marks`(_ line: String, _ name: String, _ place: String?) {
        let text = line.replacing("~", with: Self.prose)
        let (lines, credit) = WireReader().read(lines: [text[...]], title: "", authors: [], source: nil)
        #expect(credit.agency?.name == name)
        #expect(credit.place == place)
        #expect(lines == [Self.prose[...]])
    }

    @Test(arguments: [
        "This is the welcome that Michael R. Bloomberg — who has poured cash into causes — came to expect of his party.",
        "AFP: Why did you go? The harbour was closed, and nobody had told the crew of the ferry about it.",
    ])
    func `a name before a mark is no dateline of its own`(_ line: String) {
        #expect(Self.agency(line + "\n" + Self.prose) == nil)
    }

    @Test func `initials in an author's brackets are no agency`() {
        #expect(Self.agency(Self.prose, authors: ["Auswärtige Autoren (AA)"]) == nil)
        #expect(Self.agency(Self.prose, authors: ["AFP通信"]) == "AFP")
    }
}
