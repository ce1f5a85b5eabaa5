import FeedModel

/// The words of a kind of wall, as stems: a wall's sentence has one of each of two lists, since "cookie" alone is a
/// matter of the news, and "we and our partners" of a company's.
struct WallWords {
    /// What it is about.
    let matters: [String]
    /// What it does: addresses the reader, asks, demands.
    let acts: [String]
    /// They say so by themselves.
    var phrases: [String] = []

    /// - Parameter sentence: in lower case, with a space at either end.
    func isSaid(_ sentence: String) -> Bool {
        phrases.contains(where: sentence.contains)
            || matters.contains(where: sentence.contains) && acts.contains(where: sentence.contains)
    }

    func isRelated(_ sentence: String) -> Bool {
        phrases.contains(where: sentence.contains) || matters.contains(where: sentence.contains)
            || acts.contains(where: sentence.contains)
    }

    /// The sentences of a block in lower case, each with a space at either end.
    static func sentences(_ text: String) -> [String] {
        let plain = String(text.lowercased().map { ",;()[]\"„“”«»".contains($0) ? " " : $0 == "’" ? "'" : $0 })
        var sentences = [""]
        // A point within a word is of a host's name.
        for word in collapsed(plain).split(separator: " ") {
            sentences[sentences.count - 1] += " " + word
            if let last = word.last, ".!?。…:".contains(last) { sentences.append("") }
        }
        return sentences.filter { $0.contains(where: \.isLetter) }.map { sentence in
            var end = sentence[...]
            while let last = end.last, ".!?。…:".contains(last) { end.removeLast() }
            return end + " "
        }
    }

    static let all: [PageWall: WallWords] = [
        .captcha: captcha, .script: script, .consent: consent, .subscription: subscription,
    ]

    private static let captcha = WallWords(
        matters: [
            " human", " robot", " bot ", " mensch", "captcha", " humain", " humano", " umano", " een mens", "człowiek",
            "människa", "menneske", " insan", "человек", "человеком", "člověk", "ihminen", "security check",
            "sicherheitsprüfung",
            "vérification de sécurité", "verificación de seguridad", "controllo di sicurezza",
        ],
        acts: [
            "verif", "vérif", "confirm", "prove", "make sure", "bestätig", "conferm", "potwierd", "bekräft", "bekræft",
            "bekreft", "doğrula", "подтверд", "ověř", "potvrď", "vahvista", "not a robot", "are you", "complete the",
            "ob sie",
            "che sei", "que eres", "que es ", "nie jesteś", "press & hold",
        ],
        phrases: [
            "checking your browser", "just a moment", "unusual traffic", "unusual activity from your", "not a robot",
            "security of your connection", "the characters you see below", "kein roboter",
            "ungewöhnlichen datenverkehr",
            "sicherheit ihrer verbindung", "pas un robot", "trafic inhabituel", "activité inhabituelle",
            "sécurité de votre connexion", "no eres un robot", "no es un robot", "tráfico inusual",
            "seguridad de su conexión",
            "non sei un robot", "sicurezza della connessione", "não é um robô", "não sou um robô",
            "segurança da sua conexão", "segurança da sua ligação", "geen robot", "beveiliging van uw verbinding",
            "zabezpieczenia połączenia", "nie jesteś robotem", "säkerheten för din anslutning",
            "sikkerheden for din forbindelse",
            "sikkerheten til tilkoblingen", "bağlantınızın güvenli", "robot olmadığınızı",
            "безопасность вашего подключения",
            "не робот", "zabezpečení vašeho připojení",
        ])

    private static let script = WallWords(
        matters: ["javascript", " js "],
        acts: [
            "enabl", "disabled", "turn on", "turned off", "requir", " need", "without", "not available", "aktiv",
            "eingeschaltet",
            "einschalten", "benötig", "erforder", " ohne ", "activ", "désactiv", "nécessit", " sans ", "habilit",
            "necesit",
            "requiere", " sin ", "abilit", "attiv", "richied", " sem ", "inschakel", "zet ", " nodig", "aanzetten",
            "zonder",
            "włącz", "wymaga", "obsługi", " bez ", "slå ", "slået fra", "slått av", "uden ", "utan ", "krever",
            "kræver",
            "kräver", "включ", "отключ", "требует", "увімкн", "povol", "zapn", "etkin", "有効", "käyttöön", "engedélyez",
            "ενεργοποι", "activat",
        ])

