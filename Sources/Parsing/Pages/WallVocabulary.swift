/// The words of `WallSigns`: a line a group of languages, two words joined by "_".
enum WallVocabulary {
    /// What a word begins with.
    static let stems: [(WallSigns, [String])] = [
        (.address, ["ağınız cihazınız tarayıcınız veriler tercihiniz"]),
        (
            .device,
            [
                "device browser your_phone gerät endgerät appareil navigateur terminal dispositivo navegador aparelho apparaat",
                "urządzeni przeglądar webbläsar enhet enhed nettleser cihaz tarayıcı устройств браузер zařízení prohlíže",
                "laitte selai selain eszköz böngész συσκευ пристр",
            ]
        ),
        (
            .advertising,
            [
                "advert ads audience personalis personaliz measur werbung werbe anzeigen reichweit messen publicit",
                "annonc mesur personnalis anuncio audienc medi pubblic annunc inserzion misur",
                "anúnci medir advertenti meten reklam ogłosze mierz annonser mäta måle mainos mainon reklám hirdet",
                "реклам измер ölçmek",
            ]
        ),
        (
            .companies,
            [
                "partner companies firms third_part vendors dienstleist firmen dritte anbiet prestataire partenaire tiers",
                "associés fournisseur socios tercero empresas colabor proveedor fornitori terze terzi aziende parceir",
                "fornecedor bedrijven derden firm samarbetspart företag tredj selskap kumppan yrity yhteistyö ortak",
                "spoločn партнёр партнер компан",
            ]
        ),
        (
            .choice,
            [
                "consent choice choose permission agree allow decid reject zustimm einwillig erlaub wahl entscheid ablehn",
                "widerruf choix accord accept consent autoris refus permis decisi elecci elig consentim rechaz scelt",
                "consens permess rifiut escolh consentiment recus permiss keuze toestemm akkoord weiger wybór wybor zgod",
                "zgadza decyzj samtyck godkänn valg vælg samtykk afvis velg souhlas volb rozhodn suostum valin hyväks",
                "tercih seçim onay rıza kabul соглас выбор разреш отказ решени zgodę hozzájár elfogad",
            ]
        ),
        (
            .data,
            [
                "data privacy cookie track identif daten datenschutz kennung speicher erkenn leseverhalt donnée traceur",
                "témoins confidentialit vie_privée datos privacidad identific guarda almacen reconoc dati informazion",
                "riconosc dados ficheiros informaç gegevens bewaren dane danych pliki zapisuj rozpozna uppgifter sparar",
                "oplysning genkend opplysning lagre gjenkjenn údaje soubor ukládá tiedo eväste tallenn tunnist",
                "veri bilgi çerez данн adat",
            ]
        ),
        (
            .person,
            [
                "human robot bot person automat mensch humain umano humano pessoa człowiek",
                "människa menneske insan человек робот člověk ihmi ember программ captcha",
            ]
        ),
        (
            .proof,
            [
                "verif prove confirm solve puzzle challeng checking tick_the press_and hold_the prüf bestätig beweis zeigen_sie",
                "häkchen kästchen taste gedrückt halten vérif prouv cochez maintenez bouton comprob casilla demuestr pulsad",
                "mantén verific dimostr spunta casella premut conferm complet marque caixa controle vink vakje laat_zien",
                "bevestig potwierd zaznacz przytrzym przycisk kryss rutan bekräft bekræft sæt_kryds knap bekreft doğrula",
                "kutu işaretle подтверд галочк проверк ověř potvrď zaškrtn podrž vahvist",
            ]
        ),
        (
            .traffic,
            [
                "unusual suspicious traffic requests your_network automated ungewöhnlich anfragen netzwerk anschluss",
                "datenverkehr inhabituel trafic réseau requête inusual tráfico tu_red su_red solicitudes automátic insolit",
                "richieste rete tráfego rede pedidos fora_do verkeer ongewoon netwerk nietypow ruch sieci zapyta ovanlig",
                "trafik nätverk usædvan uvanlig nettverk netværk olağan ağınız istek необычн запрос сети neobvykl",
            ]
        ),
        (
            .refusal,
            [
                "denied blocked forbidden permission security verweigert gesperrt blockier refusé bloqu denegad negato",
                "bloccat negado geweigerd geblokk odmow zablok nekad blocker nægt nekt engellen reddedil запрещ отказано",
                "заблок odepřen estetty",
            ]
        ),
        (
            .reference,
            [
                "reference incident ray ray_id case_number your_address vorgang fall_ référence incidente referencia caso_",
                "riferimento referência referentie numer_ referens sag_ случай případ",
            ]
        ),
        (
            .period,
            [
                "month week year monat woche jahr mois semain mes_ semana mensual mensil mese settiman anno mês mensal",
                "maand weken jaar miesi tygod månad vecka veckor måned uge uker ayda aylık месяц недел měsí týdn kuuka viik",
            ]
        ),
        (
            .membership,
            [
                "subscri member plan pass digital_ abo_ abonn abonnem abonent plus premium prenumer suscri suscrip socio",
                "abbona assin aboneli abone подпис předplat tilaa zugang dostęp accès acceso tilgang adgang formule",
            ]
        ),
        (
            .login,
            [
                "sign_in log_in login anmeld einlog connectez identifi inicia_ses entra accedi zaloguj logga_in logg_inn",
                "log_ind inlog giriş войд přihl kirjaud já_é entre já_tem",
            ]
        ),
        (
            .rest,
            [
                "continu unlock keep_reading read_on the_rest full_story full_article only_for for_members exclusiv reserv weiterles",
                "weiter_geht freischalt schalten_sie vorbehalten la_suite suite il_vous débloq seguir sigue exclusiv desbloq",
                "proseguir sblocc riservat per_continuare verder_lez dalsz odblok tylko_dla resten är_för er_for lås lås_op",
                "läs_vidare les_videre devam özel продолж полный_текст odemkn pouze_pro jatka jo_tilaaja on_tilaaj",
                "free_stories free_articles só_para solo_para sólo_para",
            ]
        ),
        (
            .terms,
            [
                "trial cancel gratis free_for first_month kündbar jederzeit probe testen essai engagement résili prueba",
                "cancela disdi prova opzeg próbn zrezygn pierwszy_mies avslut opsig si_opp iptal ilk_ay отмен zruš peru",
                "premier_mois primer_mes primo_mese primeiro_mês eerste_maand första_mån ensimm ersten_monat первый_мес",
            ]
        ),
        (.scripts, ["javascript script scripting skript"]),
        (
            .switching,
            [
                "enabl disabl turn_ switch_ running blocked allow reload activ désactiv autoris recharg aktiv erlaub ausführ",
                "einschalt laden_sie benötig habilit activ recarg ejecut necesit abilit attiv ricaric esegu funziona fonction",
                "funciona funktion fungerar virker fungerer funguje toimii zet_ inschakel aanzet staat_uit opnieuw nodig",
                "działa włącz wyłącz potrzeb wymaga odśwież slå_ kräver kræver krever ligue desligado atualiz kapalı açıp",
                "etkin yenile включ отключ обнов нужен требует zapnut zapn povol käytös käyttöön browser navigateur",
            ]
        ),
    ]

