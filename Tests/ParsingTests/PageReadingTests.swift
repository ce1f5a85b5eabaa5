import FeedModel
import Parsing
import Testing

/// Where a story stands in its page, and what stands in its place.
@Suite struct PageReadingTests {
    private static let story = (1...6).map {
        "<p>Paragraph \($0): the ferry company said that its boats would sail again once the storm had moved past the "
            + "northern islands, which it expected by noon.</p>"
    }.joined()
    private static let other =
        "<p>Another notice of the harbour office, long enough to be a paragraph, and nothing that the ferry said.</p>"

    private func page(_ body: String, title: String = "Ferries wait for calmer seas", at path: String = "/ferry") throws
        -> ArticlePage
    {
        let html = "<html lang=en><head><title>\(title)</title></head><body>\(body)</body></html>"
        return try parsePage(Array(html.utf8), at: "https://gazette.test" + path, contentType: "text/html")
    }

    @Test(arguments: ["layout--sidebar", "node--promoted", "js-related-top", "with-navbar"])
    func `a story is read though an element around it is named like furniture`(name: String) throws {
        let text = try page(
            "<div class='\(name)'><h1>Ferries wait for calmer seas</h1>\(Self.story)</div>\(Self.other)"
        )
        .contentText
        #expect(text?.contains("Paragraph 1") == true && text?.contains("Paragraph 6") == true)
    }

    @Test(arguments: ["sidebar", "related", "promo", "cookie-notice"])
    func `what is named like furniture beside a story stays out`(name: String) throws {
        let text = try page(
            "<h1>Ferries wait for calmer seas</h1><article>\(Self.story)</article><div class='\(name)'>\(Self.other)</div>"
        ).contentText
        #expect(text?.contains("Paragraph 6") == true && text?.contains("harbour office") == false)
    }

    @Test func `a lead in a field of its own is the story's first paragraph`() throws {
        let lead = "No boat left the harbour on Friday, and hundreds of travellers slept in the school's hall."
        let text = try page(
            "<h1>Ferries wait for calmer seas</h1><div class=teaser-text><p>\(lead)</p></div>"
                + "<div class=article-body>\(Self.story)</div>"
        ).contentText
        #expect(text?.hasPrefix(lead) == true)
        // A line that is no sentence is none.
        let label = try page(
            "<h1>Ferries wait for calmer seas</h1><div class=teaser-text><p>Harbour and islands, storms and the sea today</p>"
                + "</div><div class=article-body>\(Self.story)</div>"
        ).contentText
        #expect(label?.hasPrefix("Paragraph 1") == true)
    }

    @Test func `a text that only programs are given is taken where the page shows none`() throws {
        let text = String(repeating: "The ferry sails at noon when the storm is past the islands. ", count: 8)
        let data = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"\(text)\"}</script>"
        #expect(try page(data + "<div id=app></div>").contentText?.contains("The ferry sails") == true)
        #expect(try page(data + "<article>\(Self.story)</article>").contentText?.contains("The ferry sails") == false)
    }

    @Test func `an address names the day where nothing else does`() throws {
        let body = "<h1>Ferries wait for calmer seas</h1>\(Self.story)"
        #expect(try page(body, at: "/2020/05/18/ferry").datePublished?.rfc3339 == "2020-05-18T00:00:00Z")
        #expect(try page(body, at: "/20200518/ferry").datePublished?.rfc3339 == "2020-05-18T00:00:00Z")
        #expect(try page(body, at: "/2020/13/18/ferry").datePublished == nil)
        #expect(try page(body, at: "/story-20209918").datePublished == nil)
    }

    @Test func `a day in the signs of East Asia is read`() throws {
        let body = { (line: String) in "<h1>Ferries wait for calmer seas</h1><div>\(line)</div>\(Self.story)" }
        #expect(try page(body("2020年7月3日")).datePublished?.rfc3339 == "2020-07-03T00:00:00Z")
        #expect(try page(body("2020년 7월 3일")).datePublished?.rfc3339 == "2020-07-03T00:00:00Z")
        #expect(try page(body("2020年7月33日")).datePublished == nil)
    }

    static let walls: [(PageWall, String)] = [
        (.captcha, "Please verify you are human before you go on to the page that you asked for."),
        (.captcha, "Bitte bestätigen Sie, dass Sie ein Mensch sind, bevor Sie die Seite aufrufen."),
        (.captcha, "Confirmez que vous êtes humain avant de poursuivre vers la page demandée."),
        (.captcha, "Confirme que no es un robot para continuar a la página que ha pedido."),
        (.captcha, "Conferma che sei umano prima di proseguire verso la pagina richiesta."),
        (.script, "You need to enable JavaScript in your browser to see this page."),
        (.script, "Bitte aktivieren Sie JavaScript in Ihrem Browser, um diese Seite zu sehen."),
        (.script, "Veuillez activer JavaScript dans votre navigateur pour voir cette page."),
        (.script, "Es necesario activar JavaScript en el navegador para ver esta página."),
        (.script, "Per vedere questa pagina è necessario abilitare JavaScript nel browser."),
        (.consent, "We and our partners keep cookies on your device to measure how this site is used."),
        (.consent, "Wir und unsere Partner speichern Cookies auf Ihrem Gerät, um die Nutzung zu messen."),
        (.consent, "Nos partenaires et nous déposons des cookies sur votre appareil pour mesurer l’audience."),
        (.consent, "Nosotros y nuestros socios guardamos cookies en su dispositivo para medir el uso."),
        (.consent, "Noi e i nostri partner salviamo cookie sul dispositivo per misurare l’uso del sito."),
    ]

    @Test(arguments: walls)
    func `a page in an article's place is named and gives no text`(kind: PageWall, words: String) throws {
        let wall = try page("<div><h1>Gazette</h1><p>\(words)</p></div>", title: "Gazette")
        #expect(wall.wall == kind)
        #expect(wall.contentText == nil)
    }

    @Test(arguments: walls)
    func `the same words over a whole article are no wall`(kind: PageWall, words: String) throws {
        let whole = try page(
            "<div><p>\(words)</p></div><h1>Ferries wait for calmer seas</h1><article>\(Self.story)</article>")
        #expect(whole.wall == nil)
        #expect(whole.contentText?.contains("Paragraph 6") == true)
    }
}
