import FeedModel

import TextKit

/// What a page's visible lines say of it: "Posted on December 18, 2025", "3 min read", "Published by …".
struct PageLines {
    var published: PageTime?
    var modified: PageTime?
    /// A line that is nothing but a date says so of the article it stands over, but not what of it.
    var bareDate: PageTime?
    /// Of a first printing, as a sentence tells it.
    var original: PageTime?
    var readingMinutes: Int?
    var publisher: String?
    var authors: [String] = []

    /// Whether a line spoke of the page, rather than of its story.
    var isAboutPage: Bool {
        published != nil || modified != nil || bareDate != nil || readingMinutes != nil || publisher != nil
    }

    private static let lengthLimit = 240

    /// - Parameter lines: from the headline to the end of the article. The first that speaks of a thing counts.
    /// - Parameter title: a date in it is its subject's.
    init(_ lines: some Sequence<String>, language: String?, title: String? = nil) {
        var labelAbove: Label?
        for line in lines {
            guard line.utf8.count <= Self.lengthLimit else {
                readDateline(line, language: language)
                labelAbove = nil
                continue
            }
            let lowered = Array(line.lowercased().utf8)
            if line != title {
                readDates(lowered, language: language, under: labelAbove)
                readDateline(line, language: language)
            }
            labelAbove = lowered.count <= 40 ? Self.label(lowered, 0..<lowered.count, nearest: .end) : nil
            if readingMinutes == nil { readingMinutes = Self.minutes(lowered) }
            if publisher == nil { publisher = Self.rest(of: line, lowered, after: Self.publisherLabels) }
            if authors.isEmpty { authors = Self.byline(line, lowered) }
        }
    }

    // MARK: - Dates

    /// - Parameter above: the label that is the line before: "Mise en ligne", and the day below it.
    private mutating func readDates(_ line: [UInt8], language: String?, under above: Label?) {
        let dates = findDates(in: line, language: language)
        guard !dates.isEmpty else { return }
        var before = 0
        for (index, date) in dates.enumerated() {
            let after = index + 1 < dates.count ? dates[index + 1].range.lowerBound : line.count
            // The label nearest before the date; else, as in Turkish, the one behind it.
            let label =
                Self.label(line, before..<date.range.lowerBound, nearest: .end)
                ?? Self.label(line, date.range.upperBound..<after, nearest: .start)
                ?? (dates.count == 1 && line.count < 40 ? above : nil)
            if label == .published, line.count > 40,
                Self.origins.contains(where: { Self.find($0, in: line, 0..<line.count) != nil })
            {
                // "This was originally published on …": an earlier printing, where the page has a date of its own.
                original = original ?? date.time
                continue
            }
            switch label {
            case .published?: published = published ?? date.time
            case .modified?: modified = modified ?? date.time
            case nil where dates.count == 1 && Self.isAlone(date, in: line): bareDate = bareDate ?? date.time
            case nil: break
            }
            before = date.range.upperBound
        }
    }

    /// In a short line, or in a part of one between marks: "Anna Weir · November 22, 2011 · 3 comments".
    private static func isAlone(_ date: PageDate, in line: [UInt8]) -> Bool {
        if line.count < 60 { return true }
        let before = String(decoding: line[..<date.range.lowerBound], as: UTF8.self).last { $0 != " " }
        let after = String(decoding: line[date.range.upperBound...], as: UTF8.self).first { $0 != " " }
        return [before, after].allSatisfy { $0.map { "|·•⋅–—".contains($0) } ?? true }
    }

    /// "(18.01.2018) The farmers fear …", "27.1.2022 - At the …", "Karlsruhe, (12.11.2021). For the …": the day that a
    /// story's first words give.
    private mutating func readDateline(_ line: String, language: String?) {
        guard bareDate == nil, published == nil else { return }
        let start = Array(line.prefix(60).lowercased().utf8)
        guard let date = findDates(in: start, language: language).first, date.range.upperBound + 4 < line.utf8.count
        else {
            return
        }
        let before = start[..<date.range.lowerBound]
        let after = start[date.range.upperBound...].drop { $0 == 0x20 }
        let isBracketed = before.last == UInt8(ascii: "(") && after.first == UInt8(ascii: ")") && before.count <= 24
        let isLed = before.isEmpty && (after.first == UInt8(ascii: "-") || after.starts(with: [0xE2, 0x80]))
        if isBracketed || isLed { bareDate = date.time }
    }

    private enum Label { case published, modified }
    private enum Side { case start, end }

    /// A label may be some words from its date: "Last updated on Tuesday, …".
    private static let reach = 32

