import FeedModel
import TextKit

/// HTML that can do no harm, its text, and what is worth knowing of it.
struct SanitizedHTML {
    var html: [UInt8] = []
    var text: String?
    /// The first picture that is one to look at.
    var firstImage: String?
}

/// Makes HTML harmless: it is taken apart into tags and text, and written anew from what `AllowList` names. All text
/// and every value is escaped, so that a browser can find no tag that was not written here. Addresses become
/// absolute, tags balanced.
/// - Parameter base: what relative addresses are relative to; where it is empty they stay as they are.
/// - Parameter page: what "#…" and "?…" are relative to, where that is another.
func sanitizeHTML(_ bytes: [UInt8], _ range: Range<Int>, base: String, page: String? = nil) -> SanitizedHTML {
    var sanitizer = HTMLSanitizer(bytes, range, base: base, page: page)
    return sanitizer.run()
}

private struct HTMLSanitizer {
    private struct Open {
        var tag: HTMLTag
        /// The name as written.
        var name: Range<Int>
    }

    private var tokenizer: HTMLTokenizer
    private let base: WebAddress?
    private let page: WebAddress?
    private var html: [UInt8] = []
    private var text: HTMLText
    private var firstImage: [UInt8]?
    private var open: [Open] = []
    /// How many of `open` are SVG or MathML.
    private var foreignDepth = 0
    /// The element whose content is passed over, and how many of its kind are open within it.
    private var dropped: (tag: HTMLTag, depth: Int)?
    /// Where the content of a hidden element begins: one that has no end hides nothing.
    private var hiddenStart: HTMLTokenizer?
    private var ignoresHidden = false
    private var isInNoscript = false
    private var lastImage: [UInt8]?
    private var scratch: [UInt8] = []
    /// Text that waits for the next tag, references in it read once: only then is it known whether what stands on both
    /// sides of a tag that was left out makes a reference.
    private var heldText: [UInt8] = []

    private let budget = ReadingBudget.current
    /// Bytes that the budget knows of.
    private var held = 0

    private static let depthLimit = 256

    init(_ bytes: [UInt8], _ range: Range<Int>, base: String, page: String?) {
        tokenizer = HTMLTokenizer(bytes, range)
        self.base = WebAddress(base: Array(base.utf8))
        self.page = page.flatMap { WebAddress(base: Array($0.utf8)) }
        html.reserveCapacity(range.count + range.count / 16 + 32)
        text = HTMLText(capacity: range.count / 2)
    }

    mutating func run() -> SanitizedHTML {
        while holds() {
            guard let token = tokenizer.next() else {
                // Once: each of many would be looked for to the end.
                guard let start = hiddenStart, dropped != nil else { break }
                (tokenizer, hiddenStart, dropped, ignoresHidden) = (start, nil, nil, true)
                continue
            }
            if dropped != nil {
                passOver(token)
                continue
            }
            switch token {
            case .text(let range): write(range)
            // Of a CDATA section; what stands in a script is passed over.
            case .rawText(let range): write(tokenizer.bytes, range)
            case .startTag(let tag): start(tag)
            case .endTag(let tag): end(tag)
            case .comment, .doctype: break
            }
        }
        while !open.isEmpty { closeLast() }
        settle()
        holds()
        return SanitizedHTML(
            html: html, text: text.trimmed, firstImage: firstImage.map { String(decoding: $0, as: UTF8.self) })
    }

    /// An address of one letter may be written as a thousand.
    @discardableResult
    private mutating func holds() -> Bool {
        guard html.count + text.bytes.count - held > 65_536 else { return true }
        let grown = html.count + text.bytes.count - held
        held += grown
        return budget.hold(2 * grown)
    }

    private mutating func passOver(_ token: HTMLTokenizer.Token) {
        guard let (tag, depth) = dropped else { return }
        switch token {
        case .startTag(tag) where !tokenizer.isSelfClosing && !(tag == .p && hiddenStart != nil):
            dropped = (tag, depth + 1)
        case .endTag(tag): dropped = depth > 0 ? (tag, depth - 1) : nil
        // A paragraph ends where the next block begins.
        case .startTag(let next) where tag == .p && next.isBlock && hiddenStart != nil:
            (dropped, hiddenStart) = (nil, nil)
            start(next)
        // A page without </head> has a body all the same.
        case .startTag(.body) where tag == .head: dropped = nil
        default: break
        }
    }

