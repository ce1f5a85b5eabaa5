/// What speaks for and against two texts being copies of one.
///
/// The shorter text is called inner, the longer outer: a copy is cut or framed more often than rewritten, so what
/// matters is how much of the inner one stands in the outer one, in its order.
package struct StoryEvidence: Equatable, Sendable {
    /// Words of the inner and of the outer text.
    var innerCount = 0, outerCount = 0
    /// How much of the inner text stands in the outer one in the same order, 0…1. Templates that are filled from one
    /// stock of sentences share these out of order.
    package var containment = 0.0
    /// How much of the outer text stands in the inner one.
    package var coverage = 0.0
    /// How much of the first words of the outer text stands in the inner one.
    var outerOpening = 0.0
    /// The same for a longer opening of the outer text: what only begins later is a story within a roundup.
    var outerHead = 0.0
    /// Words of the inner text before the first that are shared.
    var innerStart = 0
    /// Stretches that are shared, and the words of the longest.
    var runs = 0, longestRun = 0
    /// Between two shared stretches, a few words stand for a few others: names in a template, an editor's hand. Without
    /// what a house's style changes.
    var substitutions = 0
    /// How much of the inner text stands in the outer one word for word, also between the stretches that are shared.
    var wordForWord = 0.0
    /// What stands in the one text always in the place of the same in the other, and what of it is a day.
    var exchanged = StoryAlignment.Exchange(), dates = StoryAlignment.Exchange()
    /// Words that are exchanged stand in the newer text.
    var newerExchanged: Set<StoryWord> = []
    /// Numbers with the same words around them that are the same, and those that are not.
    var sameNumbers = 0, otherNumbers = 0
    /// Words that the titles share, of all of theirs.
    var titles = 0.0
    /// The titles differ in numbers alone: issues of a series.
    var isSeries = false
    /// One of the two quotes stories: a live blog or a roundup.
    var isCollection = false
    /// Both have a dateline, of two days.
    var otherDate = false
    var sameSite = false
    /// Both credit one agency.
    var sameAgency = false
    /// Neither text has the first words of the other, or little of them.
    var isLeadOther = false
    /// Where the newer text has the older one's opening, in words; nil where it has not.
    var quotedOpening: Range<Int>?
    /// How much of the newer text stands in the older one.
    var newerShare = 0.0

    /// Both texts are the same words.
    package var isWhole: Bool { containment == 1 && innerCount == outerCount }
}

/// Compares one text with many: what is known of it is worked out once.
struct StoryComparer {
    private let sketch: Sketch
    private let shingles: [UInt64]
    /// Places of a shingle: the first by its hash, the next by the place before.
    private var first: [Int32]
    private var next: [Int32]
    private let numbers: [NumberInPlace]
    /// At how many places there are any.
    private let numberPlaces: Int
    /// In order, each once.
    private let titleWords: [StoryWord]

    init(_ sketch: Sketch) {
        self.sketch = sketch
        shingles = sketch.shingles
        var size = 16
        while size < shingles.count * 2 { size *= 2 }
        first = Array(repeating: -1, count: size)
        next = Array(repeating: -1, count: shingles.count)
        for place in shingles.indices.reversed() {
            let slot = Self.slot(shingles[place], size)
            next[place] = first[slot]
            first[slot] = Int32(place)
        }
        numbers = numbersInPlace(sketch.words)
        numberPlaces = compare(numbers, numbers).same
        titleWords = Set(sketch.title).sorted()
    }

    private static func slot(_ shingle: UInt64, _ size: Int) -> Int {
        Int(truncatingIfNeeded: ((shingle ^ shingle >> 29) &* 0x9E37_79B9_7F4A_7C15) >> 40) & (size - 1)
    }

    /// - Parameter sameSite: both were printed by one site.
    func evidence(with old: Sketch, sameSite: Bool) -> StoryEvidence {
        var evidence = StoryEvidence()
        // Most copies are whole.
        if !shingles.isEmpty, old.words == sketch.words {
            setWhole(&evidence)
        } else {
            compareTexts(old, &evidence)
        }
        compareTitles(old, &evidence)
        evidence.isCollection = sketch.isCollection || old.isCollection
        if let date = sketch.date, let oldDate = old.date { evidence.otherDate = date != oldDate }
        evidence.sameSite = sameSite
        evidence.sameAgency = sketch.agency != 0 && sketch.agency == old.agency
        return evidence
    }

