import Comparing
import FeedModel
import FoundationEssentials
import Testing

/// What a reader could see, and what not.
@Suite struct RevisionTests {
    let base = article(1)

    private func changes(_ old: Item, _ new: Item) -> [String] { revision(from: old, to: new, at: noon)?.changed ?? [] }

    @Test(
        arguments: [
            "attributes": { $0.replacing("<p>", with: "<p class=\"x\" data-id='4'>") },
            "other elements": { $0.replacing("<p>", with: "<div><span>").replacing("</p>", with: "</span></div>") },
            "line breaks": { $0.replacing("</p><p>", with: "<br/>") },
            "white space": { $0.replacing(" ", with: " \n\t ") },
            "entities": { $0.replacing("e", with: "&#101;").replacing("t", with: "&#x74;") },
            "invisible letters": {
                $0.replacing("a", with: "a\u{200B}\u{2060}\u{AD}").replacing(" ", with: "\u{FEFF} ")
            },
            "a pixel": { $0 + "<img src=\"https://px.test/1.gif\" width=\"1\" height=\"1\">" },
            "an advertisement": { "<p>Advertisement</p>" + $0 + "<p>Sponsored: Ten ways to save</p>" },
        ] as [String: @Sendable (String) -> String])
    func `markup is no revision`(_ name: String, _ change: @Sendable (String) -> String) {
        #expect(changes(base, base.with(html: change(base.contentHTML!))) == [])
        #expect(changes(base.with(html: change(base.contentHTML!)), base) == [])
    }

    @Test(arguments: [
        ("“It’s over”, she said—twice…", "\"It's over\", she said -- twice..."),
        ("« Oui », dit-il : non !", "\"Oui\", dit-il: non!"),
        ("„Nein“, sagte er – „nie‘", "\"Nein\", sagte er - \"nie'"),
    ])
    func `typography is no revision`(_ one: String, _ other: String) {
        #expect(changes(base.adding("<p>\(one)</p>"), base.adding("<p>\(other)</p>")) == [])
    }

    /// Furniture as it stands beside a text, before and after.
    static let furniture = [
        ("12 comments", "1,045 comments"), ("Viewed 8.9k times", "Viewed 12k times"), ("(3 likes)", "(44 likes)"),
        ("3 min read", "4 min read"), ("Reading time: 3 minutes", "Reading time: 5 minutes"),
        ("2 hours ago", "yesterday"), ("Posted 5 mins ago", "Posted 3 days ago"), ("Just now", "an hour ago"),
        ("Last updated: January 5, 2026", "Last updated: February 7, 2026"),
        ("Updated 5 Jan 2026, 10:20 GMT", "Updated 6 Jan 2026, 23:05 GMT"),
        ("3 min readLast updated: January 5, 2026", "3 min readLast updated: January 9, 2026"),
        ("By Ada Byrne | 2 hours ago | 3 min read", "By Ada Byrne | 5 hours ago | 3 min read"),
        ("Ada Byrne · Jan 5, 2026 · 12 shares", "Ada Byrne · Jan 5, 2026 · 340 shares"),
        ("12 Kommentare", "57 Kommentare"), ("vor 2 Stunden", "gestern"),
        ("Stand: 05.01.2026, 10:20 Uhr", "Stand: 06.01.2026, 8:00 Uhr"),
        ("Lesezeit: 3 Min.", "Lesezeit: 4 Min."), ("il y a 2 heures", "hier"),
        ("Mis à jour le 5 janvier 2026 à 10h20", "Mis à jour le 6 février 2026 à 9h00"),
        ("Temps de lecture : 3 min", "Temps de lecture : 5 min"), ("hace 2 horas", "ayer"),
        ("1.204 visitas", "3.411 visitas"),
        ("Actualizado el 5 de enero de 2026", "Actualizado el 7 de enero de 2026"), ("2 ore fa", "ieri"),
        ("Ultimo aggiornamento: 5 gennaio 2026", "Ultimo aggiornamento: 8 gennaio 2026"), ("há 2 horas", "ontem"),
        ("Atualizado em 5 de janeiro de 2026", "Atualizado em 6 de março de 2026"), ("2 uur geleden", "gisteren"),
        ("Laatst bijgewerkt: 5 januari 2026", "Laatst bijgewerkt: 6 januari 2026"), ("2 godziny temu", "wczoraj"),
        ("Aktualizacja: 5 stycznia 2026", "Aktualizacja: 7 lutego 2026"), ("12 komentarzy", "3 komentarze"),
        ("2 часа назад", "вчера"), ("Обновлено: 5 января 2026", "Обновлено: 6 января 2026"),
        ("8 904 просмотра", "12 126 просмотров"),
        ("2 години тому", "вчора"), ("Оновлено 5 січня 2026", "Оновлено 6 лютого 2026"),
        ("15 переглядів", "311 переглядів"),
        ("2 saat önce", "dün"), ("Son güncelleme: 5 Ocak 2026", "Son güncelleme: 6 Şubat 2026"),
        ("15 yorum", "120 yorum"),
    ]

