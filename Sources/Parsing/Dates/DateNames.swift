import TextKit

/// What the words in a date mean: months of the large European languages, time zones, halves of the day.
enum DateWord: Sendable {
    case month(Int)
    case weekday
    case am, pm
    /// Seconds east of Greenwich.
    case zone(Int)
    /// A place whose clocks change twice a year.
    case place(TimeZoneRule)
    /// What stands right behind the numbers in Korean: 2004년 05월 28일. Nobody else writes so.
    case koreanUnit
    /// "at", "de", "th", "年": says nothing.
    case filler

    /// - Parameter range: a word, in whatever case.
    static func find(_ bytes: [UInt8], _ range: Range<Int>) -> DateWord? {
        if let word = table.find(bytes, range) { return word }
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
        for (index, names) in months.enumerated() { add(names, .month(index + 1)) }
        add(weekdays, .weekday)
        add("am 오전 上午 午前 πμ", .am)
        add("pm 오후 下午 午後 μμ", .pm)
        add(
            "at de of the th st nd rd um uhr à le om kl klokken den el di del a las alle ore dne t den года г h 年 月 日",
            .filler)
        add("년 월 일", .koreanUnit)
        for (names, hours) in zones { add(names, .zone(Int(hours * 3600))) }
        for (names, rule) in places { add(names, .place(rule)) }
        return NameTable(words)
    }()

    /// English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Swedish, Danish, Norwegian,
    /// Finnish, Hungarian, Romanian, Turkish, Russian, Ukrainian, Greek; short and long.
    private static let months = [
        """
        jan january januar jän jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia sty leden \
        ledna tammikuu tammikuuta január ianuarie ian ocak oca январь января янв січень січня січ ιανουάριος \
        ιανουαρίου ιαν ιανουαριος
        """,
        """
        feb february februar feber février févr fév fevrier febrero febbraio fevereiro fev februari luty lutego lut \
        únor února helmikuu helmikuuta február februarie şubat şub февраль февраля фев февр лютий лютого лют \
        φεβρουάριος φεβρουαρίου φεβ φεβρουαριος
        """,
        """
        mar march märz mär maerz mrz mars marzo março marco maart mrt marzec marca březen března maaliskuu maaliskuuta \
        március márc martie mart март марта мар березень березня бер μάρτιος μαρτίου μαρ μάρ μαρτιος marts
        """,
        """
        apr april avril avr abril abr aprile kwiecień kwietnia kwi duben dubna huhtikuu huhtikuuta április ápr aprilie \
        nisan nis апрель апреля апр квітень квітня кві απρίλιος απριλίου απρ απριλιος
        """,
        """
        may mai mayo maggio mag maio mei maj maja květen května toukokuu toukokuuta május máj mayıs май мая травень \
        травня тра μάιος μαΐου μαι μάι μαϊ μαιος μαίος
        """,
        """
        jun june juni juin junio giugno giu junho czerwiec czerwca cze červen června kesäkuu kesäkuuta június jún iunie \
        iun haziran haz июнь июня июн червень червня чер ιούνιος ιουνίου ιουν ιούν ιουνιος
        """,
        """
        jul july juli juillet juil julio luglio lug julho lipiec lipca lip červenec července heinäkuu heinäkuuta július \
        júl iulie iul temmuz tem июль июля июл липень липня лип ιούλιος ιουλίου ιουλ ιούλ ιουλιος
        """,
        """
        aug august août aout agosto ago augustus sierpień sierpnia sie srpen srpna elokuu elokuuta augusztus ağustos ağu \
        август августа авг серпень серпня сер αύγουστος αυγούστου αυγ αύγ αυγουστος augusti
        """,
        """
        sep sept september septembre septiembre set settembre setembro sett wrzesień września wrz září syyskuu \
        syyskuuta szeptember szept septembrie eylül eyl сентябрь сентября сен сент вересень вересня вер σεπτέμβριος \
        σεπτεμβρίου σεπ σεπτεμβριος setiembre
        """,
        """
        oct october oktober okt octobre octubre ottobre ott outubro out październik października paź říjen října lokakuu \
        lokakuuta október octombrie ekim eki октябрь октября окт жовтень жовтня жов οκτώβριος οκτωβρίου οκτ οκτωβριος
        """,
        """
        nov november novembre noviembre novembro listopad listopada lis listopadu marraskuu marraskuuta noiembrie kasım \
        kas ноябрь ноября ноя нояб листопад листопада νοέμβριος νοεμβρίου νοέ νοε νοεμβριος
        """,
        """
        dec december dezember dez décembre déc decembre diciembre dic dicembre dezembro grudzień grudnia gru prosinec \
        prosince joulukuu joulukuuta decembrie aralık ara декабрь декабря дек грудень грудня гру δεκέμβριος δεκεμβρίου \
        δεκ δεκεμβριος desember des
        """,
    ]