    /// What comparing a text with itself comes to.
    func setWhole(_ evidence: inout StoryEvidence) {
        let count = sketch.words.count
        (evidence.innerCount, evidence.outerCount) = (count, count)
        (evidence.containment, evidence.wordForWord, evidence.newerShare) = (1, 1, 1)
        (evidence.coverage, evidence.outerOpening, evidence.outerHead) = (1, 1, 1)
        (evidence.runs, evidence.longestRun) = (1, count)
        if count >= Self.quoted { evidence.quotedOpening = 0..<count }
        evidence.sameNumbers = numberPlaces
    }

    func compareTexts(_ old: Sketch, _ evidence: inout StoryEvidence) {
        var isNewShared = [Bool](repeating: false, count: sketch.words.count)
        var isOldShared = [Bool](repeating: false, count: old.words.count)
        let runs = sharedRuns(old.words, &isNewShared, &isOldShared)

        let newIsInner = sketch.words.count <= old.words.count
        let (inner, outer) = newIsInner ? (isNewShared, isOldShared) : (isOldShared, isNewShared)
        (evidence.innerCount, evidence.outerCount) = (inner.count, outer.count)
        evidence.coverage = share(outer, outer.count)
        evidence.outerOpening = share(outer, Self.opening)
        evidence.outerHead = share(outer, Self.head)
        evidence.newerShare = share(isNewShared, isNewShared.count)

        let ordered = runs.map { newIsInner ? ($0.new, $0.old, $0.count) : ($0.old, $0.new, $0.count) }.sorted {
            $0 < $1
        }
        let chain = heaviestChain(ordered)
        evidence.containment = min(1, Double(chain) / Double(max(1, inner.count)))
        evidence.innerStart = ordered.first?.0 ?? inner.count
        evidence.runs = ordered.count
        evidence.longestRun = ordered.map(\.2).max() ?? 0
        let (innerWords, outerWords) = newIsInner ? (sketch.words, old.words) : (old.words, sketch.words)
        let alignment = StoryAlignment(innerWords, outerWords, runs: ordered, ordered: chain)
        evidence.substitutions = alignment.substitutions
        evidence.wordForWord = Double(alignment.aligned) / Double(max(1, inner.count))
        (evidence.exchanged, evidence.dates) = (alignment.exchanged, alignment.dates)
        evidence.newerExchanged = newIsInner ? alignment.exchanged.inner : alignment.exchanged.outer
        let leads = (share(inner, Self.lead), share(outer, Self.lead))
        evidence.isLeadOther = min(leads.0, leads.1) < 0.3 && max(leads.0, leads.1) < 0.7
        if let run = runs.first(where: { $0.old < 12 && $0.count >= Self.quoted }) {
            evidence.quotedOpening = run.new..<run.new + run.count
        }
        (evidence.sameNumbers, evidence.otherNumbers) = compare(numbers, numbersInPlace(old.words))
    }

    /// In words.
    private static let lead = 24, opening = 30, head = 100, quoted = 18

    /// - Parameter length: of the first so many words.
    private func share(_ isShared: [Bool], _ length: Int) -> Double {
        let (isShared, length) = (isShared, min(length, isShared.count))
        var (at, count) = (0, 0)
        while at < length {
            count += isShared[at] ? 1 : 0
            at += 1
        }
        return length == 0 ? 0 : Double(count) / Double(length)
    }

    /// The stretches of the old text that stand in the new one, each as long as it goes.
    private func sharedRuns(
        _ old: [StoryWord], _ isNewShared: inout [Bool], _ isOldShared: inout [Bool]
    ) -> [(new: Int, old: Int, count: Int)] {
        let overlap = Sketch.shingle - 1
        let count = old.count - overlap
        guard count > 0, !shingles.isEmpty else { return [] }
        var runs: [(new: Int, old: Int, count: Int)] = []
        var (at, expected) = (0, 0)
        // The three words at `at`; with the next they are a shingle.
        var row = UInt64(old[0]) << 32 | UInt64(old[1]) << 16 | UInt64(old[2])
        while at < count {
            row = row << 16 | UInt64(old[at + overlap])
            var best = (place: -1, length: 0)
            var candidate = Int(first[Self.slot(row, first.count)])
            var (tries, steps) = (0, 0)
            // What shares a slot by chance is a few; who writes texts could make it thousands.
            while candidate >= 0, tries < 8, steps < 64 {
                steps += 1
                if shingles[candidate] == row {
                    tries += 1
                    var length = 1
                    while at + length < count, candidate + length < shingles.count,
                        old[at + length + overlap] == sketch.words[candidate + length + overlap]
                    { length += 1 }
                    for word in candidate..<candidate + length + overlap { isNewShared[word] = true }
                    if length > best.length || length == best.length && best.place < expected && candidate >= expected {
                        best = (candidate, length)
                    }
                }
                candidate = Int(next[candidate])
            }
            guard best.length > 0 else {
                at += 1
                continue
            }
            let end = at + best.length + overlap
            for word in at..<end { isOldShared[word] = true }
            runs.append((best.place, at, end - at))
            at += best.length
            expected = best.place + best.length
            row = UInt64(old[at]) << 32 | UInt64(old[at + 1]) << 16 | UInt64(old[at + 2])
        }
        return runs
    }

