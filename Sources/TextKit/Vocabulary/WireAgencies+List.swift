extension WireAgencies {
    /// One agency a line: `id; name | other name; domains`.
    package static let list = """
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
