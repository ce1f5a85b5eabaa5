import TextKit

/// What a word is to a line of furniture, in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish,
/// Russian, Ukrainian and Turkish. Such a line is known by being made of these words alone, so that the lists may
/// be wide without taking anything from a sentence.
/// As a set, what several words are together.
struct WordClass: OptionSet {
    let rawValue: UInt8

    /// 12 · 8,984 · 1.2k · 20:15 · 5th
    static let number = WordClass(rawValue: 1)
    /// 05.01.2026 · 2026-01-05T10:20Z · 17h: enough by itself
    static let moment = WordClass(rawValue: 2)
    /// minutes, Stunden
    static let unit = WordClass(rawValue: 4)
    /// ago, yesterday: enough by itself
    static let relative = WordClass(rawValue: 8)
    /// January, Monday, GMT
    static let calendar = WordClass(rawValue: 16)
    /// views, comments
    static let counted = WordClass(rawValue: 32)
    /// updated, published, read
    static let label = WordClass(rawValue: 64)
    /// of, the, at: says nothing
    static let filler = WordClass(rawValue: 128)
    static let other: WordClass = []
}

/// - Parameter word: in lower case.
func wordClass(_ word: String) -> WordClass {
    if let known = wordClasses[word] { return known }
    return numberClass(word) ?? stemClass(word) ?? .other
}

/// The fillers that may be a sentence's verb.
let copulas: Set<String> = ["is", "are", "was", "ist", "est", "è"]

/// How the words begin that have a class.
let meterStarts = WordStarts((Array(wordClasses.keys) + Array(stemClasses.keys)).map(firstThreeBytes))

/// 1 … 12 for the name of a month, in full or abbreviated; nil for other words.
func month(_ word: String) -> Int? { MonthNames.numbersInText[word.hasSuffix(".") ? String(word.dropLast()) : word] }

/// A number, with the unit that may be written to it: 12 · 1,024 · 1.2k · 20h30 · 5min · 3rd
private func numberClass(_ word: String) -> WordClass? {
    guard let first = word.utf8.first, (0x30...0x39).contains(first) else { return nil }
    let letters = word.drop { $0.isNumber || ".,:/-'%+".contains($0) }
    if letters.isEmpty || letters.allSatisfy({ $0.isNumber || ":.+-tz".contains($0) }) {
        let parts = word.prefix { $0 != "t" }.split(whereSeparator: { ".-/".contains($0) })
        let isDate = parts.count == 3 && parts.allSatisfy { $0.utf8.count <= 4 } && !word.contains(",")
        return isDate && (parts[0].utf8.count == 4 || parts[2].utf8.count == 4) ? .moment : .number
    }
    let unit = String(letters.prefix { $0.isLetter })
    if timeSuffixes.contains(unit) { return .moment }
    return numberSuffixes.contains(unit) ? .number : nil
}

private let timeSuffixes: Set<String> = [
    "h", "hr", "hrs", "min", "mins", "sec", "d", "w", "wk", "mo", "y", "yr", "ч", "мин", "хв", "год", "dk", "sa", "uur",
]

private let numberSuffixes: Set<String> = [
    "k", "m", "mn", "mln", "mio", "b", "tys", "тыс", "тис", "млн", "bin", "st", "nd", "rd", "th", "er", "ème", "º", "ª",
    "s", "am", "pm", "a", "p", "м", "г", "р", "x",
]

private func stemClass(_ word: String) -> WordClass? {
    guard stemStarts.contains(firstThreeBytes(of: word)) else { return nil }
    var end = word.index(word.startIndex, offsetBy: longestStem, limitedBy: word.endIndex) ?? word.endIndex
    while end > word.startIndex {
        if let found = stemClasses[String(word[..<end])] { return found }
        end = word.index(before: end)
    }
    return nil
}

/// Hardly a word begins like one of the stems.
private let stemStarts = Set(stemClasses.keys.map(firstThreeBytes))

private let longestStem = stemClasses.keys.map(\.count).max() ?? 0

