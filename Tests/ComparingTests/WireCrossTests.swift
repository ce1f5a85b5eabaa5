import FeedModel
import Testing
import TextKit

@testable import Comparing

/// Styles of credits crossed with languages and agencies.
@Suite struct WireCrossTests {
    struct House: Sendable, CustomTestStringConvertible {
        let language: String, agencies: [String], places: [String], date: String
        let source: String, with: String, and: String, paper: String
        let prose: String
        var testDescription: String { language }
    }

    static let houses = [
        House(
            language: "en", agencies: ["Reuters", "AP", "PTI"], places: ["Leeds", "NEW DELHI", "Portland, Maine"],
            date: "Jan 2", source: "Source:", with: "With", and: "and", paper: "The Harbour Post",
            prose: "The ferry stays in port for eleven weeks while its engines are replaced, the owners have said."),
        House(
            language: "de", agencies: ["dpa", "AFP", "APA"], places: ["Kiel", "WIEN", "Frankfurt am Main"],
            date: "2. Januar", source: "Quelle:", with: "mit", and: "und", paper: "Hafenbote",
            prose: "Die Fähre bleibt elf Wochen im Hafen, weil ihre Maschinen ersetzt werden, sagte die Reederei dazu."),
        House(
            language: "fr", agencies: ["AFP", "Reuters", "Agence France-Presse"],
            places: ["Brest", "PARIS", "La Rochelle"],
            date: "2 janvier", source: "Source :", with: "avec", and: "et", paper: "Le Phare",
            prose: "Le bac reste au port pendant onze semaines, le temps de remplacer ses moteurs, selon son armateur."),
        House(
            language: "es", agencies: ["EFE", "AFP", "Europa Press"], places: ["Vigo", "MADRID", "Las Palmas"],
            date: "2 ene", source: "Fuente:", with: "con", and: "y", paper: "El Puerto",
            prose:
                "El transbordador queda once semanas en el puerto para cambiar sus motores, dijo su propietario ayer."),
        House(
            language: "pt", agencies: ["Lusa", "Agência Brasil", "Estadão Conteúdo"],
            places: ["Porto", "LISBOA", "Rio de Janeiro"],
            date: "2 jan", source: "Com informações da", with: "com", and: "e", paper: "O Cais",
            prose:
                "O barco fica onze semanas no porto para trocar os motores, disse o dono da empresa na segunda-feira."),
        House(
            language: "it", agencies: ["ANSA", "Adnkronos", "AGI"], places: ["Bari", "ROMA", "La Spezia"],
            date: "2 gen", source: "Fonte:", with: "con", and: "e", paper: "Il Molo",
            prose: "Il traghetto resta undici settimane in porto per cambiare i motori, ha detto l'armatore della nave."
        ),
        House(
            language: "nl", agencies: ["ANP", "Belga", "Reuters"], places: ["Delfzijl", "DEN HAAG", "Gent"],
            date: "2 jan", source: "Bron:", with: "met", and: "en", paper: "De Kade",
            prose:
                "De veerboot blijft elf weken in de haven omdat de motoren worden vervangen, zegt de rederij daarover."),
        House(
            language: "pl", agencies: ["PAP", "Reuters", "AFP"], places: ["Gdynia", "WARSZAWA", "Nowy Targ"],
            date: "2 stycznia", source: "Źródło:", with: "za", and: "i", paper: "Kurier Portowy",
            prose: "Prom pozostanie w porcie przez jedenaście tygodni, ponieważ wymieniane są silniki, podał armator."),
        House(
            language: "tr", agencies: ["AA", "DHA", "Anadolu Ajansı"], places: ["İzmir", "ANKARA", "Bodrum"],
            date: "2 Ocak", source: "Kaynak:", with: "Kaynak", and: "ve", paper: "Liman Postası",
            prose: "Feribot, motorları değiştirildiği için on bir hafta boyunca limanda kalacak, dedi geminin sahibi."),
        House(
            language: "sv", agencies: ["TT", "TT Nyhetsbyrån", "Reuters"], places: ["Visby", "STOCKHOLM", "Umeå"],
            date: "2 januari", source: "Källa:", with: "med", and: "och", paper: "Hamnbladet",
            prose: "Färjan ligger kvar i hamnen i elva veckor medan motorerna byts ut, säger rederiet till tidningen."),
        House(
            language: "da", agencies: ["Ritzau", "AFP", "Reuters"], places: ["Esbjerg", "KØBENHAVN", "Rønne"],
            date: "2. januar", source: "Kilde:", with: "med", and: "og", paper: "Havnens Avis",
            prose: "Færgen bliver i havnen i elleve uger, mens dens motorer bliver skiftet ud, siger rederiet i dag."),
        House(
            language: "no", agencies: ["NTB", "Reuters", "AFP"], places: ["Bodø", "OSLO", "Mo i Rana"],
            date: "2. januar", source: "Kilde:", with: "med", and: "og", paper: "Kaiavisen",
            prose: "Fergen blir liggende i havnen i elleve uker mens motorene skiftes ut, opplyser rederiet mandag."),
    ]

