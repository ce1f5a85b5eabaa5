import FeedModel
import Testing

@testable import Parsing

@Suite struct PageWallTests {
    private static func wall(_ page: PageWallCase) throws -> PageWall? {
        try parsePage(Array(page.html.utf8), at: "https://harbour.test/news/ferry", contentType: "text/html").wall
    }

    @Test func `walls are named, nineteen of twenty`() throws {
        for kind in [PageWall.consent, .script, .captcha, .subscription] {
            let pages = PageWallCase.all.filter { $0.kind == kind }
            let named = try pages.map { try Self.wall($0) }
            let missed = zip(pages, named).filter { $1 != kind }.map { "\($1?.rawValue ?? "none") \($0)" }
            #expect(missed.count * 20 <= pages.count, "\(missed.joined(separator: "\n"))")
        }
    }

    @Test(arguments: PageWallCase.all.filter { $0.kind == nil })
    func `whole articles are no walls`(_ page: PageWallCase) throws {
        #expect(try Self.wall(page) == nil)
    }

    private static func wall(of body: String, language: String) throws -> PageWall? {
        let html = "<html lang=\(language)><head><title>Quay</title></head><body>\(body)</body></html>"
        return try parsePage(Array(html.utf8), at: "https://quay.test/ferry", contentType: "text/html").wall
    }

    /// In words that no vendor uses: what they speak of tells them.
    @Test(arguments: [
        (
            PageWall.consent, "en",
            "<p>Shall we remember your phone? With your permission we and 90 firms would count "
                + "your visits and pick adverts.</p><button>Sure</button><button>No</button>"
        ),
        (
            .consent, "fr",
            "<p>Nous et 90 sociétés partenaires aimerions, si vous l'acceptez, reconnaître votre appareil et "
                + "choisir les annonces.</p><button>Oui</button><button>Non</button>"
        ),
        (.captcha, "en", "<p>Only people may come in. Please prove that you are a human and not a script.</p>"),
        (
            .captcha, "pl",
            "<p>Zaznacz pole, jeśli jesteś człowiekiem, a nie programem. Twoja sieć wysyła wiele zapytań.</p>"
        ),
        (.script, "de", "<p>Ihr Browser lässt JavaScript nicht laufen. Bitte erlauben Sie es.</p>"),
        (
            .subscription, "en",
            "<h1>The quay is closed</h1><p>The quay closed on Monday.</p><div>Unlock this story</div>"
                + "<div>A pass costs £2 a month. Cancel when you like.</div>"
        ),
        (
            .subscription, "nl",
            "<h1>De kade is dicht</h1><p>De kade sloot maandag.</p><div>Verder lezen met een abonnement"
                + "</div><div>Voor € 2 per maand, opzeggen kan altijd.</div>"
        ),
    ])
    func `a wall in words of its own is known by what it speaks of`(_ kind: PageWall, language: String, body: String)
        throws
    {
        #expect(try Self.wall(of: body, language: language) == kind)
    }

    /// What stands around the words: nothing else, buttons beside what they ask, plans below a lead.
    @Test(arguments: [
        (
            PageWall.consent, "it",
            "<main><h1>Una domanda</h1><p>Il giornale e 80 aziende mostrano annunci scelti dai dati del dispositivo.</p>"
                + "<form><button>Accetta</button><button>Rifiuta</button></form></main>"
        ),
        (.consent, "en", "<p>You must be 18 or over to see this.</p><button>I am</button><button>Leave</button>"),
        (
            .captcha, "en",
            "<p>Slide the piece home, so that we know a person is with us.</p><form><button>Go</button></form>"
        ),
        (.script, "en", "<p>JavaScript paints this room.</p>"),
        (
            .subscription, "en",
            "<h1>The quay</h1><p>It was dry.</p><div>The rest is for our supporters</div>"
                + "<div>£3 monthly or £30 a year</div><button>Support</button>"
        ),
        (
            .subscription, "de",
            "<h1>Der Kai</h1><p>Er war trocken.</p><div>Registrieren Sie sich kostenlos, um weiterzulesen</div>"
                + "<div>Bereits registriert? Anmelden</div>"
        ),
        (
            .subscription, "fr",
            "<p>Vous utilisez un bloqueur de publicité.</p><p>La publicité finance notre travail : désactivez-le.</p>"
        ),
    ])
    func `a gate is known by its build`(_ kind: PageWall, language: String, body: String) throws {
        #expect(try Self.wall(of: body, language: language) == kind)
    }

    @Test(arguments: [
        "<h1>Court on banners</h1><p>A court ruled on Monday that a site must let visitors refuse cookies on a device.</p>"
            + "<p>Partners and advertisers had asked for consent by default, and the choice was hidden, judges said.</p>",
        "<h1>Robots at the door</h1><p>A museum asks visitors to prove that they are human, after programs bought all "
            + "tickets from one network. The puzzle is solved by most people within a minute, the museum said.</p>",
        "<h1>Paper raises its price</h1><p>The Quay Post will cost £3 a month from June, up from £2, the publisher said on "
            + "Monday. Members who log in before May keep the old price for a year.</p>",
        "<h1>Script for the stage</h1><p>JavaScript, a play about programmers, needs no browser and opens on Friday at the "
            + "harbour theatre. Tickets are sold at the door, and the bar is open before and after the play.</p>",
        "<h1>Age checks at the library</h1><p>Readers must be 18 or over to borrow 40 titles from Monday.</p>"
            + "<p>The date of birth is asked for once, and no record of it is kept, the librarian said.</p>",
        "<h1>Members pay less</h1><p>Members pay £3 a month from Monday, the pool said.</p><p>Who has an account need not "
            + "sign in again.</p><p>The council makes up for the difference, which is smaller than what the tills cost.</p>"
            + "<aside><p>Subscribe from £1 a week.</p><button>Sign up</button></aside>",
        "<main><h1>Cookies in court</h1><p>A court ruled that 90 firms stored data on devices without consent.</p>"
            + "<p>Their adverts chose readers by their visits, and the firms may appeal within a month, it said.</p></main>"
            + "<div role=dialog><p>We use cookies.</p><button>Accept</button><button>Reject</button></div>",
    ])
    func `a short report of such matters is no wall`(body: String) throws {
        #expect(try Self.wall(of: body, language: "en") == nil)
    }
}
