import FeedModel
import struct FoundationEssentials.Date
import TextKit

/// RSS 0.90 to 2.0, RSS 1.0 (RDF) and their modules.
extension FeedReading {
    func feed(rss root: Element) -> Feed {
        var feed = Feed(format: rssFormat(root))
        let channel = root.first(.channel) ?? root
        readChannel(channel, root, into: &feed)
        // RSS 1.0 has the items beside the channel, others in it; some have them in both places.
        for parent in channel.index == root.index ? [root] : [channel, root] {
            for element in parent.children where element.name == .item || element.name == .atomEntry {
                add(to: &feed) { element.name == .item ? item(rss: element) : item(atom: element, of: nil) }
            }
            for deleted in parent.all(.deletedEntry) { readDeleted(deleted, into: &feed) }
        }
        if let items = channel.first(.items), feed.items.isEmpty {
            for element in items.all(.item) { add(to: &feed) { item(rss: element) } }
        }
        return feed
    }

    private func rssFormat(_ root: Element) -> FeedFormat {
        if root.name == .rdfRDF {
            let namespaces = root.namespaceURIs + root.children.flatMap(\.namespaceURIs)
            return namespaces.contains { $0.contains("rdf/simple/0.9") } ? .rss090 : .rss10
        }
        switch root.attribute("version")?.trimming() {
        case "0.90": return .rss090
        case "0.91": return .rss091
        case "0.92": return .rss092
        case "0.93": return .rss093
        case "0.94": return .rss094
        case "1.0", "1.1": return .rss10
        default: return .rss20
        }
    }

    // MARK: Channel

    private func readChannel(_ channel: Element, _ root: Element, into feed: inout Feed) {
        var links = links(channel)
        // Somebody who parses a file may not know where it came from, but the feed does.
        if url.isEmpty, let own = links.first("self") ?? channelPage(channel), own.isWebAddress {
            url = own
            links = self.links(channel)
        }
        feed.title = plain(channel, .title, .dcTitle, .atomTitle, .mediaTitle, .itunesTitle)
        feed.homePageURL = channelPage(channel) ?? links.alternate
        feed.feedURL = links.first("self")
        feed.description =
            plain(channel, .description, .dcDescription, .subtitle, .atomSubtitle, .atomTagline, .itunesSummary)
            ?? plain(channel, .itunesSubtitle, .googlePlayDescription, .mediaDescription)
        // RSS 1.0 names the image in the channel and describes it beside.
        feed.image = channelImage(root) ?? channelImage(channel)
        let oldImage = channel.children.first { $0.name == .itunesLink && $0.attribute("rel") == "image" }
        feed.icon =
            image(channel) ?? address(oldImage, "href") ?? address(channel.first(.mediaThumbnail), "url") ?? feed.image?
            .url
            ?? address(channel.first(.atomLogo))
        feed.favicon = address(channel.first(.icon)) ?? address(channel.first(.atomIcon))
        feed.authors = channelAuthors(channel)
        feed.language = channel.text(.language, .dcLanguage) ?? channel.language
        feed.hubs = links.all.filter { $0.rel == "hub" }.map { Hub(type: "WebSub", url: $0.url) }
        feed.nextURL = links.first("next")
        feed.links = links.all
        feed.id = channel.attribute("about") ?? channel.text(.atomID, .dcIdentifier, .guid, .id)
        feed.datePublished = date(
            channel.first(.pubDate), channel.first(.dcDate), channel.first(.dctermsIssued),
            channel.first(.atomPublished),
            channel.first(.published), channel.first(.dctermsCreated), channel.first(.atomCreated))
        feed.dateModified = date(
            channel.first(.lastBuildDate), channel.first(.atomUpdated), channel.first(.dctermsModified),
            channel.first(.updated), channel.first(.modified), channel.first(.atomModified))
        feed.rights = rights(channel)
        feed.generator = generator(channel)
        feed.publisher = persons(channel, .dcPublisher, .itunesOwner).first
        feed.webmaster = persons(channel, .webMaster).first
        feed.contributors = persons(channel, .dcContributor, .atomContributor)
        feed.categories = categories(channel)
        feed.license = license(channel, links)
        feed.docs = address(channel.first(.docs))
        feed.isComplete = channel.first(.historyComplete) != nil ? true : nil
        feed.isArchive = channel.first(.historyArchive) != nil ? true : nil
        feed.geo = geometry(channel)
        readTimes(channel, into: &feed)
        readCloud(channel, into: &feed)
        readPodcast(channel, into: &feed)
    }