    // MARK: Text

    private mutating func write(_ range: Range<Int>) {
        guard tokenizer.bytes.firstIndex(of: UInt8(ascii: "&"), in: range) != nil else {
            return heldText.isEmpty ? writePlain(tokenizer.bytes, range) : hold(tokenizer.bytes, range)
        }
        scratch.removeAll(keepingCapacity: true)
        CharacterReference.decode(tokenizer.bytes, range, into: &scratch)
        write(scratch, scratch.indices)
    }

    private mutating func write(_ bytes: [UInt8], _ range: Range<Int>) {
        guard !heldText.isEmpty || bytes.firstIndex(of: UInt8(ascii: "&"), in: range) != nil else {
            return writePlain(bytes, range)
        }
        hold(bytes, range)
    }

    private mutating func writePlain(_ bytes: [UInt8], _ range: Range<Int>) {
        text.append(bytes, range)
        escape(bytes, range, quotes: false)
    }

    private mutating func hold(_ bytes: [UInt8], _ range: Range<Int>) {
        heldText.append(bytes, range)
        var again = Array(bytes[range])
        if !isInCode { CharacterReference.decodeAgain(&again) }
        text.append(again, again.indices)
    }

    /// Writes the text that waits. To be called before any tag is written.
    private mutating func settle() {
        guard !heldText.isEmpty else { return }
        if !isInCode { CharacterReference.decodeAgain(&heldText) }
        escape(heldText, heldText.indices, quotes: false)
        heldText.removeAll(keepingCapacity: true)
    }

    /// Where references that were encoded twice are meant to be shown.
    private var isInCode: Bool {
        open.contains { element in
            switch element.tag {
            case .code, .pre, .kbd, .samp, .tt: true
            default: false
            }
        }
    }

    private mutating func escape(_ bytes: [UInt8], _ range: Range<Int>, quotes: Bool) {
        var copied = range.lowerBound
        while let at = bytes.firstToEscape(in: copied..<range.upperBound, quotes: quotes) {
            html.append(bytes, copied..<at)
            switch bytes[at] {
            case UInt8(ascii: "&"): html.append("&amp;")
            case UInt8(ascii: "<"): html.append("&lt;")
            case UInt8(ascii: ">"): html.append("&gt;")
            case UInt8(ascii: "\""): html.append("&quot;")
            default: break
            }
            copied = at + 1
        }
        html.append(bytes, copied..<range.upperBound)
    }

    // MARK: Tags

    /// What browsers do not show: the preview texts of newsletters stand in it. A picture may wait there for a script.
    private func isHidden(_ tag: HTMLTag) -> Bool {
        guard !ignoresHidden, !tag.isVoid, !tokenizer.isSelfClosing else { return false }
        for attribute in tokenizer.attributes {
            if tokenizer.bytes.equals("hidden", in: attribute.name) {
                return !tokenizer.bytes.equals("until-found", in: attribute.value)
            }
            if tokenizer.bytes.equals("style", in: attribute.name),
                tokenizer.bytes.firstIndex(of: "display" as StaticString, in: attribute.value) != nil
                    || tokenizer.bytes.firstIndex(of: "visibility" as StaticString, in: attribute.value) != nil
            {
                var style: [UInt8] = []
                CharacterReference.decode(tokenizer.bytes, attribute.value, inAttribute: true, into: &style)
                return hidesByStyle(style)
            }
        }
        return false
    }

