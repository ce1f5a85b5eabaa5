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
    private static let all: [WordTraits] = {
        var all = [WordTraits](repeating: [], count: Int(StoryWord.max) + 1)
        for (traits, text) in wordLists {
            for word in StoryWords(text).words { all[Int(word)].insert(traits) }
        }
        return all
    }()

    static func of(_ word: StoryWord) -> WordTraits { all[Int(word)] }
}
