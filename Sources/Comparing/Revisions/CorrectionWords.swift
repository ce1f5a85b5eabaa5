/// What stands before a headline, up to `-` or `:`. In lower case.
let prefixKinds: [String: CorrectionMark.Kind] = kinds([
    (
        .corrected,
        """
        corrected correction corrects correct korrektur korrigiert berichtigung berichtigt korr corrigé correction
        rectificatif rectification corregido corrección corrige rettifica corretto correzione errata correção corrigido
        corrige rectificatie correctie gecorrigeerd sprostowanie korekta poprawione исправлено исправление поправка
        уточнено виправлено виправлення düzeltme düzeltildi
        """
    ),
    (
        .clarified,
        """
        clarification clarified klarstellung präzisierung précision aclaración precisazione chiarimento esclarecimento
        verduidelijking wyjaśnienie уточнение пояснение уточнення пояснення açıklama
        """
    ),
    (
        .updated,
        """
        update updated updates wrapup aktualisiert aktualisierung actualise actualisé actualisation actualiza actualizado
        actualización aggiorna aggiornato aggiornamento atualiza atualizado atualização bijgewerkt aktualizacja
        zaktualizowano обновлено обновление дополнено оновлено оновлення доповнено güncelleme güncellendi güncel
        """
    ),
    (.refiled, "refile refiled refiles refiling"),
    (.repeated, "rpt repeat repeats wiederholung répétition"),
    (
        .withdrawn,
        """
        withdrawn withdrawal withdraws kill retraction retracted advisory zurückgezogen rückruf annulation annulé retiré
        anulado retirado retractación ritirato annullato anulação ingetrokken intrekking wycofane wycofano anulowano
        отозвано отзыв аннулировано відкликано анульовано geri
        """
    ),
])

/// How a note in the text begins. In lower case; three letters at least.
let noteStarts = PhraseList((labelStarts + sentenceKinds).map { $0.1 }.joined(separator: "\n"))
let noteKinds = phraseKinds(labelStarts + sentenceKinds)
/// Those after which the sentence goes on, where a label would need a colon.
let sentenceStarts = Set(phraseKinds(sentenceKinds).keys)

private let labelStarts: [(CorrectionMark.Kind, String)] = [
    (
        .corrected,
        """
        correction|corrections|corrected|erratum|errata|corrigendum|korrektur|berichtigung|richtigstellung
        anmerkung der redaktion|rectificatif|correctif|erratum|corrección|fe de erratas|fe de errores|rectificación
        correzione|errata corrige|rettifica|correção|retificação|rectificatie|correctie|sprostowanie|korekta|errata
        исправление|исправлено|поправка|виправлення|виправлено|спростування|düzeltme|tashih|editor's note|editors' note
        """
    ),
    (
        .clarified,
        """
        clarification|klarstellung|präzisierung|précision|aclaración|precisazione|chiarimento|esclarecimento
        verduidelijking|verheldering|wyjaśnienie|уточнение|пояснение|уточнення|пояснення|açıklama
        """
    ),
    (
        .updated,
        """
        update|updated|last updated|last update|last modified|aktualisiert|aktualisiert am|aktualisierung
        zuletzt aktualisiert|letzte aktualisierung|stand|mis à jour|mis à jour le|mise à jour|dernière mise à jour
        modifié le|actualizado|actualizado el|actualización|última actualización|última hora|aggiornato
        aggiornato il|aggiornamento|ultimo aggiornamento|atualizado|atualizado em|atualização|última atualização
        bijgewerkt|bijgewerkt op|laatst bijgewerkt|laatste update|laatst gewijzigd|aktualizacja|ostatnia aktualizacja
        zaktualizowano|обновлено|обновление|последнее обновление|оновлено|оновлення|останнє оновлення|güncelleme
        güncellendi|son güncelleme|güncellenme tarihi
        """
    ),
    (
        .withdrawn,
        "withdrawn|retraction|story withdrawn|zurückgezogen|rétractation|retractación|ritrattazione|retratação"
    ),
]

