"""Walls and boxes that sites print in the place of their texts or around them, in our own wording: by language, and by
kind in the order of KINDS."""

KINDS = ["consent", "registration", "captcha", "donation", "comments"]

WALLS = {
    "en": [
        ["We value your privacy. Together with our 212 partners we store information on your device, such as cookies, and "
         "process personal data. You may accept all, or manage your choices and object to legitimate interest at any time.",
         "This page needs your consent. To show personalised ads and measure how our content performs we would like to set "
         "cookies in your browser.\nAccept and continue\nReject all\nMore options",
         "Before you go on, please choose: agree to tracking and read for free, or subscribe without ads. You can withdraw "
         "your agreement in the privacy settings whenever you like."],
        ["You have read your last free article this month. Create a free account to keep reading, or start a trial for one "
         "dollar and cancel at any time. Already a member? Log in here.",
         "This story is for subscribers only. Get unlimited access to everything we publish for four weeks at no charge. "
         "Sign in if you have an account.\nForgot your password?",
         "Want to read on? Register with your email address, it takes less than a minute. By registering you accept our "
         "terms of use and will receive our morning newsletter."],
        ["Please confirm that you are human. We have noticed unusual traffic from your network. Complete the check below to "
         "continue to the site. Enable JavaScript and cookies, then reload the page.",
         "Checking your browser before you are allowed in. This may take a few seconds. If you are not redirected, solve the "
         "captcha or contact our support and mention the reference number.",
         "Access denied. Our systems believe that you are a robot. Tick the box to prove that you are not, or turn off your "
         "ad blocker and VPN and try again."],
        ["Our reporting is free for everyone because readers like you pay for it. If you can, support us with a donation "
         "today, from as little as two dollars a month. Every gift counts. Thank you.",
         "We have no billionaire owner and no paywall. Help us stay independent: make a one-off contribution or become a "
         "monthly supporter. Your payment is secure and tax deductible.",
         "Did you like this article? Chip in to keep our newsroom going. Donate now by card or PayPal and join thousands of "
         "readers who already give."],
        ["Comments (4)\nMarlow72, 3 hours ago\nAbout time someone said it.\nReply\nReport\nhill_walker, 2 hours ago\nCould not "
         "agree less, the numbers tell another tale.\nReply\nReport\nLog in to leave a comment",
         "Join the conversation\nAnna P. says:\nMarch 3, 2026 at 9:12 am\nGreat read, thanks for sharing!\nReply\nTom says:\nMarch "
         "3, 2026 at 11:40 am\nIs there a source for this?\nReply\nLeave a reply\nYour email address will not be published.",
         "2 replies\nSort by newest\nquietfox\n12 likes\nThis made my day.\nReply Share\nOld Sailor\n3 likes\nNever believed a "
         "word of it.\nReply Share\nView more comments\nPlease be kind and follow our community guidelines."],
    ],
    "de": [
        ["Wir brauchen Ihre Zustimmung. Um diese Seite kostenlos nutzen zu können, erlauben Sie uns und 148 Partnern, Cookies "
         "zu setzen und personenbezogene Daten zu verarbeiten. Sie können Ihre Einwilligung jederzeit widerrufen.",
         "Mit Werbung weiterlesen: Besuchen Sie uns wie gewohnt mit Tracking und Cookies, oder wählen Sie unser Abo ohne "
         "Werbung. Details finden Sie in der Datenschutzerklärung.\nAkzeptieren und weiter",
         "Datenschutz-Einstellungen\nWir und unsere Dienstleister speichern Informationen auf Ihrem Gerät, um Anzeigen zu "
         "personalisieren. Alle akzeptieren\nAblehnen\nEinstellungen verwalten"],
        ["Dieser Artikel ist exklusiv für Abonnenten. Jetzt einen Monat gratis testen und unbegrenzt alle Inhalte lesen, "
         "jederzeit kündbar. Sie haben bereits ein Konto? Hier anmelden.",
         "Registrieren Sie sich kostenlos, um weiterzulesen. Dafür genügen Ihre E-Mail-Adresse und ein Passwort. Schon "
         "registriert? Zum Login.",
         "Weiterlesen mit dem Digital-Abo: vier Wochen für einen Euro, danach monatlich kündbar. Wenn Sie schon Leser der "
         "Zeitung sind, melden Sie sich bitte mit Ihren Zugangsdaten an."],
        ["Bitte bestätigen Sie, dass Sie kein Roboter sind. Aus Ihrem Netzwerk kamen ungewöhnlich viele Anfragen. Lösen Sie die "
         "Aufgabe, um fortzufahren. Aktivieren Sie JavaScript und Cookies in Ihrem Browser.",
         "Ihr Browser wird geprüft, das kann einige Sekunden dauern. Falls Sie nicht weitergeleitet werden, laden Sie die "
         "Seite neu oder schalten Sie Ihren Werbeblocker aus.",
         "Zugriff verweigert. Unser System hält Sie für einen Bot. Geben Sie die Zeichen aus dem Bild ein, um zu zeigen, dass "
         "Sie ein Mensch sind."],
        ["Unsere Arbeit kostet Geld, und wir haben keine Bezahlschranke. Unterstützen Sie uns mit einer Spende, damit wir "
         "unabhängig bleiben. Schon fünf Euro im Monat helfen. Vielen Dank!",
         "Hat Ihnen dieser Text gefallen? Dann spenden Sie jetzt per PayPal oder Überweisung und fördern Sie freien "
         "Journalismus. Ihre Spende ist steuerlich absetzbar.",
         "Werden Sie Mitglied. Ohne Leserinnen und Leser wie Sie gäbe es diese Redaktion nicht. Mit Ihrem Beitrag "
         "ermöglichen Sie Recherchen, die allen kostenlos zur Verfügung stehen."],
        ["Kommentare (3)\nBergfex, vor 2 Stunden\nEndlich sagt es mal jemand.\nAntworten\nMelden\nKlara M., vor 1 Stunde\nDas sehe "
         "ich völlig anders.\nAntworten\nMelden\nZum Kommentieren bitte anmelden",
         "Diskutieren Sie mit\nOtto schreibt:\n3. März 2026 um 9:12 Uhr\nSchöner Beitrag, danke dafür!\nAntworten\nGast schreibt:\n"
         "3. März 2026 um 10:05 Uhr\nGibt es dafür eine Quelle?\nAntworten\nSchreiben Sie einen Kommentar",
         "2 Leserkommentare\nNeueste zuerst\nMoorhuhn\n12 Gefällt mir\nDas war längst überfällig.\nAntworten Teilen\nNordlicht\n"
         "Wer soll das bezahlen?\nAntworten Teilen\nWeitere Kommentare anzeigen\nBitte beachten Sie unsere Netiquette."],
    ],
    "fr": [
        ["Nous respectons votre vie privée. Avec nos 93 partenaires, nous utilisons des cookies pour stocker des informations sur "
         "votre appareil et traiter vos données personnelles. Vous pouvez accepter ou refuser à tout moment.",
         "Votre consentement est nécessaire. Pour continuer gratuitement, acceptez les traceurs publicitaires, ou abonnez-vous "
         "pour naviguer sans publicité.\nTout accepter\nContinuer sans accepter",
         "Gérer mes cookies\nLe site mesure son audience et personnalise les annonces qui vous sont proposées. Votre choix est "
         "conservé six mois et peut être modifié dans les paramètres de confidentialité."],
        ["Cet article est réservé aux abonnés. Profitez d'un accès illimité à tous nos contenus, un euro le premier mois, sans "
         "engagement. Déjà abonné ? Connectez-vous.",
         "Il vous reste 80 % de cet article à lire. Créez gratuitement votre compte pour poursuivre votre lecture, il suffit "
         "de votre adresse e-mail et d'un mot de passe.",
         "Inscrivez-vous pour lire la suite. En vous inscrivant vous acceptez nos conditions d'utilisation et recevez notre "
         "lettre d'information. Vous avez un compte ? Identifiez-vous."],
        ["Veuillez confirmer que vous êtes un humain. Nous avons détecté un trafic inhabituel depuis votre réseau. Activez "
         "JavaScript et les cookies de votre navigateur, puis rechargez la page.",
         "Vérification de votre navigateur en cours, cela peut prendre quelques secondes. Si rien ne se passe, désactivez votre "
         "bloqueur de publicité et réessayez.",
         "Accès refusé. Notre système pense que vous êtes un robot. Cochez la case ou résolvez le captcha pour continuer."],
        ["Notre rédaction vit des dons de ses lecteurs. Soutenez-nous dès deux euros par mois pour que nos enquêtes restent "
         "gratuites et indépendantes. Merci à vous.",
         "Vous avez aimé cet article ? Faites un don, ponctuel ou mensuel, par carte ou virement. Votre don est déductible de "
         "vos impôts.",
         "Sans actionnaire ni publicité, nous dépendons de vous. Aidez-nous à rester libres : chaque contribution compte, je "
         "donne maintenant."],
        ["Commentaires (2)\nMarcheur38, il y a 3 heures\nEnfin quelqu'un le dit.\nRépondre\nSignaler\nLouise T., il y a 1 heure\nJe "
         "ne suis pas du tout d'accord.\nRépondre\nSignaler\nConnectez-vous pour commenter",
         "Réagir à cet article\nPaul dit :\n3 mars 2026 à 9 h 12\nTrès beau texte, merci !\nRépondre\nInès dit :\n3 mars 2026 à 11 h "
         "40\nUne source pour ces chiffres ?\nRépondre\nLaisser un commentaire\nVotre adresse ne sera pas publiée.",
         "2 réactions\nLes plus récentes\nmouette\n12 j'aime\nCela m'a fait sourire.\nRépondre Partager\nVieux loup\nOn verra bien "
         "l'an prochain.\nRépondre Partager\nVoir tous les commentaires"],
    ],
    "es": [
        ["Valoramos tu privacidad. Junto con nuestros 174 socios usamos cookies para almacenar información en tu dispositivo y "
         "tratar datos personales. Puedes aceptar, rechazar o configurar tus preferencias.",
         "Para seguir leyendo gratis necesitamos tu consentimiento. Acepta las cookies publicitarias o suscríbete para navegar "
         "sin anuncios.\nAceptar y continuar\nRechazar todo",
         "Este sitio utiliza tecnologías propias y de terceros para mostrarle publicidad personalizada. Puede retirar su "
         "consentimiento cuando quiera en la configuración de privacidad."],
        ["Contenido exclusivo para suscriptores. Suscríbete ahora y disfruta de acceso ilimitado por un euro el primer mes, "
         "cancela cuando quieras. ¿Ya eres suscriptor? Inicia sesión.",
         "Regístrate gratis para seguir leyendo. Solo necesitas tu correo electrónico y una contraseña. Al registrarte aceptas "
         "los términos y condiciones.",
         "Ha alcanzado el límite de artículos gratuitos de este mes. Cree una cuenta o pruebe la edición digital sin "
         "compromiso. Si ya tiene cuenta, identifíquese aquí."],
        ["Por favor, confirma que no eres un robot. Hemos detectado tráfico inusual en tu red. Activa JavaScript y las cookies "
         "en tu navegador y vuelve a cargar la página.",
         "Estamos comprobando su navegador, puede tardar unos segundos. Si no se le redirige, desactive el bloqueador de "
         "anuncios e inténtelo de nuevo.",
         "Acceso denegado. Resuelve el captcha para demostrar que eres humano y continuar al sitio."],
        ["Nuestro periodismo es libre gracias a lectores como tú. Apóyanos con una donación desde dos euros al mes y ayúdanos a "
         "seguir siendo independientes. ¡Gracias!",
         "¿Te ha gustado este artículo? Haz una aportación puntual o mensual con tarjeta o PayPal. Tu donativo desgrava.",
         "Hazte socio. Sin muros de pago ni grandes dueños, dependemos de tu apoyo para investigar. Dona ahora, cada "
         "contribución cuenta."],
        ["Comentarios (2)\nCaminante, hace 3 horas\nPor fin alguien lo dice.\nResponder\nDenunciar\nLucía R., hace 1 hora\nNo estoy "
         "nada de acuerdo.\nResponder\nDenunciar\nInicia sesión para comentar",
         "Deja tu opinión\nPablo dice:\n3 marzo, 2026 a las 9:12\nMuy buen texto, gracias.\nResponder\nInés dice:\n3 marzo, 2026 a "
         "las 11:40\n¿Hay alguna fuente?\nResponder\nTu correo electrónico no será publicado.",
         "2 respuestas\nMás recientes\ngaviota\n12 me gusta\nMe ha alegrado el día.\nResponder Compartir\nViejo lobo\nYa veremos el "
         "año que viene.\nResponder Compartir\nVer más comentarios"],
    ],
    "pt": [
        ["Valorizamos a sua privacidade. Nós e os nossos 120 parceiros usamos cookies para guardar informações no seu "
         "dispositivo e tratar dados pessoais. Pode aceitar, recusar ou gerir as suas preferências.",
         "Para continuar a ler gratuitamente precisamos do seu consentimento. Aceite os cookies de publicidade ou assine para "
         "navegar sem anúncios.\nAceitar e continuar\nRejeitar tudo",
         "Utilizamos tecnologias como cookies para melhorar a sua experiência e mostrar anúncios personalizados. Ao continuar "
         "navegando, você concorda com a nossa política de privacidade."],
        ["Conteúdo exclusivo para assinantes. Assine agora e tenha acesso ilimitado por um euro no primeiro mês, cancele quando "
         "quiser. Já é assinante? Faça login.",
         "Cadastre-se grátis para continuar lendo. Basta o seu e-mail e uma senha. Ao se cadastrar você aceita os termos de "
         "uso.",
         "Você atingiu o limite de matérias gratuitas deste mês. Crie uma conta ou experimente a edição digital. Se já tem "
         "conta, entre aqui."],
        ["Por favor, confirme que você não é um robô. Detectamos tráfego incomum na sua rede. Ative o JavaScript e os cookies no "
         "navegador e recarregue a página.",
         "Estamos verificando o seu navegador, isto pode demorar alguns segundos. Se não for redirecionado, desative o "
         "bloqueador de anúncios e tente novamente.",
         "Acesso negado. Resolva o captcha para provar que é humano e continuar para o site."],
        ["O nosso jornalismo é livre graças a leitores como você. Apoie-nos com uma doação a partir de dois euros por mês e "
         "ajude-nos a continuar independentes. Obrigado!",
         "Gostou deste artigo? Faça uma contribuição única ou mensal com cartão ou Pix. O seu donativo é seguro.",
         "Torne-se apoiador. Sem paywall nem grandes donos, dependemos do seu apoio para investigar. Doe agora, cada "
         "contribuição conta."],
        ["Comentários (2)\nCaminhante, há 3 horas\nAté que enfim alguém diz.\nResponder\nDenunciar\nLúcia R., há 1 hora\nNão concordo "
         "nada.\nResponder\nDenunciar\nFaça login para comentar",
         "Deixe o seu comentário\nPaulo disse:\n3 de março de 2026 às 9:12\nMuito bom texto, obrigado.\nResponder\nInês disse:\n3 de "
         "março de 2026 às 11:40\nHá alguma fonte?\nResponder\nO seu e-mail não será publicado.",
         "2 respostas\nMais recentes\ngaivota\n12 curtidas\nAlegrou o meu dia.\nResponder Compartilhar\nVelho lobo\nVamos ver no ano "
         "que vem.\nResponder Compartilhar\nVer mais comentários"],
    ],
    "it": [
        ["Teniamo alla tua privacy. Insieme ai nostri 98 partner usiamo i cookie per archiviare informazioni sul tuo dispositivo "
         "e trattare dati personali. Puoi accettare, rifiutare o gestire le tue preferenze.",
         "Per continuare a leggere gratis serve il tuo consenso. Accetta i cookie pubblicitari oppure abbonati per navigare "
         "senza pubblicità.\nAccetta e continua\nRifiuta tutto",
         "Questo sito utilizza tecnologie di terze parti per mostrarti annunci personalizzati. Puoi revocare il consenso in "
         "qualsiasi momento dalle impostazioni sulla privacy."],
        ["Contenuto riservato agli abbonati. Abbonati ora e leggi senza limiti a un euro per il primo mese, disdici quando vuoi. "
         "Sei già abbonato? Accedi.",
         "Registrati gratis per continuare a leggere. Bastano il tuo indirizzo e-mail e una password. Registrandoti accetti i "
         "termini di servizio.",
         "Hai raggiunto il limite di articoli gratuiti di questo mese. Crea un account oppure prova l'edizione digitale. Se hai "
         "già un account, effettua il login."],
        ["Conferma di non essere un robot. Abbiamo rilevato traffico insolito dalla tua rete. Attiva JavaScript e i cookie nel "
         "browser e ricarica la pagina.",
         "Stiamo verificando il tuo browser, possono servire alcuni secondi. Se non vieni reindirizzato, disattiva l'ad blocker e "
         "riprova.",
         "Accesso negato. Risolvi il captcha per dimostrare che sei umano e proseguire verso il sito."],
        ["Il nostro giornalismo è libero grazie a lettori come te. Sostienici con una donazione da due euro al mese e aiutaci a "
         "restare indipendenti. Grazie!",
         "Ti è piaciuto questo articolo? Fai una donazione, una tantum o mensile, con carta o PayPal. Il tuo contributo è "
         "deducibile.",
         "Diventa sostenitore. Senza padroni e senza paywall dipendiamo dal tuo sostegno. Dona adesso, ogni contributo conta."],
        ["Commenti (2)\nViandante, 3 ore fa\nFinalmente qualcuno lo dice.\nRispondi\nSegnala\nLucia R., 1 ora fa\nNon sono per niente "
         "d'accordo.\nRispondi\nSegnala\nAccedi per commentare",
         "Lascia un commento\nPaolo scrive:\n3 marzo 2026 alle 9:12\nBel testo, grazie.\nRispondi\nIrene scrive:\n3 marzo 2026 alle "
         "11:40\nC'è una fonte?\nRispondi\nIl tuo indirizzo email non sarà pubblicato.",
         "2 risposte\nPiù recenti\ngabbiano\n12 mi piace\nMi ha rallegrato la giornata.\nRispondi Condividi\nVecchio lupo\nVedremo "
         "l'anno prossimo.\nRispondi Condividi\nMostra altri commenti"],
    ],
    "nl": [
        ["Wij hechten aan uw privacy. Samen met onze 76 partners gebruiken wij cookies om informatie op uw apparaat op te slaan "
         "en persoonsgegevens te verwerken. U kunt uw toestemming op elk moment intrekken.",
         "Om gratis verder te lezen hebben we je toestemming nodig. Accepteer de advertentiecookies of neem een abonnement "
         "zonder reclame.\nAccepteren en doorgaan\nAlles weigeren",
         "Cookie-instellingen\nDeze website en derden plaatsen cookies om advertenties aan te passen aan je voorkeuren. Meer weten? "
         "Lees ons privacybeleid."],
        ["Dit artikel is alleen voor abonnees. Neem nu een abonnement en lees onbeperkt alles voor een euro in de eerste maand, "
         "maandelijks opzegbaar. Al abonnee? Log in.",
         "Maak een gratis account aan om verder te lezen. Je hebt alleen je e-mailadres en een wachtwoord nodig. Door je te "
         "registreren ga je akkoord met onze voorwaarden.",
         "U heeft uw gratis artikelen van deze maand gelezen. Probeer de digitale krant vier weken. Heeft u al een account? Dan "
         "kunt u hier inloggen."],
        ["Bevestig dat u geen robot bent. Wij zien ongewoon verkeer vanaf uw netwerk. Schakel JavaScript en cookies in uw browser "
         "in en laad de pagina opnieuw.",
         "Uw browser wordt gecontroleerd, dit kan enkele seconden duren. Wordt u niet doorgestuurd, zet dan uw adblocker uit en "
         "probeer het opnieuw.",
         "Toegang geweigerd. Los de captcha op om te bewijzen dat je een mens bent en ga door naar de site."],
        ["Onze journalistiek is vrij dankzij lezers zoals jij. Steun ons met een donatie vanaf twee euro per maand en help ons "
         "onafhankelijk te blijven. Bedankt!",
         "Vond je dit artikel goed? Doneer eenmalig of maandelijks via iDEAL. Je gift is aftrekbaar van de belasting.",
         "Word lid. Zonder betaalmuur en zonder grote eigenaar zijn wij afhankelijk van uw steun. Doneer nu, elke bijdrage "
         "telt."],
        ["Reacties (2)\nWandelaar, 3 uur geleden\nEindelijk zegt iemand het.\nReageer\nMeld\nLoes R., 1 uur geleden\nIk ben het er "
         "helemaal niet mee eens.\nReageer\nMeld\nLog in om te reageren",
         "Laat een reactie achter\nPaul schreef:\n3 maart 2026 om 9:12\nMooi stuk, dank.\nBeantwoorden\nIris schreef:\n3 maart 2026 "
         "om 11:40\nIs daar een bron voor?\nBeantwoorden\nJe e-mailadres wordt niet gepubliceerd.",
         "2 antwoorden\nNieuwste eerst\nmeeuw\n12 vind ik leuk\nDit maakte mijn dag goed.\nReageer Deel\nOude rot\nWe zien het volgend "
         "jaar wel.\nReageer Deel\nMeer reacties bekijken"],
    ],
}