    /// Whole words.
    static let wholes: [(WallSigns, [String])] = [
        (
            .address,
            [
                "you your us our we ihr ihre ihrem ihren ihrer sie uns wir unser unsere dir dein deine vous votre vos nous",
                "nos tu tus ti usted su sus nosotros nuestro te tuo tua tuoi sua noi nostro você seu nós vocês o_seu o_teu",
                "u uw je jouw wij we ons twój twoja twoje twoim twojej twoją cię ty my nasz du dig din ditt dina vi vår",
                "dit dine deg ditt dine vores biz siz sizin sana ağınız вы вас ваш вашей вашем мы vás vaše vašem vašeho my",
                "sinä sinun sinut me ön az_ön jesteś masz bist hast eres estás sei hai êtes avez jste jsi máte olet você és",
            ]
        ),
        (.data, ["id kimlik"]),
        (.advertising, ["ad ads"]),
        (.membership, ["abo join joined"]),
    ]

    static let unspaced: [(WallSigns, String)] = [
        (.address, "お使い あなた 当社 您 你 ください 下さい 귀하"),
        (.device, "端末 ブラウザ 设备 浏览器 브라우저 기기"),
        (.advertising, "広告 計測 广告 광고"),
        (.companies, "提携 パートナー 第三者 合作伙伴 파트너"),
        (.choice, "同意 選択 拒否 选择 동의 선택"),
        (.data, "情報 データ クッキー 信息 数据 隐私 개인정보 쿠키"),
        (.person, "ロボット 人間 机器人 로봇"),
        (.proof, "確認 チェック 验证 확인"),
        (.traffic, "アクセス ネットワーク トラフィック 网络 流量 비정상"),
        (.refusal, "拒否されました 禁止 访问被拒绝 차단"),
        (.period, "月額 月 개월"),
        (.membership, "会員 購読 会员 订阅 구독 회원"),
        (.login, "ログイン 登录 로그인"),
        (.rest, "限定 残り 続き 全文 剩余"),
        (.terms, "初月 無料 免费 무료"),
        (.scripts, "javascript JavaScript"),
        (.switching, "有効 必要 启用 활성화"),
    ]
}
