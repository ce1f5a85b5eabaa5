import Comparing
import FeedModel
import FoundationEssentials
import Testing

/// Two entries, by what of their names is the same: whether they are one item or two.
struct NameCase: Sendable, CustomTestStringConvertible {
    enum Part { case same, other, none }
    /// What the feed has been seen to do with its guids.
    enum Habit { case kept, unknown, madeAnew }
    enum Outcome { case one, two, revised }
    /// What became of the old entry when the new one comes.
    enum Old { case listed, left }

    let why: String
    var guid = Part.same, link = Part.same, date = Part.same
    var title = Part.same, text = Part.same, file = Part.none
    let old: Old
    let habit: Habit
    let expected: Outcome

    init(
        _ why: String, guid: Part = .same, link: Part = .same, date: Part = .same, title: Part = .same,
        text: Part = .same,
        file: Part = .none, _ old: Old, _ habit: Habit, _ expected: Outcome
    ) {
        (self.why, self.guid, self.link, self.date) = (why, guid, link, date)
        (self.title, self.text, self.file) = (title, text, file)
        (self.old, self.habit, self.expected) = (old, habit, expected)
    }

    var testDescription: String { why }

    /// - Parameter isOther: what is `.other` is so.
    private func entry(_ isOther: Bool, round: Int) -> Item {
        let unlike = article(77)
        return article(0).changing { item in
            switch guid {
            case .none: (item.hasOwnID, item.id) = (false, "none")
            case .same: item.id = "name"
            case .other: item.id = isOther ? "another" : "name"
            }
            if habit == .madeAnew { item.id = "round-\(round)-\(isOther)" }
            item.url = link == .none ? nil : "https://feed.test/thread" + (isOther && link == .other ? "/2" : "/1")
            item.datePublished = date == .none ? nil : noon - (isOther && date == .other ? 60 : 86_400)
            if isOther, title == .other { item.title = unlike.title }
            if text == .none { (item.contentHTML, item.contentText) = (nil, nil) }
            if isOther, text == .other {
                (item.contentHTML, item.contentText) = (unlike.contentHTML, unlike.contentText)
            }
            if file != .none {
                var attachment = Attachment(
                    url: "https://cdn.test/shows/episode-000\(isOther && file == .other ? 2 : 1).mp3")
                attachment.mimeType = "audio/mpeg"
                item.attachments = [attachment]
            }
        }
    }

    /// Neighbours, by which a feed shows its habit.
    private func neighbours(round: Int) -> [Item] {
        guard habit != .unknown else { return [] }
        return (20..<24).map { number in
            article(number).changing { item in
                if habit == .madeAnew { item.id = "round-\(round)-\(number)" }
                if guid == .none { (item.hasOwnID, item.id) = (false, "none-\(number)") }
            }
        }
    }

    /// What the feed's last document was taken for.
    func run() -> HeldFeed.Counts {
        var feed = HeldFeed([entry(false, round: 0)] + neighbours(round: 0))
        if habit != .unknown { feed.fetch([entry(false, round: 1)] + neighbours(round: 1), at: noon - 3600) }
        let listed = old == .listed ? [entry(false, round: 2)] : []
        return feed.fetch([entry(true, round: 2)] + listed + neighbours(round: 2))
    }
}

