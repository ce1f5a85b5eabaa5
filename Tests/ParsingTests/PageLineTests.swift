import FeedModel
import FoundationEssentials
import Testing

@testable import Parsing

@Suite struct PageLineTests {
    private static let published = Date(rfc3339: "2025-12-18T00:00:00Z")!
    private static let modified = Date(rfc3339: "2026-01-20T00:00:00Z")!

    @Test(arguments: [
        ("Posted on December 18, 2025", "Last updated: January 20, 2026"),
        ("Published 18 Dec 2025", "Updated on Tue, Jan. 20th, 2026"),
        ("Veröffentlicht am 18. Dezember 2025", "Zuletzt aktualisiert am 20. Januar 2026"),
        ("Erschienen am 18.12.2025", "Stand: 20.01.2026"),
        ("Publié le jeudi 18 décembre 2025", "Mis à jour le 20 janvier 2026"),
        ("Publicado el 18 de diciembre de 2025", "Última actualización: 20 de enero de 2026"),
        ("Pubblicato il 18 dicembre 2025", "Ultimo aggiornamento: 20 gennaio 2026"),
        ("Publicado em 18 de dezembro de 2025", "Atualizado em 20 de janeiro de 2026"),
        ("Gepubliceerd op 18 december 2025", "Laatst bijgewerkt: 20 januari 2026"),
        ("Opublikowano: 18 grudnia 2025", "Ostatnia aktualizacja: 20 stycznia 2026"),
        ("Опубликовано 18 декабря 2025 г.", "Обновлено: 20 января 2026"),
        ("Опубліковано 18 грудня 2025 року", "Оновлено 20 січня 2026"),
        ("Yayınlanma tarihi: 18 Aralık 2025", "Son güncelleme: 20 Ocak 2026"),
        ("18 Aralık 2025 tarihinde yayınlandı", "20 Ocak 2026 tarihinde güncellendi"),
        ("Posted on 2025-12-18", "Last updated 2026/01/20"),
    ])
    func `a dated line is read in its language`(published: String, modified: String) {
        let lines = PageLines([published, modified], language: nil)
        #expect(lines.published?.date == Self.published)
        #expect(lines.modified?.date == Self.modified)
    }

    @Test func `two dates on one line each go with their own label`() {
        let lines = PageLines(
            ["PUBLISHED: 10:48, Tue, Nov 19, 2019 | UPDATED: 11:05, Wed, Nov 20, 2019"], language: "en")
        #expect(lines.published?.date == Date(rfc3339: "2019-11-19T00:00:00Z"))
        #expect(lines.modified?.date == Date(rfc3339: "2019-11-20T00:00:00Z"))
    }

    @Test func `words that were glued together by copying are read all the same`() {
        let lines = PageLines(["4 min readLast updated: January 20, 2026"], language: nil)
        #expect(lines.modified?.date == Self.modified)
        #expect(lines.readingMinutes == 4)
    }

    @Test(arguments: [
        ("Published December 18, 2025 at 4:05 PM EST", "2025-12-18T21:05:00Z"),
        ("Veröffentlicht am 18.12.2025 um 14.30 Uhr MEZ", "2025-12-18T13:30:00Z"),
        ("Опубликовано 18 декабря 2025, 14:30 МСК", "2025-12-18T11:30:00Z"),
        ("Published December 18, 2025 12:05 AM GMT", "2025-12-18T00:05:00Z"),
    ])
    func `a time of day counts with its zone`(line: String, expected: String) {
        #expect(PageLines([line], language: nil).published?.date == Date(rfc3339: expected))
    }

    @Test(arguments: [
        "Posted on 05/06/2025", "Posted on February 30, 2025", "Posted on December 2025", "Posted on Monday",
        "The law was published in 1890", "Posted by 12 people in 2025",
    ])
    func `what is no certain date is none`(line: String) {
        #expect(PageLines([line], language: "en").published == nil)
    }

    @Test func `a day and month in doubt are read as the page's language has them`() {
        #expect(
            PageLines(["Publié le 05/06/2025"], language: "fr").published?.date == Date(rfc3339: "2025-06-05T00:00:00Z")
        )
    }

    @Test(arguments: [
        ("3 min read", 3), ("Reading time: 12 minutes", 12), ("Lesezeit: 5 Minuten", 5),
        ("Temps de lecture : 4 min", 4),
        ("Tiempo de lectura: 6 minutos", 6), ("Tempo di lettura: 2 min", 2), ("Tempo de leitura: 1 minuto", 1),
        ("Leestijd: 7 minuten", 7), ("Czas czytania: 8 min", 8), ("Время чтения: 9 минут", 9), ("Час читання: 3 хв", 3),
        ("Okuma süresi: 4 dakika", 4), ("5-minute read", 5),
    ])
    func `a reading time is read in its language`(line: String, minutes: Int) {
        #expect(PageLines([line], language: nil).readingMinutes == minutes)
    }

    @Test(arguments: ["He held the pose for 3 minutes", "3 minutes ago", "A 90-minute film", "read in 2025"])
    func `other minutes are no reading time`(line: String) {
        #expect(PageLines([line], language: nil).readingMinutes == nil)
    }

    @Test func `names are taken from lines that hold nothing else`() {
        let lines = PageLines(
            ["Published by Harbour Review", "By Ann Lee and Piet van Dam", "By then the ships had left."], language: nil
        )
        #expect(lines.publisher == "Harbour Review")
        #expect(lines.authors == ["Ann Lee", "Piet van Dam"])
        #expect(PageLines(["By then the ships had left."], language: nil).authors.isEmpty)
        #expect(PageLines(["Published by the council in a report on Monday."], language: nil).publisher == nil)
    }
}