    private mutating func start(_ tag: HTMLTag) {
        if !tokenizer.attributes.isEmpty, foreignDepth == 0, isHidden(tag), AllowList.keeps(tag) || tag.isBlock {
            (hiddenStart, dropped) = (tokenizer, (tag, 0))
            return
        }
        if foreignDepth > 0, tag == .other || tag == .title || tag == .svg || tag == .math {
            return startForeign(tag)
        }
        if AllowList.dropsContent(of: tag) {
            if !tokenizer.isSelfClosing || tag.holdsRawText { dropped = (tag, 0) }
            return
        }
        let tag = tag == .image ? .img : tag
        if tag == .noscript { isInNoscript = true }
        guard AllowList.keeps(tag) else { return text.start(tag) }
        closeImplied(before: tag)
        if tag == .svg || tag == .math { return startForeign(tag) }
        if tag == .img { return writeImage() }
        text.start(tag, listStart: tag == .ol ? tokenizer.value("start").flatMap { Int($0) } : nil)
        guard tag.isVoid || open.count < Self.depthLimit else { return }
        settle()
        html.append(UInt8(ascii: "<"))
        html.appendLowercased(tokenizer.bytes, tokenizer.name)
        for attribute in tokenizer.attributes {
            guard let kind = AllowList.attribute(tokenizer.bytes, attribute.name) else { continue }
            write(attribute, kind)
        }
        html.append(UInt8(ascii: ">"))
        if !tag.isVoid { open.append(Open(tag: tag, name: tokenizer.name)) }
    }

    private mutating func startForeign(_ tag: HTMLTag) {
        guard open.count < Self.depthLimit,
            tag == .svg || tag == .math || AllowList.keepsForeign(tokenizer.bytes, tokenizer.name)
        else { return }
        settle()
        html.append(UInt8(ascii: "<"))
        html.append(tokenizer.bytes, tokenizer.name)
        for attribute in tokenizer.attributes {
            guard let kind = AllowList.foreignAttribute(tokenizer.bytes, attribute.name) else { continue }
            write(attribute, kind)
        }
        html.append(UInt8(ascii: ">"))
        foreignDepth += 1
        open.append(Open(tag: tag, name: tokenizer.name))
        if tokenizer.isSelfClosing { closeLast() }
    }

    private mutating func end(_ tag: HTMLTag) {
        if tag == .br { return start(.br) }
        if tag == .noscript { isInNoscript = false }
        guard
            let match = open.lastIndex(where: { element in
                element.tag == tag && (tag != .other || isSame(element.name, tokenizer.name))
            })
        else {
            if tag.isBlock { text.end(tag) }
            return
        }
        // The end tag of something around a table does not close the cell it stands in.
        if tag != .table, open[match...].contains(where: { $0.tag == .table }), open[match].tag != .div { return }
        while open.count > match { closeLast() }
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { tokenizer.bytes[$0].lowercased == tokenizer.bytes[$1].lowercased }
    }

    private mutating func closeLast() {
        settle()
        let element = open.removeLast()
        html.append("</")
        let isForeign =
            foreignDepth > 0
            && (element.tag == .other || element.tag == .svg || element.tag == .math
                || element.tag == .title)
        if isForeign {
            foreignDepth -= 1
            html.append(tokenizer.bytes, element.name)
        } else {
            html.appendLowercased(tokenizer.bytes, element.name)
            text.end(element.tag)
        }
        html.append(UInt8(ascii: ">"))
    }

    /// Elements whose end tag may be left out end where the next of their kind begins.
    private mutating func closeImplied(before tag: HTMLTag) {
        switch tag {
        case .li: closeNearest([.li], within: [.ul, .ol, .menu, .dir])
        case .dt, .dd: closeNearest([.dt, .dd], within: [.dl])
        case .tr: closeNearest([.tr], within: [.table])
        case .td, .th: closeNearest([.td, .th], within: [.table, .tr])
        case .tbody, .thead, .tfoot: closeNearest([.tbody, .thead, .tfoot], within: [.table])
        default: if tag.isBlock, open.last?.tag == .p { closeLast() }
        }
    }

    private mutating func closeNearest(_ tags: [HTMLTag], within containers: [HTMLTag]) {
        for index in open.indices.reversed() {
            if tags.contains(open[index].tag) {
                while open.count > index { closeLast() }
                return
            }
            if containers.contains(open[index].tag) { return }
        }
    }

    // MARK: Attributes

