import FeedModel

/// Microsoft's Channel Definition Format of 1997.
extension FeedReading {
    func feed(cdf root: Element) -> Feed {
        var feed = Feed(format: .cdf)
        feed.title = plain(root, .title)
        feed.description = plain(root, .cdfAbstract)
        feed.homePageURL = address(root, "href") ?? address(root.first(.cdfA), "href")
        feed.dateModified = date(root.attribute("lastmod"))
        for element in root.children where element.name == .item {
            add(to: &feed) { item(cdf: element) }
        }
        return feed
    }

    private func item(cdf element: Element) -> Item {
        var item = Item(id: "")
        item.url = address(element, "href") ?? address(element.first(.cdfA), "href")
        item.title = plain(element, .title)
        setContent(of: &item, content: nil, description: element.first(.cdfAbstract)?.markup(at: url))
        item.dateModified = date(element.attribute("lastmod"))
        item.id = item.url ?? digest(of: item)
        return item
    }
}
