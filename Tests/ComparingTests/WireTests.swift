import FeedModel
import Testing
import TextKit

@testable import Comparing

@Suite struct WireTests {
    private func read(_ text: String, title: String = "", authors: [String] = [], source: String? = nil) -> (
        String, WireCredit
    ) {
        let (lines, credit) = WireReader().read(
            lines: text.split(separator: "\n"), title: title, authors: authors, source: source)
        return (lines.joined(separator: "\n"), credit)
    }

    struct Dateline: Sendable {
        let text: String, agency: String?, place: String?, month: Int?, day: Int?
        init(_ text: String, _ agency: String?, _ place: String?, _ month: Int? = nil, _ day: Int? = nil) {
            (self.text, self.agency, self.place, self.month, self.day) = (text, agency, place, month, day)
        }
    }

    @Test(arguments: [
        Dateline("OSTVIK, Mar 3 (Reuters) - The harbour closes.", "Reuters", "OSTVIK", 3, 3),
        Dateline("Dec 18 (Reuters) - The harbour closes.", "Reuters", nil, 12, 18),
        Dateline("PARIS/BEIRUT, Dec 18 (Reuters) - The harbour closes.", "Reuters", "PARIS/BEIRUT", 12, 18),
        Dateline("PORTLAND, Maine (AP) \u{2014} The harbour closes.", "AP", "PORTLAND, Maine"),
        Dateline("PORTLAND, Maine -- The harbour closes.", nil, "PORTLAND, Maine"),
        Dateline("Berlin (dpa) - The harbour closes.", "dpa", "Berlin"),
        Dateline("Madrid, 5 ene (EFE).- The harbour closes.", "EFE", "Madrid", 1, 5),
        Dateline("(ANSA) - ROMA, 05 GEN - The harbour closes.", "ANSA", nil),
        Dateline("London, December 19 (Reuters) \u{2013} The harbour closes.", "Reuters", "London", 12, 19),
        Dateline("Reuters, London - The harbour closes.", "Reuters", "London"),
        Dateline("BEIJING, May 4 (Xinhua) -- The harbour closes.", "Xinhua", "BEIJING", 5, 4),
        Dateline(
            "This article is free for all readers. OSTVIK, Mar 3 (Reuters) - The harbour closes.", "Reuters", "OSTVIK",
            3, 3),
        Dateline("This article is free for all readers. ST. PAUL (AP) - The harbour closes.", "AP", "ST. PAUL"),
        Dateline(
            "Dieser Text ist frei zugänglich. Frankfurt am Main (dpa) - The harbour closes.", "dpa", "Frankfurt am Main"
        ),
    ])
    func `a dateline is read and taken off`(_ line: Dateline) {
        let (rest, credit) = read(line.text)
        #expect(credit.agency?.name == line.agency)
        #expect(credit.place == line.place)
        #expect(credit.date?.month == line.month && credit.date?.day == line.day)
        #expect(rest.hasSuffix("The harbour closes."))
        #expect(!rest.contains("Dec") && !rest.contains("Reuters"))
    }

    @Test(arguments: [
        "The minister told Reuters - and only Reuters - that the harbour closes.",
        "The harbour closes, AP reported, citing two people who know of it.",
        "In May - the month of the fair - the harbour closes.",
        "By Tuesday the harbour had closed.",
        "According to AFP, the harbour closes.",
        "An agency (it is not known which) wrote - wrongly - of a fire.",
    ])
    func `a mention is no credit`(_ text: String) {
        let (rest, credit) = read(text)
        #expect(credit.isEmpty)
        #expect(rest == text)
    }

    @Test func `byline, editors and the agency's line`() {
        let text = """
            By Tove Lind
            The harbour closes in May for eleven weeks.
            (Reporting by Tove Lind; Editing by Karl Moe)
            Copyright 2026 The Associated Press. All rights reserved.
            """
        let (rest, credit) = read(text)
        #expect(rest == "The harbour closes in May for eleven weeks.")
        #expect(credit.byline == "Tove Lind")
        #expect(credit.editors == "Reporting by Tove Lind; Editing by Karl Moe")
        #expect(credit.agency?.name == "AP")
    }

    @Test(arguments: [
        ("The harbour closes. (Reuters)", "Reuters"), ("The harbour closes. Source: Reuters", "Reuters"),
        ("The harbour closes.\nSource: AFP", "AFP"), ("The harbour closes.\n(With inputs from PTI)", "PTI"),
        ("The harbour closes.\nQuelle: dpa", "dpa"), ("The harbour closes.\nUPI", "UPI"),
        ("The harbour closes.\nCONTRIBUTING: Associated Press", "AP"),
        ("বন্দর বন্ধ হবে। সূত্র: রয়টার্স", "Reuters"),
    ])
    func `a credit at the end`(_ text: String, _ agency: String) {
        let (rest, credit) = read(text)
        #expect(credit.agency?.name == agency)
        #expect(!rest.contains(agency) && rest.utf8.count < text.utf8.count)
    }

    @Test func `in titles, authors and sources`() {
        #expect(read("", title: "Harbour closes - Reuters").1.agency?.name == "Reuters")
        #expect(read("", title: "Harbour closes (AFP)").1.agency?.name == "AFP")
        #expect(read("", title: "Reuters moves to a new house").1.agency == nil)
        #expect(read("", authors: ["Tove Lind, Associated Press"]).1.byline == "Tove Lind")
        #expect(read("", authors: ["REUTERS/Tove Lind"]).1.agency == nil)
        #expect(read("", authors: ["The Associated Press"]).1.agency?.id == "ap")
        #expect(read("", source: "Agence France-Presse").1.agency?.id == "afp")
    }

