// The words of ages and countdowns. They are looked for around a number and its unit alone, and the number must move
// with time besides, so that the lists may be wide.

private func set(_ words: String) -> Set<String> { Set(words.split(whereSeparator: \.isWhitespace).map(String.init)) }

/// Behind what is past.
let pastAfter = set(
    """
    ago earlier old back since alt her zurück seit zuvor auparavant atrás antes fa prima addietro geleden oud temu назад тому önce evvel
    sedan siden gammal gammel sitten ezelőtt ezelott πριν 前 以前 전 전에 trước lalu पहले आगे আগে قبل מלפני
    """)

/// Before what is past.
let pastBefore = set(
    """
    since for past last vor seit depuis voici voilà hace desde há faz da sinds za för for před πριν acum منذ قبل לפני
    """)

/// Behind what is still to come.
let futureAfter = set(
    """
    left remaining remain remains away go until till to later more verbleiben verbleibend verbleibende übrig bis später
    restants restantes restant restante avant jusqu'à plus hasta para rimanenti rimasti rimangono até faltando resterend
    over tot pozostało zostało do осталось до залишилось залишилося до kaldı sonra içinde kvar igjen tilbage jäljellä
    後 后 以内 以内に 남음 남았다 남았습니다 후 후에 뒤 뒤에 nữa còn lagi बाकी বাকি متبقية
    """)

/// Before what is still to come.
let futureBefore = set(
    """
    in within only just another remaining countdown t-minus noch binnen verbleiben bleiben bleibt dans reste restent encore plus en dentro
    quedan queda faltan falta restan tra fra mancano manca restano entro em faltam restam daqui nog over za jeszcze
    zostało pozostało zostały через осталось осталось: остаётся остается ещё еще залишилось залишилося за om bare
    kalan あと 残り 残 还有 还剩 剩 剩余 còn בעוד خلال بعد
    """)

/// Days with a name of their own, from today.
let namedDays: [String: Int] = {
    let names = [
        -2: "vorgestern avant-hier anteayer eergisteren przedwczoraj позавчера позавчора",
        -1: """
        yesterday gestern hier ayer ieri ontem gisteren wczoraj вчера вчора dün igår igar včera 昨日 昨天 어제
        """,
        0: "today heute aujourd'hui hoy oggi hoje vandaag dziś dzisiaj сегодня сьогодні bugün idag dnes 今日 今天 오늘",
        1: "tomorrow morgen demain mañana domani amanhã jutro завтра yarın imorgon zítra 明日 明天 내일",
        2: "übermorgen après-demain overmorgen pojutrze послезавтра післязавтра",
    ]
    return Dictionary(
        names.flatMap { days, names in set(names).map { ($0, days) } }, uniquingKeysWith: { first, _ in first })
}()

/// In seconds.
let durationUnits: [String: Double] = {
    let names: [(Double, String)] = [
        (
            1,
            """
            second seconds sec secs s sekunde sekunden sek seconde secondes segundo segundos secondo secondi seconden sekund
            sekundy sekundę секунда секунд секунды секунду сек saniye sn sekunder 秒 초
            """
        ),
        (
            60,
            """
            minute minutes min mins m minuten minuto minutos minuti minuut minut minuty minutę минута минут минуты минуту мин
            хвилина хвилин хвилини хвилину хв dakika dk minuter minutter minuuttia 分 分钟 分鐘 분 phút menit perc perce
            """
        ),
        (
            3600,
            """
            hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur uren godzina godzin godziny godzinę
            godz час часа часов ч година годин години годину saat sa timme timmar timer tuntia tunti hodin hodiny hodinu
            小时 小時 時間 시간 giờ jam óra órája ώρα ώρες ساعة ساعات घंटे ঘন্টা
            """
        ),
        (
            86_400,
            """
            day days d tag tage tagen jour jours j día días dia dias giorno giorni dag dagen dagar dage dager dni dzień dnia
            день дня дней дні днів gün päivää päivä dny dní den nap napja nappal 日 天 일 ngày hari μέρα μέρες ημέρα ημέρες
            zile zi يوم أيام ימים दिन দিন
            """
        ),
        (
            7 * 86_400,
            """
            week weeks wk wks w woche wochen semaine semaines semana semanas settimana settimane weken tydzień tygodnie tygodni
            неделя неделю недели недель тиждень тижні тижнів hafta vecka veckor uke uker uge uger viikkoa týden týdny týdnů
            周 週 星期 주 tuần minggu
            """
        ),
        (
            30.44 * 86_400,
            """
            month months mo monat monate monaten mois mes meses mese mesi mês maand maanden miesiąc miesiące miesięcy месяц
            месяца месяцев місяць місяці місяців ay månad månader måned måneder kuukautta měsíc měsíce měsíců tháng bulan
            """
        ),
        (
            365.25 * 86_400,
            """
            year years yr yrs y jahr jahre jahren an ans année années año años anno anni ano anos jaar rok lata lat год года лет
            рік роки років yıl år vuotta 年 년 năm tahun
            """
        ),
    ]
    return Dictionary(
        names.flatMap { seconds, names in set(names).map { ($0, seconds) } }, uniquingKeysWith: { first, _ in first })
}()

