import FeedModel

/// What a page shows in its article's place; nil for a page that shows its article.
///
/// A banner lies over many an article, so the text that was found must be short and be the wall's own; where none was
/// found, the page must say little else.
/// - Parameter story: what was taken for the article's text.
func wall(_ tree: PageTree, _ data: PageLinkedData, _ page: ArticlePage, story: [PageBlock]) -> PageWall? {
    let kinds: [(PageWall, [String])] = [(.captcha, captchas), (.script, scripts), (.consent, consents)]
    if (page.contentText?.utf8.count ?? 0) < 700 {
        let blocks = story.isEmpty ? tree.blocks { _ in false }.filter { $0.linkDensity < 0.5 } : story
        let texts = blocks.filter { $0.length >= 20 }.map { $0.text.lowercased() }
        let title = page.title?.lowercased() ?? ""
        let all = texts.reduce(0) { $0 + $1.utf8.count }
        for (kind, phrases) in kinds where all < 2000 {
            let isOwn = { (text: String) in phrases.contains { text.contains($0) } }
            let own = texts.filter(isOwn).reduce(0) { $0 + $1.utf8.count }
            if own * 2 > all || kind != .consent && isOwn(title) { return kind }
        }
        if story.isEmpty, all < 100, noscript(in: tree, says: scripts) { return .script }
    }
    return isWalled(tree, data, page) ? .subscription : nil
}

private func noscript(in tree: PageTree, says phrases: [String]) -> Bool {
    tree.nodes.indices.contains { index in
        guard tree.nodes[index].tag == .noscript else { return false }
        let text = tree.rawText(of: index).lowercased()
        return phrases.contains { text.contains($0) }
    }
}

private let captchas = [
    "not a robot", "verify you are human", "verifying you are human", "verify that you are human",
    "checking your browser", "are you human", "solve the captcha", "complete the captcha",
    "complete the security check", "just a moment...", "unusual traffic", "kein roboter",
    "dass sie ein mensch sind", "ob sie ein mensch sind", "sicherheitsprüfung", "ungewöhnlichen datenverkehr",
    "pas un robot", "que vous êtes humain", "êtes un humain", "vérification de sécurité", "trafic inhabituel",
    "no eres un robot", "no es un robot", "que eres humano", "que es humano", "verificación de seguridad",
    "tráfico inusual", "non sei un robot", "che sei umano", "controllo di sicurezza", "não é um robô",
    "não sou um robô", "que você é humano", "geen robot", "dat je een mens bent", "nie jesteś robotem",
    "że jesteś człowiekiem", "не робот", "что вы человек", "robot olmadığınızı",
]

private let scripts = [
    "enable javascript", "javascript is disabled", "javascript is required", "requires javascript",
    "javascript enabled", "turn on javascript", "without javascript", "javascript to run this app",
    "aktivieren sie javascript", "javascript aktivieren", "javascript ist deaktiviert", "javascript aktiviert",
    "benötigt javascript", "erfordert javascript", "ohne javascript", "activer javascript", "activez javascript",
    "javascript est désactivé", "nécessite javascript", "sans javascript", "activar javascript", "activa javascript",
    "active javascript", "habilite javascript", "habilitar javascript", "javascript está desactivado",
    "requiere javascript", "necesita javascript", "attiva javascript", "abilita javascript", "abilitare javascript",
    "javascript è disattivato", "richiede javascript", "ative o javascript", "habilite o javascript",
    "schakel javascript in", "włącz javascript", "включите javascript", "увімкніть javascript",
]

private let consents = [
    "cookie", "your consent", "your privacy", "privacy choices", "our partners", "legitimate interest",
    "ihre einwilligung", "ihre zustimmung", "unsere partner", "datenschutz", "vos données personnelles",
    "votre consentement", "nos partenaires", "tu consentimiento", "su consentimiento", "nuestros socios",
    "il tuo consenso", "i nostri partner", "seu consentimento", "nossos parceiros", "uw toestemming", "je toestemming",
    "onze partners", "twoją zgodę", "nasi partnerzy", "ваше согласие", "файлы cookie",
]

/// Whether a page shows no more than a part of its article, or nothing but a way in.
///
/// Publishers leave the marks of their paywall on pages that they show whole, so a mark alone says nothing: the text
/// must be short, too, or break off.
func isWalled(_ tree: PageTree, _ data: PageLinkedData, _ page: ArticlePage) -> Bool {
    let text = page.contentText ?? ""
    let length = text.utf8.count
    // JSON-LD knows how long the article is.
    if let whole = data.articleBody?.utf8.count ?? data.wordCount.map({ $0 * 5 }), data.isFree == false,
        length * 2 < whole
    {
        return true
    }
    let breaksOff = text.hasSuffix("...") || text.hasSuffix("…")
    let isShort = length < 900
    // What is sold elsewhere may be whole here: a short report.
    if data.isFree == false { return breaksOff || isShort && asksToPay(tree) }
    let hasPassword = tree.nodes.contains { $0.tag == .input && $0[.type]?.lowercased() == "password" }
    if hasPassword, length < 600, isEntrance(page.title) { return true }
    return (isShort || breaksOff) && tree.nodes.contains(where: namesWall) && asksToPay(tree)
}

private func isEntrance(_ title: String?) -> Bool {
    guard let title = title.map(words) else { return true }
    let text = title.joined(separator: " ")
    return entrances.contains { text.contains($0) }
}

private let entrances = [
    "log in", "login", "sign in", "register", "anmelden", "einloggen", "anmeldung", "connexion", "se connecter",
    "connectez",
    "iniciar sesión", "acceder", "accedi", "iniciar sessão", "entrar", "inloggen", "zaloguj", "logowanie", "войти",
    "вход",
    "увійти", "вхід", "giriş", "oturum aç",
]

private func namesWall(_ node: PageTree.Node) -> Bool {
    node.attributes.contains { attribute in
        (attribute.name == .class || attribute.name == .id)
            && PageFurniture.nameWords(attribute.value).contains { wallWords.contains($0) }
    }
}

private let wallWords: Set<String> = [
    "paywall", "regwall", "subscriberonly", "premium", "piano", "metered", "meter", "unsubscribed", "snippet", "locked",
]

/// Whether some line of the page asks to subscribe or log in for the rest.
private func asksToPay(_ tree: PageTree) -> Bool {
    tree.blocks { _ in false }.contains { block in
        guard block.length < 300 else { return false }
        let text = block.text.lowercased()
        return pleas.contains { text.contains($0) }
    }
}

private let pleas = [
    "subscribe to continue", "to continue reading", "continue reading your article", "to read the full",
    "subscribers only",
    "already a subscriber", "already have an account", "log in to read", "sign in to read", "subscribe to read",
    "weiterlesen mit", "jetzt weiterlesen", "um weiterzulesen", "nur für abonnenten", "bereits abonnent",
    "réservé aux abonnés", "pour lire la suite", "déjà abonné", "il vous reste", "sólo para suscriptores",
    "solo para suscriptores", "para seguir leyendo", "para continuar leyendo", "riservato agli abbonati",
    "per continuare a leggere", "sei già abbonato", "exclusivo para assinantes", "conteúdo exclusivo",
    "para continuar lendo",
    "alleen voor abonnees", "verder lezen", "al abonnee", "tylko dla subskrybentów", "aby czytać dalej",
    "dla prenumeratorów",
    "только для подписчиков", "чтобы продолжить чтение", "лише для передплатників", "щоб читати далі",
    "abonelere özel", "okumaya devam etmek için",
]