    private static func label(_ line: [UInt8], _ range: Range<Int>, nearest side: Side) -> Label? {
        let near =
            side == .end
            ? max(range.lowerBound, range.upperBound - reach)..<range.upperBound
            : range.lowerBound..<min(range.upperBound, range.lowerBound + reach)
        var best: (place: Int, length: Int, label: Label)?
        for (labels, label) in [(modifiedLabels, Label.modified), (publishedLabels, .published)] {
            for phrase in labels {
                guard let place = find(phrase, in: line, near) else { continue }
                let isNearer =
                    best.map { side == .end ? place + phrase.count > $0.place + $0.length : place < $0.place } ?? true
                if isNearer || place == best!.place && phrase.count > best!.length {
                    best = (place, phrase.count, label)
                }
            }
        }
        return best?.label
    }

    private static func find(_ phrase: [UInt8], in line: [UInt8], _ range: Range<Int>) -> Int? {
        guard range.count >= phrase.count else { return nil }
        for place in range.lowerBound...(range.upperBound - phrase.count) where line[place] == phrase[0] {
            guard line[place...].starts(with: phrase) else { continue }
            // One word alone must be a whole one; several may be glued to the words before: "3 min readLast updated".
            if place > 0, line[place - 1].isLetter || line[place - 1] >= 0x80, !phrase.contains(0x20) { continue }
            return place
        }
        return nil
    }

    private static let publishedLabels = phrases([
        "posted", "published", "first published", "publish date", "publication date", "date published", "created",
        "submitted", "uploaded", "veröffentlicht", "erschienen", "erstellt", "publiziert", "online seit", "gepostet",
        "eingestellt", "online gestellt", "publié", "publiée", "mis en ligne", "mise en ligne", "posté", "paru",
        "date de publication", "publicado", "publicada", "fecha de publicación", "subido", "pubblicato", "pubblicata",
        "data di pubblicazione", "data pubblicazione", "inserito", "data de publicação", "postado", "postada",
        "gepubliceerd", "geplaatst", "gepost", "publicatiedatum", "opublikowano", "opublikowane", "data publikacji",
        "data dodania", "dodano", "zamieszczono", "utworzono", "publikacja", "добавлено", "создано", "додано",
        "опубликовано", "опубликована", "дата публикации", "размещено", "опубліковано", "дата публікації", "розміщено",
        "written", "originally published", "publicerad", "publicerades", "skapad", "publiceret", "oprettet",
        "offentliggjort", "udgivet",
        "publisert", "opprettet", "julkaistu", "luotu", "vloženo", "přidáno", "létrehozva", "postat", "publikováno",
        "vydáno", "zveřejněno", "publikované", "zverejnené", "uverejnené",
        "objavljeno", "közzétéve", "megjelent", "publicat", "publicată", "δημοσίευση", "δημοσιεύθηκε", "δημοσιεύτηκε",
        "публикуван", "публикувано", "diterbitkan", "dipublikasikan", "terbit", "ngày đăng", "تاریخ انتشار", "نشر",
        "تم النشر",
        "发布时间", "发布于", "发表于", "發佈時間", "發布時間", "發表於", "公開日", "掲載日", "投稿日", "公開", "入力", "입력", "등록", "게시", "승인",
        "yayınlandı", "yayınlanma", "yayın tarihi", "yayımlandı", "yayımlanma", "giriş tarihi", "giriş:", "eklenme",
    ])
    private static let origins = phrases([
        "originally", "ursprünglich", "à l'origine", "originalmente", "originariamente",
    ])
    private static let modifiedLabels = phrases([
        "updated", "last updated", "last update", "last modified", "modified", "edited", "last edited", "revised",
        "aktualisiert", "zuletzt aktualisiert", "letzte aktualisierung", "aktualisierung", "geändert",
        "zuletzt geändert",
        "stand:", "mis à jour", "mise à jour", "dernière mise à jour", "modifié", "actualisé",
        "actualizado", "actualizada", "última actualización", "modificado", "aggiornato", "aggiornata",
        "ultimo aggiornamento", "ultima modifica", "atualizado", "atualizada", "última atualização", "atualização",
        "bijgewerkt", "laatst bijgewerkt", "laatste update", "aangepast", "gewijzigd",
        "aktualizacja", "zaktualizowano", "ostatnia aktualizacja", "zmodyfikowano",
        "обновлено", "обновлена", "последнее обновление", "изменено", "оновлено", "останнє оновлення", "змінено",
        "uppdaterad", "uppdaterades", "opdateret", "oppdatert", "sist oppdatert", "päivitetty", "aktualizováno",
        "aktualizované", "ažurirano", "frissítve", "módosítva", "actualizat", "actualizată", "ενημέρωση", "ενημερώθηκε",
        "обновена", "diperbarui", "cập nhật", "به‌روزرسانی", "تحديث", "آخر تحديث", "更新时间", "更新時間", "更新于", "更新日", "最終更新",
        "更新", "수정", "업데이트",
        "güncellendi", "güncelleme", "güncellenme", "son güncelleme",
    ])