private let wordClasses: [String: WordClass] = {
    var classes: [String: WordClass] = [:]
    func add(_ wordClass: WordClass, _ words: String) {
        for word in words.split(whereSeparator: \.isWhitespace) { classes[String(word)] = wordClass }
    }
    add(
        .unit,
        """
        morgen vormittag mittag nachmittag abend nacht matin soir soirée nuit après-midi mañana tarde noche mattina pomeriggio
        sera notte manhã noite ochtend middag avond rano wieczorem południu утром вечером ночью днём днем вранці ввечері вночі
        удень sabah akşam gece öğle
        second seconds sec secs s minute minutes min mins m hour hours hr hrs h day days d week weeks wk wks w month
        months mo year years yr yrs y morning afternoon evening night midday weekend
        sekunde sekunden sek minuten std stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren
        seconde secondes heure heures jour jours j semaine semaines mois an ans année années
        segundo segundos minuto minutos hora horas día días semana semanas mes meses año años
        secondo secondi minuti ora ore giorno giorni settimana settimane mese mesi anno anni
        dia dias mês ano anos
        seconden minuut uur uren dag dagen weken maand maanden jaar jaren
        sekund sekundy sekundę minut minuty minutę minuta godz godzin godziny godzinę godzina dni dzień dnia tydzień
        tygodnie tygodni miesiąc miesiące miesięcy rok lata lat
        сек секунд секунды секунду минут минуты минуту минута мин час часа часов ч день дня дней неделю недели недель
        месяц месяца месяцев год года лет
        хв хвилин хвилини хвилину хвилина година години годину годин годинами дні днів тиждень тижні тижнів місяць місяці
        місяців рік роки років
        saniye dakika dk saat gün hafta ay yıl sn
        """)
    add(
        .relative,
        """
        tonight yesterday's recently tomorrow heute moments vanmorgen vanavond vanochtend gisteravond stamattina stasera
        сейчас недавно нещодавно nedavno récemment recientemente recentemente onlangs niedawno kürzlich vorhin az
        ago yesterday today now just moments earlier
        vor gestern heute gerade eben soeben vorgestern
        hier aujourd'hui instant
        hace ayer hoy ahora
        fa ieri oggi
        há atrás ontem hoje agora
        geleden gisteren vandaag zojuist
        temu wczoraj dziś dzisiaj teraz
        назад вчера сегодня сейчас только
        тому вчора сьогодні щойно
        önce dün bugün şimdi
        """)
    add(
        .calendar,
        """
        gmt utc bst est edt et cst cdt ct pst pdt pt ist cet cest mez mesz eet msk мск aest am pm a.m p.m a.m. p.m. noon
        midnight uhr heures
        monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
        lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
        lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom
        lunedì martedì mercoledì giovedì venerdì sabato domenica gio
        segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo
        poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę
        понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт сб вс
        понеділок вівторок середа середу п'ятниця п'ятницю субота суботу неділя неділю нд
        pazartesi salı çarşamba perşembe cuma cumartesi pazar
        г г. года р р. року
        """)
    // `ago` is August in Italy and Spain, and more often not.
    for name in MonthNames.numbersInText.keys where classes[name] != .relative { classes[name] = .calendar }
    add(
        .counted,
        """
        quote quotes engagement engagements interaction interactions heart hearts thanks kudos karma pts post posts discussion
        discussions message messages answer answers note notes reblog reblogs pin pins boost boosts fav favs fave faves stream
        streams recommends repin emoji smiley upvoted viewer's listening
        view views viewers comment comments share shares like likes reply replies response responses reader readers reads
        follower followers subscriber subscribers download downloads play plays listen listens listener listeners vote
        votes upvote upvotes point points clap claps favorite favorites favourite favourites bookmark bookmarks retweet
        retweets repost reposts tweet tweets rating ratings review reviews click clicks hit hits visit visits visitor
        visitors watching watchers reaction reactions times recommendation recommendations mention mentions save saves impression
        impressions people users fans stars star
        aufruf aufrufe aufrufen ansichten kommentar kommentare kommentaren gefällt leser leserinnen mal zugriffe antworten
        abonnenten stimmen bewertungen herunterladen teilungen
        vue vues commentaire commentaires partage partages réaction réactions réponse réponses lecteurs lectures abonnés
        visites téléchargements personnes fois j'aime
        visita visitas vista vistas comentario comentarios compartido compartidos lectores lecturas lectura respuestas
        seguidores descargas votos veces personas reproducciones gusta
        visualizzazioni visualizzazione commento commenti condivisioni letture lettori risposte volte persone piace
        voti download
        visualizações visualização comentário comentários partilhas compartilhamentos leituras leitores vezes curtidas
        acessos
        weergave weergaven reactie reacties gedeeld lezers keer bekeken stemmen
        gefällt's bezoekers
        просмотр комментарий комментария репост лайк раз
        перегляд коментар разів рази
        yorum görüntülenme okunma beğeni paylaşım kez kişi okur
        """)
    add(
        .label,
        """
        previous past changed reviewed checked verified refreshed saved latest join others other active
        letzten letzter vergangene vergangenen geprüft dernier derniers dernières passé passée vérifié pasada pasado pasados
        revisado scorsa scorso scorsi verificato passada passado revisto vorige afgelopen gecontroleerd ubiegły ubiegłym zeszły
        zeszłym zeszłego ostatni ostatnie прошлой прошлый прошлого последний последние проверено минулого минулий останній
        останні перевірено geçen
        last updated update updates updated: modified edited published posted created added first read reading time viewed
        seen shared liked played listened rated revised version since about approx reads online live currently right
        total number count popularity trending
        stand aktualisiert aktualisierung zuletzt geändert bearbeitet veröffentlicht erstellt publiziert lesezeit lesedauer
        gelesen angesehen geteilt datum lesen zeit letzte letztes
        mis jour modifié publié créé temps lecture dernière mise lu partagé écoute
        actualizado actualización última publicado modificado tiempo leído leer creado visto
        aggiornato aggiornamento ultimo pubblicato modificato tempo lettura letto creato
        atualizado atualização última publicado modificado tempo leitura lido
        bijgewerkt update laatst laatste gewijzigd gepubliceerd geplaatst leestijd gelezen
        zaktualizowano aktualizacja ostatnia ostatnio opublikowano publikacja dodano zmieniono czas czytania modyfikacja
        utworzono czytanie
        обновлено обновление обновлён обновлен последнее опубликовано изменено время чтения чтение дата читать создано
        оновлено оновлення останнє опубліковано змінено час читання створено
        güncellendi güncelleme güncellenme son yayınlanma yayınlandı yayın okuma süresi tarihi eklenme oluşturulma tarih
        """)
    add(
        .filler,
        """
        article story page post report text video photo content few couple several half almost nearly around ca. not yet only
        already site our as no new back you your who we times
        artikel beitrag meldung seite bericht paar wenigen einigen fast knapp schon bereits diesen dieses
        texte peu moins environ quelques ce cette cet
        artículo nota página noticia menos unos unas pocos casi este esta ya
        articolo pagina notizia circa meno pochi quasi questo questa
        artigo matéria notícia menos poucos quase este esta
        pagina ongeveer bijna enkele dit deze ruim
        artykuł artykułu strona strony tekst około prawie kilka ten ta tym
        статья статьи страница материал новость около почти несколько этой этот эта
        стаття статті сторінка матеріал новина близько майже кілька ця цей
        haber makale sayfa yazı yaklaşık birkaç
        a an one the of on at in to and or by for is are was it this that have has been with from so far less than over
        more
        ein eine einem einer der die das am um im in von und ist hat haben wurde zu ca etwa diese dieser
        un une le la les l' de du des à il y a en et par est ont
        el los las del a las y en por se al
        il lo gli i di del della alle ore e un' da è
        o os as do da às em e por
        de het een om op in en door van
        i w we o na do za z
        в во на от и по для о
        у о та й від до
        ve ile bir bu
        """)
    return classes
}()

/// Of words that are inflected: what begins with one of these counts as it.
private let stemClasses: [String: WordClass] = {
    var classes: [String: WordClass] = [:]
    let counted = """
        komentarz wyświetle odsłon udostępnie polubie czytelnik odpowiedzi pobra głosó
        просмотр комментари лайк репост прочт подписчик читател голос ответ скачив отзыв
        перегляд коментар вподоб поширен читач голосів відповід прочитан
        görüntüle beğen paylaş okun yorum izlen ziyaret indir
        """
    let label = """
        aktualisier aktualiz zaktualiz opublikow обновл опублик онов опублік güncelle yayınla bijgewerk
        """
    for stem in counted.split(whereSeparator: \.isWhitespace) { classes[String(stem)] = .counted }
    for stem in label.split(whereSeparator: \.isWhitespace) { classes[String(stem)] = .label }
    return classes
}()
