import FeedModel

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
    if data.isFree == false { return isShort || breaksOff }
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
