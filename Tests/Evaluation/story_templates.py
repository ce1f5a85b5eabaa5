"""Stock texts of our own: a title, and paragraphs, with blanks that are filled again and again."""

NAMES = [
    "Tove Lind", "Karl Moe", "Ingrid Falk", "Oda Brekke", "Anselm Strauss", "Marta Keller", "Jonas Weber", "Celia Duarte",
    "Paolo Ferri", "Nadia Benali", "Hugo Lefort", "Greta Holm", "Samuel Okoro", "Irina Petrova", "Lars Nygaard", "Amara Diallo",
    "Victor Salas", "Emily Hartwell", "Ruben Visser", "Helena Novak", "Dario Conti", "Fiona McRae", "Yusuf Demir", "Clara Jansen",
    "Owen Pritchard", "Sofia Lindqvist", "Mateo Rojas", "Annika Berg", "Peter Zelinka", "Leila Haddad",
]

TEMPLATES = [
    ("{name} announces quarterly dividend", [
        "The board of {name} Holdings has declared a quarterly cash dividend of {number} cents a share, payable to shareholders of record "
        "at the end of the month.",
        "{name} Holdings is a provider of services to businesses and households. For further information please contact the "
        "department of investor relations of the company."]),
    ("Shares of {name} Group rise in early trading", [
        "Shares of {name} Group rose by {number} percent in early trading, outperforming the wider market, after analysts had raised "
        "their targets for the stock.",
        "Over the past twelve months the shares have moved between a low of 14 and a high of 37. The average of the analysts that "
        "follow the company recommends to hold. This article was produced automatically from market data."]),
    ("{name} player profile", [
        "All you need to know of the player before the season: strengths, weaknesses and statistics at a glance.",
        "{name} joined the club two years ago and plays on the left wing. In {number} matches of the league there were eleven goals "
        "and six assists. The contract runs until the summer after next.",
        "Our experts say: fast, strong in duels, with room for improvement in the air. Recommended for managers who look for "
        "points at a moderate price."]),
    ("Horoscope of the famous: {name}", [
        "What do the stars hold for {name}? The week begins with a good deal of energy, and new contacts are favoured.",
        "From Wednesday on it is better to be cautious with money. Old friends get in touch. The weekend belongs to the family, "
        "and a long walk does wonders. The lucky number is {number}."]),
    ("Obituary notice: {name}", [
        "{name} passed away peacefully at the county hospital, surrounded by family, at the age of {number}.",
        "A service will be held at the chapel in {town}, followed by a gathering in the parish hall. The family asks for donations "
        "to the hospice instead of flowers. Condolences may be left in the book online."]),
    ("{name} appointed to advisory board", [
        "We are pleased to announce that {name} has joined our advisory board with immediate effect. {last} brings more than {number} "
        "years of experience in finance, logistics and public administration.",
        "\u201cWe are delighted to welcome such an accomplished colleague and look forward to working together on the challenges that "
        "lie ahead\u201d, the chairman said. The advisory board meets four times a year and supports the management in questions of "
        "strategy."]),
    ("Where to watch {name} live this week", [
        "Fans can follow the match of {name} this week on television and online. The broadcast begins half an hour before the first "
        "serve, and highlights will be shown late in the evening.",
        "Here you find the channels, the streams and the starting times. Subscribers of the sports package see all courts at once; "
        "a day pass costs {number} crowns. Please note that times may change because of the weather."]),
    ("Net worth: how rich is {name}?", [
        "Many fans ask themselves how much money {name} has made. According to estimates it is about {number} million, most of which "
        "comes from contracts, advertising and real estate.",
        "{last} lives in a villa with a view of the sea and collects old cars. Officially confirmed are these figures not, since "
        "celebrities seldom speak of their income. We keep this page up to date."]),
    ("Wer ist {name}? Alter, Gr\u00f6\u00dfe, Partner", [
        "Viele Zuschauer fragen sich, wer eigentlich {name} ist. Hier finden sich alle Informationen zu Alter, Gr\u00f6\u00dfe, Beziehung und "
        "Karriere auf einen Blick.",
        "Bekannt wurde {last} durch eine Nebenrolle in einer Vorabendserie, danach folgten {number} weitere Produktionen f\u00fcr Kino und "
        "Fernsehen. Privat ist wenig bekannt. Auf den sozialen Netzwerken gibt es regelm\u00e4\u00dfig Einblicke in den Alltag."]),
    ("Qui est {name}\u00a0? Biographie et actualit\u00e9s", [
        "Retrouvez toute l\u2019actualit\u00e9 de {name}, sa biographie, ses photos et ses vid\u00e9os. N\u00e9e dans une famille d\u2019artistes, cette "
        "personnalit\u00e9 a fait ses d\u00e9buts au th\u00e9\u00e2tre avant de se tourner vers le cin\u00e9ma.",
        "Apr\u00e8s {number} films et plusieurs r\u00e9compenses, {last} partage sa vie entre la capitale et la c\u00f4te. Ses prochains projets "
        "n\u2019ont pas encore \u00e9t\u00e9 d\u00e9voil\u00e9s."]),
    ("Court notice", [
        "The district court of {town} gives notice that insolvency proceedings have been opened on the estate of {name}, trading "
        "under the same name.",
        "Creditors are asked to lodge their claims with the administrator within {number} days of this publication. The file may be "
        "inspected at the registry during office hours. Objections are to be made in writing."]),
    ("{name}: injury update ahead of the weekend", [
        "The club has given an update on the state of {name}, who left the pitch early in the last match. The medical staff speak "
        "of a strain in the left thigh and do not rule out a return within {number} days.",
        "\u201cWe will not take any risk, the season is long\u201d, the coach said when asked. The final decision will be taken after the last "
        "training session before the match."]),
]

