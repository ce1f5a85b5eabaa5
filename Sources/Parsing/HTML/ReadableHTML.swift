import TextKit

/// What becomes of pictures, sounds and films in a text.
package enum MediaTreatment: String, Sendable, CaseIterable {
    /// A link that opens it.
    case links
    case none
}

/// Sanitized HTML as it can stand on any page: paragraphs, lists, tables, quotations, emphasis and links, without
/// attributes that change how it looks, without headings (they are the page's), and with nothing that a browser would ask
/// another host for by itself.
package func readableHTML(_ sanitized: String, media: MediaTreatment) -> String {
    var reader = ReadableHTML(Array(sanitized.utf8), media)
    reader.read()
    return String(decoding: reader.out, as: UTF8.self)
}

private struct ReadableHTML {
    private(set) var out: [UInt8] = []
    private let media: MediaTreatment
    private var tokenizer: HTMLTokenizer
    /// The elements that are open, with what has been written for each.
    private var open: [(tag: HTMLTag, written: StaticString?)] = []
    /// Where the text of the open link begins; nil outside of one.
    private var linkStart: Int?
    private var linkAddress: [UInt8] = []

    init(_ bytes: [UInt8], _ media: MediaTreatment) {
        (self.media, tokenizer) = (media, HTMLTokenizer(bytes))
        out.reserveCapacity(bytes.count)
    }

    mutating func read() {
        while let token = tokenizer.next() {
            switch token {
            case .text(let range): text(range)
            case .startTag(let tag): start(tag)
            case .endTag(let tag): end(tag)
            case .rawText, .comment, .doctype: break
            }
        }
        while let tag = open.last?.tag { close(tag) }
    }

    /// References stay as they are; what could be taken for a tag is none.
    private mutating func text(_ range: Range<Int>) {
        guard !open.contains(where: { $0.tag == .svg }) else { return }
        for at in range {
            switch tokenizer.bytes[at] {
            case UInt8(ascii: "<"): write("&lt;")
            case UInt8(ascii: ">"): write("&gt;")
            case let byte: out.append(byte)
            }
        }
    }

    private mutating func start(_ tag: HTMLTag) {
        switch tag {
        case .br: return write("<br>")
        case .wbr: return write("<wbr>")
        case .hr: return write("<hr>")
        case .img: return medium("src", "image")
        case .audio, .video:
            medium("src", tag == .audio ? "sound" : "film")
            return open.append((tag, nil))
        case .source:
            let isOfPicture = open.last?.tag == .picture
            return isOfPicture ? () : medium("src", open.last?.tag == .audio ? "sound" : "film")
        default: break
        }
        guard !tag.isVoid else { return }
        let name = tag == .a && linkStart == nil ? startLink() : Self.name(for: tag)
        if tag != .a, let name {
            write("<")
            write(name)
            attributes(of: tag)
            write(">")
            if Self.isStrong(tag) { write("<strong>") }
        }
        open.append((tag, name))
    }

    private mutating func end(_ tag: HTMLTag) {
        guard open.contains(where: { $0.tag == tag }) else { return }
        while let last = open.last?.tag {
            close(last)
            if last == tag { return }
        }
    }

    private mutating func close(_ tag: HTMLTag) {
        guard let name = open.removeLast().written else { return }
        if tag == .a { endLink() }
        if Self.isStrong(tag) { write("</strong>") }
        write("</")
        write(name)
        write(">")
    }

    // MARK: - Elements

