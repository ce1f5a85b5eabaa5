import FeedModel
import TextKit

/// Atom 1.0 (RFC 4287), Atom 0.3, and what stands in RSS in their namespaces.
extension FeedReading {
    func feed(atom root: Element) -> Feed {
        // Atom 0.3 has a version attribute, and Atom 1.0 a namespace of its own.
        let isOld =
            root.attribute("version") == "0.3" || root.namespaceURIs.contains { $0.contains("purl.org/atom/ns") }
        var feed = Feed(format: isOld ? .atom03 : .atom10)
        if root.name == .atomEntry {
            if !root.document.isTruncated { feed.items.append(item(atom: root, of: nil)) }
            return feed
        }
        readFeed(root, into: &feed)
        let entries = root.children.filter { $0.name == .atomEntry || $0.name == .atomItem || $0.name == .item }
        let bare = feed
        for entry in entries {
            add(to: &feed) { entry.name == .item ? item(rss: entry) : item(atom: entry, of: bare) }
        }
        for deleted in root.all(.deletedEntry) { readDeleted(deleted, into: &feed) }
        return feed
    }

    private func readFeed(_ root: Element, into feed: inout Feed) {
        let links = links(root)
        if url.isEmpty, let own = links.first("self"), own.isWebAddress { url = own }
        feed.title = text(root, .atomTitle, .dcTitle, .mediaTitle, .itunesTitle)
        feed.homePageURL = links.alternate
        feed.feedURL = links.first("self")
        feed.description = text(
            root, .atomSubtitle, .atomTagline, .dcDescription, .atomDescription, .itunesSummary, .itunesSubtitle)
        feed.icon = address(root.first(.atomLogo)) ?? image(root)
        feed.favicon = address(root.first(.atomIcon))
        feed.authors = persons(root, .atomAuthor, .dcCreator, .dcAuthor)
        if feed.authors.isEmpty { feed.authors = persons(root, .itunesAuthor, .itunesOwner) }
        feed.language = (root.text(.dcLanguage, .atomLanguage, .language) ?? root.language).map(languageTag)
        feed.hubs = links.all.filter { $0.rel == "hub" }.map { Hub(type: "WebSub", url: $0.url) }
        feed.nextURL = links.first("next")
        feed.links = links.all
        feed.id = root.text(.atomID, .dcIdentifier)
        feed.datePublished = date(
            root.first(.atomPublished), root.first(.atomIssued), root.first(.dcDate), root.first(.dctermsIssued))
        feed.dateModified = date(root.first(.atomUpdated), root.first(.atomModified), root.first(.dctermsModified))
        feed.rights = rights(root)
        if let generator = root.first(.atomGenerator) {
            feed.generator = Generator(
                name: plain(of: generator), version: generator.attribute("version"),
                url: address(generator, "uri") ?? address(generator, "url"))
        }
        feed.publisher = persons(root, .dcPublisher).first
        feed.contributors = persons(root, .atomContributor, .dcContributor)
        feed.categories = categories(root)
        feed.license = license(root, links)
        feed.isComplete = root.first(.historyComplete) != nil ? true : nil
        feed.isArchive = root.first(.historyArchive) != nil ? true : nil
        feed.updatePeriod = root.text(.updatePeriod)?.lowercased()
        feed.updateFrequency = root.text(.updateFrequency).flatMap { Int($0) }
        feed.updateBase = date(root.first(.updateBase))
        feed.geo = geometry(root)
        readPodcast(root, into: &feed)
    }

