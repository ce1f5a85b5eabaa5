import FeedModel

/// What Media RSS, iTunes and enclosures say of an entry's pictures, sounds and films.
extension FeedReading {
    func readMedia(_ element: Element, into item: inout Item, _ links: Links) {
        for enclosure in element.all(.enclosure) { readEnclosure(enclosure, into: &item) }
        for enclosure in links.enclosures { item.attachments.add(enclosure) }
        readMediaRSS(element, into: &item)
        if let duration = element.text(.itunesDuration).flatMap(seconds(ofDuration:)),
            let index = item.attachments.firstIndex(where: { $0.durationInSeconds == nil })
        {
            item.attachments[index].durationInSeconds = duration
        }
        if let image = image(element) { item.image = image }
        item.image = item.image ?? item.thumbnails.first?.url
    }

    /// `itunes:image` and its kin.
    func image(_ parent: Element) -> String? {
        for element in parent.children where element.name == .itunesImage || element.name == .googlePlayImage {
            if let url = address(element, "href") ?? address(element, "url") ?? address(element) { return url }
            if let inner = element.first(.url), let url = address(inner) { return url }
        }
        return nil
    }

    private func readEnclosure(_ element: Element, into item: inout Item) {
        guard let url = address(element, "url") ?? address(element, "href") ?? address(element, "resource")
            ?? address(element)
        else { return }
        var attachment = Attachment(url: url)
        attachment.mimeType = element.attribute("type")
        attachment.sizeInBytes = size(element.attribute("length"))
        item.attachments.add(attachment)
    }

    /// Nothing is no size; some write it with thousands' separators.
    private func size(_ text: String?) -> Int? {
        guard let size = Int((text ?? "").filter { !",. ".contains($0) }), size > 0 else { return nil }
        return size
    }

    private func readMediaRSS(_ parent: Element, into item: inout Item) {
        for element in parent.children {
            switch element.name {
            case .mediaGroup: readMediaRSS(element, into: &item)
            case .mediaContent:
                readMediaContent(element, into: &item)
                readMediaRSS(element, into: &item)
            case .mediaThumbnail:
                guard let url = address(element, "url") ?? address(element) else { continue }
                var thumbnail = Thumbnail(url: url)
                thumbnail.width = element.attribute("width").flatMap { Int($0) }
                thumbnail.height = element.attribute("height").flatMap { Int($0) }
                thumbnail.time = element.attribute("time")
                if !item.thumbnails.contains(thumbnail) { item.thumbnails.append(thumbnail) }
            default: break
            }
        }
    }

    private func readMediaContent(_ element: Element, into item: inout Item) {
        guard let url = address(element, "url") ?? element.first(.mediaPlayer).flatMap({ address($0, "url") }) else { return }
        var attachment = Attachment(url: url)
        attachment.mimeType = element.attribute("type")
        attachment.title = plain(element, .mediaTitle)
        attachment.sizeInBytes = size(element.attribute("filesize"))
        attachment.durationInSeconds = element.attribute("duration").flatMap(seconds(ofDuration:))
        item.attachments.add(attachment)
        let isImage = element.attribute("medium")?.lowercased() == "image" || attachment.mimeType?.hasPrefix("image/") == true
        if isImage, item.image == nil { item.image = url }
    }
}

extension [Attachment] {
    /// One entry for each address; what a second mention knows more is added.
    mutating func add(_ attachment: Attachment) {
        guard let index = firstIndex(where: { $0.url == attachment.url }) else { return append(attachment) }
        self[index].mimeType = self[index].mimeType ?? attachment.mimeType
        self[index].title = self[index].title ?? attachment.title
        self[index].sizeInBytes = self[index].sizeInBytes ?? attachment.sizeInBytes
        self[index].durationInSeconds = self[index].durationInSeconds ?? attachment.durationInSeconds
    }
}

/// "1:02:03", "62:03", "3723" or "3723.5".
func seconds(ofDuration text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var seconds = 0.0
    for part in parts {
        guard let number = Double(part.trimming()), number >= 0, number < 1e9 else { return nil }
        seconds = seconds * 60 + number
    }
    return seconds > 0 ? seconds : nil
}
