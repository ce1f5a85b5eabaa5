import Testing

@testable import Streaming

@Suite struct SubjectTemplateTests {
    @Test func `kind and feed are tokens of the subject`() throws {
        let template = try SubjectTemplate("news.{kind}.{feed}.id-{feed-id}")
        let subject = template.subject(kind: "new", feed: "https://example.org/world.xml?a=1*2>3", id: 7)
        #expect(subject == "news.new.example_org_world_xml_a_1_2_3.id-7")
        #expect(template.wildcard == "news.*.*.*")
        #expect(template.subject(kind: "store-behind", feed: nil, id: nil) == "news.store-behind.store.id-store")
    }

    @Test func `a token holds nothing that the server forbids, is never empty and never long`() {
        #expect(SubjectTemplate.token("a b.c\u{e9}\n") == "a_b_c___")
        #expect(SubjectTemplate.token("") == "_")
        let (long, other) = (String(repeating: "x", count: 300), String(repeating: "x", count: 301))
        #expect(SubjectTemplate.token(long).utf8.count <= 100)
        #expect(SubjectTemplate.token(long) != SubjectTemplate.token(other))
    }

    @Test(arguments: ["", ".a", "a..b", "a.", "a b", "a.*", "a.>", "a.{day}", "a.{kind", "$JS.a", "_INBOX.a", "\u{e9}"])
    func `a wrong template is refused`(_ text: String) {
        #expect(throws: SubjectTemplate.Mistake.self) { try SubjectTemplate(text) }
    }

    @Test(arguments: [
        ("a.*", "a.*", true), ("a.>", "a.*.*", true), (">", "a", true), ("a.*", "a.b", true), ("a.b", "a.*", false),
        ("a.*", "a.*.*", false), ("a.>", "a", false), ("a.*.*", "a.*", false), ("b.>", "a.*", false),
    ])
    func `a stream's subject covers ours`(_ pattern: String, _ ours: String, _ covers: Bool) {
        #expect(SubjectTemplate.covers(pattern, ours) == covers)
    }
}