    private static let weekdays = """
        mon tue tues wed weds thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday mo di mi \
        do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lun mar mer jeu ven sam dim \
        lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo \
        lunedì martedì mercoledì giovedì venerdì sabato domenica κυρ δευ τρι τετ πεμ παρ σαβ пн вт ср чт пт сб вс
        """

    /// Hours east of Greenwich. The names that RFC 5322 leaves without a meaning (one letter) are UTC, as it asks.
    private static let zones: [(String, Double)] = [
        (
            "utc gmt ut z wet etc/gmt etc/utc uct zulu greenwich universal a b c d e f g i k l m n o p q r s t u v w x y",
            0
        ),
        ("cet met bst wat ist+1", 1), ("cest mest mesz mez+1 eet cat sast", 2), ("mez", 1), ("eest msk trt eat", 3),
        ("msd gst samt", 4), ("pkt uzt yekt", 5), ("ist", 5.5), ("npt", 5.75), ("novt almt", 6), ("ict wib krat", 7),
        ("hkt sgt pht awst cst+8 wita irkt", 8), ("kst jst wit yakt", 9), ("acst", 9.5), ("aest vlat", 10),
        ("acdt", 10.5), ("aedt", 11), ("nzst", 12), ("nzdt", 13), ("nst", -3.5), ("ndt", -2.5), ("brt art adt", -3),
        ("ast", -4), ("est edt-1", -5), ("edt", -4), ("cst", -6), ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8),
        ("pdt", -7), ("akst", -9), ("akdt", -8), ("hst", -10), ("hdt", -9),
        ("asia/tokyo asia/seoul", 9), ("asia/shanghai asia/hong_kong asia/singapore asia/taipei asia/manila", 8),
        ("australia/perth", 8), ("asia/bangkok asia/jakarta asia/ho_chi_minh", 7), ("asia/dhaka", 6),
        ("asia/kolkata asia/calcutta", 5.5), ("asia/karachi", 5), ("asia/dubai", 4),
        ("europe/moscow europe/istanbul", 3),
        ("asia/riyadh africa/nairobi", 3), ("africa/johannesburg africa/cairo", 2), ("africa/lagos", 1),
        ("atlantic/reykjavik africa/accra", 0), ("america/sao_paulo america/argentina/buenos_aires", -3),
        ("america/bogota america/lima", -5), ("america/mexico_city", -6), ("america/phoenix", -7),
        ("pacific/honolulu", -10), ("australia/brisbane", 10),
    ]

    private static let places: [(String, TimeZoneRule)] = [
        ("europe/london europe/dublin europe/lisbon gb", .europe(0)),
        (
            """
            europe/berlin europe/paris europe/madrid europe/rome europe/brussels europe/amsterdam europe/vienna \
            europe/zurich europe/stockholm europe/oslo europe/copenhagen europe/prague europe/warsaw europe/budapest \
            europe/belgrade europe/zagreb europe/ljubljana europe/bratislava europe/luxembourg europe/monaco
            """, .europe(1)
        ),
        (
            "europe/athens europe/helsinki europe/bucharest europe/sofia europe/kiev europe/kyiv europe/riga "
                + "europe/tallinn europe/vilnius", .europe(2)
        ),
        ("america/halifax", .america(-4)),
        ("america/new_york america/toronto america/detroit us/eastern et", .america(-5)),
        ("america/chicago america/winnipeg us/central ct", .america(-6)),
        ("america/denver america/edmonton us/mountain mt", .america(-7)),
        ("america/los_angeles america/vancouver america/tijuana us/pacific pt", .america(-8)),
        ("america/anchorage us/alaska", .america(-9)),
        ("australia/sydney australia/melbourne australia/hobart australia/canberra", .australia(10)),
        ("pacific/auckland", .newZealand),
    ]
}
