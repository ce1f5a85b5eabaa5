import Comparing
import FeedModel
import FoundationEssentials
import Testing

@Suite struct CorrectionMarkTests {
    @Test(arguments: [
        ("CORRECTED-Harbour reopens", [CorrectionMark.Kind.corrected], nil),
        ("UPDATE 2-Harbour reopens", [.updated], 2),
        ("REFILE-UPDATE 1-Harbour reopens", [.refiled, .updated], nil),
        ("CORRECTED: Harbour reopens", [.corrected], nil),
        ("WITHDRAWN - Harbour reopens", [.withdrawn], nil), ("RPT-Harbour reopens", [.repeated], nil),
        ("WRAPUP 3-Harbours reopen", [.updated], 3), ("KORREKTUR: Hafen öffnet", [.corrected], nil),
        ("Berichtigung: Hafen öffnet", [.corrected], nil), ("Correction : le port rouvre", [.corrected], nil),
        ("RECTIFICATIF-Le port rouvre", [.corrected], nil), ("ACTUALISE 1-Le port rouvre", [.updated], 1),
        ("CORREGIDO-El puerto reabre", [.corrected], nil), ("AGGIORNA 2-Il porto riapre", [.updated], 2),
        ("CORREÇÃO: O porto reabre", [.corrected], nil), ("Rectificatie: haven weer open", [.corrected], nil),
        ("SPROSTOWANIE: Port otwarty", [.corrected], nil), ("ОБНОВЛЕНО: Порт открыт", [.updated], nil),
        ("ВИПРАВЛЕНО: Порт відкрито", [.corrected], nil), ("DÜZELTME-Liman açıldı", [.corrected], nil),
        ("(Korrigiert) Hafen öffnet", [.corrected], nil),
    ])
    func `headlines`(_ title: String, _ kinds: [CorrectionMark.Kind], _ number: Int?) {
        let marks = correctionMarks(title: title, text: nil)
        #expect(marks.map(\.kind) == kinds)
        if let number { #expect(marks.last?.number == number) }
    }

    @Test(arguments: [
        "Update-proof locks arrive in Aldmoor", "Correction fluid recalled", "Kill the bill, say voters",
        "Updated maps show the reservoir",
        "Harbour reopens: update due", "Withdrawn troops return",
    ])
    func `headlines without a mark`(_ title: String) { #expect(correctionMarks(title: title, text: nil) == []) }

    @Test(arguments: [
        ("This story has been corrected to fix the name in paragraph 4.", CorrectionMark.Kind.corrected, nil),
        ("(Corrects spelling of the mayor's name in second paragraph)", .corrected, nil),
        ("Correction: An earlier version misstated the year.", .corrected, nil),
        ("(This story has been updated with a statement from the company.)", .updated, nil),
        ("Last updated: January 20, 2026", .updated, "2026-01-20"),
        ("Clarification: The vote was advisory.", .clarified, nil),
        ("This story has been withdrawn and replaced.", .withdrawn, nil),
        ("Berichtigung: In einer früheren Version stand ein falscher Name.", .corrected, nil),
        ("Zuletzt aktualisiert am 20. Januar 2026", .updated, "2026-01-20"),
        ("Stand: 20.01.2026, 10:20 Uhr", .updated, "2026-01-20"),
        ("Correction : le nom du maire a été corrigé.", .corrected, nil),
        ("Mis à jour le 20 janvier 2026 à 10h20", .updated, "2026-01-20"),
        ("Una versión anterior de este artículo daba otro año.", .corrected, nil),
        ("Última actualización: 20 de enero de 2026", .updated, "2026-01-20"),
        ("Errata corrige: il sindaco si chiama Rossi.", .corrected, nil),
        ("Ultimo aggiornamento: 20 gennaio 2026", .updated, "2026-01-20"),
        ("Este artigo foi corrigido.", .corrected, nil),
        ("Atualizado em 20 de janeiro de 2026", .updated, "2026-01-20"),
        ("In een eerdere versie stond een ander jaar.", .corrected, nil),
        ("Laatst bijgewerkt: 20 januari 2026", .updated, "2026-01-20"),
        ("Sprostowanie: burmistrz nazywa się inaczej.", .corrected, nil),
        ("Ostatnia aktualizacja: 20 stycznia 2026", .updated, "2026-01-20"),
        ("В текст внесены исправления.", .corrected, nil), ("Обновлено: 20 января 2026", .updated, "2026-01-20"),
        ("Виправлення: мера звати інакше.", .corrected, nil), ("Оновлено 20 січня 2026", .updated, "2026-01-20"),
        ("Düzeltme: Başkanın adı yanlış yazılmıştı.", .corrected, nil),
        ("Son güncelleme: 20 Ocak 2026", .updated, "2026-01-20"),
    ])
    func `notes`(_ line: String, _ kind: CorrectionMark.Kind, _ day: String?) {
        let marks = correctionMarks(title: nil, text: "The harbour is open.\n\n\(line)\nThe tramway is not.")
        #expect(marks.map(\.kind) == [kind])
        #expect(marks.first?.text == line)
        #expect(marks.first?.date == day.flatMap { Date(rfc3339: $0 + "T00:00:00Z") })
    }

    @Test(arguments: [
        "The council corrected its figures on Monday.", "Updated rules apply from March.", "He withdrew from the race.",
        "The correction of the river took years.", "Standing room only.",
    ])
    func `sentences that are no notes`(_ line: String) { #expect(correctionMarks(title: nil, text: line) == []) }

    @Test func `a revision carries the marks that are new`() throws {
        let old = article(1).adding("<p>Last updated: January 5, 2026</p>")
        let new = old.changing { $0.title = "UPDATE 1-" + $0.title! }
        let found = try #require(revision(from: old, to: new, at: noon))
        #expect(found.marks.map(\.text) == ["UPDATE 1"])
        #expect(found.weight == .material)
    }
}