    @Test(arguments: furniture)
    func `counters and times are no revision`(_ old: String, _ new: String) {
        let (before, after) = (base.contentHTML!, base.contentHTML!)
        #expect(changes(base.with(html: "<p>\(old)</p>" + before), base.with(html: "<p>\(new)</p>" + after)) == [])
        #expect(changes(base.with(html: before + "<p>\(old)</p>"), base.with(html: after + "<p>\(new)</p>")) == [])
        if old.contains("Ada Byrne") { return }
        #expect(changes(base.with(html: before + "<p>\(old)</p>"), base) == [], "and gone")
    }

    @Test(arguments: [
        ("The vote was 52 to 48.", "The vote was 52 to 47."), ("The count was 4000.", "The count was 40000."),
        ("The votes were 1,204.", "The votes were 1,304."), ("Das ist 12.", "Das ist 13."),
        ("The total number is almost 400.", "The total number is almost 4,000."),
    ])
    func `a sentence that states a number is no counter`(_ old: String, _ new: String) {
        let text = "The chamber sat until midnight, and both sides spoke."
        #expect(changes(base.adding("<p>\(text) \(old)</p>"), base.adding("<p>\(text) \(new)</p>")) == ["content"])
    }

    @Test(arguments: [
        ("This article was viewed 12 times.", "This article was viewed 57 times."),
        ("The reading time is 3 minutes.", "The reading time is 4 minutes."),
        ("This post was published on 5 January 2026.", "This post was published on 7 January 2026."),
    ])
    func `a counter with a verb is one`(_ old: String, _ new: String) {
        #expect(changes(base.adding("<p>\(old)</p>"), base.adding("<p>\(new)</p>")) == [])
    }

    @Test(arguments: [
        "<h3>Related</h3><ul><li><a href=\"/N\">Story N</a></li><li><a href=\"/M\">Another story N</a></li></ul>",
        "<p>Lesen Sie auch:</p><ul><li>Geschichte N</li><li>Noch eine N</li></ul>",
        "<p><a href=\"/N\">A headline that is number N of many</a></p>",
        "<p>À lire aussi : Une histoire qui porte le numéro N</p>",
        "<p><strong>Read also:</strong> <a href=\"/N\">Story N of many others</a></p>",
        "<p>Sign up for our newsletter number N.</p>", "<p>© Feed Test, 200N</p>",
        "<p>The post <a>Story N</a> appeared first on <a>Feed Test</a>.</p>",
    ])
    func `links to elsewhere are no revision`(_ html: String) {
        func with(_ number: String) -> Item { base.adding(html.replacing("N", with: number)) }
        #expect(changes(with("3"), with("8")) == [])
        #expect(changes(with("3"), base) == [])
    }

