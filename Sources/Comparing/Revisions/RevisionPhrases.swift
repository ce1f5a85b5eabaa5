import TextKit

/// Beginnings of lines, found by their first letters.
struct PhraseList {
    private let byStart: [UInt32: [String]]

    /// - Parameter text: in lower case, separated by `|` or line ends; at least three letters each.
    init(_ text: String) {
        byStart = Dictionary(
            grouping: text.split(whereSeparator: { $0 == "|" || $0.isNewline }).map(String.init), by: firstThreeBytes)
    }

    /// The first three bytes of each.
    var starts: [UInt32] { Array(byStart.keys) }

    /// The longest phrase that `line`, in lower case, begins with as whole words.
    func start(of line: String) -> String? {
        byStart[firstThreeBytes(of: line)]?.filter { phrase in
            line.hasPrefix(phrase) && line.dropFirst(phrase.count).first?.isLetter != true
        }.max { $0.count < $1.count }
    }
}

/// How furniture begins that leads to other articles.
let relatedPhrases = PhraseList(
    """
    related|related stories|related articles|related topics|related news|related content|related posts|read more
    read also|also read|read next|more on|more from|more about|more stories|more news|more coverage|see also
    you may also like|you might also like|you may like|you might like|recommended|recommended for you|most read
    most popular|most viewed|trending|trending now|top stories|latest|latest news|latest stories|don't miss
    editors' picks|editor's picks|editors' choice|what to read next|up next|explore more|in other news
    further reading|keep reading|popular|popular now|watch next|recent posts|recent articles|from our partners
    around the web|other stories|other news|elsewhere|similar stories|similar articles|also on|next article
    mehr zum thema|mehr zu|lesen sie auch|lesen sie mehr|lies auch|auch interessant|das könnte|das könnte sie
    weitere|weitere artikel|weitere meldungen|mehr dazu|meistgelesen|meistgelesene|siehe auch|verwandte artikel
    verwandte|ähnliche|ähnliche artikel|mehr von|passend dazu|empfohlen|empfehlungen|auch lesenswert|zum thema
    à lire|à lire aussi|lire aussi|sur le même sujet|sur le même thème|voir aussi|articles liés|les plus lus
    à découvrir|plus d'articles|pour aller plus loin|dans la même rubrique|recommandé|recommandés|à voir
    nos autres articles|à ne pas manquer|les plus populaires
    lea también|lee también|te puede interesar|le puede interesar|más información|noticias relacionadas|relacionado
    relacionados|ver también|vea también|más leídas|más leídos|lo más leído|lo más visto|las más leídas|más sobre
    te recomendamos|también te puede|artículos relacionados|más noticias|recomendados
    leggi anche|potrebbe interessarti|articoli correlati|vedi anche|correlati|i più letti|per approfondire|altro su
    ti potrebbe interessare|altri articoli|potrebbero interessarti|notizie correlate|ultime notizie
    leia também|leia mais|veja também|relacionadas|mais lidas|mais lidos|saiba mais|mais sobre|recomendadas
    você pode gostar|você também|artigos relacionados|veja mais|mais notícias
    lees ook|lees meer|meer over|gerelateerd|zie ook|meest gelezen|aanbevolen|bekijk ook|ook interessant|meer nieuws
    czytaj także|czytaj też|czytaj również|zobacz także|zobacz też|zobacz również|powiązane|polecamy|przeczytaj
    przeczytaj także|przeczytaj też|najczęściej czytane|więcej na|czytaj więcej|podobne|podobne artykuły|polecane
    читайте также|читать также|смотрите также|по теме|похожие|похожие статьи|материалы по теме|популярное|еще по теме
    ещё по теме|самое читаемое|рекомендуем|подробнее|новости по теме|другие новости
    читайте також|дивіться також|за темою|схожі|схожі статті|популярне|ще за темою|рекомендуємо|більше на тему
    матеріали за темою|новини за темою|інші новини
    ilgili haberler|bunlar da|ayrıca okuyun|benzer haberler|önerilen|çok okunan|çok okunanlar|daha fazla
    ilginizi çekebilir|ilgili|önerilen haberler|diğer haberler
    """)

/// How furniture begins that asks the reader to do something.
let requestPhrases = PhraseList(
    """
    sign up|subscribe|subscribe to|follow us|download our|download the app|get the app|get our|click here|tap here
    share this|share on|support our|support us|become a member|join our|join us|get the latest|leave a comment
    add a comment|post a comment|join the conversation|continue reading|read the full|read full|view original|log in
    sign in|register for|view on|listen to this article|add us on|enable javascript|this article first appeared
    this article originally appeared|this article was originally|this story was originally
    jetzt abonnieren|abonnieren sie|folgen sie|folge uns|melden sie sich|kommentar schreiben|zum newsletter|hier klicken
    abonnez-vous|suivez-nous|inscrivez-vous|recevez|cliquez ici|partager sur|laisser un commentaire|téléchargez
    suscríbete|suscríbase|síguenos|síganos|regístrate|haz clic|descarga|comparte|deja un comentario
    iscriviti|seguici|abbonati|clicca qui|scarica|condividi|lascia un commento
    inscreva-se|siga-nos|assine|clique aqui|baixe|compartilhe|partilhe|deixe um comentário|receba
    abonneer|volg ons|schrijf je in|meld je aan|klik hier|deel dit|download de app
    zapisz się|obserwuj nas|subskrybuj|kliknij|pobierz|udostępnij|zasubskrybuj|dołącz do
    подписывайтесь|подпишитесь|следите за|нажмите|скачайте|поделиться|поделитесь|оставьте комментарий
    підписуйтесь|підписуйтеся|підпишіться|стежте за|натисніть|завантажте|поділитися|поділіться
    abone ol|abone olun|bizi takip|bültenimize|tıklayın|indirin|takip edin|paylaş
    """)

/// How furniture begins that names what it is.
let noticePhrases = PhraseList(
    """
    advertisement|advert|sponsored|promoted|promotion|paid content|newsletter|copyright|all rights reserved|powered by
    anzeige|werbung|gesponsert|alle rechte vorbehalten|publicité|sponsorisé|tous droits réservés|contenu sponsorisé
    publicidad|patrocinado|todos los derechos reservados|pubblicità|sponsorizzato|tutti i diritti riservati
    publicidade|todos os direitos reservados|advertentie|gesponsord|alle rechten voorbehouden
    reklama|materiał sponsorowany|wszelkie prawa zastrzeżone|реклама|на правах рекламы|все права защищены
    усі права захищені|всі права захищені|на правах реклами|reklam|sponsorlu|tüm hakları saklıdır
    """)

/// What a feed that cuts its texts short writes in place of the rest. In lower case.
let cutMarks = ["...", "[...]", "(...)", "→", ">"] + readOnPhrases
