import FeedModel
import TextKit

@testable import Comparing

/// Items as they arrive from several sites, and the stories they are found to be.
struct InMemoryStoryIndex: StoryIndex {
    private var postings: [UInt64: [ItemPosting]] = [:]
    private var members: [Int64: StoryMember] = [:]
    private var frames: [String: Frame] = [:]
    private(set) var decisions: [StoryDecision] = []

    func postings(under keys: [ItemKey]) -> [[ItemPosting]?] {
        keys.map { key in
            let found = postings[key.hash] ?? []
            return found.count < StoryFinder.commonFrom ? found : nil
        }
    }
    func keys(of items: [Int64]) -> [Int64: [ItemKey]] {
        Dictionary(uniqueKeysWithValues: members(items).map { ($0.item, $0.keys) })
    }
    func members(_ items: [Int64]) -> [StoryMember] { items.compactMap { members[$0] } }

    /// The story that the item is found to be of.
    /// - Parameter day: of its date.
    /// - Parameter feed: of its site: there may be several.
    @discardableResult
    mutating func put(
        _ site: String, _ title: String, _ text: String, day: Int64? = nil, feed: String = "", link: String? = nil,
        recording: String? = nil
    ) throws -> Int64 {
        var item = Item(id: "\(members.count)")
        (item.title, item.contentText, item.url) = (title, text, link)
        if let recording {
            var file = Attachment(url: recording)
            file.mimeType = "audio/mpeg"
            item.attachments = [file]
        }
        let story = StoryText(of: item, reader: WireReader())
        var sketch = story.sketch(without: frames[site] ?? Frame())
        if let agency = story.credit.agency { sketch.credit(agency.id) }
        let printing = StoryPrinting(feed: stableHash(site + "/" + feed), date: day)
        let decision = try StoryFinder().decide(
            sketch, of: story, names: StoryName.names(of: item), site: stableHash(site), printing: printing, in: self)
        decisions.append(decision)
        let number = Int64(members.count + 1)
        sketch.isCollection = sketch.isCollection || decision.isCollection
        members[number] = StoryMember(
            item: number, story: decision.story ?? number, site: stableHash(site), printing: printing, sketch: sketch,
            keys: decision.keys)
        for key in decision.keys { postings[key.hash, default: []].append(ItemPosting(item: number, key: key)) }
        for (item, member) in members where decision.bridged.contains(member.story) {
            members[item]!.story = decision.story!
        }
        frames[site, default: Frame()].learn(story.frameKeys, story: decision.story ?? number)
        return decision.story ?? number
    }

    func story(_ number: Int64) -> Int64 { members[number]!.story }
    func site(_ host: String) -> StorySite? { frames[host].map { StorySite(number: stableHash(host), frame: $0) } }
}

/// Texts of our own, in the manner of agencies.
enum Copy {
    static let harbour = """
        OSTVIK, Mar 3 (Reuters) - The harbour of Ostvik will close for eleven weeks from May while engineers replace the \
        northern lock gates, the port authority said on Tuesday, a decision that shipping firms called a heavy blow.
        The gates date from 1931 and were damaged in January, when the ferry Solveig struck them in thick fog. Nobody was hurt.
        "We looked at every way of keeping one lock open and found none that our divers could work beside," harbour master \
        Ingrid Falk told reporters.
        Ostvik handled 4.2 million tonnes of cargo last year, most of it timber and fertiliser, and employs about 900 people.
        The shipping firm Nordlys said it would send its vessels to Marhavn, a detour of 140 kilometres that adds 9 hours to a trip.
        The work will cost 38 million crowns, of which the state pays half.
        (Reporting by Tove Lind; Editing by Karl Moe)
        """
    static let election = """
        MARHAVN, Mar 3 (Reuters) - Voters in Marhavn chose a former schoolteacher as mayor on Sunday, ending two decades in \
        which the fishermen's list had held the town hall without a rival.
        Oda Brekke won 57 percent of the vote after a campaign about rents, which have doubled since the cable factory opened.
        She said her first act would be to publish every contract that the town had signed since 2015.
        Turnout was 71 percent, the highest since the war.
        """
    static let whale = """
        SUNDET, Mar 2 (Reuters) - A whale that had circled the inner fjord for nine days swam back to the open sea on Monday, \
        led by a line of kayaks whose crews beat upon the water with their paddles.
        Biologists who watched from the shore said the animal, a young male, was thin but in good health.
        """
    static let furniture = """
        Subscribe to the Courier's morning letter and never miss a story.
        All prices include delivery within the province.
        """
    static func weather(_ town: String, _ low: Int, _ high: Int, _ wind: Int) -> String {
        """
        Forecast for \(town): cloudy at first, with a low of \(low) and a high of \(high) degrees. Winds from the west at \(wind) \
        kilometres an hour. Sunrise is at 6:\(low + 30) and sunset at 18:\(high + 20). Drivers are asked to mind wet roads in the hills.
        """
    }
}
