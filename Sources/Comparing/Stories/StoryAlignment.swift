/// What stands in the place of what between the stretches that two texts share, word by word.
struct StoryAlignment {
    /// Words of the inner text that stand in the outer one, in order: those of the shared stretches, and of what is between
    /// them those that are the same.
    private(set) var aligned = 0
    /// Places where a few words stand for a few others that no house's style explains.
    private(set) var substitutions = 0
    /// The words of names, or of other things, that stand in one text alone and always in the place of the same.
    private(set) var exchanged = Exchange()
    /// A day or a month stands in the place of another.
    private(set) var dates = Exchange()

    struct Exchange: Equatable {
        /// Words that stand in one text alone.
        var inner: Set<StoryWord> = [], outer: Set<StoryWord> = []
        /// How many words they are, each as often as it stands there.
        var innerCount = 0, outerCount = 0

        mutating func add(_ some: ArraySlice<StoryWord>, _ others: ArraySlice<StoryWord>) {
            inner.formUnion(some)
            outer.formUnion(others)
            (innerCount, outerCount) = (innerCount + some.count, outerCount + others.count)
        }
    }

    private let inner: [StoryWord], outer: [StoryWord]
    private var gaps: [(inner: ArraySlice<StoryWord>, outer: ArraySlice<StoryWord>)] = []

    /// In words: longer gaps are other sentences.
    private static let longestGap = 24, longestExchange = 4

    /// - Parameter runs: place in the inner text, place in the outer one, words; ordered by the first.
    /// - Parameter ordered: words of the runs that stand in one order in both texts.
    init(_ inner: [StoryWord], _ outer: [StoryWord], runs: [(Int, Int, Int)], ordered: Int) {
        (self.inner, self.outer, aligned) = (inner, outer, ordered)
        guard !runs.isEmpty else { return }
        var (innerEnd, outerEnd) = (0, 0)
        for run in runs + [(inner.count, outer.count, 0)] {
            let (new, old) = (run.0 - innerEnd, run.1 - outerEnd)
            if new >= 0, old >= 0, new + old > 0, max(new, old) <= Self.longestGap {
                addGap(inner[innerEnd..<run.0], outer[outerEnd..<run.1])
            }
            (innerEnd, outerEnd) = (run.0 + run.2, run.1 + run.2)
        }
        aligned = min(aligned, inner.count)
        // Else the two are alike in nothing that an exchange would be the rest of.
        if aligned * 10 >= inner.count * 6 { readExchanges() }
    }

    private mutating func addGap(_ some: ArraySlice<StoryWord>, _ others: ArraySlice<StoryWord>) {
        let (common, parts) = compare(some, others)
        aligned += common
        let lengths = 1...Self.longestExchange
        for (some, others) in parts where lengths.contains(some.count) && lengths.contains(others.count) {
            gaps.append((some, others))
            let isStyle = (Array(some) + others).allSatisfy { $0.isNumber || WordTraits.of($0).contains(.style) }
            if !isStyle { substitutions += 1 }
        }
    }

    private mutating func readExchanges() {
        guard !gaps.isEmpty else { return }
        let (innerWords, outerWords) = (Set(inner), Set(outer))
        for gap in gaps {
            if isDate(gap.inner, in: inner), isDate(gap.outer, in: outer), Set(gap.inner).isDisjoint(with: gap.outer) {
                dates.add(gap.inner, gap.outer)
            }
            let (some, others) = (gap.inner.filter(Self.mayName), gap.outer.filter(Self.mayName))
            if !some.isEmpty, !others.isEmpty, outerWords.isDisjoint(with: some), innerWords.isDisjoint(with: others) {
                exchanged.add(some[...], others[...])
            }
        }
    }

    private static func mayName(_ word: StoryWord) -> Bool {
        !word.isNumber && WordTraits.of(word).isDisjoint(with: [.style, .month])
    }

    /// Numbers beside the name of a month, or one of the two alone.
    private func isDate(_ gap: ArraySlice<StoryWord>, in words: [StoryWord]) -> Bool {
        func isMonth(_ word: StoryWord) -> Bool { WordTraits.of(word).contains(.month) }
        guard gap.allSatisfy({ $0.isNumber || isMonth($0) }) else { return false }
        return words[max(0, gap.startIndex - 2)..<min(words.count, gap.endIndex + 2)].contains(where: isMonth)
    }
}

/// How many words two short stretches have in common, in order, and what is between them in the one and in the other:
/// "Ann Lee rose by 4" and "Bob Ray rose by 5" have two, and what differs before and behind them.
private func compare(
    _ some: ArraySlice<StoryWord>, _ others: ArraySlice<StoryWord>
) -> (common: Int, parts: [(ArraySlice<StoryWord>, ArraySlice<StoryWord>)]) {
    guard !some.isEmpty, !others.isEmpty else { return (0, []) }
    let width = others.count + 1
    /// The most common words from each pair of places on.
    var lengths = [UInt8](repeating: 0, count: (some.count + 1) * width)
    func place(_ one: Int, _ other: Int) -> Int { (one - some.startIndex) * width + other - others.startIndex }
    for one in some.indices.reversed() {
        for other in others.indices.reversed() {
            lengths[place(one, other)] =
                some[one] == others[other]
                ? lengths[place(one + 1, other + 1)] + 1
                : max(lengths[place(one + 1, other)], lengths[place(one, other + 1)])
        }
    }
    let common = Int(lengths[0])
    guard common > 0 else { return (0, [(some, others)]) }
    var parts: [(ArraySlice<StoryWord>, ArraySlice<StoryWord>)] = []
    var (one, other) = (some.startIndex, others.startIndex)
    var start = (one, other)
    func end() { if start.0 < one || start.1 < other { parts.append((some[start.0..<one], others[start.1..<other])) } }
    while one < some.endIndex, other < others.endIndex {
        if some[one] == others[other] {
            end()
            (one, other) = (one + 1, other + 1)
            start = (one, other)
        } else if lengths[place(one + 1, other)] >= lengths[place(one, other + 1)] {
            one += 1
        } else {
            other += 1
        }
    }
    (one, other) = (some.endIndex, others.endIndex)
    end()
    return (common, parts)
}