    private mutating func write(_ attribute: HTMLTokenizer.Attribute, _ kind: AllowList.Value) {
        scratch.removeAll(keepingCapacity: true)
        CharacterReference.decode(tokenizer.bytes, attribute.value, inAttribute: true, into: &scratch)
        let value: [UInt8]?
        switch kind {
        case .text: value = scratch
        case .address: value = SafeAddress.read(scratch, base: ownBase, allowsImageData: false)
        case .imageAddress: value = SafeAddress.read(scratch, base: base, allowsImageData: true)
        case .addressSet: value = SafeAddress.readSet(scratch, base: base)
        case .style: value = sanitizeStyle(scratch)
        }
        guard let value else { return }
        writeAttribute(tokenizer.bytes, attribute.name, value)
    }

    /// Of the address in `scratch`: a part of a page, or nothing, means the page that the text stands on.
    private var ownBase: WebAddress? {
        let first = scratch.first { $0 > 0x20 }
        return first == UInt8(ascii: "#") || first == UInt8(ascii: "?") || first == nil ? page ?? base : base
    }

    private mutating func writeAttribute(_ nameBytes: [UInt8], _ name: Range<Int>, _ value: [UInt8]) {
        html.append(UInt8(ascii: " "))
        html.append(nameBytes, name)
        html.append("=\"")
        escape(value, value.indices, quotes: true)
        html.append(UInt8(ascii: "\""))
    }

    /// Writes an image with the address that a browser would load in the end, unless it only counts readers.
    private mutating func writeImage() {
        let own = tokenizer.value("src").flatMap(imageAddress)
        let isPlaceholder = own.map { isImagePlaceholder($0) } ?? true
        // A picture that stands in the feed itself stays where no other is named.
        let address = (isPlaceholder ? lazyAddress() : nil) ?? own
        let isPixel = isTrackingPixel(
            address, width: tokenizer.value("width"), height: tokenizer.value("height"))
        guard !isPixel else { return }
        // For who runs no scripts, what a script would load is there a second time.
        if isInNoscript, address != nil, address == lastImage { return }
        lastImage = address
        settle()
        html.append("<img")
        if let address {
            let name = Array("src".utf8)
            writeAttribute(name, name.indices, address)
            if firstImage == nil, !address.starts(with: "data:".utf8) { firstImage = address }
        }
        for attribute in tokenizer.attributes where !tokenizer.bytes.equals("src", in: attribute.name) {
            guard let kind = AllowList.attribute(tokenizer.bytes, attribute.name) else { continue }
            write(attribute, kind)
        }
        html.append(UInt8(ascii: ">"))
    }

    private func imageAddress(_ value: String) -> [UInt8]? {
        // An empty address would be that of the page.
        let value = cleanAddress(Array(value.utf8))
        return value.isEmpty ? nil : SafeAddress.read(value, base: base, allowsImageData: true)
    }

    /// The address that a script would put into `src`: of the usual attributes, else of any whose value looks like a
    /// picture's address; of a set, the largest.
    private func lazyAddress() -> [UInt8]? {
        let usual: [StaticString] = ["data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large-file"]
        for name in usual {
            if let address = tokenizer.value(name).flatMap(imageAddress), !address.starts(with: "data:".utf8) {
                return address
            }
        }
        var sets: [[UInt8]] = []
        for attribute in tokenizer.attributes {
            let isSet = tokenizer.bytes.firstIndex(of: "srcset" as StaticString, in: attribute.name) != nil
            guard isSet || tokenizer.bytes.hasWord("data-", at: attribute.name.lowerBound) else { continue }
            let value = tokenizer.value(attribute)
            if isSet {
                if let set = SafeAddress.readSet(Array(value.utf8), base: base) { sets.append(set) }
            } else if looksLikeImage(value), let address = imageAddress(value) {
                return address
            }
        }
        return sets.lazy.compactMap(largest(of:)).first
    }

    /// Of a cleaned `srcset`.
    private func largest(of set: [UInt8]) -> [UInt8]? {
        var best: (size: Double, address: [UInt8])?
        for candidate in String(decoding: set, as: UTF8.self).split(separator: ", ") {
            let parts = candidate.split(separator: " ")
            let size = parts.count > 1 ? Double(parts[1].dropLast()) ?? 1 : 1
            if best == nil || size > best!.size { best = (size, Array(parts[0].utf8)) }
        }
        return best?.address
    }
}