    private static let day = 24.0
    private static let ages: [(String, String, Double)] = [
        (
            "It was reported to the vendor on 2026-02-20, 4 days ago, by two firms.",
            "It was reported to the vendor on 2026-02-20, 5 days ago, by two firms.", day
        ),
        ("Only 20 days left to sign the petition.", "Only 16 days left to sign the petition.", 4 * day),
        ("There is 1 day left to vote.", "There are 2 hours left to vote.", 21),
        ("There are 2 days left to vote.", "There is 1 day left to vote.", day),
        ("The gate opened 59 minutes ago in the north.", "The gate opened 2 hours ago in the north.", 1),
        ("The gate opened 3h ago in the north.", "The gate opened 5h ago in the north.", 2),
        ("The gate opened four days ago in the north.", "The gate opened five days ago in the north.", day),
        ("The gate opened an hour ago in the north.", "The gate opened 3 hours ago in the north.", 2),
        ("The gate opened 23 hours ago in the north.", "The gate opened yesterday in the north.", 6),
        ("The gate opens in 5 days in the north.", "The gate opens tomorrow in the north.", 4 * day),
        (
            "The gate opened 1 day and 20 hours ago in the north.",
            "The gate opened 2 days and 1 hour ago in the north.", 5
        ),
        ("The gate opened 6 days ago in the north.", "The gate opened one week ago in the north.", day),
        ("Days left until the fair: 12", "Days left until the fair: 11", day),
        (
            "It has been 4 days since the last flood in the north.",
            "It has been 5 days since the last flood in the north.", day
        ),
        ("Noch 16 Tage bis zur Wahl im Norden.", "Noch 15 Tage bis zur Wahl im Norden.", day),
        ("Das Tor fiel vor 3 Stunden im Norden zu.", "Das Tor fiel vor 7 Stunden im Norden zu.", 4),
        ("Das Tor fiel vor einem Tag im Norden zu.", "Das Tor fiel vor zwei Tagen im Norden zu.", day),
        ("La porte a fermé il y a 2 jours au nord.", "La porte a fermé il y a 4 jours au nord.", 2 * day),
        ("Il reste 3 jours pour voter au nord.", "Il reste 2 jours pour voter au nord.", day),
        ("La puerta cerró hace 2 días en el norte.", "La puerta cerró hace 3 días en el norte.", day),
        ("Quedan 9 días para votar.", "Quedan 8 días para votar.", day),
        ("Il cancello è chiuso da 2 giorni al nord.", "Il cancello è chiuso da 3 giorni al nord.", day),
        ("O portão fechou há 2 dias no norte.", "O portão fechou há 3 dias no norte.", day),
        (
            "De poort ging 2 dagen geleden dicht in het noorden.",
            "De poort ging 3 dagen geleden dicht in het noorden.", day
        ),
        ("Brama padła 2 dni temu na północy.", "Brama padła 3 dni temu na północy.", day),
        ("Ворота закрыли 4 дня назад на севере.", "Ворота закрыли 5 дней назад на севере.", day),
        ("Kapı 2 gün önce kuzeyde kapandı.", "Kapı 3 gün önce kuzeyde kapandı.", day),
        ("Porten stängdes för 2 dagar sedan i norr.", "Porten stängdes för 3 dagar sedan i norr.", day),
        ("門は3日前に北で閉まった。", "門は4日前に北で閉まった。", day), ("投票まであと5日です。", "投票まであと4日です。", day),
        ("大门3小时前在北方关闭。", "大门5小时前在北方关闭。", 2),
    ]

