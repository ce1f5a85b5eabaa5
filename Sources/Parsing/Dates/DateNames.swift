import TextKit

import struct Foundation.TimeZone

/// What the words in a date mean: months of the large European languages, time zones, halves of the day.
enum DateWord: Sendable {
    case month(Int)
    case weekday
    case am, pm
    /// Seconds east of Greenwich.
    case zone(Int)
    /// A place whose clocks change twice a year.
    case place(TimeZone)
    /// What stands right behind the numbers in Korean: 2004년 05월 28일. Nobody else writes so.
    case koreanUnit
    /// "at", "de", "th", "年": says nothing.
    case filler

    /// - Parameter range: a word, in whatever case.
    static func find(_ bytes: [UInt8], _ range: Range<Int>) -> DateWord? {
        if let word = table.find(bytes, range) { return word }
        if let zone = TimeZone(region: bytes, in: range) { return .place(zone) }
        // The table passes over the case of ASCII letters only.
        guard bytes[range].contains(where: { $0 >= 0x80 }) else { return nil }
        let lower = Array(bytes.string(range).lowercased().utf8)
        return table.find(lower, lower.indices)
    }

    private static let table: NameTable<DateWord> = {
        var words: [(name: String, value: DateWord)] = []
        func add(_ names: String, _ word: DateWord) {
            for name in names.split(separator: " ") { words.append((String(name), word)) }
        }
        words = MonthNames.numbers.map { ($0.key, .month($0.value)) }
        add(weekdays, .weekday)
        add("am 오전 上午 午前 πμ", .am)
        add("pm 오후 下午 午後 μμ", .pm)
        add(
            "at de of the th st nd rd um uhr à le om kl klokken den el di del a las alle ore dne t den года г h 年 月 日",
            .filler)
        add("년 월 일", .koreanUnit)
        for (names, hours) in zones { add(names, .zone(Int(hours * 3600))) }
        for (names, region) in places {
            if let zone = TimeZone(identifier: region) { add(names, .place(zone)) }
        }
        return NameTable(words)
    }()

    private static let weekdays = """
        mon tue tues wed weds thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday mo di mi \
        do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lun mar mer jeu ven sam dim \
        lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo \
        lunedì martedì mercoledì giovedì venerdì sabato domenica κυρ δευ τρι τετ πεμ παρ σαβ пн вт ср чт пт сб вс
        """

    /// Hours east of Greenwich. The names that RFC 5322 leaves without a meaning (one letter) are UTC, as it asks.
    private static let zones: [(String, Double)] = [
        (
            "utc gmt ut z wet etc/gmt uct zulu greenwich universal a b c d e f g i k l m n o p q r s t u v w x y",
            0
        ),
        ("cet met bst wat ist+1", 1), ("cest mest mesz mez+1 eet cat sast", 2), ("mez", 1), ("eest msk trt eat", 3),
        ("msd gst samt", 4), ("pkt uzt yekt", 5), ("ist", 5.5), ("npt", 5.75), ("novt almt", 6), ("ict wib krat", 7),
        ("hkt sgt pht awst cst+8 wita irkt", 8), ("kst jst wit yakt", 9), ("acst", 9.5), ("aest vlat", 10),
        ("acdt", 10.5), ("aedt", 11), ("nzst", 12), ("nzdt", 13), ("nst", -3.5), ("ndt", -2.5), ("brt art adt", -3),
        ("ast", -4), ("est edt-1", -5), ("edt", -4), ("cst", -6), ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8),
        ("pdt", -7), ("akst", -9), ("akdt", -8), ("hst", -10), ("hdt", -9),
    ]

    /// Short names that leave open whether it is summer, and a region of their zone.
    private static let places: [(String, String)] = [
        ("gb", "Europe/London"), ("et", "America/New_York"), ("ct", "America/Chicago"), ("mt", "America/Denver"),
        ("pt", "America/Los_Angeles"),
    ]
}
