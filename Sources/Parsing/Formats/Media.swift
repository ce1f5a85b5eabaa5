import FeedModel
import TextKit

/// What Media RSS, iTunes and enclosures say of an entry's pictures, sounds and films.
extension FeedReading {
    func readMedia(_ element: Element, into item: inout Item, _ links: Links) {
        var media = MediaList(of: item)
        for enclosure in element.all(.enclosure) { readEnclosure(enclosure, into: &media) }
        for enclosure in links.enclosures { media.add(enclosure) }
        readMediaRSS(element, into: &media)
        item.attachments = media.attachments
        item.thumbnails = media.thumbnails.all
        item.image = media.image
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

    private func readEnclosure(_ element: Element, into media: inout MediaList) {
        guard
            let url = address(element, "url") ?? address(element, "href") ?? address(element, "resource")
                ?? address(element.first(.url)) ?? address(element)
        else { return }
        var attachment = Attachment(url: url)
        attachment.mimeType = element.attribute("type")
        attachment.sizeInBytes = size(element.attribute("length"))
        media.add(attachment)
    }

    /// Nothing is no size; some write it with thousands' separators.
    private func size(_ text: String?) -> Int? {
        guard let size = Int((text ?? "").filter { !",. ".contains($0) }), size > 0 else { return nil }
        return size
    }

    private func readMediaRSS(_ parent: Element, into media: inout MediaList) {
        for element in parent.children {
            switch element.name {
            case .mediaGroup: readMediaRSS(element, into: &media)
            case .mediaContent:
                readMediaContent(element, into: &media)
                readMediaRSS(element, into: &media)
            case .mediaThumbnail:
                guard let url = address(element, "url") ?? address(element) else { continue }
                var thumbnail = Thumbnail(url: url)
                thumbnail.width = element.attribute("width").flatMap { Int($0) }
                thumbnail.height = element.attribute("height").flatMap { Int($0) }
                thumbnail.time = element.attribute("time")
                media.thumbnails.add(thumbnail)
            default: break
            }
        }
    }

    private func readMediaContent(_ element: Element, into media: inout MediaList) {
        guard let url = address(element, "url") ?? element.first(.mediaPlayer).flatMap({ address($0, "url") }) else {
            return
        }
        var attachment = Attachment(url: url)
        attachment.mimeType = element.attribute("type")
        attachment.title = plain(element, .mediaTitle)
        attachment.sizeInBytes = size(element.attribute("filesize"))
        attachment.durationInSeconds = element.attribute("duration").flatMap(seconds(ofDuration:))
        media.add(attachment)
        let isImage =
            element.attribute("medium")?.lowercased() == "image" || attachment.mimeType?.hasPrefix("image/") == true
        if isImage, media.image == nil { media.image = url }
    }
}

/// The pictures, sounds and films of an entry while it is read.
struct MediaList {
    private(set) var attachments: [Attachment]
    var thumbnails = Distinct<Thumbnail>()
    var image: String?
    /// Where each is; kept once there are too many to look at each.
    private var places: [String: Int] = [:]

    private static let few = 16

    init(of item: Item) { (attachments, image) = (item.attachments, item.image) }

    /// One entry for each address; what a second mention knows more is added.
    mutating func add(_ attachment: Attachment) {
        guard let index = place(of: attachment.url) else {
            if !places.isEmpty { places[attachment.url] = attachments.count }
            return attachments.append(attachment)
        }
        attachments[index].mimeType = attachments[index].mimeType ?? attachment.mimeType
        attachments[index].title = attachments[index].title ?? attachment.title
        attachments[index].sizeInBytes = attachments[index].sizeInBytes ?? attachment.sizeInBytes
        attachments[index].durationInSeconds = attachments[index].durationInSeconds ?? attachment.durationInSeconds
    }

    private mutating func place(of url: String) -> Int? {
        guard attachments.count >= Self.few else { return attachments.firstIndex { $0.url == url } }
        if places.isEmpty {
            for (index, attachment) in attachments.enumerated() {
                places[attachment.url] = places[attachment.url] ?? index
            }
        }
        return places[url]
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
