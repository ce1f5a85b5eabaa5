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
                "navegad ordinateur computer",
            ]
        ),
        (
            .advertising,
            [
                "advert ads audience personalis personaliz measur werbung werbe anzeigen reichweit messen publicit",
                "annonc mesur personnalis anuncio audienc medi pubblic annunc inserzion misur",
                "anúnci medir advertenti meten reklam ogłosze mierz annonser mäta måle mainos mainon reklám hirdet",
                "реклам измер ölçmek",
                "marketing markkinoint markedsf marknadsf statisti estadístic estatístic маркетинг статист annonsering tilastoin",
                "reclam reklamy реклам publicida",
            ]
        ),
        (
            .companies,
            [
                "partner companies firms third_part vendors dienstleist firmen dritte anbiet prestataire partenaire tiers",
                "associés fournisseur socios tercero empresas colabor proveedor fornitori terze terzi aziende parceir",
                "fornecedor bedrijven derden firm samarbetspart företag tredj selskap kumppan yrity yhteistyö ortak",
                "spoločn партнёр партнер компан",
                "supplier unternehmen gesellschaft société compañ società spół organis empresa leverantör leverandør dostawc dodavatel parceiros proveedores fournisseurs tjenester services_ dienste_",
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
                "settings einstellung paramétr configur impostazion gestisci instell ustawien inställn indstill innstill asetuk nastaven",
                "ayarlar настро preferen präferenz préféren manage gérer gestionar verwalt essential necessary notwendig nécessair",
                "indispensable necesari necessár necessari nödvändig nødvendig niezbędn noodzakelijk välttämät nezbytn gerekli необходим",
                "akzept aceptar aceita aceit accett acceptera accepter akceptuj accepteer godta přijm прин kabul_et einverstanden tillad",
                "tillat tillåt salli povol consenti consentir odrzuć neka avvis hylkää odmít reddet отклон auswahl_speich agreement",
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
                "informasjonskaps kakor kaker persondat personopplys personoplys personuppgift kişisel персональн integritet",
                "personvern personsvern soukrom tietosuoj yksityisyy gizlilik конфиденц приватн podmínk osobní_úd dados_pess",
            ]
        ),
        (
            .person,
            [
                "human robot bot person automat mensch humain umano humano pessoa człowiek",
                "människa menneske insan человек робот člověk ihmi ember программ captcha",
                "mens_bent umain automaatt автомат tools_ программн menselijk ludzk lidsk insan_ bots bent_u_een_mens",
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
                "nagaan controleren checkpoint contrôl recopi caractères characters zeichen caracteres caratteri tekens znaki tecknen",
                "tegnene merkit znaky символ karakter sprawdz zkontrol проверь tarkist kontroller kontrollera tjek_ sjekk verifik",
                "make_sure assurez comprueba assicura veiligheidscontr bezpieczeń sicherheitspr säkerhetskontr",
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
                "toegang_geweigerd acceso_denegado adgang_nægtet ingen_tilgang accès_refusé pääsy_estetty přístup_odep",
            ]
        ),
        (
            .reference,
            [
                "reference incident ray ray_id case_number your_address vorgang fall_ référence incidente referencia caso_",
                "riferimento referência referentie numer_ referens sag_ случай případ",
                "kennung kode viite kód код identifiant identificador anfrage_ solicitud_id",
            ]
        ),
        (
            .period,
            [
                "month week year monat woche jahr mois semain mes_ semana mensual mensil mese settiman anno mês mensal",
                "maand weken jaar miesi tygod månad vecka veckor måned uge uker ayda aylık месяц недел měsí týdn kuuka viik",
                "hafta haftada ugen weekly monthly annual ročně viikos viikk månedlig",
            ]
        ),
        (
            .membership,
            [
                "subscri member plan pass digital_ abo_ abonn abonnem abonent plus premium prenumer suscri suscrip socio",
                "abbona assin aboneli abone подпис předplat tilaa zugang dostęp accès acceso tilgang adgang formule",
                "account register registr sign_up create_a konto compte cuenta cadastr registrer inscri iscri opret_ mitglied membre",
                "miembro soci_ sócio socios lid_ člen členství jäsen üye участник зареги kayıt rejestr załóż offers angebot oferta",
                "full_access zugriff vollzugriff toegang acesso tillgång åtkomst pääsy přístup доступ erişim offre tilgang medlem",
            ]
        ),
        (
            .login,
            [
                "sign_in log_in login anmeld einlog connectez identifi inicia_ses entra accedi zaloguj logga_in logg_inn",
                "log_ind inlog giriş войд přihl kirjaud já_é entre já_tem",
                "already_registered password passwort de_passe contraseña senha palavra-passe wachtwoord hasło lösenord adgangskode",
                "passord salasana heslo parola şifre пароль connexion identifiez inicia accede acceder aanmelden inloggen kirjaudu",
                "bereits_registr déjà_inscrit déjà_abonné ya_eres ya_tienes sei_già hai_già al_abonnee al_een masz_już redan_ allerede_",
                "jo_tilaaja jo_jäsen jste_členem máte_účet уже_подпис уже_участ zaten_ üyeliğiniz already_a already_have existing_",
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
                "zu_lesen to_read to_continue keep_reading to_keep members_only for_subscribers weiterzulesen um_weiter nur_für réservé",
                "pour_lire lire_la para_seguir para_continuar para_leer seguir_leyendo continuar_lendo para_ler continuare_a per_leggere",
                "om_verder verder_te te_lezen aby_czytać czytać_dal aby_przeczyt att_läsa at_læse å_lese kun_for bare_for",
                "lukeaksesi jatkaaksesi vain_ okumaya jen_pro pouze číst_dál čtěte_dál чтобы_чит только_для read_this your_limit",
                "limit_of límite_de limite_de kostenlosen_art articles_gratuits artículos_grat articoli_grat gratisartik gratis_artik",
                "bezpłatnych_art textos_grat aufgebraucht doldu unlimited unbegrenzt illimit ilimitad onbeperkt obegräns tam_erişim",
            ]
        ),
        (
            .terms,
            [
                "trial cancel gratis free_for first_month kündbar jederzeit probe testen essai engagement résili prueba",
                "cancela disdi prova opzeg próbn zrezygn pierwszy_mies avslut opsig si_opp iptal ilk_ay отмен zruš peru",
                "premier_mois primer_mes primo_mese primeiro_mês eerste_maand första_mån ensimm ersten_monat первый_мес",
                "kostenlos gratuit bezpłat ücretsiz бесплат zdarma ilmais ingyen without_obl sans_eng sin_comprom grátis",
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
                "ativ necessári krävs need require soport support unterstütz nepodpor nie_obsług not_support prend_en underst støtt podporuj tue_ desteklem поддерж",
                "disponible available verfügbar available tilgjeng",
            ]
        ),
        (
            .blocking,
            [
                "adblock ad_block ad-block block blockier blocca bloque bloqu blokuj blokad blokov blokker blokir blokkeer",
                "werbeblock annonceblok annonsblock reklameblok mainosten_est reklam_engel блокир whitelist allow_list allowlist",
                "ausnahme exception excepcion eccezion exceç uitzonder undtagels undantag unntak wyjąt výjim исключ istisna",
            ]
        ),
        (
            .age,
            [
                "of_age legal_age your_age alterspr altersver volljährig geburtsdat majeur majorit mayor_de mayores_de mayoría_de",
                "maggiorenn maior_de maiores_de meerderjar pełnoletn myndig vuxen fyllt_ fylt_ fyldt täysi-ikä zletil plnolet",
                "reşit совершеннол of_birth de_naiss nacimiento di_nasc de_nasc geboortedat urodzenia födelse",
                "fødsel syntymä narození doğum рождения adults erwachsene adultes adultos adulti volwassen dorosł aikuis dospěl",
                "yetişkin взросл 18_or 18_and 18_jahr 18_ans 18_años 18_anni 18_anos 18_jaar 18_lat 18_år 18_let 18_vuot 18_yaş 18_лет",
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
                "please bitte veuillez merci_de por_favor prosím prosimy proszę пожалуйста lütfen vennligst venligst vänligen",
                "registrati accedi iscriviti abbonati selaimesi laitteesi suostumustasi sähköpostisi zaregistrujte zadejte registrate",
                "regístrate inscrivez créez confirmez activez saisissez maak_ bekijk włącz wyłącz załóż wpisz skapa_ opret_ opprett_",
            ]
        ),
        (.data, ["id kimlik"]),
        (.advertising, ["ad ads"]),
        (.membership, ["abo join joined"]),
        (.person, ["mens"]),
        (.age, ["18+"]),
    ]

    static let unspaced: [(WallSigns, String)] = [
        // A Turkish noun has its possessor at its end.
        (.address, "お使い あなた 当社 您 你 ください 下さい 귀하 ınız iniz unuz ünüz"),
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