/// `display: none` or `visibility: hidden`, the last of each kind, as in CSS.
private func hidesByStyle(_ style: [UInt8]) -> Bool {
    var (display, visibility) = (0..<0, 0..<0)
    forEachDeclaration(in: style) { name, value in
        let end = style.firstIndex(of: UInt8(ascii: "!"), in: value) ?? value.upperBound
        let value = style.trimmingSpace(value.lowerBound..<end)
        if style.equals("display", in: name) { display = value }
        if style.equals("visibility", in: name) { visibility = value }
    }
    return style.equals("none", in: display) || style.equals("hidden", in: visibility)
}

/// Whether a picture only holds the place of another one: given as data, or by the name of its file.
private func isImagePlaceholder(_ address: [UInt8]) -> Bool {
    if address.starts(with: "data:".utf8) { return true }
    let end = address.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? address.count
    let start = address[..<end].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let names: [StaticString] = [
        "lazyload", "lazy-load", "lazy_load", "placeholder", "blank.", "spacer.", "loading.", "loader.", "transparent",
        "1x1", "pixel.", "grey.", "gray.", "trans.", "empty.", "lazy.", "preload", "clear.gif", "dummy.",
    ]
    return names.contains { address.firstIndex(of: $0, in: start..<end) != nil }
}

/// A whole address or a file of a picture.
private func looksLikeImage(_ value: String) -> Bool {
    let path = value.trimming().prefix { $0 != "?" && $0 != "#" }.lowercased()
    guard !path.isEmpty, !path.contains(" "), !path.contains("{"), !path.hasPrefix("data:") else { return false }
    let isPicture = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp"].contains(where: path.hasSuffix)
    return isPicture && !isImagePlaceholder(Array(path.utf8))
}

/// Whether an image is there to count readers: a pixel, or of a host that serves nothing else.
/// - Parameter address: of which the first 200 bytes count.
func isTrackingPixel(_ address: [UInt8]?, width: String?, height: String?) -> Bool {
    func isTiny(_ size: String?) -> Bool { size.map { ["0", "1", "0px", "1px"].contains($0) } ?? false }
    if isTiny(width), isTiny(height) { return true }
    guard let address else { return false }
    let places = address.indices.prefix(200)
    for at in places.dropLast() where address[at] == UInt8(ascii: "/") && address[at + 1] == UInt8(ascii: "/") {
        for tracker in trackers where at + tracker.utf8CodeUnitCount <= places.upperBound {
            if address.hasWord(tracker, at: at) { return true }
        }
    }
    return false
}

extension [UInt8] {
    /// The first place in `range` of what would end a text, or, where there are quotes, a value; or of NUL, which
    /// browsers replace.
    fileprivate func firstToEscape(in range: Range<Int>, quotes: Bool) -> Int? {
        withUnsafeBytes { bytes in
            let quote = quotes ? UInt8(ascii: "\"") : 0
            var at = range.lowerBound
            while at + 8 <= range.upperBound {
                let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                let places =
                    word.places(of: UInt8(ascii: "&")) | word.places(of: UInt8(ascii: "<"))
                    | word.places(of: UInt8(ascii: ">")) | word.places(of: quote) | word.places(of: 0)
                if places != 0 { break }
                at += 8
            }
            while at < range.upperBound {
                switch bytes[at] {
                case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), quote, 0: return at
                default: at += 1
                }
            }
            return nil
        }
    }

    fileprivate mutating func appendLowercased(_ other: [UInt8], _ range: Range<Int>) {
        let start = count
        append(other, range)
        for at in start..<count { self[at] = self[at].lowercased }
    }
}

/// Each begins with the slashes before a host.
private let trackers: [StaticString] = [
    "//feeds.feedburner.com/~r/", "//feeds.feedburner.com/~ff/", "//pixel.wp.com/", "//stats.wordpress.com/b.gif",
    "//pixel.quantserve.com/", "//b.scorecardresearch.com/", "//www.google-analytics.com/",
    "//ad.doubleclick.net/", "//rss.feedsportal.com/", "//pi.feedsportal.com/", "//res3.feedsportal.com/",
    "//feedsportal.com/", "//counter.theconversation.com/", "//da.feedsportal.com/",
]