    private static let consent = WallWords(
        matters: [
            "cookie", "personal data", "on a device", "on your device", "tracking", "personenbezogen",
            "données personnelles",
            "données à caractère", "datos personales", "en un dispositivo", "dati personali", "dados pessoais",
            "persoonsgegevens", "persoonlijke gegevens", "danych osobowych", "dane osobowe", "personuppgifter",
            "personopplysning",
            "personoplysning", "henkilötie", "eväste", "kişisel veri", "çerez", "персональные данные",
            "персональных данных",
            "osobní údaje", "osobních údajů",
        ],
        acts: [
            " we ", " our ", " your ", " wir ", " unser", " ihre ", " ihrem ", " nous ", " nos partenaires", " votre ",
            " vos ",
            " nosotros", " nuestro", " tu ", " su ", " noi ", " nostri ", " tuo ", " nós ", " nossos ", " seu ",
            " os nossos ",
            " sua ", " wij ", " onze ", " je ", " uw ", " my ", " nasi ", " twoj", " vi ", " våra ", " din ", " vores ",
            " våre ",
            " vašeho ", " vaše ", " našimi ", " svůj ", " biz ", " ortaklarımız", " gizliliğin", " tercih", " me ",
            " kumppani",
            " voit ", " мы ", " ваш", " ваше ", " вы ",
        ],
        phrases: ["we value your privacy", "your privacy choices", "legitimate interest"])

    private static let subscription = WallWords(
        matters: [
            "subscri", "free article", "account", "register", "member", "full story", "full article", "free trial",
            " abo ",
            "abonn", "abonent", " plus", "artikel", "suscript", "suscríb", "abbonat", "abbonament", "assinant",
            "assinatura",
            "prenumer", "tilaaj", "tilaamal", "abone", "подписк", "подписчик", "передплат", "předplat", "cet article",
        ],
        acts: [
            "to continue", "continue reading", "keep reading", "to read", "reached your", "limit of",
            " only ",
            "already a", "already have", "for paid", "weiterlesen", "weiterzulesen", " nur für ", "bereits abonnent",
            "bereits ein ", "réservé", "pour lire la suite", "déjà abonné", "il vous reste", "exclusiv", "sólo para",
            "solo para", "para seguir", "para continuar", "ya eres", "riservat", "per continuare", "sei già",
            "già abbonat", "já é assinante", "alleen voor", "verder lez", "al abonnee", "tylko dla", " mają tylko ",
            "masz już", "aby czytać", "dla prenumerator", "läs vidare", "för att läsa", "redan prenumerant", "kun for",
            "er for abonnenter", "allerede abonnent", "læs videre", "les videre", "vain tilaajille", "jatka lukemista",
            "jo tilaaja", " özel", "okumaya devam", "только", "уже есть", "чтобы продолжить", "лише для", "щоб читати",
            "pouze pro", "máte předplatné",
        ],
        phrases: [
            "jetzt weiterlesen", "il vous reste", "para continuar lendo", "conteúdo exclusivo",
            "чтобы продолжить чтение",
            "щоб читати далі", "okumaya devam etmek için",
        ])

    /// In names of elements.
    static let marks: [PageWall: [String]] = [
        .captcha: [
            "px-captcha", "cf-turnstile", "turnstile-wrapper", "challenge-running", "challenge-error", "captcha-form",
        ],
        .consent: [
            "onetrust", "sp_message_container", "didomi", "qc-cmp2", "iubenda", "cybotcookiebot", "fc-consent",
            "usercentrics",
            "cookie-wall", "cookiewall", "consent-page", "consent-wall", "cmp-wall", "privacygate", "privacy-gate",
            "almacmp",
            "efilli", "tcf-banner", "cp-wall", "contentpass", "tarteaucitron", "axeptio", "cky-consent", "cmplz-",
        ],
    ]

    /// In what is a wall's script, and in its address.
    static func scriptMarks(of kind: PageWall) -> [String] {
        kind == .captcha
            ? ["_cf_chl_opt", "captcha-delivery.com", "_Incapsula_Resource", "awsWafCookieDomainList"] : []
    }
}