    func item(atom element: Element, of feed: Feed?) -> Item {
        let links = links(element)
        let ownID = element.text(.atomID, .dcIdentifier, .atomGuid)
        var item = Item(id: ownID ?? "")
        item.hasOwnID = ownID != nil
        item.title = text(element, .atomTitle, .dcTitle, .mediaTitle, .itunesTitle)
        item.url = address(element.first(.feedburnerOrigLink)) ?? links.alternate
        item.externalURL = links.first("related") ?? links.first("via")
        readContent(element, into: &item)
        item.datePublished = date(
            element.first(.atomPublished), element.first(.atomIssued), element.first(.dcDate),
            element.first(.dctermsIssued),
            element.first(.atomPubDate))
        item.dateModified = date(
            element.first(.atomUpdated), element.first(.atomModified), element.first(.dctermsModified),
            element.first(.appEdited))
        item.dateCreated = date(element.first(.atomCreated), element.first(.dctermsCreated))
        item.dateExpires = date(element.first(.expirationDate))
        let source = element.first(.atomSource)
        item.source = source.flatMap { self.source(atom: $0) }
        item.authors = persons(element, .atomAuthor, .dcCreator, .dcAuthor)
        if item.authors.isEmpty { item.authors = otherAuthors(element) }
        // RFC 4287, 4.2.1: the source's authors, then the feed's.
        if item.authors.isEmpty, let source { item.authors = persons(source, .atomAuthor) }
        if item.authors.isEmpty, let feed, inheritsAuthors(of: feed) { item.authors = feed.authors }
        item.contributors = persons(element, .atomContributor, .dcContributor)
        item.publisher = persons(element, .dcPublisher).first
        item.categories = categories(element)
        item.tags = item.categories.tags
        item.language = (element.text(.dcLanguage) ?? element.language ?? element.first(.atomContent)?.language).map(
            languageTag)
        item.rights = rights(element)
        item.license = license(element, links)
        item.links = links.all
        item.geo = geometry(element)
        item.commentsURL = address(element.first(.comments)) ?? links.repliesPage
        item.commentsFeedURL = address(element.first(.wfwCommentRSS)) ?? links.repliesFeed
        item.commentsCount = element.text(.slashComments, .threadTotal).flatMap { Int($0) }
        readMedia(element, into: &item, links)
        readEpisode(element, into: &item)
        if item.id.isEmpty { item.id = item.url ?? digest(of: item) }
        return item
    }

    /// Each entry would have all of them, and keep them.
    private func inheritsAuthors(of feed: Feed) -> Bool {
        feed.authors.count <= 100
            && feed.authors.reduce(0) { $0 + ($1.name ?? "").utf8.count + ($1.url ?? "").utf8.count } <= 10_000
    }

    private func readContent(_ element: Element, into item: inout Item) {
        var content: MarkupText?
        var media = MediaList(of: item)
        for child in element.all(.atomContent) {
            // Content elsewhere (RFC 4287, 4.1.3.2).
            if let url = address(child, "src") {
                var attachment = Attachment(url: url)
                attachment.mimeType = child.attribute("type")
                media.add(attachment)
                if item.url == nil { item.url = url }
            }
            // Of several, as Atom 0.3 allows, the last that is HTML.
            guard let text = text(atom: child), !text.isEmpty else { continue }
            if content == nil || text.isHTML { content = text }
        }
        item.attachments = media.attachments
        content =
            content ?? element.first(.contentEncoded)?.markup(at: url) ?? element.first(.xhtmlBody)?.markup(at: url)
        var summary = element.first(.atomSummary).flatMap(text(atom:))
        if summary == nil || summary!.isEmpty {
            let media = element.first(.mediaGroup) ?? element.first(.mediaContent)
            summary =
                (element.first(.dcDescription) ?? element.first(.itunesSummary) ?? element.first(.mediaDescription)
                ?? media?.first(.mediaDescription) ?? element.first(.atomDescription))?.plainOrMarkup(at: url)
        }
        setContent(of: &item, content: content, description: summary)
    }

    func source(atom element: Element) -> Source? {
        let links = links(element)
        var source = Source()
        source.id = element.text(.atomID)
        source.title = text(element, .atomTitle)
        source.url = links.alternate
        source.feedURL = links.first("self")
        source.dateModified = date(element.first(.atomUpdated), element.first(.atomModified))
        return source == Source() ? nil : source
    }