    /// What stands for an element; nil where only its content does.
    private static func name(for tag: HTMLTag) -> StaticString? {
        switch tag {
        case .p, .h1, .h2, .h3, .h4, .h5, .h6, .dt: "p"
        case .div, .section, .article, .aside, .header, .footer, .main, .address, .center, .figure, .details, .dl, .dd,
            .nav, .hgroup:
            "div"
        case .figcaption, .summary: "p"
        case .blockquote: "blockquote"
        case .ul, .menu, .dir: "ul"
        case .ol: "ol"
        case .li: "li"
        case .em, .i, .dfn, .`var`: "em"
        case .strong, .b: "strong"
        case .del, .s, .strike: "s"
        case .ins, .u: "u"
        case .sub: "sub"
        case .sup: "sup"
        case .code, .tt, .samp, .kbd: "code"
        case .pre: "pre"
        case .q: "q"
        case .cite: "cite"
        case .small: "small"
        case .mark: "mark"
        case .bdi: "bdi"
        case .bdo: "bdo"
        case .ruby: "ruby"
        case .rt: "rt"
        case .rp: "rp"
        case .span: "span"
        case .table: "table"
        case .caption: "caption"
        case .thead: "thead"
        case .tbody: "tbody"
        case .tfoot: "tfoot"
        case .tr: "tr"
        // Tables of feeds lay out as often as they list: a cell is no heading.
        case .td, .th: "td"
        default: nil
        }
    }

    private static func isStrong(_ tag: HTMLTag) -> Bool {
        switch tag {
        case .h1, .h2, .h3, .h4, .h5, .h6, .dt, .th: true
        default: false
        }
    }

    private mutating func attributes(of tag: HTMLTag) {
        for name in ["lang", "dir"] {
            if let value = value(of: name), !value.isEmpty, value.allSatisfy({ $0.isASCIIWordByte }) {
                write(name, value)
            }
        }
        guard tag == .td || tag == .th || tag == .ol else { return }
        for name in tag == .ol ? ["start"] : ["colspan", "rowspan"] {
            if let value = value(of: name), (1...4).contains(value.count),
                value.allSatisfy({ (0x30...0x39).contains($0) })
            {
                write(name, value)
            }
        }
    }

    // MARK: - Links

    /// - Returns: nil where it leads nowhere.
    private mutating func startLink() -> StaticString? {
        guard let address = value(of: "href"), Self.isWeb(address) else { return nil }
        writeLink(to: address)
        (linkStart, linkAddress) = (out.count, address)
        return "a"
    }

    private mutating func writeLink(to address: [UInt8]) {
        write("<a")
        write("href", address)
        write(">")
    }

    /// A link around a picture alone would have no name.
    private mutating func endLink() {
        defer { linkStart = nil }
        guard let start = linkStart, out[start...].allSatisfy({ $0.isSpace }) else { return }
        writeText(linkAddress.prefix(80))
    }

    private mutating func medium(_ name: String, _ kind: StaticString) {
        guard media == .links, let address = value(of: name), Self.isWeb(address) else { return }
        let isLink = linkStart == nil
        if isLink { writeLink(to: address) }
        write("[")
        write(kind)
        if let alt = value(of: "alt"), !alt.allSatisfy({ $0.isSpace }) {
            write(": ")
            writeText(alt[...])
        }
        write("]")
        write(isLink ? "</a> " : " ")
    }

    // MARK: - Attributes

    private mutating func write(_ markup: StaticString) { out.append(markup) }

    /// As it was written, references and all.
    private func value(of name: String) -> [UInt8]? {
        tokenizer.attributes.first { tokenizer.bytes[$0.name].elementsEqual(name.utf8) }.map {
            Array(tokenizer.bytes[$0.value])
        }
    }

    private mutating func write(_ name: String, _ value: [UInt8]) {
        out.append(UInt8(ascii: " "))
        out.append(contentsOf: name.utf8)
        write("=\"")
        writeText(value[...])
        write("\"")
    }

    private mutating func writeText(_ text: ArraySlice<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): write("&quot;")
            case UInt8(ascii: "<"): write("&lt;")
            case UInt8(ascii: ">"): write("&gt;")
            default: out.append(byte)
            }
        }
    }

    /// The sanitizer has left harmless schemes only; of these a page needs three.
    private static func isWeb(_ address: [UInt8]) -> Bool {
        ["http://", "https://", "mailto:"].contains { address.starts(with: $0.utf8) }
    }
}

extension UInt8 {
    /// Of a language tag or the name of a direction.
    fileprivate var isASCIIWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
