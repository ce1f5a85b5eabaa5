import FeedModel
import Testing
import TextKit

@testable import Parsing

/// Pages and feeds name agencies by one list, to which an operator can add.
@Suite struct PageAgencyTests {
    private static let text = String(
        repeating: "<p>The pier was closed for repairs on Tuesday, the harbour master said.</p>", count: 5)

    private func agency(_ author: String, extra: String = "") throws -> String? {
        let html =
            "<html><head><meta name='author' content='\(author)'></head><body><h1>Pier</h1>\(Self.text)</body></html>"
        return try parsePage(
            Array(html.utf8), at: "https://gazette.test/pier", contentType: "text/html",
            agencies: extra.isEmpty ? .standard : WireAgencies(extra: extra)
        ).agency
    }

    @Test(arguments: [
        ("Reuters", "Reuters"), ("ritzau", "Ritzau"), ("Ritzau", "Ritzau"), ("afp", "AFP"), ("LUSA", "Lusa"),
        ("DPA", "dpa"),
        ("thomson reuters", "Reuters"), ("the associated press", "AP"), ("anadolu ajansı", "Anadolu"), ("тасс", "TASS"),
        ("sda", "Keystone-SDA"), ("укрінформ", "Ukrinform"), ("press association", "PA"), ("Kyodo News", "Kyodo"),
        ("Jiji Press", "Jiji Press"), ("NTB", "NTB"),
    ])
    func `an agency in a page's head credits it`(_ author: String, _ name: String) throws {
        #expect(try agency(author) == name)
    }

    @Test(arguments: ["Sid", "Ani", "Tove Lind", "Reuters Andersen", "The Gazette", "Pa"])
    func `a person or the house itself does not`(_ author: String) throws {
        #expect(try agency(author) == nil)
    }

    @Test func `an agency that an operator adds is known to pages`() throws {
        let extra = "fjord; Fjordnytt | Fjord News; fjord.test"
        #expect(try agency("fjord news", extra: extra) == "Fjordnytt")
        #expect(try agency("Reuters", extra: extra) == "Reuters")
        #expect(try agency("Fjord News") == nil)
        #expect(agencyOfDateline("OSTVIK, Mar 3 (Fjordnytt) - The pier", WireAgencies(extra: extra)) == "Fjordnytt")
        #expect(agencyOfDateline("OSTVIK, Mar 3 (Fjordnytt) - The pier", .standard) == nil)
    }
}
