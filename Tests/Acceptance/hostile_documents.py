"""Documents made to hurt, of about as many bytes as are asked for. Each was slow or large once, or might have been.

`KINDS` names them; `make(kind, size)` makes one. Nothing in them is taken from anywhere: they are loops.
"""

RSS = '<rss version="2.0"><channel><title>t</title>'
END = "</channel></rss>"
JSON = '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":['


def again(piece, size):
    return piece * max(1, size // max(1, len(piece.encode())))


def counted(piece, size):
    """`piece` with a number in place of `%d`, as often as fits."""
    length = len(piece.encode()) + 4
    return "".join(piece.replace("%d", str(number)) for number in range(max(1, size // length)))


def rss(body):
    return RSS + body + END


def item(body):
    return rss("<item><title>t</title><guid>g</guid>" + body + "</item>")


def text(body):
    return item("<description><![CDATA[" + body + "]]></description>")


def json_items(body):
    return JSON + body + "]}"


def page(body):
    return "<!doctype html><html><head><title>A page of words</title></head><body>" + body + "</body></html>"


XML = {
    # What is opened again and again, and never closed.
    "end-tags": lambda n: rss(again("</", n)),
    "end-tags-named": lambda n: rss(again("</a ", n)),
    "start-tags": lambda n: rss(again("<a ", n)),
    "instructions": lambda n: rss(again("<?a>", n)),
    "instructions-behind": lambda n: rss("") + again("<?a>", n),
    "comments": lambda n: rss(again("<!--a>", n)),
    "comments-behind": lambda n: rss("") + again("<!--a>", n),
    "sections": lambda n: rss(again("<![CDATA[a>", n)),
    "sections-brackets": lambda n: rss("<![CDATA[" + again("]]", n)),
    "sections-in-titles": lambda n: rss(again("<title><![CDATA[a</title>", n)),
    "declarations": lambda n: rss(again("<!a>", n)),
    "doctype": lambda n: "<!DOCTYPE rss [" + again("<!ENTITY a 'b' ", n) + "]>" + rss(""),
    "doctype-quotes": lambda n: "<!DOCTYPE rss [" + again("<!-- ' >", n) + "]>" + rss(""),
    "entities": lambda n: "<!DOCTYPE rss [<!ENTITY a ''>]>" + item("<description>" + again("&a;", n) + "</description>"),
    "less": lambda n: rss(again("< ", n)),
    "ampersands": lambda n: item("<description>" + again("&", n) + "</description>"),
    "attributes": lambda n: rss("<a " + counted("b%d='c' ", n) + ">"),
    "attributes-open": lambda n: rss(again("<a b='", n)),
    "names": lambda n: rss(counted("<a:b%d>", n)),
    "prefixes": lambda n: rss(counted('<a xmlns:p%d="u">', n)),
    "deep": lambda n: rss(again("<a>", n)),
    "deep-wrong": lambda n: rss("<a>" * 480 + again("</b>", n)),
    "deep-items": lambda n: rss("<a>" * 480 + again("<item>", n)),
    "long-name": lambda n: rss("<" + "a" * n + "></" + "a" * n + ">"),
    # Much of one thing in an entry.
    "authors": lambda n: item(counted("<author>Name %d</author>", n)),
    "authors-mail": lambda n: item(counted("<author>a%d@x.test (N)</author>", n)),
    "creators": lambda n: item(counted("<dc:creator>Name %d</dc:creator>", n)),
    "atom-authors": lambda n: '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>a</id>'
        + counted("<author><name>n%d</name></author>", n) + "</entry></feed>",
    "categories": lambda n: item(counted("<category>c%d</category>", n)),
    "keywords": lambda n: item("<itunes:keywords>" + counted("k%d,", n) + "</itunes:keywords>"),
    "enclosures": lambda n: item(counted('<enclosure url="http://x.test/%d.mp3"/>', n)),
    "thumbnails": lambda n: item(counted('<media:thumbnail url="http://x.test/%d.png"/>', n)),
    "media": lambda n: item(counted('<media:content url="http://x.test/%d.png"/>', n)),
    "media-nested": lambda n: item(again("<media:group>", n // 2) + again("</media:group>", n // 2)),
    "links": lambda n: item(counted('<atom:link href="http://x.test/%d"/>', n)),
    "chapters": lambda n: item("<psc:chapters xmlns:psc='http://podlove.org/simple-chapters'>"
        + counted('<psc:chapter start="0:%d" title="c"/>', n) + "</psc:chapters>"),
    "geometries": lambda n: item(again("<gml:Envelope/>", n) + "<gml:Polygon/><gml:Point/>"),
    "points": lambda n: item("<georss:line>" + again("1 2 ", n) + "</georss:line>"),
    "hours": lambda n: rss("<skipHours>" + again("<hour>1</hour>", n) + "</skipHours>"),
    "hubs": lambda n: rss(counted('<atom:link rel="hub" href="http://x.test/%d"/>', n)),
    "tombstones": lambda n: rss(counted('<at:deleted-entry ref="a%d" when="x"/>', n)),
    "odd-dates": lambda n: rss(counted("<item><title>%d</title><pubDate>one %d nought</pubDate></item>", n)),
    "long-dates": lambda n: item("<pubDate>" + " " * n + "</pubDate>"),
    "long-link": lambda n: item("<link>http://x.test/" + "a/../" * (n // 5) + "</link>"),
    "long-base": lambda n: '<rss xml:base="http://x.test/' + "a" * (n // 2) + '/"><channel><item><title>t</title>'
        + again('<atom:link href="b"/>', n // 2) + "</item></channel></rss>",
    "deep-base": lambda n: rss('<a xml:base="b/">' * 400 + "<item><title>t</title>" + again('<atom:link href="b"/>', n)),
    "long-language": lambda n: '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="' + "a" * (n // 2) + '"><title>t</title>'
        + again("<entry><id>a</id></entry>", n // 2) + "</feed>",
    "feed-authors": lambda n: '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>'
        + counted("<author><name>n%d</name></author>", n // 2) + again("<entry><id>a</id></entry>", n // 2) + "</feed>",
    "feed-title": lambda n: "<rss><channel><title>" + "a b " * (n // 8) + "</title>" + counted("<item><guid>%d</guid></item>", n // 2) + END,
    "long-guid": lambda n: rss("<item><title>t</title><guid>" + "a" * n + "</guid></item>"),
    "long-title": lambda n: rss("<item><title>" + "a b " * (n // 4) + "</title></item>"),
    # Many entries.
    "items-empty": lambda n: rss(again("<item/>", n)),
    "items-short": lambda n: rss(counted("<item><title>%d</title></item>", n)),
    "items-one-guid": lambda n: rss(counted("<item><guid>g</guid><title>Title number %d</title></item>", n)),
    "items-one-title": lambda n: rss(counted("<item><title>All the same title</title><link>http://x.test/%d</link></item>", n)),
    "items-open": lambda n: rss(again("<item>", n)),
    "atom-empty": lambda n: '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>' + again("<entry/>", n) + "</feed>",
    "nodes": lambda n: rss(again("<a/>", n)),
}

MARKUP = {
    "html-comments": lambda n: again("<!--a>", n),
    "html-comment-dashes": lambda n: "<!--" + again("--!", n),
    "html-sections": lambda n: again("<![CDATA[a>", n),
    "html-declarations": lambda n: again("<!a", n) + again("<!doctype a>", n // 2),
    "html-tags": lambda n: again("<a", n),
    "html-end-tags": lambda n: again("</a", n),
    "html-scripts": lambda n: again("<script>a</", n),
    "html-textareas": lambda n: again("<textarea></a", n),
    "html-attributes": lambda n: "<p " + counted("b%d='c' ", n) + ">",
    "html-quotes": lambda n: again("<a b='", n),
    "html-deep": lambda n: again("<b>", n),
    "html-deep-wrong": lambda n: "<b>" * 250 + again("</i>", n),
    "html-lists": lambda n: again("<ul><li>", n),
    "html-tables": lambda n: again("<table><tr><td>", n),
    "html-paragraphs": lambda n: again("<p>a", n),
    "html-breaks": lambda n: again("<br>", n),
    "html-references": lambda n: again("&amp;amp;", n),
    "html-reference": lambda n: "&" + again("amp;", n),
    "html-ampersands": lambda n: again("& ", n),
    "html-references-held": lambda n: again("&amp;<font>a", n),
    "html-images": lambda n: again("<img srcset='a, b, c'>", n),
    "html-srcset": lambda n: "<img srcset='" + again("a,b, ", n) + "'>",
    "html-style": lambda n: "<p style='" + again("color:red;", n) + "'>",
    "html-links": lambda n: again("<a href=b>c</a>", n),
    "html-svg": lambda n: "<svg>" + again("<g>", n),
    "html-iframes": lambda n: again("<iframe>", n),
    "html-one-word": lambda n: "a" * n,
    "html-words": lambda n: counted("w%d ", n),
    "html-spaces": lambda n: " " * n,
    "html-marks": lambda n: "a" + again("\u0301\u0316", n),
    "html-marks-tibetan": lambda n: "a" + again("\u0f73", n),
    "html-marks-kinds": lambda n: "a" + again("\u0344\u0301\u0316\u05b0\u064b", n),
    "html-jamo": lambda n: again("\u1100\u1161\u11a8", n),
    "html-jamo-leads": lambda n: again("\u1100", n),
    "html-vowels": lambda n: "\u0b92" + again("\u0bd7\u0bbe", n),
    "html-thai": lambda n: again("\u0e01\u0e34\u0e48", n),
    "html-devanagari": lambda n: again("\u0915\u094d\u0937\u093f", n),
    "html-emoji": lambda n: again("\U0001f469\u200d", n),
}

JSONS = {
    "json-empty": lambda n: json_items(again("{},", n) + "{}"),
    "json-short": lambda n: json_items(counted('{"id":"%d"},', n) + "{}"),
    "json-arrays": lambda n: '{"a":[' + again("[],", n) + '[]],"items":[]}',
    "json-deep": lambda n: again("[", n),
    "json-keys": lambda n: json_items("{" + counted('"k%d":1,', n) + '"id":"a"}'),
    "json-authors": lambda n: json_items('{"id":"a","authors":[' + counted('{"name":"n%d"},', n) + "{}]}"),
    "json-tags": lambda n: json_items('{"id":"a","tags":[' + counted('"t%d",', n) + '"t"]}'),
    "json-attachments": lambda n: json_items('{"id":"a","attachments":[' + counted('{"url":"http://x.test/%d"},', n) + "{}]}"),
    "json-escapes": lambda n: json_items('{"id":"a","content_text":"' + again("\\u0061", n) + '"}'),
    "json-surrogates": lambda n: json_items('{"id":"a","content_text":"' + again("\\ud83d", n) + '"}'),
    "json-number": lambda n: json_items('{"id":' + "9" * n + "}"),
    "json-base": lambda n: json_items('{"id":"a","url":"http://x.test/' + "a" * (n // 2) + '/","content_html":"'
        + again("<a href=b>c</a>", n // 2) + '"}'),
    "json-spaces": lambda n: json_items(" " * n + "{}"),
}

PAGES = {
    "page-headings": lambda n: page(again("<h1>A page of words</h1>", n)),
    "page-headings-nested": lambda n: page("<h1>" * 390 + again("<b>words here</b>", n)),
    "page-title": lambda n: "<title>" + counted("w%d ", n // 2) + "</title>" + again("<h2>two words</h2>", n // 2),
    "page-description": lambda n: '<meta name=description content="' + counted("w%d ", n // 2) + '">'
        + again("<p>two words and some more of them</p>", n // 2),
    "page-bold": lambda n: page("<b>" * 390 + again("a<hr>", n)),
    "page-metas": lambda n: page(counted('<meta name="a%d" content="b">', n)),
    "page-properties": lambda n: page("<i itemprop=datePublished>" * 390 + again("<i itemprop=datePublished>a</i>", n)),
    "page-times": lambda n: page(again("<time class=published>a</time>", n)),
    "page-authors": lambda n: page(counted("<a rel=author>Name %d</a>", n)),
    "page-feeds": lambda n: page(counted('<link rel=alternate type="application/rss+xml" href="/%d">', n)),
    "page-classes": lambda n: page("<div class='" + counted("a-b%d ", n) + "'>text</div>"),
    "page-data": lambda n: page('<script type="application/ld+json">' + again("{", n) + "</script>"),
    "page-data-many": lambda n: page(again('<script type="application/ld+json">{"@type":"Article"}</script>', n)),
    "page-data-authors": lambda n: page('<script type="application/ld+json">{"@type":"Article","author":['
        + counted('{"@id":"a%d"},', n) + "{}]}</script>"),
    "page-data-texts": lambda n: page('<script type="application/ld+json">' + again("{]", n) + "</script>"),
    "page-lines": lambda n: page(again("<p>Posted 1 of 1 of 1</p>", n)),
    "page-dates": lambda n: page("<p>" + again("1 jan ", n) + "</p>"),
    "page-breaks": lambda n: page("<p>" + again("a<br><br>", n)),
    "page-articles": lambda n: page(again("<article><p>Some words of an article, and more.</p>", n)),
    "page-articles-side": lambda n: page(again("<article><h2>Some words</h2></article>", n)),
    "page-link-lists": lambda n: page("<div>" * 390 + again("<a href=/b>some words of a link</a>", n)),
    "page-footers": lambda n: page(again("<footer>a</footer>", n)),
    "page-plain": lambda n: again("By A. Name\n", n),
}


def in_text(make):
    return lambda n: text(make(n))


KINDS = {**XML, **{name: in_text(make) for name, make in MARKUP.items()}, **JSONS}
TITLES = {"title-" + name: (lambda make: lambda n: rss("<item><title><![CDATA[" + make(n) + "]]></title></item>"))(make)
          for name, make in MARKUP.items()}
KINDS.update(TITLES)
PAGE_KINDS = {**PAGES, **{"page-" + name: (lambda make: lambda n: page("<p>" + make(n) + "</p>"))(make)
                          for name, make in MARKUP.items()}}


def declared(subset, body):
    return "<!DOCTYPE rss [" + subset + "]>" + item("<description>" + body + "</description>")


def bomb(leaf, levels, times):
    return "<!ENTITY a0 '%s'>" % leaf + "".join(
        "<!ENTITY a%d '%s'>" % (level, "&a%d;" % (level - 1) * times) for level in range(1, levels + 1))


# The classic attacks by entities and declarations, and those on what a reader keeps of them.
ENTITIES = {
    "entity-laughs": lambda n: declared(bomb("ha", 30, 10), again("&a30;", n)),
    "entity-laughs-empty": lambda n: declared(bomb("", 30, 10), again("&a30;", n)),
    "entity-laughs-in-value": lambda n: declared(bomb("ha", 30, 10), "<x a='" + again("&a30;", n) + "'/>"),
    "entity-quadratic": lambda n: declared("<!ENTITY a '" + "x" * (n // 2) + "'>", again("&a;", n // 2)),
    "entity-recursive": lambda n: declared("<!ENTITY a '&b;&b;'><!ENTITY b '&a;&a;'>", again("&a;", n)),
    "entity-unknown": lambda n: item("<description>" + counted("&n%d;", n) + "</description>"),
    "entity-parameter": lambda n: "<!DOCTYPE rss [<!ENTITY % p 'x'>" + again("%p;", n) + "]>" + rss(""),
    "entity-parameter-laughs": lambda n: "<!DOCTYPE rss [<!ENTITY % a ''><!ENTITY % b '" + again("&#37;a;", n)
        + "'>%b;%b;%b;]>" + rss(""),
    "entity-declarations": lambda n: declared(counted("<!ENTITY e%d 'v'>", n), "&e1;"),
    "entity-external": lambda n: declared(counted("<!ENTITY e%d SYSTEM 'file:///dev/zero'>", n), "&e1;"),
    "attribute-declarations": lambda n: declared(counted("<!ATTLIST e%d a CDATA 'v'>", n), ""),
    "attribute-defaults": lambda n: "<!DOCTYPE rss [<!ATTLIST item a CDATA '" + "v" * (n // 10) + "'>]>"
        + rss(again("<item/>", n)),
    "attribute-values": lambda n: declared("<!ATTLIST e a (" + counted("b%d|", n) + "c) #IMPLIED>", ""),
    "element-declarations": lambda n: declared(counted("<!ELEMENT e%d ANY>", n), ""),
    "element-model": lambda n: declared("<!ELEMENT e (" + counted("b%d|", n) + "c)>", ""),
    "element-model-deep": lambda n: declared("<!ELEMENT e " + again("(", n) + ">", ""),
    "notations": lambda n: declared(counted("<!NOTATION n%d SYSTEM 'a'>", n), ""),
    "names-of-elements": lambda n: rss(counted("<b%d/>", n)),
    "names-of-attributes": lambda n: rss(counted("<b a%d=''/>", n)),
    "names-of-namespaces": lambda n: rss(counted("<b xmlns='u%d'/>", n)),
    "names-of-prefixes": lambda n: rss(counted("<b xmlns:p%d='u'/>", n)),
    "names-of-instructions": lambda n: rss(counted("<?p%d a?>", n)),
    "one-value": lambda n: rss("<x a='" + "v" * n + "'/>"),
    "one-value-escaped": lambda n: rss("<x a='" + again("&amp;", n) + "'/>"),
    "one-value-quotes": lambda n: rss("</stray><x a='" + '"' * n + "'/>"),
    "one-comment": lambda n: rss("<!--" + "v" * n + "-->"),
    "one-instruction": lambda n: rss("<?p " + "v" * n + "?>"),
    "one-section": lambda n: item("<description><![CDATA[" + "v" * n + "]]></description>"),
    "one-text": lambda n: item("<description>" + "v" * n + "</description>"),
    "one-text-less": lambda n: item("<description>" + again("< ", n) + "</description>"),
    "one-text-references": lambda n: item("<description>" + again("&#233;", n) + "</description>"),
}


def EXTERNAL(path):
    """Documents that name a file, or an address, in each way that XML and its companions have."""
    addresses = [path, "file://" + path, "http://127.0.0.1:9/x", "ftp://127.0.0.1:9/x", "https://localhost:9/x",
                 "jar:file://%s!/x" % path, "php://filter/resource=" + path, "expect://id", "//127.0.0.1/x", "canary.dtd"]
    subsets = ["SYSTEM '%s'", "PUBLIC '-//x' '%s'", "SYSTEM '%s' [<!ENTITY a 'b'>]", "[<!ENTITY e SYSTEM '%s'>]",
               "[<!ENTITY e PUBLIC '-//x' '%s'>]", "[<!ENTITY % p SYSTEM '%s'> %p;]",
               "[<!ENTITY % p SYSTEM '%s'><!ENTITY % q '<!ENTITY e SYSTEM \"%s\">'> %q;]",
               "[<!ENTITY e SYSTEM '%s' NDATA n><!NOTATION n SYSTEM '%s'>]",
               "[<!ENTITY e SYSTEM '%s'><!ATTLIST rss a CDATA '&e;'>]"]
    body = ("<rss version='2.0' xmlns:s='http://www.w3.org/2001/XMLSchema-instance' s:noNamespaceSchemaLocation='%s'"
            " s:schemaLocation='u %s'><channel>STRAY<title>[&e;]</title>"
            "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='%s' parse='text'><x:fallback/></x:include>"
            "<a xml:base='%s'/><a xml:id='a' href='%s'/></channel></rss>")
    for address in addresses:
        for subset in subsets:
            for stray in ("", "</stray>"):
                text = "<?xml-stylesheet href='%s'?><?xml-model href='%s'?><!DOCTYPE rss " + subset + ">" \
                    + body.replace("STRAY", stray)
                text = text.replace("%s", address)
                yield "%s %s" % (subset, address), text.encode()
        # Under another encoding than a filter would look for.
        text = "<!DOCTYPE rss [<!ENTITY e SYSTEM '%s'>]><rss><channel><title>[&e;]</title></channel></rss>" % address
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"):
            declaration = "<?xml version='1.0' encoding='%s'?>" % encoding
            yield "%s %s" % (encoding, address), (declaration + text).encode(encoding)
            yield "%s said, utf-8 %s" % (encoding, address), (declaration + text).encode()


def make_bytes(kind, size):
    return (ENTITIES.get(kind) or XML[kind])(size).encode()


def make(kind, size):
    maker = KINDS.get(kind) or PAGE_KINDS[kind]
    return maker(size).encode()