    // MARK: - Reading time

    private static let minuteWords: Set<String> = [
        "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "minuti", "minuta", "minut", "minuty",
        "мин", "минута", "минуты", "минут", "хв", "хвилин", "хвилини", "хвилина", "dk", "dakika", "minuut",
    ]
    private static let readingWords: Set<String> = [
        "read", "reading", "lesezeit", "lesedauer", "lecture", "lectura", "lettura", "leitura", "leestijd", "lezen",
        "leesmin",
        "czytania", "чтения", "читання", "okuma", "okunma", "lesen",
    ]

    private static func minutes(_ line: [UInt8]) -> Int? {
        guard line.count <= 120 else { return nil }
        // "5-minute", "3min": a number next to the word for minutes, in a line that speaks of reading.
        var parts: [String] = []
        var start = 0
        func kind(_ byte: UInt8) -> Int { byte.isDigit ? 0 : byte.isLetter || byte >= 0x80 ? 1 : 2 }
        for at in 0...line.count where at == line.count || at == start || kind(line[at]) != kind(line[start]) {
            if at > start, kind(line[start]) < 2 { parts.append(line.string(start..<at)) }
            start = at
        }
        guard let unit = parts.firstIndex(where: { minuteWords.contains($0) }), unit > 0,
            let minutes = Int(parts[unit - 1]),
            (1...180).contains(minutes)
        else { return nil }
        let around = parts[max(0, unit - 6)..<min(parts.count, unit + 4)]
        // Glued as on a page copied to text: "3 min readLast updated".
        let speaks =
            around.contains { readingWords.contains($0) } || parts.dropFirst(unit + 1).first?.hasPrefix("read") == true
        return speaks ? minutes : nil
    }

    // MARK: - Names

    private static let publisherLabels = phrases([
        "published by ", "veröffentlicht von ", "herausgegeben von ", "publié par ", "publicado por ", "pubblicato da ",
        "gepubliceerd door ", "opublikowane przez ", "wydawca: ", "издатель: ", "видавець: ", "yayıncı: ",
        "publisher: ",
    ])
    private static let bylineLabels = phrases([
        "by ", "von ", "par ", "por ", "di ", "door ", "written by ", "author: ", "autor: ", "auteur : ", "auteur: ",
        "автор: ", "yazar: ", "autore: ", "autora: ", "autorka: ",
    ])

    private static func rest(of line: String, _ lowered: [UInt8], after labels: [[UInt8]]) -> String? {
        guard let label = labels.first(where: { lowered.starts(with: $0) }), lowered.count == line.utf8.count else {
            return nil
        }
        let rest = collapsed(String(decoding: Array(line.utf8)[label.count...], as: UTF8.self))
        return (2...80).contains(rest.utf8.count) && !PageWords.endsSentence(rest) ? rest : nil
    }

    /// "By Mark Trevelyan", "By A. Smith and B. Jones": names alone, each word of them with a capital.
    private static func byline(_ line: String, _ lowered: [UInt8]) -> [String] {
        guard let rest = rest(of: line, lowered, after: bylineLabels) else { return [] }
        let names = splitNames(rest)
        let areNames = names.allSatisfy { name in
            let words = name.split(separator: " ")
            return (2...5).contains(words.count)
                && words.allSatisfy { $0.first?.isUppercase == true || nameParticles.contains(String($0)) }
        }
        return areNames ? names : []
    }

    private static let nameParticles: Set<String> = [
        "de", "da", "do", "dos", "van", "von", "der", "den", "di", "la", "le", "bin", "al", "el", "y",
    ]

    private static func phrases(_ list: [String]) -> [[UInt8]] { list.map { Array($0.utf8) } }
}

/// "A, B and C" as names.
func splitNames(_ text: String) -> [String] {
    var names: [String] = [""]
    for word in text.split(separator: " ") {
        if ["and", "&", "und", "et", "y", "e", "en", "i", "и", "та", "ve"].contains(word) {
            names.append("")
            continue
        }
        let isLast = word.hasSuffix(",") || word.hasSuffix(";")
        names[names.count - 1] += (names.last!.isEmpty ? "" : " ") + (isLast ? word.dropLast() : word)
        if isLast { names.append("") }
    }
    return names.filter { !$0.isEmpty }
}