    /// The link's text, or by mistake its attribute.
    private func channelPage(_ channel: Element) -> String? {
        for link in channel.all(.link) {
            if let url = address(link) { return url }
        }
        return nil
    }

    private func channelAuthors(_ channel: Element) -> [Person] {
        var authors = persons(channel, .author, .managingEditor, .dcCreator, .dcAuthor, .atomAuthor, .dctermsCreator)
        if authors.isEmpty { authors = persons(channel, .itunesAuthor, .googlePlayAuthor, .creator) }
        if let owner = persons(channel, .itunesOwner).first {
            if authors.isEmpty || authors.contains(where: { $0.isSame(as: owner) }) {
                var list = PersonList(authors)
                list.add(owner)
                authors = list.all
            }
        }
        return authors
    }

    func rights(_ parent: Element) -> String? {
        let names: [XMLName] = [
            .copyright, .dcRights, .rights, .atomRights, .atomCopyright, .dctermsRights, .mediaCopyright,
        ]
        for name in names {
            for child in parent.all(name) {
                let markup = child.namespace == .atom ? text(atom: child) : child.markup(at: url)
                if let text = plainOrPicture(markup) { return text }
            }
        }
        return nil
    }

    private func channelImage(_ parent: Element) -> FeedImage? {
        for element in parent.all(.image) {
            var image = FeedImage()
            image.url =
                address(element.first(.url)) ?? address(element, "resource") ?? address(element, "href")
                ?? address(element, "about") ?? (element.hasChildElements ? nil : address(element))
            image.title = plain(element, .title, .dcTitle)
            image.link = address(element.first(.link))
            image.width = element.text(.width).flatMap { Int($0) }
            image.height = element.text(.height).flatMap { Int($0) }
            if image != FeedImage() { return image }
        }
        return nil
    }

    private func generator(_ channel: Element) -> Generator? {
        if let name = plain(channel, .generator, .atomGenerator) {
            let element = channel.first(.generator) ?? channel.first(.atomGenerator)
            return Generator(
                name: name, version: element?.attribute("version"),
                url: address(element, "uri") ?? address(element, "url"))
        }
        guard let url = address(channel.first(.adminGenerator), "resource") else { return nil }
        return Generator(name: url, url: url)
    }

    private func readTimes(_ channel: Element, into feed: inout Feed) {
        feed.ttlMinutes = channel.text(.ttl).flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        for hour in channel.all(.hour, in: .skipHours) {
            // 24 is how Netscape's RSS 0.91 wrote midnight.
            if let hour = hour.text.flatMap({ Int($0) }), (0...24).contains(hour) { feed.skipHours.append(hour % 24) }
        }
        feed.skipDays = channel.all(.day, in: .skipDays).compactMap(\.text)
        feed.updatePeriod = channel.text(.updatePeriod)?.lowercased()
        feed.updateFrequency = channel.text(.updateFrequency).flatMap { Int($0) }
        feed.updateBase = date(channel.first(.updateBase))
    }

    private func readCloud(_ channel: Element, into feed: inout Feed) {
        guard let cloud = channel.first(.cloud) else { return }
        for (key, attribute) in [
            ("domain", "domain"), ("port", "port"), ("path", "path"), ("registerProcedure", "registerprocedure"),
            ("protocol", "protocol"),
        ] as [(String, StaticString)] {
            if let value = cloud.attribute(attribute) { feed.cloud[key] = value }
        }
    }

