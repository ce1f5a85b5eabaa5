extension PageTree {
    /// In a comment, or in the teaser of another article.
    func isOfAnother(_ index: Int) -> Bool {
        ([index] + ancestors(of: index).prefix(8)).contains { index in
            guard let name = nodes[index][.class] ?? nodes[index][.id], nodes[index].tag != .body else {
                return false
            }
            return PageFurniture.nameWords(name).contains { PageTree.othersNames.contains($0) }
        }
    }

    private static let othersNames: Set<String> = [
        "comment", "comments", "kommentar", "kommentare", "reply", "teaser", "teasers", "related", "recommended",
        "swiper",
        "carousel", "sidebar",
    ]
}
