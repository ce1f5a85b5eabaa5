import FeedModel
import Testing

@testable import Comparing

@Suite struct StoryTests {
    @Test func `a copy cut to its first paragraph under another headline`() throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Ostvik harbour to close for lock repairs", Copy.harbour)
        let opening = Copy.harbour.split(separator: "\n").prefix(2).joined(separator: "\n")
        #expect(try stand.put("courier.test", "Shippers fear for spring trade", opening) == original)
    }

    @Test func `a copy inside a third of other text, written the American way, its credit taken off`() throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Ostvik harbour to close for lock repairs", Copy.harbour)
        let text = Copy.harbour.split(separator: "\n").dropLast().joined(separator: "\n")
            .replacing("OSTVIK, Mar 3 (Reuters) - ", with: "").replacing("harbour", with: "harbor")
            .replacing("'", with: "\u{2019}").replacing("million", with: "\u{200B}million")
        let framed = "Share\nListen to this article\n" + text + "\n" + Copy.furniture + Copy.furniture
        #expect(try stand.put("courier.test", "Harbor closes", framed) == original)
        let match = try #require(stand.decisions.last?.match)
        #expect(match.evidence.containment > 0.97)
    }

    @Test func `the copy first, the original after it`() throws {
        var stand = InMemoryStoryIndex()
        let lines = Copy.harbour.split(separator: "\n")
        let copy = try stand.put("courier.test", "Shippers fear for trade", lines.prefix(3).joined(separator: "\n"))
        #expect(try stand.put("reuters.com", "Ostvik harbour to close", Copy.harbour) == copy)
    }

    @Test func `the next issue of a table is another story, its reprint is not`() throws {
        var stand = InMemoryStoryIndex()
        let monday = try stand.put("a.test", "The weather", Copy.weather("Ostvik", 4, 11, 28))
        #expect(try stand.put("a.test", "The weather", Copy.weather("Ostvik", 6, 14, 19)) != monday)
        #expect(try stand.put("b.test", "The weather", Copy.weather("Ostvik", 4, 11, 28)) == monday)
    }

    @Test func `a roundup that opens three stories is none of them`() throws {
        var stand = InMemoryStoryIndex()
        let stories = try [Copy.harbour, Copy.election, Copy.whale].enumerated().map {
            try stand.put("reuters.com", "Story \($0)", $1)
        }
        func openings(_ text: String) -> String { text.split(separator: "\n").prefix(2).joined(separator: "\n") }
        let briefing =
            "Good morning, reader.\n" + [Copy.harbour, Copy.election, Copy.whale].map(openings).joined(separator: "\n")
        let story = try stand.put("courier.test", "The morning letter", briefing)
        #expect(!stories.contains(story))
        #expect(stand.decisions.last?.isCollection == true)
    }

    @Test func `a live blog that quotes a story whole is none of its copies`() throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Whale leaves the fjord", Copy.whale)
        let blog = Copy.whale + Copy.election + Copy.harbour
        #expect(try stand.put("courier.test", "Live: whale, weather and votes", blog) != original)
    }

    @Test func `what shares four words by chance is hardly ever compared`() throws {
        var stand = InMemoryStoryIndex()
        for number in 0..<40 {
            func words(_ range: Range<Int>) -> String { range.map { "w\(number * 97 + $0)x" }.joined(separator: " ") }
            try stand.put("\(number).test", words(20..<30), words(0..<4) + " for the first time " + words(4..<9))
        }
        let last = try #require(stand.decisions.last)
        #expect(last.compared.count < 12, "one in eight, where all share those words")
    }

    @Test func `a copy with another word on one side of the four is compared`() {
        func keys(_ text: String) -> [UInt64: ItemKey] {
            let keys = Sketch(title: [], words: StoryWords(text + "\n").words).keys
            return Dictionary(uniqueKeysWithValues: keys.map { ($0.hash, $0) })
        }
        let hash = keys("for the first time").keys.first!
        let one = keys("it was seen for the first time since then")[hash]!
        #expect(one.agrees(with: keys("once seen for the first time in years")[hash]!, onBothSides: false))
        #expect(one.agrees(with: keys("this came for the first time since May")[hash]!, onBothSides: false))
        #expect(
            one.agrees(with: keys("for the first time since May they ran")[hash]!, onBothSides: false),
            "where a text begins")
        #expect(one.agrees(with: keys("for the first time")[hash]!, onBothSides: true), "where there is nothing else")
        #expect(!one.agrees(with: keys("this came for the first time in years")[hash]!, onBothSides: false))
        // Where many have the four words, both sides are asked for.
        #expect(!one.agrees(with: keys("once seen for the first time in years")[hash]!, onBothSides: true))
        #expect(one.agrees(with: keys("once seen for the first time since May")[hash]!, onBothSides: true))
        #expect(one.agrees(with: keys("for the first time since May they ran")[hash]!, onBothSides: true))
    }

    @Test(arguments: [
        ("Live: votes are counted", true), ("Directo - la votación", true), ("En vivo | la votación", true),
        ("LIVE — votes are counted", true), ("Live\u{200D}stock prices fall", false), ("Directors resign", false),
        ("Livestock | prices fall", false), ("Storm moves on", false),
    ])
    func `a title says whether its text goes on`(_ title: String, _ expected: Bool) {
        #expect(isRunning(title: title) == expected)
    }

    @Test func `one headline over two texts is two stories`() throws {
        var stand = InMemoryStoryIndex()
        let one = try stand.put("a.test", "What you need to know", Copy.harbour)
        #expect(try stand.put("b.test", "What you need to know", Copy.election) != one)
    }

    @Test func `the whole text makes one story of its two halves`() throws {
        var stand = InMemoryStoryIndex()
        let lines = Copy.harbour.split(separator: "\n").map(String.init)
        let first = try stand.put("a.test", "Harbour closes", lines.prefix(3).joined(separator: "\n"))
        let second = try stand.put("b.test", "Ostvik handled 4.2 million tonnes", lines[3...5].joined(separator: "\n"))
        #expect(first != second)
        try stand.put("reuters.com", "Ostvik harbour to close", Copy.harbour)
        #expect(stand.story(1) == stand.story(3))
    }

    @Test func `stories of the same agency and day have nothing else in common`() throws {
        var stand = InMemoryStoryIndex()
        let one = try stand.put("reuters.com", "Harbour closes", Copy.harbour)
        #expect(try stand.put("reuters.com", "Teacher becomes mayor", Copy.election) != one)
        #expect(try stand.put("reuters.com", "Whale leaves", Copy.whale) != one)
    }

    @Test func `the same text under another date is the next issue of a feed, and a copy elsewhere`() throws {
        var stand = InMemoryStoryIndex()
        let first = try stand.put("a.test", "The open thread", Copy.election, day: 1)
        let second = try stand.put("a.test", "The open thread", Copy.election, day: 8)
        #expect(second != first)
        let marked = Copy.election.replacing("71 percent", with: "73 percent")
        #expect(
            try stand.put("a.test", "The open thread", marked, day: 15) != first, "a number in it is no other article")
        var other = InMemoryStoryIndex()
        let original = try other.put("a.test", "Teacher becomes mayor", Copy.election, day: 1)
        #expect(try other.put("b.test", "Teacher becomes mayor", Copy.election, day: 2) == original)
    }

    @Test func `one article listed twice by its feed, on one date, is one story`() throws {
        var stand = InMemoryStoryIndex()
        let story = try stand.put("a.test", "Teacher becomes mayor", Copy.election, day: 1)
        #expect(try stand.put("a.test", "Marhavn elects a teacher", Copy.election, day: 1) == story)
    }

    @Test
    func
        `an article that its feed prints anew as it grows is one story, what follows it under another headline is not`()
        throws
    {
        var stand = InMemoryStoryIndex()
        let lines = Copy.harbour.split(separator: "\n")
        let story = try stand.put("a.test", "Ostvik harbour to close", lines.prefix(4).joined(separator: "\n"), day: 1)
        #expect(try stand.put("a.test", "Ostvik harbour to close in May", Copy.harbour, day: 2) == story)
        let year = 365 * Int64(86_400_000)
        let edition = Copy.harbour + Copy.whale
        #expect(
            try stand.put("a.test", "Ostvik harbour to close in May", edition, day: year) != story, "a later edition")
        #expect(
            try stand.put("a.test", "What firms say of the lock gates", lines.prefix(6).joined(separator: "\n"), day: 3)
                != story)
    }

    @Test func `episodes under one blurb are stories of their own, on one day and on two sites`() throws {
        var stand = InMemoryStoryIndex()
        func put(_ site: String, _ number: Int, day: Int64) throws -> Int64 {
            try stand.put(
                site, "Episode \(number) of the harbour talks with a new guest", Copy.whale, day: day,
                recording: "https://cdn.test/shows/episode-000\(number).mp3")
        }
        let one = try put("a.test", 1, day: 1), two = try put("a.test", 2, day: 1)
        #expect(two != one)
        #expect(try put("b.test", 2, day: 5) == two, "the same recording")
        #expect(try put("b.test", 1, day: 5) == one)
        #expect(stand.story(1) != stand.story(2), "nothing bridges them")
        #expect(![one, two].contains(try put("b.test", 3, day: 5)))
    }

    @Test func `a recording that is written over each hour tells nothing`() throws {
        var stand = InMemoryStoryIndex()
        func put(_ day: Int64) throws -> Int64 {
            try stand.put(
                "a.test", "The news at the hour", Copy.whale, day: day, recording: "https://a.test/sounds/latest.mp3")
        }
        let first = try put(1)
        #expect(try put(2) != first)
    }

    @Test func `what several feeds of a site print under other headlines is the site's text`() throws {
        var stand = InMemoryStoryIndex()
        let one = try stand.put("videos.test", "A ferry seen from above", Copy.whale, day: 1, feed: "ferries")
        let two = try stand.put("videos.test", "Baking bread with rye", Copy.whale, day: 2, feed: "bread")
        #expect(one != two)
        #expect(![one, two].contains(try stand.put("mirror.test", "Rowing at dawn", Copy.whale, day: 4)))
    }

    @Test func `an article that two feeds of a site list under one headline is one story`() throws {
        var stand = InMemoryStoryIndex()
        let story = try stand.put("paper.test", "Whale leaves the fjord", Copy.whale, day: 1, feed: "news")
        #expect(try stand.put("paper.test", "Whale leaves the fjord", Copy.whale, day: 2, feed: "nature") == story)
    }

    @Test func `a text of few words is compared with none`() throws {
        var stand = InMemoryStoryIndex()
        let one = try stand.put("a.test", "Video", "Watch the video here")
        #expect(try stand.put("b.test", "Video", "Watch the video here") != one)
    }

    @Test(arguments: [Copy.harbour, Copy.election, Copy.whale, Copy.weather("Ostvik", 3, 9, 20)])
    func `a whole copy is what aligning a text with itself comes to`(_ text: String) {
        let sketch = Sketch(title: StoryWords("A headline").words, words: StoryWords(text).words)
        let comparer = StoryComparer(sketch)
        var (whole, aligned) = (StoryEvidence(), StoryEvidence())
        comparer.setWhole(&whole)
        comparer.compareTexts(sketch, &aligned)
        #expect(whole == aligned)
        #expect(whole.isWhole)
    }
}