    func license(_ parent: Element, _ links: Links) -> String? {
        if let element = parent.first(.license) { return address(element) ?? address(element, "resource") }
        let media = [parent.first(.mediaLicense), parent.first(.mediaGroup)?.first(.mediaLicense)].compactMap { $0 }
            .first
        if let url = address(media, "href") { return url }
        return links.first("license") ?? parent.first(.podcastLicense).flatMap { address($0, "url") ?? $0.text }
    }

    func readDeleted(_ element: Element, into feed: inout Feed) {
        guard feed.deletedEntries.count < budget.itemLimit, let id = element.attribute("ref") else { return }
        feed.deletedEntries.append(DeletedEntry(id: id, at: date(element.attribute("when"))))
    }

    // MARK: Item

    func item(rss element: Element) -> Item {
        let links = links(element)
        let guid = element.first(.guid)
        let ownID = guid?.text ?? element.attribute("about") ?? element.text(.atomID, .dcIdentifier, .id, .atomGuid)
        var item = Item(id: ownID ?? "")
        item.hasOwnID = ownID != nil
        item.title = plain(element, .title, .dcTitle, .atomTitle, .mediaTitle, .itunesTitle)
        readAddresses(element, guid, links, into: &item)
        setContent(of: &item, content: content(element), description: description(element))
        if item.summary == nil, item.contentHTML == nil {
            item.summary = plain(element, .itunesSubtitle)
        }
        readItemDates(element, into: &item)
        item.authors = itemAuthors(element)
        item.contributors = persons(element, .dcContributor, .atomContributor)
        item.publisher = persons(element, .dcPublisher).first
        item.categories = categories(element)
        item.tags = item.categories.tags
        item.language = (element.text(.dcLanguage, .language) ?? element.xmlAttribute("xml:lang", upTo: 100)).map(
            languageTag)
        item.source = source(element)
        item.rights = rights(element)
        item.license = license(element, links)
        item.links = links.all
        item.geo = geometry(element)
        readMedia(element, into: &item, links)
        readEpisode(element, into: &item)
        if item.id.isEmpty { item.id = item.url ?? digest(of: item) }
        return item
    }

    private func readAddresses(_ element: Element, _ guid: Element?, _ links: Links, into item: inout Item) {
        let link = element.children.first { $0.name == .link && $0.text != nil }
        let original = element.first(.feedburnerOrigLink) ?? element.first(.pheedoOrigLink)
        let isPermalink = guid?.attribute("ispermalink")?.lowercased()
        if guid?.text != nil {
            item.guidIsPermalink = isPermalink.map { $0 == "true" } ?? true
        }
        item.url = address(original) ?? address(link) ?? links.alternate
        if item.url == nil, isPermalink != "false", let guid, let text = guid.text, let url = address(guid),
            url.isWebAddress, isPermalink == "true" || isLikeAddress(text)
        {
            item.url = url
        }
        item.url = item.url ?? address(element, "about").flatMap { $0.isWebAddress ? $0 : nil }
        item.externalURL = links.first("related") ?? links.first("via")
        item.commentsURL = address(element.first(.comments)) ?? links.repliesPage
        item.commentsFeedURL = address(element.first(.wfwCommentRSS)) ?? links.repliesFeed
        item.commentsCount = element.text(.slashComments, .threadTotal).flatMap { Int($0) }
    }

    /// By default a guid is the item's address (RSS 2.0), but "3" or "story-17" under that default is only a name.
    private func isLikeAddress(_ guid: String) -> Bool {
        !guid.contains(" ") && (guid.contains("/") || guid.hasPrefix("?"))
    }

    private func content(_ element: Element) -> MarkupText? {
        var names: [XMLName] = [.contentEncoded, .xhtmlBody, .xhtmlDiv, .body, .fullItem, .content]
        // Beside a description, what is called a summary can only be the text.
        if element.first(.description) != nil { names.append(.summary) }
        for name in names {
            for child in element.all(name) {
                let markup = child.markup(at: url)
                if !markup.isEmpty { return markup }
            }
        }
        return element.first(.atomContent).flatMap(text(atom:))
    }