    @Test(arguments: ages)
    func `an age in a sentence moves with time`(_ old: String, _ new: String, _ hours: Double) {
        func changed(after hours: Double) -> [String] {
            let later = noon + hours * 3600
            return revision(
                from: base.adding("<p>\(old)</p>"), to: base.adding("<p>\(new)</p>"), since: noon, at: later)?.changed
                ?? []
        }
        #expect(changed(after: hours) == [])
        // What is told without a number is furniture in short lines.
        if !new.contains("yesterday") {
            #expect(changed(after: 400 * Self.day) == ["content"], "it should have moved by more")
        }
        let (before, after) = (base.changing { $0.title = old }, base.changing { $0.title = new })
        #expect(revision(from: before, to: after, since: noon, at: noon + hours * 3600) == nil, "in a headline")
    }

    @Test(arguments: [
        ("Police found 3 dead in the north.", "Police found 4 dead in the north.", 24.0),
        ("The gate opened 4 days ago in the north.", "The gate opened 9 days ago in the north.", 1),
        ("The gate opened 5 days ago in the north.", "The gate opened 4 days ago in the north.", 24),
        ("The gate opens in 5 days in the north.", "The gate opens in 6 days in the north.", 24),
        ("He was born 30 years ago in the north.", "He was born 31 years ago in the north.", 24),
        ("The gate opened 4 days ago in the north.", "The gate closed 5 days ago in the north.", 24),
        ("The fine is 4 days of work in the north.", "The fine is 5 days of work in the north.", 24),
        ("The gate opened 4 days ago and 3 died.", "The gate opened 5 days ago and 4 died.", 24),
    ])
    func `a number that somebody mended is a revision`(_ old: String, _ new: String, _ hours: Double) {
        let found = revision(
            from: base.adding("<p>\(old)</p>"), to: base.adding("<p>\(new)</p>"), since: noon, at: noon + hours * 3600)
        #expect(found?.changed == ["content"])
        #expect(found?.weight == .material)
    }

    @Test func `an age that moves each day is no news on any of them, a correction among them is`() {
        func document(_ days: Int, _ boats: Int = 12) -> [Item] {
            [base.adding("<p>The \(boats) boats were found \(days) days ago, north of the old pier, by a diver.</p>")]
        }
        var feed = HeldFeed(document(4))
        for day in 1...5 {
            #expect(feed.fetch(document(4 + day), at: noon + Double(day) * 86_400) == .init(unchanged: 1))
        }
        #expect(feed.fetch(document(10, 14), at: noon + 6 * 86_400) == .init(revised: 1))
        #expect(feed.fetch(document(11, 14), at: noon + 7 * 86_400) == .init(unchanged: 1))
    }

    @Test(arguments: [
        ("Police said 12 people were hurt.", "Police said 14 people were hurt.", Revision.Weight.material),
        ("The mayor will resign.", "The mayor will not resign.", .material),
        ("The budget was 1.5 million.", "The budget was 15 million.", .material),
        ("The budget was 15 million.", "The budget was 15 billion.", .material),
        ("Minister Jon Ekland spoke.", "Minister John Ekland spoke.", .material),
        ("The party won 320 votes in the first round.", "The party won 350 votes in the first round.", .material),
        ("Officials recieved the letter.", "Officials received the letter.", .cosmetic),
        ("Officials received the letter", "Officials received the letter.", .cosmetic),
        ("Officials in the Valley met.", "Officials in the valley met.", .cosmetic),
        ("Officials had received a letter.", "Officials had received the letter.", .cosmetic),
        ("He was found guilty of fraud, the court said.", "He was found innocent of fraud, the court said.", .material),
    ])
    func `a changed sentence is a revision of its weight`(_ old: String, _ new: String, _ weight: Revision.Weight) {
        let found = revision(from: base.adding("<p>\(old)</p>"), to: base.adding("<p>\(new)</p>"), at: noon)
        #expect(found?.changed == ["content"])
        #expect(found?.weight == weight)
    }

