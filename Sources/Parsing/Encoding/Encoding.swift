import TextKit

/// A character encoding by the name that we report, found by any label in use.
struct Encoding: Equatable, Sendable {
    enum Form: Equatable, Sendable {
        case utf8
        case utf16(isBigEndian: Bool)
        case utf32(isBigEndian: Bool)
        /// The index into `singleByteTables`.
        case singleByte(Int)
        /// The name that iconv has for it.
        case multiByte(String)
    }
    let name: String
    let form: Form

    static let utf8 = Encoding(name: "utf-8", form: .utf8)
    static let utf16LE = Encoding(name: "utf-16le", form: .utf16(isBigEndian: false))
    static let utf16BE = Encoding(name: "utf-16be", form: .utf16(isBigEndian: true))
    static let utf32LE = Encoding(name: "utf-32le", form: .utf32(isBigEndian: false))
    static let utf32BE = Encoding(name: "utf-32be", form: .utf32(isBigEndian: true))
    static let windows1252 = Encoding(label: "windows-1252")!

    /// Whether the markup of a document can be read before its encoding is known.
    var isASCIISuperset: Bool {
        switch form {
        case .utf8, .multiByte: true
        case .utf16, .utf32: false
        case .singleByte(let index): SingleByteDecoder.isASCIISuperset(index)
        }
    }

    private init(name: String, form: Form) { (self.name, self.form) = (name, form) }

    /// - Parameter label: as found; case, spaces and punctuation do not count, since nobody agrees on them.
    init?(label: String) {
        let key = String(decoding: label.utf8.filter { $0.isLetter || $0.isDigit }.map(\.lowercased), as: UTF8.self)
        guard let found = Self.labels[key] else { return nil }
        self = found
    }

    private static let labels: [String: Encoding] = {
        var labels: [String: Encoding] = [:]
        for (index, table) in singleByteTables.enumerated() {
            let encoding = Encoding(name: table.name, form: .singleByte(index))
            for label in table.labels.split(separator: " ") { labels[String(label)] = encoding }
        }
        func add(_ encoding: Encoding, _ names: String) {
            for label in names.split(separator: " ") { labels[String(label)] = encoding }
        }
        add(.utf8, "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8sig u8 utf8ucs4")
        add(.utf16LE, "utf16 utf16le csunicode iso10646ucs2 ucs2 unicode unicodefeff utf16lebom u16")
        add(.utf16BE, "utf16be unicodefffe ucs2be")
        add(.utf32LE, "utf32 utf32le ucs4 iso10646ucs4 u32")
        add(.utf32BE, "utf32be ucs4be")
        func multiByte(_ name: String, _ iconv: String, _ names: String) {
            add(Encoding(name: name, form: .multiByte(iconv)), names)
        }
        multiByte(
            "gb18030", "GB18030",
            """
            gb18030 gb180302000 gbk cp936 936 ms936 xgbk gb2312 gb23121980 chinese csgb2312 csiso58gb231280 gb231280 \
            isoir58 euccn eucgb2312cn gb2312cn
            """)
        multiByte("hz", "HZ", "hz hzgb hzgb2312")
        multiByte("big5", "BIG5-HKSCS", "big5 big5hkscs hkscs cnbig5 csbig5 xxbig5 big5tw 950 cp950 ms950")
        multiByte(
            "euc-kr", "UHC",
            """
            euckr cseuckr csksc56011987 isoir149 korean ksc56011987 ksc56011989 ksc5601 windows949 cp949 949 ms949 uhc \
            ksx1001
            """)
        multiByte("johab", "JOHAB", "johab cp1361 ms1361")
        multiByte(
            "shift_jis", "CP932",
            "shiftjis sjis csshiftjis mskanji ms932 windows31j xsjis cp932 932 shiftjis2004 sjisx0213")
        multiByte("euc-jp", "EUC-JP-MS", "eucjp cseucpkdfmtjapanese xeucjp ujis ujisx0213 eucjisx0213 eucjis2004")
        multiByte("iso-2022-jp", "ISO-2022-JP-3", "iso2022jp csiso2022jp iso2022jp1 iso2022jp2 iso2022jp3")
        multiByte("iso-2022-kr", "ISO-2022-KR", "iso2022kr csiso2022kr")
        multiByte("utf-7", "UTF-7", "utf7 u7 unicode11utf7")
        return labels
    }()
}