    private func description(_ element: Element) -> MarkupText? {
        let names: [XMLName] = [
            .description, .dcDescription, .dctermsAbstract, .summary, .itunesSummary, .googlePlayDescription,
            .mediaDescription,
        ]
        for name in names {
            for child in element.all(name) {
                // RSS's own is HTML by custom; the others are plain by their specifications.
                let markup =
                    name == .description || name == .summary ? child.markup(at: url) : child.plainOrMarkup(at: url)
                if !markup.isEmpty { return markup }
            }
        }
        if let summary = element.first(.atomSummary).flatMap(text(atom:)) { return summary }
        for media in element.children where media.name == .mediaGroup || media.name == .mediaContent {
            if let markup = media.first(.mediaDescription)?.plainOrMarkup(at: url), !markup.isEmpty { return markup }
        }
        return nil
    }

    private func readItemDates(_ element: Element, into item: inout Item) {
        item.datePublished = date(
            element.first(.pubDate), element.first(.dcDate), element.first(.dctermsIssued),
            element.first(.atomPublished),
            element.first(.published), element.first(.atomIssued), element.first(.dctermsAvailable),
            element.first(.date))
        item.dateModified = date(
            element.first(.atomUpdated), element.first(.dctermsModified), element.first(.updated),
            element.first(.modified), element.first(.atomModified), element.first(.lastBuildDate))
        item.dateCreated = date(element.first(.dctermsCreated), element.first(.created), element.first(.atomCreated))
        item.dateExpires = date(element.first(.expirationDate)) ?? validUntil(element.text(.dctermsValid))
    }

    /// `dcterms:valid` is a period: "start=…; end=…".
    private func validUntil(_ period: String?) -> Date? {
        let parts = (period ?? "").split(separator: ";").map { $0.trimming() }
        return parts.first { $0.hasPrefix("end=") }.flatMap { date(String($0.dropFirst(4))) }
    }

    private func itemAuthors(_ element: Element) -> [Person] {
        let authors = persons(element, .author, .dcCreator, .dcAuthor, .atomAuthor, .dctermsCreator)
        return authors.isEmpty ? otherAuthors(element) : authors
    }

    /// Of an entry that has no author by that name.
    func otherAuthors(_ element: Element) -> [Person] {
        let others = persons(element, .itunesAuthor, .googlePlayAuthor, .creator)
        if !others.isEmpty { return others }
        var credits = PersonList(persons(element, .mediaCredit))
        for media in element.children where media.name == .mediaGroup || media.name == .mediaContent {
            for person in persons(media, .mediaCredit) { credits.add(person) }
        }
        return credits.all
    }

    private func source(_ element: Element) -> Source? {
        if let atom = element.first(.atomSource) { return source(atom: atom) }
        if let element = element.first(.source) {
            var source = Source()
            source.title = plain(of: element)
            // The source's feed (RSS 2.0).
            source.feedURL = address(element, "url")
            return source.title == nil && source.feedURL == nil ? nil : source
        }
        guard let element = element.first(.dcSource), let text = plain(of: element) else { return nil }
        var source = Source()
        if text.isWebAddress { source.url = text } else { source.title = text }
        return source
    }

    /// A name for an entry that has none: the same for the same title, date and text.
    func digest(of item: Item) -> String {
        var hash = fnvStart
        let date = item.datePublished?.rfc3339 ?? ""
        for part in [item.title ?? "", date, item.contentHTML ?? item.summary ?? ""] {
            for byte in part.utf8 { hash = fnv(hash, byte) }
            hash = fnv(hash, 0xFF)
        }
        let digits = String(hash, radix: 16)
        return "text:" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Element {
    /// What its `xmlns` attributes declare, in lower case.
    var namespaceURIs: [String] {
        let node = node
        return (Int(node.firstAttribute)..<Int(node.firstAttribute) + Int(node.attributeCount)).compactMap { index in
            let attribute = document.attributes[index]
            guard document.bytes.hasWord("xmlns", at: Int(attribute.nameStart)) else { return nil }
            return document.attributeValue(Int(attribute.valueStart)..<Int(attribute.valueEnd)).lowercased()
        }
    }
}
