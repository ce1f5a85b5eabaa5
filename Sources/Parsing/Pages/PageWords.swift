import TextKit

/// The words by which pages in many languages speak of themselves rather than of their story.
enum PageWords {
    /// How invitations to another story, and the headings over them, begin.
    private static let leads = [
        "read more", "read also", "read next", "read:", "also read", "more:", "more on", "more from", "more stories",
        "more news",
        "see also", "see more", "see:", "related", "recommended", "don't miss", "don’t miss", "watch:", "watch now",
        "watch live", "listen:",
        "view all", "you may also like", "you might also like", "you may like", "up next", "most read", "most popular",
        "popular on", "trending", "click here", "learn more", "continue reading", "next story", "previous story",
        "share this", "share on", "follow us", "sign up", "subscribe", "advertisement", "advert", "sponsored",
        "comments",
        "leave a comment", "tags:", "tag:", "filed under", "topics:", "topics", "in this article", "download:",
        "itunes:",
        "image 1 of", "photo:", "top rated comments", "story continues", "article continues", "must read", "must-read",
        "mehr zum thema", "mehr dazu", "lesen sie auch", "lesen sie mehr", "auch interessant", "weiterlesen", "anzeige",
        "lire aussi", "à lire aussi", "voir aussi", "lire la suite", "sur le même sujet", "publicité", "à lire",
        "lea también", "lee también", "leer más", "le puede interesar", "te puede interesar", "ver también",
        "publicidad",
        "leggi anche", "leggi tutto", "potrebbe interessarti", "ti potrebbe interessare", "pubblicità",
        "articoli correlati",
        "leia também", "leia mais", "veja também", "saiba mais", "você pode gostar", "publicidade", "compartilhe",
        "lees ook", "lees meer", "meer over", "advertentie", "bekijk ook",
        "czytaj także", "czytaj też", "czytaj więcej", "zobacz także", "zobacz też", "przeczytaj", "reklama",
        "polecamy",
        "читайте также", "читать далее", "смотрите также", "по теме", "реклама", "подпишитесь", "подписывайтесь",
        "читайте також", "читати далі", "дивіться також", "підписуйтесь", "підпишіться",
        "ayrıca bakınız", "ilgili haberler", "devamını oku", "bunlar da ilginizi çekebilir", "reklam",
        "explore further", "you might like", "recommended for you", "about the author", "what do you think",
        "share article", "share this article", "more about", "further reading", "further information", "also on",
        "weitere informationen", "weiterführende", "zum weiterlesen", "mehr zu ", "mehr infos", "mehr informationen",
        "mehr von ", "mehr über", "weitere artikel", "weitere themen", "weitere aktuelle", "weitere beiträge",
        "weitere meldungen", "weitere nachrichten", "weitere news", "weitere tipps", "weitere infos", "weitere links",
        "verwandte ", "ähnliche artikel", "ähnliche beiträge", "empfehlungen", "unsere empfehlung",
        "das könnte sie", "das könnte dich", "das könnte euch", "auch spannend", "auch lesenswert", "passend dazu",
        "artikel teilen", "beitrag teilen", "diesen artikel teilen", "jetzt teilen", "kommentare",
        "kommentar schreiben", "schreibe einen kommentar", "was denkst du", "war der artikel", "war dieser artikel",
        "kontakt:", "pressekontakt", "ansprechpartner", "lies auch", "lies mehr", "lest auch", "siehe auch",
        "zum thema", "schlagwörter", "schlagworte", "über den autor", "über die autorin", "downloads",
        "vous aimerez aussi", "vous aimerez peut", "à découvrir", "lire également", "à lire également",
        "voir également", "plus d'articles", "plus d’articles", "articles liés", "pour aller plus loin",
        "sur le même thème", "partager", "commentaires",
        "te recomendamos", "noticias relacionadas", "artículos relacionados", "siguenos", "síguenos", "compartir",
        "lea más", "lee más", "seguir leyendo", "más sobre", "comentarios", "etiquetas",
        "leggi di più", "guarda anche", "condividi", "articoli simili", "seguici", "commenti",
        "notícias relacionadas", "artigos relacionados", "siga-nos", "compartilhar", "mais sobre", "veja mais",
        "comentários", "lees verder", "gerelateerd", "deel dit", "meer nieuws", "reacties",
        "czytaj dalej", "podobne artykuły", "powiązane", "udostępnij", "więcej na ten temat", "zobacz więcej",
        "komentarze", "поделиться", "похожие", "комментарии", "поділитися", "схожі", "коментарі",
        "paylaş", "yorumlar", "benzer haberler",
        "läs också", "läs mer", "läs även", "les også", "les mer", "læs også", "læs mere", "annons", "annonse",
        "čtěte také", "přečtěte si", "související",
        "関連記事", "タグ:", "続きを読む", "iklan", "baca juga",
    ]
    /// What a paragraph says that asks the reader for an address, a payment or a follow.
    private static let notices = [
        "newsletter", "follow us on", "follow me on", "follow him on", "follow her on", "follow them on",
        "click here to", "click here for", "your inbox", "affiliate link", "may earn a commission",
        "get the latest", "download our app", "download the app", "have a tip?", "got a tip?",
        "uses cookies", "use of cookies", "verwendet cookies", "utilise des cookies", "utiliza cookies",
        "abonnieren sie", "abonnez-vous", "inscrivez-vous", "suscríbete", "suscríbase", "iscriviti", "assine",
        "inscreva-se",
        "meld je aan", "zapisz się", "подпишитесь на", "подписывайтесь на", "підписуйтесь на", "abone ol",
        "let us know at", "join our ",
    ]
    private static let contacts = [
        "@", "follow me", "follow us", "follow him", "follow her", "follow them", "on twitter", "on facebook",
        "on instagram",
        "is a writer", "is a staff writer", "auf twitter", "sur twitter", "en twitter", "su twitter", "no twitter",
    ]