@Suite struct IdentityMatrixTests {
    static let cases: [NameCase] = [
        // Both stand in one document, and say the same.
        .init("a weekly thread beside the last one", guid: .other, link: .other, date: .other, .listed, .kept, .two),
        .init("alerts with one link", guid: .other, date: .other, .listed, .kept, .two),
        .init("alerts with one link, not dated", guid: .other, date: .none, .listed, .kept, .two),
        .init("listed twice: link and date agree", guid: .other, .listed, .kept, .one),
        .init("two commits of one second", guid: .other, link: .other, .listed, .kept, .two),
        .init("two toots of one second, without links", guid: .other, link: .none, .listed, .kept, .two),
        .init("two episodes of one date at one address", guid: .other, file: .other, .listed, .kept, .two),
        .init("a thread, its feed not known yet", guid: .other, link: .other, date: .other, .listed, .unknown, .two),
        .init("alerts, their feed not known yet", guid: .other, date: .other, .listed, .unknown, .two),
        .init(
            "a thread, where guids are made anew", guid: .other, link: .other, date: .other, .listed, .madeAnew, .two),
        .init("alerts, where guids are made anew", guid: .other, date: .other, .listed, .madeAnew, .two),
        .init("listed twice, where guids are made anew", guid: .other, .listed, .madeAnew, .one),
        .init("no guids: two dates", guid: .none, date: .other, .listed, .kept, .two),
        .init("no guids: two dates, without links", guid: .none, link: .none, date: .other, .listed, .kept, .two),
        .init("no guids: the link is the name", guid: .none, link: .other, .listed, .kept, .two),
        .init("no guids: listed twice", guid: .none, .listed, .kept, .one),
        .init("no guids: listed twice, not dated", guid: .none, date: .none, .listed, .kept, .one),
        .init("no guids: two recordings", guid: .none, link: .none, file: .other, .listed, .kept, .two),
        .init("one guid, listed twice", date: .other, .listed, .kept, .one),

        // The old one has left, and the new one says the same.
        .init("the next weekly thread", guid: .other, link: .other, date: .other, .left, .kept, .two),
        .init("an hourly bulletin at one address", guid: .other, date: .other, file: .same, .left, .kept, .two),
        .init("an undated toot", guid: .other, link: .none, date: .none, .left, .kept, .two),
        .init("an undated post at another address", guid: .other, link: .other, date: .none, .left, .kept, .two),
        .init("two episodes of one date under one blurb", guid: .other, link: .other, file: .other, .left, .kept, .two),
        .init("guid renamed: link and date stay", guid: .other, .left, .kept, .one),
        .init("guid renamed, not dated: the link stays", guid: .other, date: .none, .left, .kept, .one),
        .init("moved to another address: the date stays", guid: .other, link: .other, .left, .kept, .one),
        .init("moved, with its recording", guid: .other, link: .other, file: .same, .left, .kept, .one),
        .init(
            "no name is the same, and nothing known of the feed", guid: .other, link: .other, date: .other, .left,
            .unknown, .two),
        .init(
            "an hourly bulletin, its feed not known yet", guid: .other, date: .other, file: .same, .left, .unknown, .two
        ),
        .init("guid and date made anew: the link is the name", guid: .other, date: .other, .left, .unknown, .one),
        .init("guid and link made anew: the date stays", guid: .other, link: .other, .left, .unknown, .one),
        .init("guids made anew, and the date: the link stays", guid: .other, date: .other, .left, .madeAnew, .one),
        .init(
            "guids made anew: another link and date", guid: .other, link: .other, date: .other, .left, .madeAnew, .two),
        .init("redated", date: .other, .left, .kept, .one),
        .init("no guids: redated", guid: .none, date: .other, .left, .kept, .one),
        .init("no guids: a session in the link", guid: .none, link: .other, .left, .kept, .one),
        .init("no guids: another link and date", guid: .none, link: .other, date: .other, .left, .kept, .two),
        .init("no guids, no links: redated", guid: .none, link: .none, date: .other, .left, .kept, .one),
        .init(
            "no guids, no links: another recording and date", guid: .none, link: .none, date: .other, file: .other,
            .left, .kept, .two),

        // What they say is not the same.
        .init("a headline rewritten under a link", guid: .none, title: .other, text: .none, .left, .kept, .revised),
        .init(
            "a headline rewritten and redated under a link", guid: .none, date: .other, title: .other, text: .none,
            .left, .kept, .revised),
        .init(
            "a headline under another link", guid: .none, link: .other, date: .other, title: .other, text: .none, .left,
            .kept, .two),
        .init(
            "a headline rewritten under guid and date, with its address", link: .other, title: .other, text: .none,
            .left, .kept, .revised),
        .init("all rewritten under guid and date", link: .other, title: .other, text: .other, .left, .kept, .revised),
        .init("a guid used again", link: .other, date: .other, title: .other, text: .other, .left, .kept, .two),
        .init("guid and link used again", date: .other, title: .other, text: .other, .left, .kept, .two),
        .init(
            "another headline over a text of its own name", guid: .other, link: .other, date: .other, title: .other,
            .left, .kept, .two),
        .init("a headline rewritten, and moved", guid: .other, link: .other, title: .other, .left, .kept, .revised),
        .init(
            "another article", guid: .other, link: .other, date: .other, title: .other, text: .other, .left, .kept, .two
        ),
    ]

    @Test(arguments: cases)
    func `two entries are one only if a name says so`(_ row: NameCase) {
        let counts = row.run()
        #expect(counts.new == (row.expected == .two ? 1 : 0), "\(counts)")
        #expect(counts.revised == (row.expected == .revised ? 1 : 0), "\(counts)")
    }
}

/// Feeds that say the same again and again, and feeds that make their names anew, over several fetches.
@Suite struct IdentitySeriesTests {
    typealias Counts = HeldFeed.Counts

    private func entry(_ number: Int, _ title: String, guid: String? = nil, link: String?, hours: Double? = nil) -> Item
    {
        var item = Item(id: guid ?? link ?? "none")
        item.hasOwnID = guid != nil
        (item.url, item.title) = (link, title)
        item.contentText = title == "Good morning!" ? title : "We are looking into it, and will say more here."
        item.datePublished = noon + (hours ?? Double(number)) * 3600
        return item
    }

    @Test func `each good morning is a toot of its own`() {
        func toot(_ number: Int) -> Item {
            entry(
                number, "Good morning!", guid: "https://toots.test/\(number)", link: "https://toots.test/\(number)",
                hours: Double(number) * 24)
        }
        var feed = HeldFeed()
        #expect(feed.fetch([toot(2), toot(1), toot(0)]) == Counts(new: 3))
        #expect(feed.fetch([toot(3), toot(2), toot(1)]) == Counts(new: 1, unchanged: 2))
        #expect(feed.fetch([toot(7)]) == Counts(new: 1))
    }

