/// Two spellings of one word: a letter left out, doubled or in its neighbour's place, another accent.
///
/// Without a dictionary, only what can hardly be two words: long ones, no names, no numbers, the same beginning; and
/// what is a letter or two off one of the commonest words and none of them itself: "teh" for "the".
/// (`million` and `billion`, `legal` and `illegal`, `Iraq` and `Iran` are one step apart.)
func isTypo(_ old: String, _ new: String) -> Bool {
    let (left, right) = (Array(old.unicodeScalars), Array(new.unicodeScalars))
    guard let first = left.first, let other = right.first, first.properties.isLowercase, other.properties.isLowercase,
        !(left + right).contains(where: { $0.properties.numericType != nil })
    else { return false }
    if isCommonWordMisspelt(old, new) || isCommonWordMisspelt(new, old) { return true }
    let (plain, otherPlain) = (withoutAccents(left), withoutAccents(right))
    if plain == otherPlain { return true }
    guard min(left.count, right.count) >= 5, left[0] == right[0], left[1] == right[1],
        let step = step(from: left, to: right)
    else { return false }
    // An ending makes another word: `killed` and `killer`.
    return step.kind != .exchange && !step.isAtEnd
}

/// What makes one word of another where a single step does.
private struct SpellingStep {
    enum Kind { case letter, neighbours, exchange }
    var kind: Kind
    var isAtEnd: Bool
}

private func step(from left: [Unicode.Scalar], to right: [Unicode.Scalar]) -> SpellingStep? {
    var start = 0
    while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
    var (leftEnd, rightEnd) = (left.count, right.count)
    while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
        (leftEnd, rightEnd) = (leftEnd - 1, rightEnd - 1)
    }
    let (middle, other) = (left[start..<leftEnd], right[start..<rightEnd])
    let isAtEnd = leftEnd == left.count
    switch (middle.count, other.count) {
    case (1, 0), (0, 1): return SpellingStep(kind: .letter, isAtEnd: isAtEnd)
    case (2, 2) where middle.elementsEqual(other.reversed()): return SpellingStep(kind: .neighbours, isAtEnd: isAtEnd)
    case (1, 1): return SpellingStep(kind: .exchange, isAtEnd: isAtEnd)
    default: return nil
    }
}

/// Whether `word` is none of the commonest words, and a letter or two off `common`, which is.
private func isCommonWordMisspelt(_ word: String, _ common: String) -> Bool {
    guard common.utf8.count > 2, commonWords.contains(common), !shortWords.contains(word), word.utf8.count > 1 else {
        return false
    }
    let (left, right) = (Array(word.unicodeScalars), Array(common.unicodeScalars))
    guard let step = step(from: left, to: right) else { return false }
    switch step.kind {
    case .neighbours: return true
    // "hte", "whic"; of three letters too many words are one off.
    case .letter: return right.count > 3 && left.count > 2
    // "hatte" and "hätte" are two words.
    case .exchange: return right.count > 4 && !zip(left, right).contains { $0 != $1 && !($0.isASCII && $1.isASCII) }
    }
}

/// The languages that write accents leave them out in haste: "publico" for "público", "fuer" for "für"; but German "schon"
/// is not "schön".
private func withoutAccents(_ word: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard word.contains(where: { $0.value >= 0xC0 }) else { return word }
    return word.flatMap { scalar -> [Unicode.Scalar] in
        switch scalar {
        case "ä", "æ": ["a", "e"]
        case "ö", "ø", "œ": ["o", "e"]
        case "ü": ["u", "e"]
        case "à", "á", "â", "ã", "å": ["a"]
        case "ç", "č", "ć": ["c"]
        case "è", "é", "ê", "ë", "ę", "ě": ["e"]
        case "ì", "í", "î", "ï": ["i"]
        case "ñ", "ń": ["n"]
        case "ò", "ó", "ô", "õ": ["o"]
        case "ù", "ú", "û": ["u"]
        case "ý", "ÿ": ["y"]
        case "ß": ["s", "s"]
        default: [scalar]
        }
    }
}

/// English, German, French, Spanish, Portuguese, Italian, Dutch.
private let commonWords = Set(
    """
    the and that with from have this they their there which were when what will would could should about after been because before
    between other these those through until while where who more most only over under such than then them some also into said does
    und die der das mit von für nicht auch sich sind wird werden wurde worden haben hatte nach über unter zwischen während dass weil
    wenn aber oder eine einen einem einer seine ihre noch schon nur sehr durch gegen ohne seit
    les des une dans avec pour sur est sont était étaient qui que mais plus cette ces leur leurs elle nous vous ont été être après avant
    los las una con para por del está están que pero más como sobre entre desde hasta también había fueron este esta
    com para uma dos das não mais como mas também foi são está entre desde depois antes este esta pelo pela
    che con per una della delle degli sono anche più come nel nella dopo prima tra fra questo questa gli
    het een van met voor niet zijn wordt worden werd hebben heeft over onder tussen naar door maar ook nog deze dit
    """.split(whereSeparator: \.isWhitespace).map(String.init))

/// They are one letter off the commonest and words themselves.
private let shortWords = commonWords.union(
    """
    form farm test hat hats ant tent bore here hear wore wear wits width wish went want wall well cold mould wound order ether thane
    thin thaw bean seen teen bees ware wren wen won ones mine mode does dose dies doe sad sand sail soul aid add odd awful wile whale
    whit white write wither further farther though thought tough thorough lover oven user her his him its it's ours hers thee theme
    there's they're your you're than thank hank wand wander then ten hen men mice moor core store more lore sore tore ore sole some same
    dem den dir dich mich sich sie sei sein mein dein kein fein rein bein stein wind wirt wild rund hund mund bund wald wand sand
    nacht noch doch loch nie wie wir mir ihr ihn ihm eins zwei acht sehen gehen gegend regen degen legen
    lest mes tes ses ces nos vos sut sous sain dont donc pont pour pur sûr sur ouf ou où on son ton mon bon pas plus
    lis los las nos sus mis tus pera perro para pare paro cara como coma cono con son sin sen ser ver dar
    """.split(whereSeparator: \.isWhitespace).map(String.init))