    /// What stands before the name of who took or lent a picture.
    private static let imageCredits = [
        "photograph by", "photo by", "image copyright", "photo courtesy", "picture by", "photo:", "photos:", "image by",
        "image:", "image credit", "photo credit",
        "picture:", "foto:", "fotos:", "foto de", "bild:", "bilder:", "bildquelle", "bildnachweis", "bildrechte",
        "titelbild:", "titelfoto:", "beitragsbild:", "symbolbild", "crédit photo", "crédits photo", "photo :",
        "credit photo", "fotografía:", "fotoğraf:", "fot.", "zdjęcie:", "фото:", "imagem:", "imagen:", "immagine:",
    ].map { Array($0.utf8) }

    /// A short line that credits a picture; a credit of a text is the story's.
    static func isImageCredit(_ text: String) -> Bool {
        guard text.utf8.count < 140 else { return false }
        let start = Array(text.prefix(24).lowercased().utf8)
        return imageCredits.contains { start.starts(with: $0) }
    }

    private static let leadBytes = leads.map { Array($0.utf8) }
    private static let noticePhrases = Phrases(notices)
    private static let contactPhrases = Phrases(contacts)

    static func isLead(_ text: String) -> Bool {
        let start = Array(text.prefix(40).lowercased().utf8)
        return leadBytes.contains { lead in
            // A whole word: "Related" but not "Relatedness", "More:" but not "Moreover".
            start.starts(with: lead)
                && (start.count == lead.count || !start[lead.count].isLetter || !lead.last!.isLetter)
        }
    }

    static func isNotice(_ text: String) -> Bool { noticePhrases.occur(in: text) }
    static func isContact(_ text: String) -> Bool { contactPhrases.occur(in: text) }

    static func isAddress(_ text: String) -> Bool { text.hasPrefix("http") && !text.contains(" ") }

    /// What may stand behind the sign that ends a sentence.
    private static let closers: Set<Unicode.Scalar> = ["\"", "'", "”", "’", "»", ")", "]", "“", " "]

    static func endsSentence(_ text: String) -> Bool {
        guard let last = text.unicodeScalars.reversed().first(where: { !closers.contains($0) }) else { return false }
        switch last {
        case ".", "!", "?", "…", "。", "！", "？", ":", ";", ",", "؟", "।": return true
        default: return false
        }
    }

    private static let byWords: Set<String> = ["by", "von", "par", "por", "di", "door", "autor", "author", "автор"]

    /// "By Mark Trevelyan": a line of a few words after the word for it. A wire's byline is kept: it is the story's.
    static func isByline(_ text: String) -> Bool {
        guard text.utf8.count < 120, !endsSentence(text) || text.hasSuffix(":") else { return false }
        let parts = words(text)
        guard let first = parts.first, byWords.contains(first) else { return false }
        return parts.count <= 12
    }

    /// A line that is a date and little else.
    static func isDateLine(_ text: String) -> Bool {
        guard text.utf8.count < 140 else { return false }
        let digits = text.utf8.filter { $0.isDigit }.count
        guard digits >= 3, digits <= 24, !endsSentence(text) else { return false }
        let letters = words(text).filter { $0.contains { $0.isLetter } }
        return letters.count <= 14
            && words(text).contains { $0.count == 4 && ($0.hasPrefix("20") || $0.hasPrefix("19")) }
    }
}

/// Finds phrases at the beginnings of words, all in one pass.
private struct Phrases: Sendable {
    private var byFirst: [[[UInt8]]] = Array(repeating: [], count: 256)

    /// - Parameter phrases: in lower case.
    init(_ phrases: [String]) {
        for phrase in phrases.map({ Array($0.utf8) }) { byFirst[Int(phrase[0])].append(phrase) }
    }

    func occur(in text: String) -> Bool {
        let bytes = Array(text.lowercased().utf8)
        var wasLetter = false
        for (place, byte) in bytes.enumerated() {
            if !wasLetter || !byte.isLetter {
                for phrase in byFirst[Int(byte)] where bytes[place...].starts(with: phrase) { return true }
            }
            wasLetter = byte.isLetter
        }
        return false
    }
}