    /// Text and author that credit `agency`, by the style's name.
    static func styles(_ house: House, _ agency: String, _ place: String) -> [(String, String, String?)] {
        let prose = house.prose
        return [
            ("head", agency + "\n" + prose, nil), ("head", "(\(agency)) - " + prose, nil),
            ("head", "\(agency) - " + prose, nil),
            ("dateline", "\(place) (\(agency)) - " + prose, nil),
            ("dateline", "\(place), \(house.date) (\(agency)) – " + prose, nil),
            ("dateline", "\(place), \(house.date), \(agency) - " + prose, nil),
            ("no dash", "\(place), \(house.date) (\(agency)) " + prose, nil),
            ("no dash", "\(place) (\(agency)) " + prose, nil),
            ("no dash", "\(place), \(house.date) 2020 (\(agency)). " + prose, nil),
            ("source", prose + "\n\(house.source) \(agency)", nil),
            ("source", prose + " \(house.source) \(agency)", nil),
            ("source", prose + "\n(\(house.source) \(agency))", nil),
            ("end", prose + " (\(agency))", nil), ("end", prose + " (\(agency), 2.1.2020)", nil),
            ("end", prose + " \(agency)", nil),
            ("co-credit", prose + "\n\(house.paper) \(house.and) Reuters", nil),
            ("co-credit", prose + "\n\(house.with) \(agency)", nil),
            ("co-credit", prose + "\nab/cd (\(agency), Reuters)", nil),
            ("author", prose, agency), ("author", prose, "\(agency), Tove Lind"),
            ("author", prose, "\(house.paper) \(house.and) Reuters"),
        ]
    }

    @Test(arguments: houses)
    func `credits are found in each style`(_ house: House) {
        var missed: [String] = []
        var count = 0
        for (agency, place) in zip(house.agencies, house.places) {
            for (style, text, author) in Self.styles(house, agency, place) {
                let (lines, credit) = WireReader().read(
                    lines: text.split(separator: "\n"), title: "", authors: author.map { [$0] } ?? [], source: nil)
                count += 1
                let names = [WireAgencies.standard.agency(named: agency)?.id, "reuters"]
                if credit.agency == nil || !names.contains(credit.agency?.id) {
                    missed.append("\(style): \(author ?? "") | \(text.prefix(60)) … \(text.suffix(40))")
                }
                if !lines.joined().hasSuffix(house.prose) {
                    missed.append("text of \(style): \(lines.joined().suffix(60))")
                }
            }
        }
        #expect(missed.count * 10 <= count, "\(missed.joined(separator: "\n"))")
    }

    @Test(arguments: [
        "© REUTERS/Tove Lind", "REUTERS/Tove Lind", "Getty Images / Tove Lind",
        "FILE - In this Dec. 31, 2019 file photo, the ferry leaves the port.",
        "Mais de 24 - os países da costa - esperam a nova linha de barcos, disse o ministro dos transportes.",
        "/dev/sda", "ZJIT is compiled by default - that is new.", "BREAKING - The ferry stays in port.", "PA and NJ",
        "SPA & Wellness",
        "5 May - Concert in the harbour hall",
        "The ferry (AP or not) stays in port, and nobody has said for how long that will be.",
    ])
    func `pictures, subheads and sentences credit nobody`(_ line: String) {
        let prose = Self.houses[0].prose
        for text in [line + "\n" + prose, prose + "\n" + line] {
            let (_, credit) = WireReader().read(
                lines: text.split(separator: "\n"), title: "", authors: [], source: nil)
            #expect(credit.agency == nil && credit.place == nil && credit.date == nil)
        }
    }

    @Test func `a caption's agency is not that of the text below`() {
        let prose = Self.houses[0].prose
        let (_, credit) = WireReader().read(
            lines: ["The ferry in the old port (AFP)", "\(prose) \(prose)"], title: "", authors: [], source: nil)
        #expect(credit.agency == nil)
    }

    @Test(arguments: [
        "The Associated Press contributed to this report.", "AP writer Tove Lind contributed to this story.",
    ])
    func `who contributed is credited`(_ line: String) {
        let prose = Self.houses[0].prose
        for text in [prose + "\n" + line, prose + " " + line] {
            let (lines, credit) = WireReader().read(
                lines: text.split(separator: "\n"), title: "", authors: [], source: nil)
            #expect(credit.agency?.id == "ap")
            #expect(lines.joined(separator: "\n") == prose)
        }
    }
}
