/// The months of the year by their names, in each case and abbreviation that a date has, in lower case: one row a
/// language, known to whatever reads dates.
package enum MonthNames {
    /// One row a language, January first.
    private static let languages = [
        """
        january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sept \
        sep, october oct, november nov, december dec
        """,
        """
        januar jänner jan jän, februar feber feb, märz mär mrz maerz, april apr, mai, juni jun, juli jul, \
        august aug, september sept sep, oktober okt, november nov, dezember dez
        """,
        """
        janvier janv jan, février fevrier févr fév, mars, avril avr, mai, juin, juillet juil, août aout, \
        septembre sept, octobre oct, novembre nov, décembre decembre déc
        """,
        """
        enero ene, febrero feb, marzo mar, abril abr, mayo may, junio jun, julio jul, agosto ago, septiembre \
        setiembre sept sep, octubre oct, noviembre nov, diciembre dic
        """,
        """
        janeiro jan, fevereiro fev, março marco mar, abril abr, maio mai, junho jun, julho jul, agosto ago, \
        setembro set, outubro out, novembro nov, dezembro dez
        """,
        """
        gennaio genn gen, febbraio febb feb febbr, marzo mar, aprile apr, maggio mag, giugno giu, luglio lug, \
        agosto ago, settembre sett set, ottobre ott, novembre nov, dicembre dic
        """,
        """
        januari jan, februari feb febr, maart mrt, april apr, mei, juni jun, juli jul, augustus aug, september \
        sept sep, oktober okt, november nov, december dec
        """,
        """
        styczeń stycznia sty, luty lutego lut, marzec marca mar, kwiecień kwietnia kwi, maj maja, czerwiec \
        czerwca cze, lipiec lipca lip, sierpień sierpnia sie, wrzesień września wrz, październik października \
        paź, listopad listopada lis, grudzień grudnia gru
        """,
        """
        ocak oca, şubat şub, mart, nisan nis, mayıs, haziran haz, temmuz tem, ağustos ağu, eylül eyl, ekim eki, \
        kasım kas, aralık ara
        """,
        """
        januari jan, februari feb, mars, april apr, maj, juni jun, juli jul, augusti aug, september sept sep, \
        oktober okt, november nov, december dec
        """,
        """
        januar jan, februar feb, marts, april apr, maj, juni jun, juli jul, august aug, september sept sep, \
        oktober okt, november nov, december dec
        """,
        """
        januar jan, februar feb, mars, april apr, mai, juni jun, juli jul, august aug, september sept sep, \
        oktober okt, november nov, desember des
        """,
        """
        январь января янв, февраль февраля февр фев, март марта мар, апрель апреля апр, май мая, июнь июня июн, \
        июль июля июл, август августа авг, сентябрь сентября сент сен, октябрь октября окт, ноябрь ноября ноя \
        нояб, декабрь декабря дек
        """,
        """
        січень січня січ, лютий лютого лют, березень березня бер, квітень квітня квіт кві, травень травня трав \
        тра, червень червня черв чер, липень липня лип, серпень серпня серп сер, вересень вересня вер, жовтень \
        жовтня жовт жов, листопад листопада лист лис, грудень грудня груд гру
        """,
        """
        leden ledna led, únor února úno, březen března bře, duben dubna dub, květen května kvě, červen června, \
        červenec července, srpen srpna srp, září, říjen října říj, listopadu, prosinec prosince pro
        """,
        """
        tammikuu tammikuuta, helmikuu helmikuuta, maaliskuu maaliskuuta, huhtikuu huhtikuuta, toukokuu \
        toukokuuta, kesäkuu kesäkuuta, heinäkuu heinäkuuta, elokuu elokuuta, syyskuu syyskuuta, lokakuu \
        lokakuuta, marraskuu marraskuuta, joulukuu joulukuuta
        """,
        """
        január, február, március márc, április ápr, május máj, június jún, július júl, augusztus, szeptember \
        szept, október, november, december
        """,
        """
        ianuarie ian, februarie, martie mart, aprilie, mai, iunie iun, iulie iul, august, septembrie, \
        octombrie, noiembrie, decembrie
        """,
        """
        ιανουάριος ιανουαρίου ιαν ιανουαριος, φεβρουάριος φεβρουαρίου φεβ φεβρουαριος, μάρτιος μαρτίου μαρ μάρ \
        μαρτιος, απρίλιος απριλίου απρ απριλιος, μάιος μαΐου μαι μάι μαϊ μαιος μαίος, ιούνιος ιουνίου ιουν ιούν \
        ιουνιος, ιούλιος ιουλίου ιουλ ιούλ ιουλιος, αύγουστος αυγούστου αυγ αύγ αυγουστος, σεπτέμβριος \
        σεπτεμβρίου σεπ σεπτεμβριος, οκτώβριος οκτωβρίου οκτ οκτωβριος, νοέμβριος νοεμβρίου νοέ νοε νοεμβριος, \
        δεκέμβριος δεκεμβρίου δεκ δεκεμβριος
        """,
    ]

    /// Abbreviations that are words as well, in their own language or in another: months only in a date.
    private static let words: Set<String> = ["des", "dub", "led", "pro", "груд", "лист", "серп", "трав", "черв"]

    /// Those that people are called.
    private static let people: Set<String> = ["ian", "marco"]

    /// 1…12 by its names.
    package static let numbers: [String: Int] = {
        var numbers: [String: Int] = [:]
        for language in languages {
            for (index, names) in language.split(separator: ",").enumerated() {
                for name in names.split(separator: " ") { numbers[String(name)] = numbers[String(name)] ?? index + 1 }
            }
        }
        return numbers
    }()

    /// For lines that name people.
    package static let numbersBesidePeople = numbers.filter { !people.contains($0.key) }

    /// For texts in which a month need not be meant.
    package static let numbersInText = numbersBesidePeople.filter { !words.contains($0.key) }
}