HOAXES = [
    ("{name} dead? The truth behind the rumour", [
        "Did {name} die in an accident while filming? No. The message that is being shared on social networks is a hoax, and the "
        "page that it leads to asks for passwords. There is no report of it by any serious source."]),
    ("No, {name} did not endorse this investment", [
        "A video claims to show {name} recommending a platform on which everyone gets rich within weeks. The video was made with the "
        "help of artificial intelligence. Consumer advocates warn of depositing money there."]),
    ("Fact check: quote of {name} is invented", [
        "A picture with a quote that is attributed to {name} has been shared several thousand times. The sentence was never said. It "
        "appeared first on a satirical page, and its authors have confirmed that they made it up. Rating: false."]),
    ("{name} moves to our town, post says", [
        "A post says that {name} has bought a house in {town} and will move there in the spring. The same text went around with other "
        "names and other towns before. The land registry knows of no such sale."]),
    ("Falschmeldung um {name}", [
        "Auf sozialen Netzwerken kursiert die Nachricht, {name} sei bei einem Autounfall ums Leben gekommen. Das stimmt nicht. Der "
        "verlinkte Beitrag f\u00fchrt auf eine Seite, die nach Zugangsdaten fragt. Die Polizei r\u00e4t, nicht darauf zu klicken."]),
    ("Health scare of celebrity was made up", [
        "Reports that {name} had been taken to hospital in serious condition are false. A spokesman for {last} said that all was well "
        "and that legal steps against the authors were being examined."]),
    ("{name} gives away cars? Beware", [
        "To celebrate an anniversary, {name} is said to give away {number} new cars to those who share a post and leave a comment. It is a "
        "trick by which profiles are collected. The management has distanced itself from it."]),
    ("Video shows no arrest of {name}", [
        "A clip of less than a minute is said to show how {name} is led away in handcuffs. In fact it is a scene from a film that was "
        "shot three years ago, as a search by single frames makes plain."]),
]

NOTICES = [
    ("Council to meet on {date}", [
        "The next public meeting of the council of {town} takes place on {date} at seven in the evening in the great hall of the town "
        "hall.", "On the agenda are the report of the mayor, questions of the public, and the state of the building works at the "
        "northern bridge. Those who want to speak are asked to put themselves on the list before the meeting begins."]),
    ("Water to be cut off in {town}", [
        "Because of work on the mains the water will be cut off in several streets of {town} on {date} from eight in the morning until "
        "about three in the afternoon.", "The waterworks ask residents to draw enough water in time and to keep their taps shut. When "
        "the supply returns, the water may be cloudy for a short time; that is harmless."]),
    ("Pharmacy on duty, {date}", [
        "On {date} the pharmacy at the market in {town} is on duty outside of opening hours, until eight o\u2019clock on the next morning. "
        "Outside of these hours please ring the bell. The emergency number is the same for the whole district."]),
    ("Road closed for marathon", [
        "The coast road will be closed to all traffic on {date} between nine and five because of the marathon. Buses of lines 4 and "
        "11 are diverted by way of {town}. Spectators are asked to come by train.",
        "The organisers expect several thousand runners. The start is at the lighthouse, the finish in front of the theatre."]),
    ("Blood donors wanted", [
        "The blood service asks for donations, since stocks are low in the season. The next opportunity is on {date} from four to eight "
        "in the afternoon at the school of {town}.", "Anyone between 18 and 68 who is in good health may give blood. Please bring an "
        "identity card, drink enough and do not come with an empty stomach."]),
    ("Exhibition extended until {date}", [
        "Because of the great interest the exhibition of early maps at the museum of {town} has been extended until {date}. Guided "
        "tours take place on Sundays at eleven. Admission is free for children and students."]),
    ("Sch\u00fctzenfest in {town}", [
        "Der Sch\u00fctzenverein l\u00e4dt am {day}. M\u00e4rz zum Fest auf die Wiese hinter der alten M\u00fchle ein. Beginn ist um 14 Uhr mit dem Umzug der "
        "Kapellen, am Abend spielt eine Tanzband. F\u00fcr Essen und Trinken ist gesorgt, der Eintritt ist frei."]),
    ("Travaux sur la ligne 2", [
        "En raison de travaux, la circulation sera interrompue sur la ligne 2 le {day} mars entre {town} et la gare centrale, de 22 heures "
        "jusqu\u2019\u00e0 la fin du service. Des bus de remplacement sont mis en place. Pr\u00e9voyez un temps de trajet plus long."]),
]