    /// What stands before the dash, and whether it is a place.
    @Test(arguments: [
        ("OSTVIK - The harbour closes on Friday.", true), ("OSTVIK, Mich. - The harbour closes on Friday.", true),
        ("READING, Pa. - The harbour closes on Friday.", true),
        ("HARBOURS - The port closes on Friday.\nMost harbours of the coast stay open.", false),
        ("MIGRATION – Zwei Sichten auf den Hafen", false), ("OSTVIK.TEST - The harbour closes on Friday.", false),
        ("JUST IN - The harbour closes on Friday.", false), ("SON DAKİKA - Liman kapanıyor.", false),
    ])
    func `a kicker is no place`(_ text: String, _ isPlace: Bool) {
        #expect((read(text).1.place != nil) == isPlace)
    }

    @Test(arguments: [
        ("OSTVIK, S.C. (AP) - The harbour closes.", "OSTVIK, S.C."),
        ("OSTVIK, Mich. (AP) - The harbour closes.", "OSTVIK, Mich."),
        ("Ostvik, 5 ene. (EFE).- The harbour closes.", "Ostvik"),
        ("ST. OSTVIK (AP) - The harbour closes.", "ST. OSTVIK"),
    ])
    func `a place keeps the point of its state`(_ text: String, _ place: String) {
        #expect(read(text).1.place == place)
    }

    @Test(arguments: [
        ("By Ann Lee, Bo Ray and Cy Dunn, Harbour Desk", "Ann Lee, Bo Ray and Cy Dunn"),
        ("By Ann Lee, Harbour Desk", "Ann Lee"), ("Von Ann Lee und Bo Ray", "Ann Lee und Bo Ray"),
        ("By Ann Lee Published: May 2026", "Ann Lee"), ("By Ann Lee Jan 5, 2026", "Ann Lee"),
        ("By Ann Lee, Health and Science Editor", "Ann Lee"), ("By Jan May", "Jan May"),
        ("Von Mäusen und Menschen", nil), ("By Hook or by Crook", nil),
    ])
    func `a byline's names end before all else`(_ line: String, _ names: String?) {
        #expect(read(line + "\nThe harbour closes.").1.byline == names)
    }

    @Test(arguments: [
        ("Anna Arndt (AA)", nil), ("Auswärtige Autoren (AA)", nil), ("Anna Arndt (AP)", "AP"),
        ("Anadolu Ajansı (AA)", "Anadolu"), ("Associated Press (AP)", "AP"), ("REUTERS/Tove Lind", nil),
        ("Tove Lind/TT", "TT"),
    ])
    func `initials in brackets are the writer's own`(_ author: String, _ agency: String?) {
        #expect(read("The harbour closes.", authors: [author]).1.agency?.name == agency)
    }

    @Test(arguments: [
        ("The harbour closes. (Reuters)", "Reuters"), ("Why Do Harbours Close? It's Complicated [Reuters]", nil),
        ("Five harbours to see this year (AFP)", nil), ("The harbour closes.\n(©NTB)", "NTB"),
        ("The harbour closes.\n© NTB", nil),
        ("The harbour closes.\n© dpa, dpa:2201-99/5", "dpa"), ("The harbour closes.\n© 2020 dpa/Ann Lee", nil),
        ("The harbour closes.\n/ritzau/AFP", "Ritzau"), ("The harbour closes.\n/dev/sda", nil),
        ("The harbour closes.\nHamnbladet/TT", "TT"), ("The harbour closes.\nTove Lind/TT", nil),
    ])
    func `an end that names an agency is not a credit each time`(_ text: String, _ agency: String?) {
        #expect(read(text).1.agency?.name == agency)
    }

    @Test(arguments: [
        ("UPDATE 2-Harbour closes", "UPDATE 2"), ("CORRECTED-Harbour closes", "CORRECTED"),
        ("REFILE-UPDATE 1-Harbour", "REFILE"),
        ("WITHDRAWN: Harbour closes", "WITHDRAWN"),
    ])
    func `marks before a headline`(_ title: String, _ mark: String) { #expect(wireMark(title) == mark) }

    @Test(arguments: [
        "UPDATED bus times for May", "US-China talks", "Kill the bill, say harbour masters", "NATO - what next",
    ])
    func `other headlines have no mark`(_ title: String) { #expect(wireMark(title) == nil) }

    @Test func `a user's agencies come before ours`() {
        let agencies = WireAgencies(
            extra: "# ours\nfjord; Fjordnytt | Fjord News; fjord.test\nreuters; Reuters; mirror.test\n")
        #expect(agencies.agency(named: "Fjord News")?.id == "fjord")
        #expect(agencies.agency(ofHost: "www.fjord.test")?.name == "Fjordnytt")
        #expect(agencies.agency(named: "Reuters")?.domains == ["mirror.test"])
    }

    @Test func `the credit as the item format has it`() {
        let (_, credit) = read(
            "By Tove Lind\nOSTVIK, Mar 3 (Reuters) - The harbour closes.", title: "UPDATE 1-Harbour closes")
        #expect(
            JSONValue.object(credit.json(year: 2026)).encoded
                == #"{"agency":"Reuters","dateline":{"place":"OSTVIK","date":"2026-03-03"},"byline":"Tove Lind","mark":"UPDATE 1"}"#
        )
    }
}
