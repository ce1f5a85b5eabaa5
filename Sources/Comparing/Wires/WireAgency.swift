import TextKit

/// A news agency or another house whose texts are printed by others.
package struct WireAgency: Equatable, Sendable {
    /// In reasons: `wire-credit:reuters/2025-12-18`.
    package var id: String
    /// As credits name it; the first is how Dateline names it.
    package var names: [String]
    /// Of its own sites.
    package var domains: [String]

    package var name: String { names[0] }
}

/// The agencies known, found by the names that credits give them.
package struct WireAgencies: Sendable {
    package let all: [WireAgency]
    private let byName: [String: Int]
    private let byDomain: [String: Int]
    private let starts: WordStarts

    /// - Parameter extra: a user's file in the form of `WireAgencies.list`. Its agencies come before ours.
    package init(extra: String = "") {
        let agencies = Self.parse(extra) + Self.parse(Self.list)
        all = agencies
        byName = Dictionary(
            agencies.enumerated().flatMap { index, agency in agency.names.map { (Self.key($0), index) } },
            uniquingKeysWith: { first, _ in first })
        starts = WordStarts(byName.keys.map { firstThreeBytes(of: $0.lowercased()) })
        byDomain = Dictionary(
            agencies.enumerated().flatMap { index, agency in agency.domains.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
    }

    package static let standard = WireAgencies()

    /// The agency that `text` names and nothing else. Names of up to four letters are taken as they are written,
    /// since `pa` and `ap` are words, too.
    func agency(named text: some StringProtocol) -> WireAgency? {
        guard text.utf8.count <= Self.longestName, mayBeName(text) else { return nil }
        return byName[Self.key(text)].map { all[$0] }
    }

    /// By the first three bytes that its key has.
    private func mayBeName(_ text: some StringProtocol) -> Bool {
        var (start, count, isApart) = (UInt32(0), 0, false)
        for byte in text.utf8 {
            if byte >= 0x80 { return true }
            guard Self.isWordPart(byte) else {
                isApart = count > 0
                continue
            }
            if isApart {
                (start, count, isApart) = (start << 8 | 0x20, count + 1, false)
                if count == 3 { break }
            }
            (start, count) = (start << 8 | UInt32((0x41...0x5A).contains(byte) ? byte | 0x20 : byte), count + 1)
            if count == 3 { break }
        }
        return starts.mayHold(start)
    }

    /// The first agency that `text`, a credit or a byline, names among other words.
    func agency(in text: some StringProtocol) -> WireAgency? {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "'") }
        for start in words.indices {
            for count in (1...4).reversed() where start + count <= words.count {
                if let agency = agency(named: words[start..<start + count].joined(separator: " ")) { return agency }
            }
        }
        return nil
    }

    /// The agency whose own site `host` is.
    package func agency(ofHost host: some StringProtocol) -> WireAgency? {
        var rest = Substring(host.lowercased())
        while true {
            if let index = byDomain[String(rest)] { return all[index] }
            guard let dot = rest.firstIndex(of: ".") else { return nil }
            rest = rest[rest.index(after: dot)...]
        }
    }

    /// Names are compared as words: `A.P.` is `A P`, `dpa-AFX` is `dpa afx`.
    private static func key(_ name: some StringProtocol) -> String {
        var letters: [UInt8] = []
        for byte in name.utf8 {
            if isWordPart(byte) {
                letters.append(byte)
            } else if let last = letters.last, last != 0x20 {
                letters.append(0x20)
            }
        }
        if letters.last == 0x20 { letters.removeLast() }
        let key = String(decoding: letters, as: UTF8.self)
        return key.unicodeScalars.count <= 4 ? key : key.lowercased()
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    /// In bytes.
    private static let longestName = 60

    private static func parse(_ list: String) -> [WireAgency] {
        list.split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#") else { return nil }
            let fields = line.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmed() }
            guard fields.count >= 2, !fields[0].isEmpty, !fields[1].isEmpty else { return nil }
            return WireAgency(
                id: String(fields[0]), names: fields[1].split(separator: "|").map { String($0.trimmed()) },
                domains: fields.count > 2 ? fields[2].split(separator: " ").map(String.init) : [])
        }
    }

    /// One agency a line: `id; name | other name; domains`.
    static let list = """
        # World
        reuters; Reuters | Thomson Reuters | REUTERS | Reuters News | Reuters Staff | Рейтер | রয়টার্স | 路透社 | ロイター | رويترز; reuters.com thomsonreuters.com
        ap; AP | Associated Press | The Associated Press | A.P. | AP News; apnews.com ap.org
        afp; AFP | Afp | Agence France-Presse | Agence France Presse | एएफपी | এএফপি | 法新社 | АФП; afp.com
        dpa; dpa | DPA | Deutsche Presse-Agentur | dpa-AFX | dpa international; dpa.com dpa-international.com
        upi; UPI | United Press International; upi.com
        bloomberg; Bloomberg | Bloomberg News | Bloomberg LP; bloomberg.com
        dowjones; Dow Jones | Dow Jones Newswires; dowjones.com
        xinhua; Xinhua | Xinhua News Agency | 新华社 | Синьхуа; xinhuanet.com news.cn
        cns; China News Service | 中新社; chinanews.com
        # Europe
        pa; PA | PA Media | Press Association | The Press Association | PA Wire; pa.media
        ansa; ANSA | Ansa | Agenzia ANSA; ansa.it
        adnkronos; Adnkronos | AdnKronos; adnkronos.com
        agi; AGI | Agenzia Italia; agi.it
        efe; EFE | Efe | Agencia EFE; efe.com
        europapress; Europa Press; europapress.es
        lusa; Lusa | Agência Lusa; lusa.pt
        apa; APA | APA-Agentur | Austria Presse Agentur; apa.at
        kna; KNA | Katholische Nachrichten-Agentur; kna.de
        epd; epd | Evangelischer Pressedienst; epd.de
        sid; SID | Sport-Informations-Dienst; sid.de
        keystone-sda; Keystone-SDA | sda | SDA | ATS; keystone-sda.ch
        anp; ANP | Algemeen Nederlands Persbureau; anp.nl
        belga; Belga | Belga News Agency; belga.be
        tt; TT | TT Nyhetsbyrån; tt.se
        ntb; NTB | Norsk Telegrambyrå; ntb.no
        ritzau; Ritzau | Ritzaus Bureau; ritzau.dk
        stt; STT | STT-Lehtikuva; stt.fi
        bns; BNS | Baltic News Service; bns.ee
        pap; PAP | Polska Agencja Prasowa; pap.pl
        ctk; ČTK | CTK; ctk.cz
        tasr; TASR; tasr.sk
        mti; MTI | Magyar Távirati Iroda; mti.hu
        agerpres; AGERPRES; agerpres.ro
        bta; BTA; bta.bg
        hina; HINA | Hina; hina.hr
        tanjug; Tanjug; tanjug.rs
        ana-mpa; ANA-MPA | AMNA; amna.gr
        aa; Anadolu | AA | Anadolu Agency | Anadolu Ajansı; aa.com.tr
        dha; DHA | Demirören Haber Ajansı; dha.com.tr
        iha; İHA | İhlas Haber Ajansı; iha.com.tr
        tass; TASS | ТАСС | ИТАР-ТАСС | ITAR-TASS; tass.ru tass.com
        ria; RIA Novosti | РИА Новости; ria.ru
        interfax; Interfax | Интерфакс; interfax.ru interfax.com
        interfax-ukraine; Interfax-Ukraine; interfax.com.ua
        ukrinform; Ukrinform | Укринформ | Укрінформ; ukrinform.net ukrinform.ua
        belta; BelTA | БЕЛТА; belta.by
        # Americas
        cp; The Canadian Press | Canadian Press | La Presse Canadienne; thecanadianpress.com
        notimex; Notimex; notimex.gob.mx
        agenciabrasil; Agência Brasil; agenciabrasil.ebc.com.br
        estadao; Estadão Conteúdo | Agência Estado; estadaoconteudo.com.br
        folhapress; Folhapress; folhapress.com.br
        telam; Télam; telam.com.ar
        tns; Tribune News Service | Tribune Content Agency; tribunecontentagency.com
        mcclatchy; McClatchy; mcclatchydc.com
        rns; Religion News Service; religionnews.com
        theconversation; The Conversation; theconversation.com
        propublica; ProPublica; propublica.org
        statesnewsroom; States Newsroom; statesnewsroom.com
        stateline; Stateline; stateline.org
        kff; KFF Health News | Kaiser Health News; kffhealthnews.org khn.org
        calmatters; CalMatters; calmatters.org
        texastribune; The Texas Tribune; texastribune.org
        # Asia, Africa, Oceania
        kyodo; Kyodo | Kyodo News | 共同通信; kyodonews.net kyodonews.jp
        jiji; Jiji Press | 時事通信; jiji.com
        yonhap; Yonhap | Yonhap News Agency | 연합뉴스; yna.co.kr
        newsis; Newsis | 뉴시스; newsis.com
        cna-tw; CNA | Central News Agency | 中央社; cna.com.tw
        pti; PTI | Press Trust of India; ptinews.com
        ians; IANS | Indo-Asian News Service; ians.in
        ani; ANI | Asian News International; aninews.in
        uni; UNI | United News of India; uniindia.com
        app; APP | Associated Press of Pakistan; app.com.pk
        bss; BSS | Bangladesh Sangbad Sangstha | বাসস; bssnews.net
        unb; UNB | United News of Bangladesh; unb.com.bd
        antara; ANTARA | Antara; antaranews.com
        bernama; Bernama | BERNAMA; bernama.com
        vna; VNA | Vietnam News Agency | TTXVN; vnanet.vn
        pna; PNA | Philippine News Agency; pna.gov.ph
        irna; IRNA; irna.ir
        isna; ISNA; isna.ir
        mehr; Mehr News Agency; mehrnews.com
        petra; Petra; petra.gov.jo
        spa; SPA | Saudi Press Agency; spa.gov.sa
        wam; WAM | Emirates News Agency; wam.ae
        mena; MENA | Middle East News Agency; mena.org.eg
        gna; GNA | Ghana News Agency; gna.org.gh
        nan; NAN | News Agency of Nigeria; nannews.ng
        panapress; PANA | Panapress; panapress.com
        aap; AAP | Australian Associated Press; aap.com.au
        # Releases
        prnewswire; PR Newswire | PRNewswire; prnewswire.com
        businesswire; Business Wire | BUSINESS WIRE; businesswire.com
        globenewswire; GlobeNewswire | GLOBE NEWSWIRE; globenewswire.com
        accesswire; ACCESSWIRE | Accesswire; accesswire.com
        newsfile; Newsfile Corp | Newsfile; newsfilecorp.com
        rns-lse; Regulatory News Service; londonstockexchange.com
        """
}