@Suite struct SketchTests {
    @Test func `a sketch is read back as it was written`() throws {
        var item = Item(id: "1")
        item.contentText = Copy.harbour
        let sketch = StoryText(of: item, reader: WireReader()).sketch(without: Frame())
        #expect(Sketch(bytes: sketch.bytes) == sketch)
        #expect(sketch.date == WireDate(month: 3, day: 3))
        #expect(sketch.keys.count <= 16)
        #expect(Sketch(bytes: [9, 9]) == nil)
    }

    @Test(arguments: [
        ("The U.S. programme", "the US program"), ("Trump\u{2019}s U.N. envoy", "trump un envoy"),
        ("$4.5 billion", "4.5bn"),
        ("5 per cent", "five percent"), ("caf\u{E9}&amp;#8217;s", "CAF\u{C9}&rsquo;s"),
        ("co\u{AD}operate", "cooperate"),
        ("realise, labour", "realize labor"), ("1,200 km", "1200 km"), ("৩ হাজার", "3 হাজার"), ("Ｆｕｌｌ", "full"),
    ])
    func `variants of one wording are the same words`(_ one: String, _ other: String) {
        #expect(StoryWords(one).words == StoryWords(other).words)
    }

    @Test(arguments: [
        ("the caf&eacute; closed", "the café closed"), ("AT&amp;amp;T grows", "AT&T grows"), ("a&nbsp;b", "a b"),
        ("don&rsquo;t &mdash; go", "don't — go"), ("R&#38;D &#x1F600; day", "R&D 😀 day"),
    ])
    func `references that were left in a text are read`(_ text: String, _ meant: String) {
        #expect(StoryWords(text).words == StoryWords(meant).words)
    }

