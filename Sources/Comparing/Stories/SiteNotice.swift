/// What a site says to its readers in the place of a text or around it: a request for consent, an account, a proof that
/// they are human or a donation, and what readers wrote beneath. It tells nothing of the story, wherever it is met.
///
/// A site's voice is known by how densely it uses the words of such requests. Articles about cookies or donations have them
/// too, at a third of that.
struct SiteNotice {
    /// How many words there are, and how many of them have a trait.
    private struct Count {
        var words = 0
        var traits = TraitCount()

        var demands: Int { traits.demands }

        var density: Double {
            Double(3 * traits.demands + traits.requests + traits.addresses) / Double(max(1, words))
        }

        /// Of a whole text. Where it speaks to the reader, less is enough.
        var isWall: Bool {
            guard density >= SiteNotice.wall, demands + traits.addresses > 0 else { return false }
            return density >= SiteNotice.wall + 0.15 || demands > 0 && min(demands, 2) + min(traits.addresses, 2) > 2
        }
        /// Of a sentence or a line.
        var isNotice: Bool { demands > 0 && demands + traits.addresses > 1 && density >= SiteNotice.notice }
    }

    private static let wall = 0.37, notice = 0.65
    /// In a wall, what is as sparse as this is the beginning of the article behind it.
    private static let teaser = 0.15
    /// In words.
    private static let shortestTeaser = 12, longestControl = 4, longestHeading = 6
    /// Lines above the first thing that is pressed beneath a comment: who wrote it, when, and what.
    private static let commentLines = 3

    /// The units of a text without those of notices.
    static func storyUnits(of text: StoryWords) -> [Range<Int>] {
        var whole = Count()
        var counts: [Count] = []
        counts.reserveCapacity(text.units.count)
        for unit in text.units {
            let count = Count(words: unit.count, traits: TraitCount(text.words, unit))
            counts.append(count)
            whole.words += count.words
            whole.traits.add(count.traits)
        }
        let comments = whole.traits.commentControls > 1 ? comments(in: text) : nil
        guard whole.demands > 0 || whole.isWall || comments != nil else { return text.units }
        let isWall = whole.isWall
        return text.units.indices.filter { index in
            if let comments, comments.contains(index) { return false }
            let count = counts[index]
            return isWall ? count.words >= shortestTeaser && count.density < teaser : !count.isNotice
        }.map { text.units[$0] }
    }

    /// The lines of readers' comments: from the heading, or from a little above the first line of nothing but "Reply" or
    /// "Report", down to the last. Nil where there are fewer than two such lines.
    private static func comments(in text: StoryWords) -> Range<Int>? {
        func has(_ trait: WordTraits, _ unit: Range<Int>, upTo most: Int) -> Bool {
            unit.count <= most && text.words[unit].contains { WordTraits.of($0).contains(trait) }
        }
        let controls = text.units.indices.filter { has(.commentControl, text.units[$0], upTo: longestControl) }
        guard controls.count > 1, let first = controls.first, let last = controls.last else { return nil }
        let above = max(0, first - 2 * commentLines)
        let heading = (above..<first).last { has(.commentHeading, text.units[$0], upTo: longestHeading) }
        // Beneath the last there is the call to write one.
        let end = text.units[(last + 1)...].prefix { $0.count <= shortestTeaser }.endIndex
        return (heading ?? max(0, first - commentLines))..<end
    }
}