let numberWords: [String: Int] = {
    let names = [
        """
        a an one ein eine einem einer einen eins un une uno una um uma een één jeden jedna jedną jednego один одна одну bir
        en ett et
        """,
        "two zwei deux dos due dois duas twee dwa dwie dwóch два две дві iki två to",
        "three drei trois tres tre três drie trzy trzech три üç",
        "four vier quatre cuatro quattro quatro cztery czterech четыре чотири dört fyra fire",
        "five fünf cinq cinco cinque vijf pięć пять п'ять beş fem",
        "six sechs seis sei zes sześć шесть шість altı sex seks",
        "seven sieben sept siete sette sete zeven siedem семь сім yedi sju syv",
        "eight acht huit ocho otto oito osiem восемь вісім sekiz åtta otte åtte",
        "nine neun neuf nueve nove negen dziewięć девять дев'ять dokuz nio ni",
        "ten zehn dix diez dieci dez tien dziesięć десять on tio ti",
        "eleven elf onze once undici jedenaście одиннадцать одинадцять",
        "twelve zwölf douze doce dodici doze twaalf dwanaście двенадцать дванадцять",
        "thirteen dreizehn treize trece tredici treze dertien",
        "fourteen vierzehn quatorze catorce quattordici catorze veertien",
        "fifteen fünfzehn quinze quince quindici vijftien", "sixteen sechzehn seize dieciséis sedici dezesseis zestien",
        "seventeen siebzehn dix-sept diecisiete diciassette zeventien",
        "eighteen achtzehn dix-huit dieciocho diciotto achttien",
        "nineteen neunzehn dix-neuf diecinueve diciannove negentien", "twenty zwanzig vingt veinte venti vinte twintig",
    ]
    return Dictionary(
        names.enumerated().flatMap { index, names in set(names).map { ($0, index + 1) } },
        uniquingKeysWith: { first, _ in first })
}()

/// Between the parts of "2 days and 3 hours".
let durationJoiners = set(", and und et y e en i и та ve och og")

/// Words that follow the number of what is counted.
let ageInflections: [String: String] = {
    let forms = [
        "is are", "was were", "has have", "remain remains", "ist sind", "bleibt bleiben", "verbleibt verbleiben",
        "reste restent",
        "restant restants", "queda quedan", "falta faltan", "manca mancano", "resta restano", "falta faltam",
        "resta restam",
        "rimane rimangono", "restante restantes", "осталось остался осталась остались", "остаётся остаются",
        "залишилось залишилося залишився залишилися", "zostało został zostały", "pozostało pozostał pozostały",
    ]
    var first: [String: String] = [:]
    for form in forms {
        let words = form.split(separator: " ").map(String.init)
        for word in words where first[word] == nil { first[word] = words[0] }
    }
    return first
}()