    @Test(arguments: ["AT&T grows", "one & two", "a &copyright b", "x &unknown; y", "&"])
    func `an ampersand that begins no reference stands for itself`(_ text: String) {
        #expect(StoryWords(text).words == StoryWords(text.replacing("&", with: " & ")).words)
        #expect(StoryWords(text).words == StoryWords(text.replacing("&", with: "+")).words)
    }

    @Test func `numbers are told from words, and from other numbers`() {
        let words = StoryWords("ten of 12 at 6:30").words
        #expect(words.map(\.isNumber) == [true, false, true, false, true])
        #expect(StoryWords("6:30").words != StoryWords("6:31").words)
    }

    @Test(arguments: [".", "!", "?", "\u{3002}"])
    func `a long line is cut where its sentences end`(_ stop: String) {
        let sentence = Array(repeating: "ferry", count: 25).joined(separator: " ")
        #expect(StoryWords("\(sentence)\(stop) \(sentence)\(stop)").units == [0..<25, 25..<50])
        #expect(StoryWords("The U.S. \(sentence)\(stop) \(sentence)").units == [0..<27, 27..<52])
    }
}

@Suite struct FrameTests {
    private func keys(_ text: String) -> [UInt32] {
        let words = StoryWords(text)
        return words.units.map { frameKey(words.words[$0]) }
    }

