import FeedModel
import Testing

/// Fields that are plain text hold no markup, and texts nothing that a program left there.
@Suite struct PlainTextTests {
    @Test(arguments: [
        ("<![CDATA[Tides <b>rise</b>]]>", "Tides rise"), ("Tides &lt;b&gt;rise&lt;/b&gt;", "Tides rise"),
        ("Tides &amp;lt;b&amp;gt;rise&amp;lt;/b&amp;gt;", "Tides rise"),
        ("The &amp;lt;table&amp;gt; tag", "The <table> tag"),
        ("Array&lt;Int&gt;, 1 &lt; 2", "Array<Int>, 1 < 2"), ("Fish &amp;amp; chips", "Fish & chips"),
    ])
    func `a title has no markup but what it is about`(_ written: String, _ expected: String) throws {
        #expect(try item("<title>\(written)</title>").title == expected)
    }

    @Test func `a summary whose markup was escaped twice has none`() throws {
        let summary = "In reply to &amp;lt;a href=&quot;http://feed.test/1&quot;&amp;gt;Ann&amp;lt;/a&amp;gt;. Thanks"
        #expect(
            try item("<description>\(summary)</description><content:encoded>Thanks</content:encoded>").summary
                == "In reply to Ann. Thanks")
    }

    @Test func `an author without a name has none`() throws {
        #expect(try entry("<title>a</title><author><name></name></author>").authors.isEmpty)
        #expect(try entry("<title>a</title><author><b>Ann</b></author>").authors.map(\.name) == ["Ann"])
    }

    @Test func `plain content keeps its tags and loses forgotten references`() throws {
        let item = try entry("<content type='text'>The &lt;b&gt; tag&amp;nbsp;&amp;amp; more</content>")
        #expect(item.contentText == "The <b> tag\u{A0}& more")
        #expect(item.contentHTML == "The &lt;b&gt; tag\u{A0}&amp; more")
    }

    @Test func `inline markup shows the tags that are escaped in it`() throws {
        let item = try entry(
            "<rights type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>&lt;b&gt;free&lt;/b&gt;</div></rights>")
        #expect(item.rights == "<b>free</b>")
    }
}
