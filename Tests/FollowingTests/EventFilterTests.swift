import FeedModel
import Testing

@testable import Following

@Suite struct EventFilterTests {
    private func holds(_ text: String, _ event: Event) throws -> Bool {
        try EventFilter(text).matches(told(event)) { $0 == 7 ? ["world", "wires"] : [] }
    }

    private var revision: Event {
        var event = event(3, .revised)
        event.facts.set("weight", "material")
        var wire = JSONObject()
        wire.set("agency", "Reuters")
        event.facts.set("wire", wire)
        return event
    }

    @Test(arguments: [
        "", "kind:revised", "kind:new,revised", "-kind:new", "feed:7", "feed:HARBOUR", "feed:gazette.test",
        "feed:\"harbour gazette\"", "tag:world", "tag:birds", "agency:reuters", "agency:afp,reuters", "weight:material",
        "kind:revised feed:7 -agency:afp", "feed:x,7",
    ])
    func `terms that hold let an event through`(_ text: String) throws { #expect(try holds(text, revision)) }

    @Test(arguments: [
        "kind:new", "-kind:revised", "feed:8", "feed:courier", "tag:sport", "-tag:birds", "agency:afp",
        "-agency:reuters,afp", "weight:cosmetic", "kind:revised feed:8", "feed:3",
    ])
    func `one that does not hold keeps it back`(_ text: String) throws { #expect(try !holds(text, revision)) }

    @Test(arguments: ["revised", "kind:", "kind:nonsense", "weight:heavy", "colour:red", "feed:\"x", ":x", "-"])
    func `what is no filter is said`(_ text: String) { #expect(throws: FilterError.self) { try EventFilter(text) } }

    @Test func `kinds are those of the receiver where none is named`() throws {
        let usual = try EventFilter("feed:7").orKinds([.new])
        #expect(usual.matches(told(event(1))) { _ in [] } && !usual.matches(told(revision)) { _ in [] })
        let own = try EventFilter("kind:revised").orKinds([.new])
        #expect(own.matches(told(revision)) { _ in [] })
    }
}
