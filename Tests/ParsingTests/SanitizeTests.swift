import Parsing
import Testing

@Suite struct SanitizeTests {
    private func html(_ text: String) -> String { sanitize(text, at: "http://page.test/dir/page").html }
    private func text(_ text: String) -> String? { sanitize(text).text }

    @Test(arguments: [
        ("<p onclick='x()'>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<a href=\"java\tscript:alert(1)\">a</a>", "<a>a</a>"),
        ("<a href=\"&#106;avascript&colon;alert(1)\">a</a>", "<a>a</a>"),
        ("<a href=' &#1;javascript:alert(1)'>a</a>", "<a>a</a>"),
        ("<img src=\"data:text/html,x\" alt=a>", "<img alt=\"a\">"),
        ("<img src=data:image/svg+xml;base64,AAAA>", "<img>"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "ipt&gt;alert(1)ipt&gt;"),
        ("<svg><script>alert(1)</script><circle r=1></svg>", "<svg><circle r=\"1\"></circle></svg>"),
        ("<math><mtext><style><img src=x onerror=y></style>", "<math><mtext></mtext></math>"),
        ("<form action=x><input name=y>a</form>", "a"), ("<iframe src=x>a</iframe>", "a"),
        (
            "<p style='color: red; position: fixed; background: url(javascript:x)'>a</p>",
            "<p style=\"color: red;\">a</p>"
        ),
        ("<p style='width: expression(alert(1)); color: r\\65d'>a</p>", "<p>a</p>"),
        ("<a title='\"><script>'>a</a>", "<a title=\"&quot;&gt;&lt;script&gt;\">a</a>"),
        ("&lt;script&gt;", "&lt;script&gt;"), ("a<!-- <p> -->b", "ab"), ("a<!--b", "a"),
    ])
    func `what could do harm is gone`(_ dirty: String, _ clean: String) {
        #expect(html(dirty) == clean)
    }

    @Test(arguments: [
        ("<p>a<p>b", "<p>a</p><p>b</p>"), ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b>b"), ("</div>a<br></br>", "a<br><br>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
        ("a &amp b &eacute; < c", "a &amp; b é &lt; c"),
    ])
    func `tags are balanced`(_ loose: String, _ balanced: String) {
        #expect(html(loose) == balanced)
    }

    @Test func `addresses become absolute`() {
        #expect(html("<a href='../x?a=1&amp;b=2#c'>") == "<a href=\"http://page.test/x?a=1&amp;b=2#c\"></a>")
        #expect(html("<a href='//other.test/x'>") == "<a href=\"http://other.test/x\"></a>")
        #expect(
            html("<img src=a.png srcset='a.png 1x, b.png 2x'>")
                == "<img src=\"http://page.test/dir/a.png\" srcset=\"http://page.test/dir/a.png 1x, http://page.test/dir/b.png 2x\">"
        )
    }

    @Test func `images that count readers are left out, and lazy ones are shown`() {
        #expect(html("a<img src=http://x.test/p.gif width=1 height=1>") == "a")
        #expect(html("<img src=data:image/gif;base64,R0 data-src=/b.png>") == "<img src=\"http://page.test/b.png\">")
    }

    @Test(arguments: [
        ("<p>One  two\nthree</p><p>four</p>", "One two three\n\nfour"), ("a<br>b", "a\nb"),
        ("<ul><li>a</li><li>b<ol start=3><li>c</ol></ul>d", "- a\n- b\n3. c\n\nd"),
        ("<pre>a\n  b</pre>", "a\n  b"), ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("Caf&eacute; &amp; <b>bar</b>", "Café & bar"), ("a&amp;mdash;b<code>&amp;mdash;</code>", "a—b&mdash;"),
        ("a<script>b</script>", "a"),
    ])
    func `the text is what a person would copy`(_ markup: String, _ expected: String) {
        #expect(text(markup) == expected)
    }

    @Test(arguments: [
        ("a&amp;nbsp;b", "a\u{A0}b"), ("a &amp;amp;mdash; b", "a — b"), ("R&amp;amp;D", "R&D"),
        ("a&amp;#38;#38;eacute;", "aé"),
        ("&amp;lt;p>", "&lt;p>"), ("&amp;copy=1 &amp;nosuch;", "&copy=1 &nosuch;"),
        ("<code>&amp;nbsp;</code> &lt;b&gt;", "&nbsp; <b>"), ("<tt>&amp;eacute;</tt>", "&eacute;"),
    ])
    func `references that were encoded twice are read, but for those of tags and in code`(
        _ markup: String, _ expected: String
    ) {
        #expect(text(markup) == expected)
    }

    @Test(arguments: [
        "a &amp;amp;nbsp; b", "&am<!-- -->p;nbsp;", "&am<x>p;am</x>p;lt;", "<code>&amp;nbsp;</code>&amp;nbsp;",
        "&amp<i>;nbsp;</i>",
        "<![CDATA[&amp;nbsp;]]>", "&amp;amp;lt;b&amp;amp;gt;", "&<!-- -->#65;", "&<b></b>lt;", "&amp;#38;lt;",
        "&lt;<form>p&gt;", "\u{6}\u{FEFF}a<b>", "<img src='  '>", "<meta charset=utf-16>é<b>",
    ])
    func `what was sanitized stays as it is`(_ markup: String) {
        let once = html(markup)
        #expect(html(once) == once)
    }

    @Test func `the TeX of a formula is not part of its text`() {
        #expect(
            text(
                "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>\\mathit{x}</annotation></semantics></math>!"
            )
                == "x!")
    }

    @Test func `text without words is none`() {
        #expect(text(" <p> <img src=x></p>") == nil)
        #expect(text("") == nil)
        #expect(html("") == "")
    }
}