private let sentenceKinds: [(CorrectionMark.Kind, String)] = [
    (.corrected, "corrects|corrects to|in an earlier version|an earlier version of|a previous version of"),
    (.updated, "updates with|updates to|updates throughout|adds details|recasts"),
    (.refiled, "refiles to|refiles with|refiling to|this is a refile"),
    (.repeated, "repeats to|repeats story|repeats with"),
]

/// What a sentence says of the text that it stands in. In lower case.
let notePhrases: [(CorrectionMark.Kind, [[UInt8]])] = [
    (
        .withdrawn,
        phrases(
            """
            has been withdrawn and|story is withdrawn|story has been withdrawn|please disregard|article has been retracted
            artikel wurde zurückgezogen|article a été retiré|artículo ha sido retirado|articolo è stato ritirato
            artigo foi retirado|artikel is ingetrokken|artykuł został wycofany|материал отозван|матеріал відкликано
            haber geri çekil
            """)
    ),
    (
        .corrected,
        phrases(
            """
            story has been corrected|article has been corrected|story was corrected|article was corrected
            report has been corrected|post has been corrected|article was amended|article has been amended
            story has been amended|version has been corrected|headline has been corrected|an earlier version of th
            a previous version of th|earlier version misstated|earlier version incorrectly|corrects spelling|we regret the error
            artikel wurde korrigiert|text wurde korrigiert|wurde berichtigt|in einer früheren version|in einer ersten version
            früheren fassung|wir haben den fehler|wir bitten, den fehler|artikel wurde nachträglich
            article a été corrigé|texte a été corrigé|une version précédente de|une première version de|dans une version précédente
            artículo ha sido corregido|noticia ha sido corregida|una versión anterior de|texto ha sido corregido
            articolo è stato corretto|una versione precedente di|versione precedente dell
            artigo foi corrigido|texto foi corrigido|reportagem foi corrigida|uma versão anterior d|matéria foi corrigida
            artikel is gecorrigeerd|bericht is gecorrigeerd|in een eerdere versie|eerdere versie van dit
            artykuł został poprawiony|tekst został poprawiony|artykuł został skorygowany|we wcześniejszej wersji
            в текст внесены исправления|в более ранней версии|в предыдущей версии|в материал внесены исправления|текст исправлен
            у попередній версії|у ранішій версії|до тексту внесено виправлення|текст виправлено|у матеріал внесено виправлення
            haber düzeltilmiştir|haberde düzeltme|önceki versiyonunda|önceki sürümünde|düzeltildi
            """)
    ),
    (
        .updated,
        phrases(
            """
            story has been updated|article has been updated|story was updated|article was updated|post has been updated
            report has been updated|this is a developing story|this story is being updated
            artikel wurde aktualisiert|text wurde aktualisiert|beitrag wurde aktualisiert|meldung wurde aktualisiert
            article a été mis à jour|texte a été mis à jour|artículo ha sido actualizado|noticia ha sido actualizada
            articolo è stato aggiornato|artigo foi atualizado|texto foi atualizado|matéria foi atualizada
            reportagem foi atualizada|artikel is bijgewerkt|bericht is bijgewerkt|artikel is geüpdatet
            artykuł został zaktualizowany|tekst został zaktualizowany|материал обновлен|материал обновлён|текст обновлен
            новость обновлена|новость дополнена|матеріал оновлено|текст оновлено|новину оновлено|новину доповнено
            haber güncellenmiştir|haber güncellendi|haber güncelleniyor
            """)
    ),
]

private func kinds(_ table: [(CorrectionMark.Kind, String)]) -> [String: CorrectionMark.Kind] {
    var kinds: [String: CorrectionMark.Kind] = [:]
    for (kind, text) in table {
        for word in text.split(whereSeparator: \.isWhitespace) { kinds[String(word)] = kind }
    }
    return kinds
}

private func phraseKinds(_ table: [(CorrectionMark.Kind, String)]) -> [String: CorrectionMark.Kind] {
    var kinds: [String: CorrectionMark.Kind] = [:]
    for (kind, text) in table { for line in lines(text) { kinds[line] = kind } }
    return kinds
}

private func phrases(_ text: String) -> [[UInt8]] { lines(text).map { Array($0.utf8) } }

private func lines(_ text: String) -> [String] {
    text.split(whereSeparator: { $0 == "|" || $0.isNewline }).map(String.init)
}
