import FeedModel
import Testing

import struct FoundationEssentials.Date

@Suite struct EventTests {
    private let feed = FeedReference(id: 7, url: "http://a.test/feed", title: "A")
    private let at = Date(rfc3339: "2026-03-02T08:00:00.25Z")!

    private func event(_ kind: EventKind, item: ItemReference? = nil, _ facts: String) throws -> Event {
        let facts = try #require(try JSONValue(parsing: facts).object)
        return Event(seq: 12, at: at, kind: kind, feed: feed, item: item, facts: facts)
    }

    @Test func `a line has the item, then what happened to it, in this order`() throws {
        let json = try #require(
            try JSONValue(parsing: #"{"id":"g","title":"T","_dateline":{"guid_is_permalink":false}}"#).object)
        let item = ItemReference(number: 345, revision: 2, json: json)
        let facts =
            #"{"changed":["title"],"weight":"cosmetic","clock":"seen","story":12,"original":3,"similarity":1.0}"#
        let event = try event(.revised, item: item, facts)
        #expect(
            JSONValue.object(event.json).encoded
                == #"{"id":"g","title":"T","_dateline":{"guid_is_permalink":false,"seq":12,"event":"revised","#
                + #""at":"2026-03-02T08:00:00.250Z","feed":{"id":7,"url":"http://a.test/feed","title":"A"},"item":345,"#
                + #""revision":2,"changed":["title"],"weight":"cosmetic","clock":"seen","story":12,"original":3,"#
                + #""similarity":1.0}}"#)
        #expect(event.changed == ["title"] && event.weight == "cosmetic" && event.clock == "seen")
        #expect(event.story == 12 && event.original == 3 && event.similarity == 1 && event.item?.title == "T")
    }

    @Test func `news about a feed has an id of its own and no item`() throws {
        let event = try event(.feedFailing, #"{"error":"not found (404)","attempts":3}"#)
        #expect(
            JSONValue.object(event.json).encoded
                == #"{"id":"dateline:event:12","_dateline":{"seq":12,"event":"feed-failing","at":"2026-03-02T08:00:00.250Z","#
                + #""feed":{"id":7,"url":"http://a.test/feed","title":"A"},"error":"not found (404)","attempts":3}}"#)
        #expect(event.error == "not found (404)" && event.item == nil && event.story == nil)
    }

    @Test func `from and to are read as what the kind means by them`() throws {
        let moved = try event(.feedMoved, #"{"from":"http://a.test/","to":"http://b.test/"}"#)
        #expect(moved.move?.from == "http://a.test/" && moved.missing == nil && moved.regroupedFrom == nil)
        let behind = try event(.storeBehind, #"{"from":3,"to":9}"#)
        #expect(behind.missing?.from == 3 && behind.missing?.to == 9 && behind.move == nil)
        let regrouped = try event(.regrouped, #"{"from":{"story":1},"story":2}"#)
        #expect(regrouped.regroupedFrom?.story == 1 && regrouped.regroupedFrom?.original == nil && regrouped.story == 2)
    }
}
