/// What in a page is the article's body by its own word.
enum PageBody {
    private static let pairs: Set<String> = [
        "article body", "article content", "article text", "article copy", "story body", "story content", "story text",
        "post body", "post content", "post text", "entry content", "entry text", "entry body", "body content",
        "body copy",
        "body text", "news text", "news body", "news content", "blog content", "blog body", "content body",
        "page content",
        "field body", "name body", "single content", "main content", "content main", "article main", "post entry",
        "text article", "content article", "text content", "story copy", "rich text", "text news", "content text",
    ]
    private static let words: Set<String> = [
        "articlebody", "articletext", "articlecontent", "storybody", "storytext", "storycontent", "postcontent",
        "postbody", "entrycontent", "bodytext", "bodycopy", "newstext", "mainbody",
    ]
    private static let wholes: Set<String> = ["article", "post", "hentry", "entry", "story", "blogpost"]

    /// 3: says that it is the body; 2: is named so; 1: is the whole article, title and all.
    static func strength(of node: PageTree.Node) -> Int {
        if let property = node[.itemprop]?.lowercased(), property == "articlebody" { return 3 }
        var strength = node.tag == .article || node.tag == .main || node[.role] == "main" ? 1 : 0
        for attribute in node.attributes where attribute.name == .class || attribute.name == .id {
            for name in attribute.value.split(whereSeparator: \.isWhitespace) {
                let parts = PageFurniture.nameWords(name)
                if parts.count == 1, wholes.contains(parts[0]) { strength = 1 }
                var last = ""
                for part in parts {
                    if words.contains(part) || pairs.contains(last + " " + part) { return 2 }
                    last = part
                }
            }
        }
        return strength
    }
}
