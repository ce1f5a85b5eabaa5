/// What is known of single words, in the languages that most of the news is in, for telling an editor's hand from a
/// template's blanks and a site's own voice from a story.
struct WordTraits: OptionSet {
    let rawValue: UInt8

    /// What a house's style changes whatever the text says: titles, words of saying, weekdays, days from today, units of
    /// measure, small words, and short names of states.
    static let style = WordTraits(rawValue: 1)
    /// A unit of measure that another house converts.
    static let measure = WordTraits(rawValue: 2)
    /// The name of a month.
    static let month = WordTraits(rawValue: 4)
    /// Speaks to the reader: you, your.
    static let address = WordTraits(rawValue: 8)
    /// Of what a site asks of its readers; a little of it stands in many texts.
    static let request = WordTraits(rawValue: 16)
    /// The same, and seldom met elsewhere.
    static let demand = WordTraits(rawValue: 32)
    /// What is pressed beneath a comment.
    static let commentControl = WordTraits(rawValue: 64)
    /// Heads a list of comments.
    static let commentHeading = WordTraits(rawValue: 128)

    /// By the word's number: it is asked for each word of each text.
    fileprivate static let all: [WordTraits] = {
        var all = [WordTraits](repeating: [], count: Int(StoryWord.max) + 1)
        for (traits, text) in wordLists {
            for word in StoryWords(text).words { all[Int(word)].insert(traits) }
        }
        return all
    }()

    static func of(_ word: StoryWord) -> WordTraits { all[Int(word)] }
}

/// How many words of a stretch have the traits of a site's requests: four numbers of 16 bits in one, since they are counted
/// over each text.
struct TraitCount {
    private var packed: UInt64 = 0

    init() {}

    init(_ words: [StoryWord], _ range: Range<Int>) {
        let (traits, amounts) = (WordTraits.all, Self.amounts)
        for at in range { packed &+= amounts[Int(traits[Int(words[at])].rawValue)] }
    }

    mutating func add(_ other: TraitCount) { packed &+= other.packed }

    var demands: Int { Int(packed & 0xFFFF) }
    var requests: Int { Int(packed >> 16 & 0xFFFF) }
    var addresses: Int { Int(packed >> 32 & 0xFFFF) }
    var commentControls: Int { Int(packed >> 48) }

    /// What a word of each set of traits adds.
    private static let amounts: [UInt64] = (UInt8.min...UInt8.max).map { value in
        let traits = WordTraits(rawValue: value)
        // What is a demand is no request besides.
        return (traits.contains(.demand) ? 1 : traits.contains(.request) ? 1 << 16 : 0)
            | (traits.contains(.address) ? 1 << 32 : 0) | (traits.contains(.commentControl) ? 1 << 48 : 0)
    }
}
