import Testing

@testable import Comparing

/// What editors and sites do to texts, and what only looks like it.
@Suite struct StoryChangeTests {
    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    // MARK: - An agency's text reworked

    /// The harbour's closing as the desk of another paper has it.
    private var reworked: String {
        """
        Boats will have to find another way in: for the better part of spring nothing is going to pass through the old lock, \
        it was learnt from officials (Reuters).
        The gates date from 1931 and were damaged in January, when the ferry Solveig struck them in thick fog. Nobody was hurt.
        "We looked at every way of keeping one lock open and found none that our divers could work beside," harbour master \
        Ingrid Falk told reporters.
        The shipping firm Nordlys said it would send its vessels to Marhavn, a detour of 87 miles that adds 9 hours to a trip.
        The work will cost 38 million crowns, of which the state pays half.
        """
    }

    @Test func `an agency's text with another lead and a paragraph less is one story where both credit the agency`()
        throws
    {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Ostvik harbour to close for lock repairs", Copy.harbour)
        let dateline = "OSTVIK, March 3 (Reuters) - "
        #expect(try stand.put("courier.test", "A long way round", dateline + reworked) == original)
    }

    @Test func `background that two agencies share makes their reports no one story`() throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Ostvik harbour to close for lock repairs", Copy.harbour)
        let own = lines(reworked.replacing(" (Reuters)", with: ""))
        let report =
            "OSTVIK, March 3 (AFP) - " + ([own[0], Copy.election, Copy.whale] + own[1...2]).joined(separator: "\n")
        #expect(try stand.put("courier.test", "A long way round", report) != original)
    }

    private static let wall = """
        OSTVIK, Mar 3 (Reuters) - Dr Strauss said on Sunday that a wall of 12 metres would be needed along the northern quay, more than \
        the council had planned for, because the storms of the past winter had shown how quickly the water can rise.
        Mr Moe, who leads the council, said on Monday it would look at the proposal and that about 40 houses might have to be moved.
        The engineers had measured a depth of 35 metres at the mouth of the river, which is 4 metres more than ten years ago, and \
        a current of 9 kilometres an hour on the ebb.
        "Nobody wants to see the harbour behind a wall," Dr Strauss said, "but nobody wants to see it under water either."
        """
    private static let wallInHouseStyle = """
        Strauss told reporters yesterday a wall of 39 feet would be needed along the northern quay, over what the council had \
        planned for, as the storms of the past winter had shown how quickly the water may rise.
        Moe, who leads the council, stated today it is going to look at the proposal and that around 40 houses may have to be moved.
        The engineers had measured a depth of 115 feet at the mouth of the river, 13 feet more than ten years ago, and a current of \
        6 miles per hour on the ebb.
        "Nobody wants to see the harbour behind a wall," Strauss explained, "but nobody wants to see it under water either." (Reuters)
        """

    @Test func `units, weekdays and titles in another house's style are no template's blanks`() throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Ostvik needs a higher wall", Self.wall)
        #expect(try stand.put("courier.test", "Wall of 39 feet for Ostvik", Self.wallInHouseStyle) == original)
    }

    @Test func `other figures in the same units are another issue`() throws {
        var stand = InMemoryStoryIndex()
        func report(_ depth: Int, _ speed: Int, _ height: Int) -> String {
            """
            OSTVIK, Mar 3 (Reuters) - The weekly survey found a depth of \(depth) metres at the mouth of the river, a current of \(speed) \
            kilometres an hour and waves of \(height) metres at the outer buoy. Visibility was \(depth + 3) kilometres in the morning, and \
            the buoy had drifted by \(height + 20) metres. Pilots are asked to keep a distance of \(speed + 40) metres from the works.
            """
        }
        let one = try stand.put("reuters.com", "The survey", report(35, 9, 2))
        #expect(try stand.put("courier.test", "The survey", report(33, 7, 4)) != one)
    }

    @Test func `a photo's caption before the text takes no lead's place`() throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Ostvik harbour to close for lock repairs", Copy.harbour)
        let caption =
            "The ferry Solveig at the quay of Ostvik, seen from the western pier on an afternoon last autumn. Tove Lind/Reuters"
        let part = caption + "\n" + lines(Copy.harbour).prefix(3).joined(separator: "\n")
        #expect(try stand.put("courier.test", "Shippers fear for trade", part) == original)
    }

    // MARK: - Templates and follow-ups

    private func hoax(_ name: String) -> String {
        """
        A message says that \(name) has died in an accident on the coast road. It is not true. The message leads to a page that asks for \
        passwords, and no serious source has reported anything of the kind.
        """
    }

    @Test(arguments: [("Ann Lee", "Bob Ray"), ("Karl Moe", "Karl Falk"), ("Lind", "Tove Brekke")])
    func `a stock text with another name is another item`(_ one: String, _ other: String) throws {
        var stand = InMemoryStoryIndex()
        let first = try stand.put("a.test", "\(one) is alive", hoax(one))
        #expect(try stand.put("b.test", "\(other) is alive", hoax(other)) != first)
        #expect(try stand.put("c.test", "Rumour about celebrity", hoax(other)) != first)
    }

    @Test(arguments: [
        ("not true", "false"), ("an accident", "a crash"), ("serious", "reliable"), ("message leads", "link leads"),
    ])
    func `a word that an editor exchanges makes no other story`(_ old: String, _ new: String) throws {
        var stand = InMemoryStoryIndex()
        let first = try stand.put("a.test", "Ann Lee is alive", hoax("Ann Lee"))
        #expect(try stand.put("b.test", "Ann Lee is alive", hoax("Ann Lee").replacing(old, with: new)) == first)
    }

    @Test func `a name that is mended in an agency's long text makes no other story`() throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Ostvik harbour to close", Copy.harbour)
        let mended = Copy.harbour.replacing("Ingrid Falk", with: "Ingrid Valk")
        #expect(try stand.put("courier.test", "Ostvik harbour to close", mended) == original)
    }

    private func notice(_ date: String) -> String {
        """
        On \(date) the water will be cut off in several streets of Ostvik because of work on the mains. The waterworks ask residents to \
        draw enough water in time and to keep their taps shut until it returns.
        """
    }

    @Test(arguments: [("March 4", "March 20"), ("4 March", "4 June"), ("March 4", "April 11")])
    func `a notice of another day is another item`(_ one: String, _ other: String) throws {
        var stand = InMemoryStoryIndex()
        let first = try stand.put("a.test", "Water to be cut off", notice(one), day: 1)
        #expect(try stand.put("a.test", "Water to be cut off", notice(other), day: 2, feed: "town") != first)
        #expect(try stand.put("b.test", "Water to be cut off", notice(other), day: 2) != first)
    }

    @Test func `the same day written otherwise is the same notice`() throws {
        var stand = InMemoryStoryIndex()
        let first = try stand.put("a.test", "Water to be cut off", notice("March 4"))
        #expect(try stand.put("b.test", "Water to be cut off", notice("4 March")) == first)
    }

    @Test func `a site that begins anew over the old background has written another article`() throws {
        var stand = InMemoryStoryIndex()
        let story = try stand.put("a.test", "Ostvik harbour to close", Copy.harbour, day: 1)
        let lead =
            "Masters of eleven ships have signed a letter against the plans of the port, and want to be heard by the ministry soon."
        let followUp = ([lead] + lines(Copy.harbour).dropFirst()).joined(separator: "\n")
        #expect(try stand.put("a.test", "Letter against plans to close Ostvik harbour", followUp, day: 2) != story)
        let update =
            "Update: the ferry will be run from the outer pier, the port authority said in the evening.\n"
            + Copy.harbour
        #expect(
            try stand.put("a.test", "Ostvik harbour to close in May", update, day: 2) == story,
            "the lead is still there")
    }

    // MARK: - The site's own voice

    /// In each language a wall, a request and a box.
    private static let notices = [
        "We and our partners use cookies to show you personalised ads. Do you agree? You may change your settings at any time.",
        "You have reached your limit of free articles. Subscribe now for unlimited access, or log in to your account.",
        "Please turn on JavaScript and prove that you are not a robot: solve the captcha to continue to our site.",
        "Wir und unsere Partner verwenden Cookies für personalisierte Anzeigen. Ihre Einwilligung können Sie jederzeit widerrufen.",
        "Jetzt kostenlos testen: unbegrenzt lesen mit dem Digitalabo, jederzeit kündbar. Bereits Abonnent? Hier anmelden.",
        "Unterstützen Sie unabhängigen Journalismus mit einer Spende per PayPal, schon drei Euro im Monat helfen uns.",
        "Nous utilisons des cookies avec votre consentement pour personnaliser les annonces. Acceptez-vous ?",
        "Abonnez-vous pour lire la suite de cet article, sans engagement. Déjà inscrit ? Connectez-vous à votre compte.",
        "Utilizamos cookies para mostrarte anuncios personalizados. ¿Das tu consentimiento? Configura tus preferencias.",
        "Suscríbete para leer este contenido sin límite, o inicia sesión con tu cuenta si ya eres suscriptor.",
        "Usamos cookies para personalizar anúncios com o seu consentimento. Aceite ou escolha as suas preferências.",
        "Assine para continuar a leitura com acesso ilimitado. Já é assinante? Entre na sua conta com a sua senha.",
        "Usiamo i cookie per mostrarti annunci personalizzati. Dai il tuo consenso o gestisci le preferenze sulla privacy.",
        "Abbonati per leggere l'articolo senza limiti, disdici quando vuoi. Hai già un account? Accedi con la password.",
        "Wij gebruiken cookies voor gepersonaliseerde advertenties. Geeft u toestemming? Pas uw voorkeuren aan.",
        "Neem een abonnement en lees onbeperkt verder, maandelijks opzegbaar. Heb je al een account? Hier inloggen.",
        "Comments (2)\nOld Sailor\nI never liked that lock much.\nReply\nHill Walker\nNeither did my grandfather.\nReply\nReport",
        "Kommentare\nBergfex\nDas war doch lange bekannt.\nAntworten\nKlara M.\nMir jedenfalls nicht so genau.\nAntworten",
        "Commentaires\nMouette\nOn le savait depuis longtemps déjà.\nRépondre\nLouise\nPas moi en tout cas.\nRépondre",
    ]

    @Test(arguments: notices)
    func `what a site says to its readers is no story, from its first document on`(_ notice: String) throws {
        var stand = InMemoryStoryIndex()
        let stories = [
            try stand.put("a.test", "Harbour closes", notice), try stand.put("b.test", "Whale found", notice),
            try stand.put("a.test", "Teacher elected", notice, day: 2),
        ]
        #expect(Set(stories).count == 3)
    }

    @Test(arguments: notices)
    func `a story is found beneath and above what the site says`(_ notice: String) throws {
        var stand = InMemoryStoryIndex()
        let original = try stand.put("reuters.com", "Whale leaves the fjord", Copy.whale)
        #expect(try stand.put("a.test", "Goodbye to a guest", Copy.whale + notice) == original)
        let above = notice.contains("\n") ? Copy.whale : notice + "\n" + Copy.whale
        #expect(try stand.put("b.test", "Paddles on the water", above) == original)
    }

    @Test(arguments: [
        """
        The regulator fined the publisher 3 million crowns because its pages set cookies before readers had given their consent, and \
        because the button to reject them was hidden behind two more pages. The publisher said it would appeal.
        """,
        """
        A donation of 2 million crowns from a reader who wants to stay unknown has saved the library of Ostvik. The town had planned \
        to close it in June. Its 4,000 members will be asked what to do with the rest of the money.
        """,
        """
        Die Aufsicht hat gegen den Verlag ein Bußgeld verhängt, weil seine Seiten Cookies setzten, bevor eine Einwilligung vorlag. \
        Der Verlag will sich gegen den Bescheid wehren und hat Klage beim Verwaltungsgericht eingereicht.
        """,
        """
        L'éditeur de presse a perdu la moitié de ses abonnés depuis que la publicité en ligne ne rapporte plus assez. Le tribunal \
        doit décider en juin qui peut reprendre le titre, fondé voilà plus de cent ans par deux instituteurs.
        """,
    ])
    func `an article about what sites ask for is a story`(_ text: String) throws {
        var stand = InMemoryStoryIndex()
        let story = try stand.put("a.test", "What the day brought", text)
        #expect(try stand.put("b.test", "News in brief", text) == story)
    }
}
