import FeedModel
import TextKit

/// Whether a page shows no more than a part of its article, or nothing but a way in.
///
/// Publishers leave the marks of their paywall on pages that they show whole, so a mark alone says nothing: the text
/// must be short, too, or break off.
func isPaidFor(_ tree: PageTree, _ data: PageLinkedData, _ page: ArticlePage) -> Bool {
    let text = page.contentText ?? ""
    let length = text.utf8.count
    let breaksOff = text.hasSuffix("...") || text.hasSuffix("…")
    let isShort = length < 900
    if data.isFree == false {
        // JSON-LD knows how long the article is.
        if let whole = data.articleBody?.utf8.count ?? data.wordCount.map({ $0 * 5 }), length * 2 < whole {
            return true
        }
        // It names the part that is sold: it is here, or it is not.
        let sold = data.paidParts.flatMap { tree.elements(matching: $0) }
        if sold.contains(where: { holdsStory(tree, $0) }) { return false }
        if breaksOff || isShort && !sold.isEmpty { return true }
        // What is sold elsewhere may be whole here: a short report.
        return isShort && asksToPay(tree, inWall: false)
    }
    let hasPassword = tree.nodes.contains { $0.tag == .input && $0[.type]?.lowercased() == "password" }
    if hasPassword, length < 600, isEntrance(page.title) { return true }
    return (isShort || breaksOff) && tree.nodes.contains(where: namesWall) && asksToPay(tree, inWall: !isShort)
}

/// A paragraph at least, and not of the offer itself.
private func holdsStory(_ tree: PageTree, _ element: Int) -> Bool {
    tree.blocks(in: element) { _ in false }.reduce(0) { $0 + ($1.linkDensity < 0.5 ? $1.length : 0) } >= 300
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

/// Whether some line asks to subscribe or log in for the rest. One beside the article sells the newspaper.
/// - Parameter inWall: only a line in an element that is named for a wall.
private func asksToPay(_ tree: PageTree, inWall: Bool) -> Bool {
    let isBeside: (Int) -> Bool = { index in
        switch tree.nodes[index].tag {
        case .aside, .footer, .header, .nav: true
        default: false
        }
    }
    return tree.blocks(dropping: isBeside).contains { block in
        guard block.length < 300, WallWords.sentences(block.text).contains(where: WallWords.all[.subscription]!.isSaid)
        else { return false }
        return !inWall || namesWall(tree.nodes[block.element])
            || tree.ancestors(of: block.element).contains { namesWall(tree.nodes[$0]) }
    }
}

extension PageTree {
    /// The elements that a selector of one class or id finds, as `cssSelector` of schema.org has it: ".paywall",
    /// "#story", "div.paid".
    fileprivate func elements(matching selector: String) -> [Int] {
        let parts = selector.split(separator: ",").compactMap { $0.split(separator: " ").last }
        return nodes.indices.filter { index in
            parts.contains { part in
                if let hash = part.lastIndex(of: "#") {
                    return nodes[index][.id].map { $0 == part[part.index(after: hash)...] } ?? false
                }
                guard let dot = part.lastIndex(of: "."), let classes = nodes[index][.class] else { return false }
                return classes.split(separator: " ").contains(part[part.index(after: dot)...])
            }
        }
    }
}