    // MARK: Text constructs

    private func text(_ parent: Element, _ names: XMLName...) -> String? {
        for name in names {
            for child in parent.all(name) {
                let markup = child.namespace == .atom ? text(atom: child) : child.markup(at: url)
                if let plain = name.isTitle ? markup?.title : markup?.plain { return plain }
            }
        }
        return nil
    }

    /// What `type` and Atom 0.3's `mode` make of an element's content (RFC 4287, 3.1 and 4.1.3.3).
    func text(atom element: Element) -> MarkupText? {
        let type = element.attribute("type")?.lowercased().split(separator: ";").first.map(String.init) ?? "text"
        let mode = element.attribute("mode")?.lowercased()
        let isMarkup = type == "xhtml" || type.hasSuffix("+xml") || type.hasSuffix("/xml") || mode == "xml"
        if mode == "base64" || mode == nil && isBinary(type) {
            // Who names a type that nobody knows has seldom encoded its text.
            guard let encoded = base64(element, isHTML: isHTML(type)) else { return unknown(element) }
            return encoded
        }
        if type == "html" || type == "text/html", let div = element.first(.xhtmlDiv), !div.hasChildElements,
            Array(element.children).count == 1
        {
            // Escaped markup in a div that should not be there.
            return div.markup(at: url)
        }
        if element.hasChildElements || isMarkup {
            let inner = element.innerHTML(at: url, readsEscaped: !isMarkup)
            let base = element.base(over: url)
            return MarkupText(bytes: inner, range: inner.indices, isHTML: true, base: base, isInline: true)
        }
        if type != "text", !type.contains("/"), !isHTML(type) { return unknown(element) }
        return element.markup(at: url, isHTML: isHTML(type))
    }

    /// Of a type that nobody knows: HTML where it looks like it; nil where it is no text.
    private func unknown(_ element: Element) -> MarkupText? {
        var markup = element.markup(at: url)
        guard !markup.isInline, !holdsElement(Array(markup.bytes[markup.range])) else { return markup }
        if isBase64(markup.bytes, markup.bytes.trimmingSpace(markup.range)) { return nil }
        markup.keepsLines = true
        return markup
    }

    /// Not merely a word or two.
    private func isBase64(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        range.count >= 60 && bytes.firstIndex(of: 0x20, in: range) == nil && decodeBase64(Array(bytes[range])) != nil
    }

    private func isHTML(_ type: String) -> Bool {
        type == "html" || type == "text/html" || type.hasPrefix("application/xhtml")
    }

    private func isBinary(_ type: String) -> Bool {
        type.contains("/") && !type.hasPrefix("text/") && !type.hasSuffix("xml")
    }

    private func base64(_ element: Element, isHTML: Bool) -> MarkupText? {
        let text = element.textBytes
        // Words have spaces between them, base64 line ends at most.
        guard text.firstIndex(of: 0x20, in: text.trimmingSpace(text.indices)) == nil,
            let bytes = decodeBase64(text), UnicodeDecoder.inspect(bytes[...]).isUTF8
        else { return nil }
        return MarkupText(bytes: bytes, range: bytes.indices, isHTML: isHTML, base: element.base(over: url))
    }
}

/// RFC 4648, 4; white space does not count. Nil when it is something else.
private func decodeBase64(_ text: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    var (buffer, bits): (UInt32, Int) = (0, 0)
    for byte in text where !byte.isSpace && byte != UInt8(ascii: "=") {
        let value: UInt8
        switch byte {
        case 0x41...0x5A: value = byte - 0x41
        case 0x61...0x7A: value = byte - 0x47
        case 0x30...0x39: value = byte + 4
        case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
        default: return nil
        }
        buffer = buffer << 6 | UInt32(value)
        bits += 6
        if bits >= 8 {
            bits -= 8
            out.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
        }
    }
    return out
}
