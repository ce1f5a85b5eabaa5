/// What in a page is furniture by its own word: element, role, visibility, or the names its author gave it.
struct PageFurniture {
    private static let elements: Set<HTMLTag> = [.nav, .aside, .footer, .form, .figcaption, .menu, .label, .address]
    private static let properties: Set<String> = ["author", "publisher", "comment", "interactionstatistic"]
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
        "bio", "caption", "captions", "credit", "credits", "cookie", "cookies", "consent", "gdpr", "dsgvo", "rgpd",
        "lgpd", "subscribe",
        "subscription", "tags", "taglist", "pagination", "pager", "outbrain", "taboola", "trending",
        "popular", "popup", "modal", "overlay", "tooltip", "sidebar", "navbar", "nav", "navigation", "footer",
        "masthead",
        "toolbar", "hidden", "signup", "login", "timestamp", "jwplayer", "donate", "donation", "skip", "postmeta",
        "viafoura", "livefyre", "addthis", "addtoany", "relatedposts", "nextstory", "respond", "similar", "dropdown",
        "playlist", "rss",
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
        "inline story", "post ratings", "read also", "contact box", "link box", "link list", "jp carousel",
    ]

    /// What an element is by its own word.
    struct Traits: OptionSet {
        let rawValue: UInt8
        static let furniture = Traits(rawValue: 1)
        /// May be longer than the story beside it.
        static let sure = Traits(rawValue: 2)
        /// Long, and no story wherever it stands.
        static let notice = Traits(rawValue: 4)
        /// The short form of a story: another's where it links a heading, else this story's own lead.
        static let teaser = Traits(rawValue: 8)
    }

    /// The traits of all elements of a page. Most share their names with others, so each name is read once.
    static func traits(of tree: PageTree) -> [Traits] {
        var known: [String: Traits] = [:]
        return tree.nodes.map { node in
            // The names of a page as a whole are of its theme, what it may show, the state of its scripts.
            guard let tag = node.tag, tag != .body, tag != .html, !node.attributes.isEmpty || elements.contains(tag)
            else {
                return []
            }
            var traits: Traits = []
            switch tag {
            case .nav, .footer: traits = [.furniture, .sure, .notice]
            case .aside: traits = [.furniture, .sure]
            case .figcaption: traits = [.furniture, .notice]
            default: if elements.contains(tag) { traits = .furniture }
            }
            for attribute in node.attributes {
                switch attribute.name {
                case .class, .id:
                    if let read = known[attribute.value] {
                        traits.formUnion(read)
                    } else {
                        let read = self.traits(ofNames: attribute.value)
                        known[attribute.value] = read
                        traits.formUnion(read)
                    }
                case .role: if roles.contains(attribute.value.lowercased()) { traits.insert(.furniture) }
                case .itemprop: if properties.contains(attribute.value.lowercased()) { traits.insert(.furniture) }
                default: break
                }
            }
            if !traits.contains(.furniture), isHidden(node) { traits.insert(.furniture) }
            return traits
        }
    }

    private static func traits(ofNames names: String) -> Traits {
        var traits: Traits = []
        for name in names.split(whereSeparator: \.isWhitespace) {
            // `sidebar` is one; what is named by more words, `layout-sidebar`, may hold the story beside it.
            if wholeNotices.contains(name) { traits.insert(.notice) }
            let words = nameWords(name)
            // A story's subject, as WordPress tells it: `tag-comments`, `category-sponsors`.
            let isSubject = words.count > 1 && (words[0] == "tag" || words[0] == "category")
            if isSubject, !pairs.contains(words[0] + " " + words[1]) { continue }
            for word in words {
                if noticeWords.contains(word) || word.hasPrefix("cookie") { traits.insert(.notice) }
                if sureWords.contains(word) { traits.insert(.sure) }
                if teaserWords.contains(word) { traits.insert(.teaser) }
            }
            if isFurniture(words, isDrawn: isDrawn(name, words)) { traits.insert(.furniture) }
        }
        return traits
    }

    private static func isFurniture(_ words: [String], isDrawn: Bool) -> Bool {
        // What is embedded is quoted by the story: a post of a social network.
        if words.contains("embed") { return false }
        if words.first == "widget" || words.first == "widgets" { return true }
        var last = ""
        for word in words {
            let isName = Self.words.contains(word) || word.hasPrefix("cookie")
            if isName, !states.contains(last), !isDrawn || word.utf8.count > 3 { return true }
            if !words.contains("label"), pairs.contains(last + " " + word) { return true }
            last = word
        }
        return false
    }

    /// What follows says how the element is laid out, or of what: `has-sidebar`, `label-hidden`.
    private static let states: Set<String> = ["has", "with", "no", "without", "label", "visually", "node"]

    /// A style sheet's compiler drew the letters: `jpAdz`.
    private static func isDrawn(_ name: Substring, _ words: [String]) -> Bool {
        words.contains { $0.utf8.count == 1 } && name.utf8.contains { (0x41...0x5A).contains($0) }
    }

    private static let teaserWords: Set<String> = ["teaser", "teasers", "card", "tile"]
    private static let wholeNotices: Set<Substring> = ["sidebar", "footer", "related"]
    private static let sureWords: Set<String> = [
        "comment", "comments", "disqus", "footer", "sidebar", "related", "cookie", "cookies", "breaking", "recirc",
        "gdpr", "dsgvo", "rgpd", "lgpd",
    ]

    private static let noticeWords: Set<String> = [
        "cookie", "cookies", "consent", "gdpr", "dsgvo", "rgpd", "lgpd", "comment", "comments", "disqus",
    ]

    private static let deckWords: Set<String> = [
        "dek", "deck", "subtitle", "subhead", "subheading", "subheadline", "standfirst", "summary", "excerpt",
        "tagline",
        "description", "lede", "lead", "teaser", "kicker", "eyebrow", "chapo", "intro", "introtext", "subline",
        "vorspann",
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
