import TextKit

/// The elements of HTML, and those of the past that still occur.
enum HTMLTag: String, CaseIterable, Sendable {
    case a, abbr, acronym, address, annotation, annotationXML = "annotation-xml", applet, area, article, aside, audio,
        b, base, basefont, bdi, bdo, bgsound, big
    case blink, blockquote, body, br, button, canvas, caption, center, cite, code, col, colgroup, command, data
    case datalist, dd, del, details, dfn, dialog, dir, div, dl, dt, em, embed, fieldset, figcaption, figure, font
    case footer, form, frame, frameset, h1, h2, h3, h4, h5, h6, head, header, hgroup, hr, html, i, iframe, image, img
    case input, ins, isindex, kbd, keygen, label, layer, legend, li, link, listing, main, map, mark, marquee, math
    case menu, menuitem, meta, meter, nav, nobr, noembed, noframes, noscript, object, ol, optgroup, option, output, p
    case param, picture, plaintext, pre, progress, q, rb, rp, rt, rtc, ruby, s, samp, script, search, section, select
    case slot, small, source, spacer, span, strike, strong, style, sub, summary, sup, svg, table, tbody, td, template
    case textarea, tfoot, th, thead, time, title, tr, track, tt, u, ul, `var`, video, wbr, xml, xmp
    /// An element of SVG, MathML, a program's own, or of nobody: `HTMLTokenizer.name` has its name.
    case other = ""

    private static let names = NameTable(allCases.dropLast().map { (name: $0.rawValue, value: $0) })

    static func find(_ bytes: [UInt8], _ name: Range<Int>) -> HTMLTag { names.find(bytes, name) ?? .other }

    /// Has no end tag and nothing in it.
    var isVoid: Bool {
        switch self {
        case .area, .base, .basefont, .bgsound, .br, .col, .command, .embed, .frame, .hr, .image, .img, .input, .keygen,
            .link, .meta, .param, .source, .spacer, .track, .wbr:
            true
        default: false
        }
    }

    /// Tags in it are no tags and references no references.
    var holdsRawText: Bool {
        switch self {
        case .plaintext, .script, .style, .xmp: true
        default: false
        }
    }

    /// Tags in it are no tags, but references are read.
    var holdsText: Bool { self == .textarea || self == .title }

    /// Starts a line of its own.
    var isBlock: Bool {
        switch self {
        case .address, .article, .aside, .blockquote, .body, .caption, .center, .dd, .details, .dialog, .dir, .div, .dl,
            .dt, .fieldset, .figcaption, .figure, .footer, .form, .h1, .h2, .h3, .h4, .h5, .h6, .head, .header,
            .hgroup, .hr, .html, .legend, .li, .listing, .main, .menu, .nav, .ol, .optgroup, .option, .p, .plaintext,
            .pre, .search, .section, .summary, .table, .tbody, .tfoot, .thead, .tr, .ul, .xmp:
            true
        default: false
        }
    }
}
