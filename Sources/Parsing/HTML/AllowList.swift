import TextKit

/// What may stay in sanitized HTML. Whatever is not named here goes.
enum AllowList {
    /// Elements that stay; of the others only their content does.
    static func keeps(_ tag: HTMLTag) -> Bool {
        switch tag {
        case .a, .abbr, .acronym, .address, .article, .aside, .audio, .b, .bdi, .bdo, .big, .blockquote, .br, .caption,
            .center, .cite, .code, .col, .colgroup, .data, .dd, .del, .details, .dfn, .dir, .div, .dl, .dt, .em,
            .figcaption, .figure, .font, .footer, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .hr, .i, .img, .ins,
            .kbd, .li, .main, .mark, .math, .menu, .meter, .nav, .ol, .p, .picture, .pre, .progress, .q, .rb, .rp, .rt,
            .rtc, .ruby, .s, .samp, .section, .small, .source, .span, .strike, .strong, .sub, .summary, .sup, .svg,
            .table, .tbody, .td, .tfoot, .th, .thead, .time, .tr, .track, .tt, .u, .ul, .var, .video, .wbr:
            true
        default: false
        }
    }

    /// Elements that go with all that is in them: it is not for readers.
    static func dropsContent(of tag: HTMLTag) -> Bool {
        switch tag {
        // An annotation says in TeX or in words what the formula beside it shows.
        case .annotation, .annotationXML, .script, .style, .template, .applet, .head, .select, .datalist, .textarea,
            .xml, .title, .button:
            true
        default: false
        }
    }

    enum Value: Sendable {
        case text
        case address
        /// An image's address, which may be the image itself ("data:image/png").
        case imageAddress
        case addressSet
        case style
    }

    static func attribute(_ bytes: [UInt8], _ name: Range<Int>) -> Value? { attributes.find(bytes, name) }

    private static let attributes = NameTable<Value>(
        names(
            """
            alt title lang dir width height colspan rowspan headers scope abbr span start type reversed value datetime \
            open color face size align valign controls loop muted preload kind srclang label media sizes low high min \
            max optimum hreflang border cellpadding cellspacing bgcolor nowrap rules summary role aria-label clear
            """, .text)
            + names("href cite longdesc", .address) + names("src poster", .imageAddress)
            + [(name: "srcset", value: .addressSet), (name: "style", value: .style)])

    /// Elements of SVG and MathML that only draw and set.
    static func keepsForeign(_ bytes: [UInt8], _ name: Range<Int>) -> Bool { foreign.find(bytes, name) != nil }

    private static let foreign = NameTable<Bool>(
        names(
            """
            g path circle ellipse rect line polyline polygon text tspan textpath defs lineargradient radialgradient stop \
            clippath mask marker pattern desc symbol metadata title
            mi mo mn ms mrow mfrac msup msub msubsup msqrt mroot mtext mspace mover munder munderover mtable mtr mlabeledtr \
            mtd mfenced menclose mstyle mpadded mphantom merror mmultiscripts mprescripts none maligngroup malignmark \
            semantics
            """, true))

    static func foreignAttribute(_ bytes: [UInt8], _ name: Range<Int>) -> Value? { foreignAttributes.find(bytes, name) }

    private static let foreignAttributes = NameTable<Value>(
        names(
            """
            accumulate ascent baseprofile class clip-rule color cx cy d dx dy fill fill-opacity fill-rule font-family \
            font-size font-stretch font-style font-variant font-weight fx fy gradienttransform gradientunits height lang \
            marker-end marker-mid marker-start markerheight markerunits markerwidth mathsize mathcolor mathbackground \
            mathvariant offset opacity orient origin overflow pathlength points preserveaspectratio r refx refy rotate rx \
            ry spreadmethod stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap \
            stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor transform type unicode version \
            viewbox width x x1 x2 xmlns xml:space y y1 y2 zoomandpan accent accentunder align close columnalign \
            columnlines columnspacing columnspan depth display displaystyle equalcolumns equalrows fence fontstyle \
            fontweight frame linethickness lspace mathfamily maxsize minsize open rowalign rowlines rowspacing rowspan \
            rspace scriptlevel selection separator separators stretchy symmetric voffset xlink:show xlink:type xmlns:xlink
            """, .text) + [(name: "xlink:href", value: .address)])

    private static func names<Value>(_ words: String, _ value: Value) -> [(name: String, value: Value)] {
        words.split(whereSeparator: \.isWhitespace).map { (name: String($0), value: value) }
    }

    /// Schemes that open something a person wants to see or talk to.
    static func keepsScheme(_ bytes: [UInt8], _ scheme: Range<Int>) -> Bool { schemes.find(bytes, scheme) != nil }

    private static let schemes = NameTable<Bool>(
        names(
            """
            http https ftp ftps sftp mailto tel sms geo magnet news nntp gopher gemini irc ircs xmpp sip sips webcal feed \
            bitcoin callto facetime gtalk itms itms-apps itms-podcasts itpc podcast rtsp rtmp mms git ssh svn skype \
            spotify steam telnet tg urn whatsapp acct at bluesky matrix dav ed2k
            """, true))

    /// Properties of CSS that change how text looks and nothing else.
    static func keepsProperty(_ bytes: [UInt8], _ name: Range<Int>) -> Bool { properties.find(bytes, name) != nil }

    private static let properties = NameTable<Bool>(
        names(
            """
            azimuth background background-color border border-bottom border-bottom-color border-collapse border-color \
            border-left border-left-color border-right border-right-color border-spacing border-style border-top \
            border-top-color border-width border-radius caption-side clear color cursor direction elevation empty-cells \
            float font font-family font-size font-style font-variant font-weight height letter-spacing line-height \
            list-style list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width \
            min-height min-width padding padding-bottom padding-left padding-right padding-top pause pitch quotes \
            richness speak speech-rate stress table-layout text-align text-decoration text-indent text-transform \
            unicode-bidi vertical-align voice-family volume white-space width word-break word-spacing word-wrap
            """, true))
}
