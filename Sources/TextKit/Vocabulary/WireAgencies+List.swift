extension WireAgencies {
    /// One agency a line: `id; name | other name; domains`.
    package static let list = """
        # World
        reuters; Reuters | Thomson Reuters | REUTERS | Reuters News | Reuters Staff | Рейтер | রয়টার্স | 路透社 | ロイター | رويترز | ロイター通信 | Агентство Рейтер | 로이터; reuters.com thomsonreuters.com
        ap; AP | Associated Press | The Associated Press | A.P. | AP News | AP通信 | 美联社 | Ассошиэйтед Пресс; apnews.com ap.org
        afp; AFP | Afp | Agence France-Presse | Agence France Presse | एएफपी | এএফপি | 法新社 | АФП | AFP通信 | AFP時事 | AFP-Jiji | Франс Пресс; afp.com
        dpa; dpa | DPA | Deutsche Presse-Agentur | dpa-AFX | dpa international; dpa.com dpa-international.com
        upi; UPI | United Press International; upi.com
        bloomberg; Bloomberg | Bloomberg News | Bloomberg LP | ブルームバーグ | 彭博社 | Блумберг; bloomberg.com
        dowjones; Dow Jones | Dow Jones Newswires; dowjones.com
        xinhua; Xinhua | Xinhua News Agency | 新华社 | Синьхуа | 新華社; xinhuanet.com news.cn
        cns; China News Service | 中新社; chinanews.com
        # Europe
        pa; PA | PA Media | Press Association | The Press Association | PA Wire; pa.media
        ansa; ANSA | Ansa | Agenzia ANSA; ansa.it
        adnkronos; Adnkronos | AdnKronos; adnkronos.com
        agi; AGI | Agenzia Italia | AGI Agenzia Italia; agi.it
        askanews; Askanews | askanews; askanews.it
        lapresse; LaPresse; lapresse.it
        italpress; Italpress; italpress.com
        agenzianova; Agenzia Nova; agenzianova.com
        dire; Agenzia Dire | Agenzia DIRE; dire.it
        radiocor; Radiocor | Il Sole 24 Ore Radiocor; radiocor.ilsole24ore.com
        efe; EFE | Efe | Agencia EFE; efe.com
        europapress; Europa Press; europapress.es
        servimedia; Servimedia; servimedia.es
        colpisa; Colpisa; colpisa.com
        lusa; Lusa | Agência Lusa; lusa.pt
        apa; APA | APA-Agentur | Austria Presse Agentur; apa.at
        kna; KNA | Katholische Nachrichten-Agentur; kna.de
        epd; epd | Evangelischer Pressedienst; epd.de
        sid; SID | Sport-Informations-Dienst; sid.de
        dts; dts Nachrichtenagentur; dts-nachrichtenagentur.de
        keystone-sda; Keystone-SDA | sda | SDA | ATS | Keystone-ATS | ats; keystone-sda.ch
        anp; ANP | Algemeen Nederlands Persbureau; anp.nl
        belga; Belga | Belga News Agency; belga.be
        tt; TT | TT Nyhetsbyrån; tt.se
        ntb; NTB | Norsk Telegrambyrå; ntb.no
        ritzau; Ritzau | Ritzaus Bureau; ritzau.dk
        stt; STT | STT-Lehtikuva; stt.fi
        bns; BNS | Baltic News Service; bns.ee
        pap; PAP | Polska Agencja Prasowa; pap.pl
        iar; IAR | Informacyjna Agencja Radiowa; iar.pl
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
        anka; ANKA | ANKA Haber Ajansı; ankahaber.net
        tass; TASS | ТАСС | ИТАР-ТАСС | ITAR-TASS | タス通信 | 塔斯社; tass.ru tass.com
        ria; RIA Novosti | РИА Новости; ria.ru
        interfax; Interfax | Интерфакс; interfax.ru interfax.com
        interfax-ukraine; Interfax-Ukraine; interfax.com.ua
        unian; UNIAN | УНИАН | УНІАН; unian.net unian.ua
        rosbalt; Rosbalt | Росбалт; rosbalt.ru
        regnum; REGNUM; regnum.ru
        ukrinform; Ukrinform | Укринформ | Укрінформ; ukrinform.net ukrinform.ua
        belta; BelTA | БЕЛТА; belta.by
        # Americas
        cp; The Canadian Press | Canadian Press | La Presse Canadienne; thecanadianpress.com
        notimex; Notimex; notimex.gob.mx
        agenciabrasil; Agência Brasil; agenciabrasil.ebc.com.br
        estadao; Estadão Conteúdo | Agência Estado; estadaoconteudo.com.br
        folhapress; Folhapress; folhapress.com.br
        telam; Télam; telam.com.ar
        na; Noticias Argentinas | Agencia NA; noticiasargentinas.com
        tns; Tribune News Service | Tribune Content Agency; tribunecontentagency.com
        mcclatchy; McClatchy; mcclatchydc.com
        rns; Religion News Service; religionnews.com
        citynews; City News Service; socalnews.com
        baycitynews; Bay City News; baycitynews.com
        cnnwire; CNN Newsource | CNN Wire | The-CNN-Wire;
        theconversation; The Conversation; theconversation.com
        propublica; ProPublica; propublica.org
        statesnewsroom; States Newsroom; statesnewsroom.com
        stateline; Stateline; stateline.org
        kff; KFF Health News | Kaiser Health News; kffhealthnews.org khn.org
        calmatters; CalMatters; calmatters.org
        texastribune; The Texas Tribune; texastribune.org
        # Asia, Africa, Oceania
        kyodo; Kyodo | Kyodo News | 共同通信 | 共同 | 共同社 | Киодо; kyodonews.net kyodonews.jp
        jiji; Jiji Press | 時事通信 | 時事 | 時事通信社; jiji.com
        yonhap; Yonhap | Yonhap News Agency | 연합뉴스 | 聯合ニュース | 韩联社; yna.co.kr
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