    private func compareTitles(_ old: Sketch, _ evidence: inout StoryEvidence) {
        let oldWords = old.title.sorted()
        var (at, shared, all) = (0, 0, titleWords.count)
        for (index, word) in oldWords.enumerated() where index == 0 || word != oldWords[index - 1] {
            while at < titleWords.count, titleWords[at] < word { at += 1 }
            if at < titleWords.count, titleWords[at] == word { shared += 1 } else { all += 1 }
        }
        evidence.titles = Double(shared) / Double(max(1, all))
        evidence.isSeries =
            sketch.title != old.title && sketch.title.count == old.title.count
            && zip(sketch.title, old.title).allSatisfy { $0 == $1 || $0.isNumber && $1.isNumber }
    }
}

/// The words of the heaviest sequence of runs that go forward in both texts.
/// - Parameter runs: place in the one text, place in the other, words; ordered by the first.
private func heaviestChain(_ runs: [(Int, Int, Int)]) -> Int {
    var chains: [(end: Int, weight: Int)] = []
    var heaviest = 0
    // Two thousand words hold no more; what a hostile text adds is not looked at.
    for (_, start, count) in runs.prefix(300) {
        var weight = count
        for chain in chains where chain.end <= start + 2 { weight = max(weight, chain.weight + count) }
        chains.append((start + count - Sketch.shingle + 1, weight))
        heaviest = max(heaviest, weight)
    }
    return heaviest
}

/// A number and the two words before or behind it, other numbers among them masked.
struct NumberInPlace {
    let place: UInt64
    let number: StoryWord
}

/// Ordered by place, then by number.
private func numbersInPlace(_ words: [StoryWord]) -> [NumberInPlace] {
    func masked(_ word: StoryWord) -> UInt64 { UInt64(word.isNumber ? .anyNumber : word) }
    var numbers: [NumberInPlace] = []
    for at in words.indices where words[at].isNumber {
        let word = words[at]
        // Another house has converted what is measured: 12 metres are no other number than 39 feet.
        let unit = at + 1 < words.count && WordTraits.of(words[at + 1]).contains(.measure) ? UInt64(words[at + 1]) : 0
        if at >= 2 {
            let before = unit << 33 | masked(words[at - 2]) << 16 | masked(words[at - 1])
            numbers.append(NumberInPlace(place: before, number: word))
        }
        if at + 2 < words.count {
            numbers.append(
                NumberInPlace(place: 1 << 32 | masked(words[at + 1]) << 16 | masked(words[at + 2]), number: word))
        }
    }
    return numbers.sorted { $0.place != $1.place ? $0.place < $1.place : $0.number < $1.number }
}

/// Of the places that both texts have: at how many they have a number in common, and at how many they do not. Both are
/// ordered by place, then by number.
private func compare(_ some: [NumberInPlace], _ others: [NumberInPlace]) -> (same: Int, different: Int) {
    var (same, different) = (0, 0)
    var (at, other) = (0, 0)
    while at < some.count, other < others.count {
        let place = some[at].place
        if place != others[other].place {
            if place < others[other].place { at += 1 } else { other += 1 }
            continue
        }
        var isSame = false
        while at < some.count, some[at].place == place, other < others.count, others[other].place == place {
            let (ours, theirs) = (some[at].number, others[other].number)
            isSame = isSame || ours == theirs
            if ours < theirs { at += 1 } else { other += 1 }
        }
        while at < some.count, some[at].place == place { at += 1 }
        while other < others.count, others[other].place == place { other += 1 }
        if isSame { same += 1 } else { different += 1 }
    }
    return (same, different)
}

/// What speaks for and against two texts being copies of one.
package func evidence(_ sketch: Sketch, with old: Sketch, sameSite: Bool) -> StoryEvidence {
    StoryComparer(sketch).evidence(with: old, sameSite: sameSite)
}

/// Which of several versions of a text a copy prints: the newest of those that it is nearest to.
package func newestMatch(_ copy: Sketch, _ versions: [(number: Int, sketch: Sketch)]) -> Int? {
    let comparer = StoryComparer(copy)
    let scored = versions.map { version in
        let evidence = comparer.evidence(with: version.sketch, sameSite: false)
        return (number: version.number, others: evidence.otherNumbers, shared: evidence.containment)
    }
    return scored.max { ($1.others, $0.shared, $0.number) < ($0.others, $1.shared, $1.number) }?.number
}