    @Test func `a line under three stories of a site is its furniture`() {
        var frame = Frame()
        let line = keys("All prices include delivery within the province")
        for story in 1...3 {
            #expect(!frame.isFurniture(line[0]))
            frame.learn(line, story: Int64(story))
        }
        #expect(frame.isFurniture(line[0]))
        #expect(Frame(bytes: frame.bytes).isFurniture(line[0]))
        #expect(Frame(bytes: frame.bytes).bytes == frame.bytes)
    }

    @Test func `a story that a site prints again and again is no furniture`() {
        var frame = Frame()
        let line = keys("The harbour of Ostvik will close for eleven weeks from May")
        for _ in 1...5 { frame.learn(line, story: 7) }
        #expect(!frame.isFurniture(line[0]))
    }

    @Test func `a short line is the same whatever its numbers`() {
        #expect(keys("4 min read") == keys("12 min read"))
        #expect(
            keys("The town of Ostvik had 4 schools until the year of 1987")
                != keys("The town of Ostvik had 5 schools until the year of 1987"))
    }

    @Test func `furniture outlives what a site prints once`() {
        var frame = Frame()
        let line = keys("All prices include delivery within the province")
        for story in 1...3 { frame.learn(line, story: Int64(story)) }
        for story in 4...200 {
            frame.learn([UInt32(story), UInt32(story + 10_000), UInt32(story + 20_000)], story: Int64(story))
        }
        #expect(frame.isFurniture(line[0]))
        #expect(frame.bytes.count <= 7 * 480)
    }
}
