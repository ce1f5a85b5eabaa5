import FeedModel
import TextKit

/// What a short page that shows no article speaks of, whatever its words: each sign is a matter that such a wall names.
/// One alone is a matter of the news; several in a few lines that address their reader are a wall's.
struct WallSigns: OptionSet, Hashable {
    let rawValue: UInt32

    /// Speaks to the reader: "you", "your".
    static let address = WallSigns(rawValue: 1)
    // Consent.
    static let device = WallSigns(rawValue: 1 << 1)
    static let advertising = WallSigns(rawValue: 1 << 2)
    static let companies = WallSigns(rawValue: 1 << 3)
    static let choice = WallSigns(rawValue: 1 << 4)
    static let data = WallSigns(rawValue: 1 << 5)
    // Captcha.
    static let person = WallSigns(rawValue: 1 << 6)
    static let proof = WallSigns(rawValue: 1 << 7)
    static let traffic = WallSigns(rawValue: 1 << 8)
    static let refusal = WallSigns(rawValue: 1 << 9)
    static let reference = WallSigns(rawValue: 1 << 10)
    // Subscription.
    static let price = WallSigns(rawValue: 1 << 11)
    static let period = WallSigns(rawValue: 1 << 12)
    static let membership = WallSigns(rawValue: 1 << 13)
    static let login = WallSigns(rawValue: 1 << 14)
    static let rest = WallSigns(rawValue: 1 << 15)
    static let terms = WallSigns(rawValue: 1 << 16)
    // Script.
    static let scripts = WallSigns(rawValue: 1 << 17)
    static let switching = WallSigns(rawValue: 1 << 18)
    // Of other gates.
    static let blocking = WallSigns(rawValue: 1 << 19)
    static let age = WallSigns(rawValue: 1 << 20)

    static let consent: WallSigns = [.device, .advertising, .companies, .choice, .data]
    static let captcha: WallSigns = [.person, .proof, .traffic, .refusal, .reference]
    static let subscription: WallSigns = [.price, .period, .membership, .login, .rest, .terms]

    var count: Int { rawValue.nonzeroBitCount }

    /// - Parameter text: a short one: each of its words is looked up by all that it begins with.
    init(_ text: String) {
        var signs: WallSigns = []
        let plain = Self.words(text)
        for (at, word) in plain.enumerated() {
            signs.formUnion(Self.signs(at: word))
            if at + 1 < plain.count { signs.formUnion(Self.signs(at: word + [0x20] + plain[at + 1])) }
            if Self.isPrice(word, plain, at) { signs.insert(.price) }
            if Self.isNumberOfCase(word) { signs.insert(.reference) }
        }
        for (part, sign) in Self.unspaced where text.utf8.span.firstIndex(of: part) != nil { signs.formUnion(sign) }
        self = signs
    }

    private static func words(_ text: String) -> [[UInt8]] {
        // A Turkish capital dotted I leaves its dot behind.
        WallWords.sentences(text).joined().replacing("\u{307}", with: "")
            .split { $0 == " " || $0 == "'" }.map { Array($0.utf8) }
    }

    /// Two prices, each for a time: "£3 monthly or £30 a year".
    static func namesPlans(_ text: String) -> Bool {
        guard text.utf8.count < 160, text.utf8.contains(where: \.isDigit) else { return false }
        let words = words(text)
        return words.indices.count { isPrice(words[$0], words, $0) } > 1
            && words.count { signs(at: $0).contains(.period) } > 1
    }

    init(rawValue: UInt32) { self.rawValue = rawValue }

    // MARK: - Words

    /// The signs of the stems that the word begins with, and of the whole words that it is.
    private static func signs(at word: [UInt8]) -> WallSigns {
        var signs: WallSigns = []
        for length in 2...max(2, min(word.count, longest)) where length <= word.count {
            let start = word[..<length]
            if let found = stems[start] { signs.formUnion(found) }
            if length == word.count, let found = wholes[start] { signs.formUnion(found) }
        }
        return signs
    }

    /// "€1", "4,99", "£1" beside a currency's name.
    private static func isPrice(_ word: [UInt8], _ words: [[UInt8]], _ at: Int) -> Bool {
        guard word.contains(where: \.isDigit) else { return false }
        let signs: [[UInt8]] = ["€", "£", "$", "¥", "₽", "₺", "円", "zł", "kč"].map { Array($0.utf8) }
        if signs.contains(where: { word.span.firstIndex(of: $0) != nil }) { return true }
        let beside = [at - 1, at + 1].filter(words.indices.contains).map { words[$0] }
        return word.allSatisfy { !$0.isLetter && $0 < 0x80 } && beside.contains { currencies[$0[...]] != nil }
    }

    private static let currencies = table(
        "€ £ $ ¥ ₽ ₺ zł kč kr kr. tl eur euro euros usd gbp chf dollar dollars pounds руб рублей ft lei reais r$ pln sek nok dkk",
        .price)

    /// "7f3a91c0", "88a1-22", "4471": a number to quote.
    private static func isNumberOfCase(_ word: [UInt8]) -> Bool {
        let digits = word.count(where: \.isDigit)
        let isMixed = word.contains(where: \.isLetter) || word.contains(UInt8(ascii: "-"))
        return digits >= 4 && isMixed && word.count >= 6 && word.allSatisfy { $0 < 0x80 }
    }

    private static func table(_ words: String, _ sign: WallSigns) -> [ArraySlice<UInt8>: WallSigns] {
        var table: [ArraySlice<UInt8>: WallSigns] = [:]
        add(words, sign, to: &table)
        return table
    }

    private static func add(_ words: String, _ sign: WallSigns, to table: inout [ArraySlice<UInt8>: WallSigns]) {
        for word in words.split(separator: " ") {
            table[Array(word.replacing("_", with: " ").utf8)[...], default: []].formUnion(sign)
        }
    }

    private static let stems: [ArraySlice<UInt8>: WallSigns] = {
        var table: [ArraySlice<UInt8>: WallSigns] = [:]
        for (sign, words) in WallVocabulary.stems { for line in words { add(line, sign, to: &table) } }
        return table
    }()
    private static let wholes: [ArraySlice<UInt8>: WallSigns] = {
        var table: [ArraySlice<UInt8>: WallSigns] = [:]
        for (sign, words) in WallVocabulary.wholes { for line in words { add(line, sign, to: &table) } }
        return table
    }()
    private static let longest = stems.keys.map(\.count).max()!

    /// Of languages that part no words.
    private static let unspaced: [(part: [UInt8], sign: WallSigns)] = WallVocabulary.unspaced.flatMap { sign, words in
        words.split(separator: " ").map { (Array($0.utf8), sign) }
    }
}