    @Test func `alerts without guids are told apart by their dates`() {
        func alert(_ number: Int) -> Item { entry(number, "Service degraded", link: "https://status.test/") }
        var feed = HeldFeed([alert(0)])
        #expect(feed.fetch([alert(1), alert(0)]) == Counts(new: 1, unchanged: 1))
        #expect(feed.fetch([alert(2), alert(1)]) == Counts(new: 1, unchanged: 1))
        #expect(feed.fetch([alert(3)]) == Counts(new: 1))
        #expect(feed.fetch([alert(3)]) == Counts(unchanged: 1))
    }

    @Test func `an alert is no tombstone that came back`() {
        func alert(_ number: Int) -> Item {
            entry(number, "Service degraded", guid: "a-\(number)", link: "https://status.test/")
        }
        var feed = HeldFeed([alert(0), alert(1)])
        feed.fetch([alert(0), alert(1)])
        feed.bury(1)
        #expect(feed.fetch([alert(2), alert(1)]) == Counts(new: 1, unchanged: 1))
    }

    @Test func `guids, links and dates are all made anew`() {
        func fetch(_ round: Int) -> [Item] {
            (0..<5).map { number in
                article(number).changing {
                    $0.id = "run-\(round)-\(number)"
                    $0.url = "https://feed.test/go?to=\(round * 100 + number)"
                    $0.datePublished = noon + Double(round * 6 - number) * 3600
                }
            }
        }
        var feed = HeldFeed(fetch(0))
        for round in 1..<5 { #expect(feed.fetch(fetch(round)) == Counts(unchanged: 5)) }
    }

    @Test(arguments: [true, false])
    func `all dates are moved to now, and guids and links made anew`(_ withLinks: Bool) {
        func fetch(_ round: Int) -> [Item] {
            (0..<5).map { number in
                article(number).changing {
                    $0.id = "run-\(round)-\(number)"
                    $0.url = withLinks ? "https://feed.test/t?id=\(number)&sid=\(round)" : nil
                    $0.datePublished = noon + Double(round) * 3600
                }
            }
        }
        var feed = HeldFeed(fetch(0))
        for round in 1..<5 { #expect(feed.fetch(fetch(round)) == Counts(unchanged: 5)) }
    }

    @Test(arguments: [true, false])
    func `a site that kept its guids starts anew on another host`(_ isDated: Bool) {
        let old = (0..<6).map { number in article(number).changing { if !isDated { $0.datePublished = nil } } }
        var feed = HeldFeed(old)
        feed.fetch(old)
        let moved = old.enumerated().map { number, item in
            item.changing {
                ($0.id, $0.url) = ("tag:new.example,2026:\(number)", "https://new.example/posts/\(number)")
            }
        }
        #expect(feed.fetch(moved) == Counts(unchanged: 6))
    }

    @Test func `a fragment of the guid counts an article's versions`() {
        func version(_ number: Int, _ count: Int) -> Item {
            article(number).changing {
                $0.url = $0.id
                $0.id += "#\(count)"
                $0.datePublished = noon + Double(count * 60 - number * 3600)
            }
        }
        let first = (0..<6).map { version($0, 0) }
        var feed = HeldFeed(first)
        feed.fetch(first)
        let updated = [version(0, 1).adding("<p>A second witness has come forward.</p>")] + first[1...]
        #expect(feed.fetch(updated) == Counts(revised: 1, unchanged: 5))
        #expect(feed.fetch([version(0, 2)] + first[1...]).new == 0)
    }

    @Test func `guids that number the places, without links and dates`() {
        func fetch(_ numbers: Range<Int>) -> [Item] {
            numbers.enumerated().map { place, number in
                article(number).changing { ($0.id, $0.url, $0.datePublished) = ("\(place + 1)", nil, nil) }
            }
        }
        var feed = HeldFeed(fetch(3..<9))
        for _ in 0..<3 { feed.fetch(fetch(3..<9)) }
        #expect(feed.fetch(fetch(2..<8)) == Counts(new: 1, unchanged: 5))
        #expect(feed.fetch(fetch(0..<6)) == Counts(new: 2, unchanged: 4))
    }

    /// A radio's feed has its last bulletin alone, so that nothing is ever found again in it.
    @Test(arguments: [true, false])
    func `a bulletin whose sound is written over each hour`(_ isSeenTwice: Bool) {
        func bulletin(_ hour: Int) -> Item {
            entry(hour, "The news at the hour", guid: "bulletin-\(hour)", link: "https://radio.test/bulletin").changing
            {
                var file = Attachment(url: "https://radio.test/sounds/latest.mp3")
                file.mimeType = "audio/mpeg"
                $0.attachments = [file]
            }
        }
        var feed = HeldFeed([bulletin(0)])
        if isSeenTwice { #expect(feed.fetch([bulletin(0)]) == Counts(unchanged: 1)) }
        for hour in 1..<6 { #expect(feed.fetch([bulletin(hour)]) == Counts(new: 1)) }
    }
}