    @Test func `fields are told apart`() {
        let old = base.changing { $0.authors = [Person(name: "Staff")] }
        #expect(changes(old, old.changing { $0.title! += ", court told" }) == ["title"])
        #expect(changes(old, old.changing { $0.authors = [Person(name: "Ada Byrne")] }) == ["authors"])
        #expect(changes(old, old.changing { $0.authors = [Person(name: "By STAFF")] }) == [])
        #expect(changes(old, old.changing { $0.authors = [] }) == [], "left out is not taken back")
        let episode = base.changing { $0.attachments = [Attachment(url: "https://cdn.test/a/episode-12.mp3?sign=1")] }
        #expect(
            changes(episode, episode.changing { $0.attachments[0].url = "https://b.test/x/episode-12.mp3?sign=2" })
                == [])
        #expect(
            changes(episode, episode.changing { $0.attachments[0].url = "https://b.test/x/episode-12-fixed.mp3" }) == [
                "attachments"
            ])
        #expect(changes(base, base.changing { $0.datePublished = noon + 9 }) == [])
    }

    @Test func `a paragraph comes or goes`() {
        let html = base.contentHTML!
        let paragraphs = html.split(separator: "</p>").map { $0 + "</p>" }
        #expect(changes(base, base.adding("<p>The court sits again on Monday.</p>")) == ["content"])
        for missing in paragraphs.indices {
            let rest = paragraphs.enumerated().filter { $0.offset != missing }.map(\.element).joined()
            #expect(changes(base, base.with(html: rest)) == ["content"], "without paragraph \(missing)")
        }
    }

    @Test(
        arguments: [
            { "<p>" + $0.prefix(150) + "…</p>" }, { "<p>" + $0.prefix(180) + " [...]</p>" },
            { "<p>" + $0.prefix(90) + "</p><p><a href=\"/\">Continue reading</a></p>" },
        ] as [@Sendable (String) -> String])
    func `a full text that falls back to a teaser is kept`(_ cut: @Sendable (String) -> String) throws {
        let teaser = base.with(html: cut(base.contentText!))
        #expect(changes(base, teaser) == [])
        #expect(changes(teaser, base) == ["content"], "a teaser that becomes the full text is a revision")
        let renamed = teaser.changing { $0.title = "Another headline" }
        let found = try #require(revision(from: base, to: renamed, at: noon))
        #expect(found.changed == ["title"])
        #expect(found.item.contentHTML == base.contentHTML)
        #expect(found.item.title == "Another headline")
    }

    @Test func `what changes in many entries at once is the frame`() {
        let ten = (0..<10).map(article)
        var feed = HeldFeed(ten)
        let framed = ten.map { $0.adding("<p>Feed Test is read in nine valleys, and by you.</p>") }
        #expect(feed.fetch(framed) == HeldFeed.Counts(unchanged: 10))
        let suffixed = framed.map { item in item.changing { $0.title! += " | Feed Test" } }
        #expect(feed.fetch(suffixed) == HeldFeed.Counts(unchanged: 10))
        let signed = suffixed.map { item in item.changing { $0.authors = [Person(name: "Newsroom")] } }
        #expect(feed.fetch(signed) == HeldFeed.Counts(unchanged: 10))
        let corrected = signed.enumerated().map { index, item in
            index < 4 ? item.adding("<p>This story has been corrected.</p>") : item
        }
        #expect(feed.fetch(corrected) == HeldFeed.Counts(revised: 4, unchanged: 6), "a correction never is")
    }

    @Test func `clocks`() throws {
        let old = base.changing { $0.dateModified = noon - 7200 }
        let new = base.adding("<p>The court sits again.</p>")
        let seen = try #require(revision(from: old, to: new, at: noon))
        #expect(seen.clock == .seen && seen.modified == noon)
        let dated = try #require(revision(from: old, to: new.changing { $0.dateModified = noon - 60 }, at: noon))
        #expect(dated.clock == .entry && dated.modified == noon - 60)
        #expect(dated.item.dateModified == noon - 60)
        let future = try #require(revision(from: old, to: new.changing { $0.dateModified = noon + 9e6 }, at: noon))
        #expect(future.clock == .seen, "nobody can have changed it tomorrow")
    }
}
