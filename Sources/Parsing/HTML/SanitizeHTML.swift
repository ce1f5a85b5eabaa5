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
func sanitizeHTML(_ bytes: [UInt8], _ range: Range<Int>, base: String) -> SanitizedHTML {
    var sanitizer = HTMLSanitizer(bytes, range, base: base)
    return sanitizer.run()
}

private struct HTMLSanitizer {
    private struct Open {
        var tag: HTMLTag
        /// The name as written, for elements of SVG and MathML.
        var name: Range<Int>
    }

    private var tokenizer: HTMLTokenizer
    private let base: WebAddress?
    private var html: [UInt8] = []
    private var text: HTMLText
    private var firstImage: [UInt8]?
    private var open: [Open] = []
    /// How many of `open` are SVG or MathML.
    private var foreignDepth = 0
    /// The element whose content is passed over, and how many of its kind are open within it.
    private var dropped: (tag: HTMLTag, depth: Int)?
    private var scratch: [UInt8] = []
    /// Text that waits for the next tag, references in it read once: only then is it known whether what stands on both
    /// sides of a tag that was left out makes a reference.
    private var heldText: [UInt8] = []

    private let budget = ReadingBudget.current
    /// Bytes that the budget knows of.
    private var held = 0

    private static let depthLimit = 256

    init(_ bytes: [UInt8], _ range: Range<Int>, base: String) {
        tokenizer = HTMLTokenizer(bytes, range)
        self.base = WebAddress(base: Array(base.utf8))
        html.reserveCapacity(range.count + range.count / 16 + 32)
        text = HTMLText(capacity: range.count / 2)
    }

    mutating func run() -> SanitizedHTML {
        while let token = tokenizer.next(), holds() {
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
        case .startTag(tag) where !tokenizer.isSelfClosing: dropped = (tag, depth + 1)
        case .endTag(tag): dropped = depth > 0 ? (tag, depth - 1) : nil
        // A page without </head> has a body all the same.
        case .startTag(.body) where tag == .head: dropped = nil
        default: break
        }
    }

    // MARK: Text

    private mutating func write(_ range: Range<Int>) {
        guard tokenizer.bytes.firstIndex(of: UInt8(ascii: "&"), in: range) != nil else {
            return write(tokenizer.bytes, range)
        }
        scratch.removeAll(keepingCapacity: true)
        CharacterReference.decode(tokenizer.bytes, range, into: &scratch)
        write(scratch, scratch.indices)
    }

    private mutating func write(_ bytes: [UInt8], _ range: Range<Int>) {
        guard !heldText.isEmpty || bytes.firstIndex(of: UInt8(ascii: "&"), in: range) != nil else {
            text.append(bytes, range)
            return escape(bytes, range, quotes: false)
        }
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
        if !quotes, bytes.firstIndex(of: UInt8(ascii: ">"), in: range) == nil,
            bytes.firstIndex(of: UInt8(ascii: "<"), in: range) == nil,
            bytes.firstIndex(of: UInt8(ascii: "&"), in: range) == nil,
            bytes.firstIndex(of: 0, in: range) == nil
        {
            return html.append(bytes, range)
        }
        var copied = range.lowerBound
        for at in range {
            let replacement: StaticString
            switch bytes[at] {
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case UInt8(ascii: "\"") where quotes: replacement = "&quot;"
            case 0: replacement = ""
            default: continue
            }
            html.append(bytes, copied..<at)
            html.append(replacement)
            copied = at + 1
        }
        html.append(bytes, copied..<range.upperBound)
    }

    // MARK: Tags

    private mutating func start(_ tag: HTMLTag) {
        if foreignDepth > 0, tag == .other || tag == .title || tag == .svg || tag == .math {
            return startForeign(tag)
        }
        if AllowList.dropsContent(of: tag) {
            if !tokenizer.isSelfClosing || tag.holdsRawText { dropped = (tag, 0) }
            return
        }
        let tag = tag == .image ? .img : tag
        guard AllowList.keeps(tag) else { return text.start(tag) }
        closeImplied(before: tag)
        if tag == .svg || tag == .math { return startForeign(tag) }
        if tag == .img { return writeImage() }
        text.start(tag, listStart: tag == .ol ? tokenizer.value("start").flatMap { Int($0) } : nil)
        guard tag.isVoid || open.count < Self.depthLimit else { return }
        settle()
        html.append(UInt8(ascii: "<"))
        html.append(contentsOf: tag.rawValue.utf8)
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
            html.append(contentsOf: element.tag.rawValue.utf8)
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
        case .address: value = SafeAddress.read(scratch, base: base, allowsImageData: false)
        case .imageAddress: value = SafeAddress.read(scratch, base: base, allowsImageData: true)
        case .addressSet: value = SafeAddress.readSet(scratch, base: base)
        case .style: value = sanitizeStyle(scratch)
        }
        guard let value else { return }
        writeAttribute(tokenizer.bytes, attribute.name, value)
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
        var addresses: [StaticString] = ["src", "data-src", "data-lazy-src", "data-original"]
        var address: [UInt8]?
        if let source = tokenizer.value("src"), source.hasPrefix("data:"), tokenizer.value("data-src") != nil {
            addresses.removeFirst()
        }
        for name in addresses {
            // An empty address would be that of the page.
            guard let value = tokenizer.value(name).map({ cleanAddress(Array($0.utf8)) }), !value.isEmpty else {
                continue
            }
            address = SafeAddress.read(value, base: base, allowsImageData: true)
            if address != nil { break }
        }
        let isPixel = isTrackingPixel(
            address, width: tokenizer.value("width"), height: tokenizer.value("height"))
        guard !isPixel else { return }
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
}

/// Whether an image is there to count readers: a pixel, or of a host that serves nothing else.
func isTrackingPixel(_ address: [UInt8]?, width: String?, height: String?) -> Bool {
    func isTiny(_ size: String?) -> Bool { size.map { ["0", "1", "0px", "1px"].contains($0) } ?? false }
    if isTiny(width), isTiny(height) { return true }
    guard let address else { return false }
    return trackers.contains { address.firstIndex(of: $0, in: address.indices.prefix(200)) != nil }
}

private let trackers: [StaticString] = [
    "//feeds.feedburner.com/~r/", "//feeds.feedburner.com/~ff/", "//pixel.wp.com/", "//stats.wordpress.com/b.gif",
    "//pixel.quantserve.com/", "//b.scorecardresearch.com/", "//www.google-analytics.com/",
    "//ad.doubleclick.net/", "//rss.feedsportal.com/", "//pi.feedsportal.com/", "//res3.feedsportal.com/",
    "//feedsportal.com/", "//counter.theconversation.com/", "//da.feedsportal.com/",
]
