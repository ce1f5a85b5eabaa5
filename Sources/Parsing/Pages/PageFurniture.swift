/// What in a page is furniture by its own word: element, role, visibility, or the names its author gave it.
struct PageFurniture {
    private static let elements: Set<HTMLTag> = [.nav, .aside, .footer, .form, .figcaption, .menu, .label]
    private static let roles: Set<String> = [
        "navigation", "banner", "complementary", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar",
        "toolbar", "tooltip", "tablist", "alert",
    ]
    /// Words of class names and ids that name furniture on any site.
    private static let words: Set<String> = [
        "comment", "comments", "disqus", "share", "shares", "sharing", "sharebar", "sharedaddy", "social", "related",
        "recirc", "recirculation", "recommended", "recommendation", "recommendations", "newsletter", "newsletters",
        "promo", "promos", "promotion", "promoted", "sponsor", "sponsored", "sponsors", "ad", "ads", "advert",
        "adverts",
        "advertisement", "advertising", "adsbygoogle", "dfp", "breadcrumb", "breadcrumbs", "byline", "bylines",
        "bio", "caption", "captions", "credit", "credits", "cookie", "cookies", "consent", "gdpr", "subscribe",
        "subscription", "tags", "taglist", "pagination", "pager", "outbrain", "taboola", "trending",
        "popular", "popup", "modal", "overlay", "tooltip", "sidebar", "navbar", "nav", "navigation", "footer",
        "masthead",
        "toolbar", "hidden", "signup", "login", "timestamp", "jwplayer", "donate", "donation", "skip", "postmeta",
        "viafoura", "livefyre", "addthis", "addtoany", "jp", "widget", "widgets", "dropdown", "playlist", "rss",
        "follow",
        "mailmunch", "mailchimp", "noprint", "authorbox", "topbar", "menu", "toc", "pullquote",
    ]
    /// Pairs of neighbouring words that name furniture where neither word does.
    private static let pairs: Set<String> = [
        "read more", "more stories", "more news", "more from", "more on", "most read", "most viewed", "sr only",
        "screen reader", "visually hidden", "author box", "author info", "author bio", "about author", "post meta",
        "entry meta", "article meta", "post author", "see also", "read next", "up next", "post navigation", "post tags",
        "entry tags", "post footer", "entry footer", "article footer", "story footer", "author card", "site header",
        "page header", "site info", "no print", "back to", "also like", "topic list", "post date", "tag list",
        "article tags",
        "story tags", "image credit", "photo credit", "video player", "meta data", "next article", "you may",
        "inline story",
    ]

    static func isFurniture(_ node: PageTree.Node) -> Bool {
        if let tag = node.tag, elements.contains(tag) { return true }
        if let role = node[.role], roles.contains(role.lowercased()) { return true }
        return isHidden(node) || isNamedFurniture(node)
    }

    private static let sureWords: Set<String> = [
        "comment", "comments", "disqus", "footer", "sidebar", "related", "cookie", "cookies", "breaking", "recirc",
        "gdpr",
    ]

    private static let noticeWords: Set<String> = [
        "cookie", "cookies", "consent", "gdpr", "comment", "comments", "disqus",
    ]

    /// Of texts that are long and no story, wherever they stand.
    static func isNotice(_ node: PageTree.Node) -> Bool {
        if node.tag == .nav || node.tag == .footer { return true }
        return node.attributes.contains { attribute in
            (attribute.name == .class || attribute.name == .id)
                && nameWords(attribute.value).contains { noticeWords.contains($0) }
        }
    }

    /// Of things that may be longer than the story beside them.
    static func isSurelyFurniture(_ node: PageTree.Node) -> Bool {
        switch node.tag {
        case .nav, .aside, .footer: return true
        default:
            return node.attributes.contains { attribute in
                (attribute.name == .class || attribute.name == .id)
                    && nameWords(attribute.value).contains { sureWords.contains($0) }
            }
        }
    }

    private static let deckWords: Set<String> = [
        "dek", "deck", "subtitle", "subhead", "subheading", "subheadline", "standfirst", "summary", "excerpt",
        "tagline",
        "description", "lede", "teaser", "kicker", "eyebrow", "chapo",
    ]

    /// The line that sums a story up under its title.
    static func isDeck(_ node: PageTree.Node) -> Bool {
        node.attributes.contains { attribute in
            (attribute.name == .class || attribute.name == .id || attribute.name == .itemprop)
                && nameWords(attribute.value).contains { deckWords.contains($0) }
        }
    }

    static func isHidden(_ node: PageTree.Node) -> Bool {
        if node[.hidden] != nil || node[.ariaHidden] == "true" { return true }
        guard let style = node[.style] else { return false }
        let rules = String(decoding: style.utf8.filter { $0 > 0x20 }, as: UTF8.self).lowercased()
        return rules.contains("display:none") || rules.contains("visibility:hidden")
    }

    private static func isNamedFurniture(_ node: PageTree.Node) -> Bool {
        for attribute in node.attributes where attribute.name == .class || attribute.name == .id {
            for name in attribute.value.split(whereSeparator: \.isWhitespace) {
                var last = ""
                let words = nameWords(name)
                // What is embedded is quoted by the story: a post of a social network.
                if words.contains("embed") { continue }
                for word in words {
                    if Self.words.contains(word) || pairs.contains(last + " " + word) { return true }
                    last = word
                }
            }
        }
        return false
    }

    /// `articleFooter-2`, `article_footer` and `article-footer` all say "article", "footer".
    static func nameWords(_ name: some StringProtocol) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var wasLower = false
        func finish() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in name.utf8 {
            switch byte {
            case 0x61...0x7A:
                word.append(byte)
                wasLower = true
            case 0x41...0x5A:
                if wasLower { finish() }
                word.append(byte | 0x20)
                wasLower = false
            default:
                finish()
                wasLower = false
            }
        }
        finish()
        return words
    }
}
