extension WordTraits {
    /// The words in which sites ask their readers for consent, for an account or a subscription, for a proof that they are
    /// human, for money, and for comments.
    static let requestLists: [(WordTraits, String)] = [
        (
            .address,
            """
            you your yours yourself we our us please sie ihr ihre ihren ihrem ihrer du dein deine wir unser unsere uns bitte
            vous votre vos nous notre nos veuillez tu te ti tus usted su sus nosotros nuestro nuestra nuestros nuestras favor você
            seu sua seus suas nós nosso nossa nossos nossas tuo tua tuoi tue noi nostro nostra nostri nostre u uw je jouw jij wij
            ons onze alstublieft
            """
        ),
        (
            .demand,
            """
            cookie cookies consent gdpr opt adblock adblocker adblockers captcha recaptcha javascript paywall login log logged
            signup signin subscribe subscribed subscriber subscribers subscribing subscription subscriptions unsubscribe newsletter newsletters
            password register registered registering registration account accounts trial donate donation donations donating donor
            supporter supporters chip patreon paypal personalised personalized tracking browser redirected robot bot vpn
            privacy advertisers deductible contribution contributions facebook twitter whatsapp linkedin pinterest
            instagram telegram email mail inbox unlimited members member membership
            vendors verifying fundraising fundraiser fundraisers patron patrons pledge crowdfunding premium adfree
            moderated netiquette signing
            """
        ),
        (
            .demand,
            """
            zustimmung einwilligung datenschutz datenschutzerklärung einstellungen datenschutzeinstellungen personenbezogene werbeblocker
            roboter bot abo abos abonnieren abonnement abonnent abonnenten abonnentinnen digitalabo registrieren
            registrierung registriert anmelden anmeldung einloggen konto passwort zugangsdaten probeabo testen kündbar
            kostenlos gratis spende spenden spendet spendenkonto unterstützen fördern absetzbar paypal bezahlschranke mitglied
            browser weitergeleitet personalisieren personalisierte akzeptieren widerrufen anzeigen weiterlesen exklusiv redaktion
            einverstanden zustimmen zustimmst nutzungsbedingungen agb widerruf privatsphäre spender förderer
            spendenaktion überweisung werbefrei adblocker registrierte eingeloggt angemeldet leserkonto probemonat
            gratismonat newsletter captcha cookie cookies javascript
            """
        ),
        (
            .demand,
            """
            consentement traceurs confidentialité abonner abonnez abonné abonnés abonnement inscrivez inscription
            inscrire connectez identifiez illimité engagement essai gratuit gratuite
            gratuitement don dons donner donateur soutenez soutenir déductible contribution robot navigateur bloqueur
            publicité publicitaires rechargez désactivez activez cochez cookies personnaliser personnalisées réservé lecteurs rédaction
            annonces partenaires
            cookie captcha javascript newsletter donateurs cagnotte mécènes cochant inscrits inscrit essayez
            abonnant prélèvement paywall données bandeau résiliable offrez
            """
        ),
        (
            .demand,
            """
            consentimiento privacidad suscríbete suscribirse suscribete suscripción suscriptor suscriptores suscriptora regístrate
            registrarse registrarte registro registrado cuenta contraseña sesión identifícate identifíquese ilimitado prueba gratis gratuitos
            gratuita dona donar donación donativo donaciones apóyanos apoyo aportación socio socios hazte desgrava contribución robot
            navegador bloqueador anuncios publicitarias publicidad cookies personalizada personalizados captcha
            boletín electrónico
            suscripciones suscrito suscribirte regístrese suscríbase boletines newsletter donante donantes mecenas
            colabora aportaciones javascript bloqueadores adblock paywall usuario muro
            """
        ),
        (
            .demand,
            """
            consentimento privacidade assine assinar assinatura assinante assinantes cadastre cadastrar cadastro
            registe registar conta senha login ilimitado gratuito gratuitas gratuitamente grátis doe doar doação doações
            donativo apoie apoiador apoiadores apoio contribuição robô navegador bloqueador anúncios publicidade cookies
            personalizados personalizada captcha newsletter pix
            assinaturas assina inscreva inscrição cadastrado doador doadores contribua apoiar javascript
            bloqueadores adblock paywall newsletters usuário moderação
            """
        ),
        (
            .demand,
            """
            consenso privacy abbonati abbonato abbonamento abbonarsi abbonarti registrati registrandoti registrazione registrarsi account
            accedi accesso password login illimitato prova gratis gratuiti gratuita disdici dona donare donazione donazioni sostienici
            sostenitore sostenitori sostegno contributo contributi deducibile robot browser blocker annunci
            pubblicità pubblicitari cookie personalizzati captcha newsletter email riservato
            iscriviti iscrizione iscritti registrato donatori donatore sostenere abbonandoti javascript adblock
            paywall cookies finalità utente accettando
            """
        ),
        (
            .demand,
            """
            toestemming privacybeleid privacy cookies abonnement abonnee abonnees abonneren abonneer registreren registreer
            account wachtwoord inloggen opzegbaar onbeperkt gratis proef doneer doneren donatie donaties steun gift lid worden
            aftrekbaar bijdrage betaalmuur robot browser adblocker reclame advertenties advertentiecookies gepersonaliseerde
            persoonsgegevens nieuwsbrief accepteren accepteer voorwaarden
            abonnementen geabonneerd aanmelden aangemeld ingelogd gebruikersnaam donateur donateurs giften
            reclameblokkering javascript captcha paywall cookie premium akkoord
            """
        ),
        (
            .request,
            """
            accept agree agreement reject manage choices options settings preferences partners device store data personal partners ads ad
            advertising legitimate interest withdraw experience continue allow policy terms conditions use site website page free access read
            reading readers reader article articles month cancel anytime already sign create join start offer limit reached remaining digital edition
            confirm verify verifying verification human check checking enable disable reload refresh network traffic unusual denied box solve seconds automated member card
            support help independent journalism reporting newsroom monthly gift card today enjoy enjoyed like liked every
            counts thank thanks share link sent friend posted post follow app click tap here below forgot address choose whenever
            vendors identifier identifiers purposes similar technologies clicking button security connection review
            proceed proceeding prove blocking blocked bypass plan plans commitment week weeks day existing premium
            everyone pound dollar dollars euros give given needed closing alive local news stories matter straight
            briefing enter latest comment comments sort oldest newest rules house posting save copy print sponsor
            community love consider small amount possible fund funded generous doubled tax sponsor runs
            """
        ),
        (
            .request,
            """
            cookies tracking partnern partner dienstleister gerät informationen daten verarbeiten speichern nutzen nutzung seite setzen alle
            ablehnen verwalten jederzeit details werbung inhalte artikel lesen leser leserinnen monat monatlich euro jetzt hier bereits unbegrenzt
            zugriff zugang adresse zum login bestätigen mensch netzwerk anfragen lösen aufgabe fortzufahren aktivieren
            laden neu schalten ausschalten verweigert zeichen geben prüft geprüft sekunden unabhängig unabhängigen journalismus arbeit hilft
            helfen beitrag dank danke text gefallen teilen link geschickt freund newsletter folgen klicken weiter erlauben wählen stimmen
            ähnliche technologien klick zwecke dritte drittanbieter messung erklären weitere sicherheit verbindung
            überprüfung überprüfen menschlich beweisen häkchen bild kästchen plus profil kunde nutzer kommentar
            kommentieren kommentare verfassen bleiben informiert lokal lokalen betrag kleinen monate pro pass
            angebot wochen danach freischalten freigeschaltet vollzugriff paar klicks neue abschließen fortfahren
            sicherheitsabfrage automatisches programm kasse schätzen recherchen
            """
        ),
        (
            .request,
            """
            vie privée partenaires appareil informations données personnelles traiter accepter acceptez accepte refuser refusez gérer
            choix moment paramètres audience site page mesure continuer poursuivre naviguer lire lecture lecteur suite article articles
            contenus accès mois euro euros déjà profitez créez adresse conditions utilisation lettre information recevez suffit
            confirmer humain réseau trafic inhabituel vérification secondes réessayez accès refusé case résolvez système aidez
            indépendante indépendants indépendant libres mot passe daccès larticle cet enquêtes merci aimé ponctuel mensuel carte virement impôts chaque
            compte maintenant partager lien envoyé ami cliquez ici newsletter tout
            navigation poursuivant proposer services adaptés centres intérêt finalités tiers similaires technologies
            clic cliquant cocher prouver humaine sécurité connexion vérifier identité bouton bloqué offre mensuelle
            semaine semaines formule abonnez découvrez média médias indépendance vit grâce montant petit
            participation contribuer participez commentaire commentaires modération charte utilisateur profil
            dessous
            lisez bienvenue profite liberté donnez
            """
        ),
        (
            .request,
            """
            socios dispositivo información datos personales almacenar tratar aceptar acepta aceptas rechazar configurar configuración
            preferencias sitio página terceros retirar continuar seguir leyendo leer navegar lectores lector acceso mes euro euros
            artículo artículos contenido exclusivo cancela inicia disfruta cree crea pruebe límite edición digital términos condiciones correo ya eres
            confirma confirme humano red tráfico inusual activa desactive comprobando segundos denegado resuelve demostrar vuelve cargar inténtelo
            ayúdanos independientes independiente periodismo gracias gustado mensual puntual tarjeta ahora cada cuenta compartir enlace
            enviado amigo haz clic aquí
            propias analizar servicios mostrarte relacionada hábitos navegación similares tecnologías finalidades
            botón humana verifica verifique completando acción comprobar comprobamos seguridad conexión necesitamos
            solo entra oferta semanas anual plan lee léelo apoya económico económica permite publicando café
            invítanos medio medios libre libres pequeña cantidad comentar comentarios normas usuario usuarios
            nuestros servicio desde
            """
        ),
        (
            .request,
            """
            parceiros dispositivo informações dados pessoais guardar tratar aceitar aceite aceita aceitas recusar rejeitar gerir
            preferências site página política utilizamos usamos tecnologias experiência continuar lendo ler leitura navegar navegando leitores leitor acesso
            mês euro euros artigo matérias matéria conteúdo exclusivo cancele assinante edição digital termos uso já limite atingiu entre
            confirme humano rede tráfego incomum ative desative verificando segundos negado resolva provar recarregue tente novamente
            ajude independentes independente jornalismo obrigado gostou mensal única cartão agora cada conta compartilhar partilhar
            link enviado amigo clique aqui
            similares finalidades clicar botão verifique segurança conexão ação precisamos oferta semanas anual
            plano planos caso contrário leia descrito concorda conteúdos serviços próprios colabora colaborar
            económico financeiro permite publicar independência livre pequeno valor comentar comentários regras
            usuário utilizadores partir
            permitir guardemos aparelho sítio utilização
            """
        ),
        (
            .request,
            """
            partner dispositivo informazioni dati personali archiviare larticolo trattare accettare accetta accetti rifiutare rifiuta gestire preferenze
            sito pagina terze impostazioni revocare momento continuare continua leggere leggi navigare lettori lettore limiti mese euro
            articolo articoli contenuto servizio termini indirizzo già limite raggiunto crea edizione digitale
            conferma umano rete traffico insolito attiva disattiva verificando secondi negato risolvi dimostrare ricarica riprova proseguire
            aiutaci indipendenti indipendente giornalismo grazie piaciuto mensile tantum carta adesso ogni conta condividi condividere link
            inviato amico clicca qui diventa
            simili tecnologie tecniche selezionate clic cliccando pulsante umana verifica sicurezza connessione
            azione offerta settimane settimana annuale piano utenti registrati inserisci profilo apprezzi lavoro
            considera piccola piccolo aiuterà aiuta offrire informazione libera libero indipendenza contribuire
            commentare commenti regole finalità altre scegli acconsento scopri sconto
            acconsenti informativa estesa saperne
            """
        ),
        (
            .request,
            """
            partners apparaat informatie gegevens verwerken opslaan plaatsen accepteren akkoord weigeren intrekken voorkeuren website site pagina derden
            instellingen aanpassen doorgaan verder lezen lezers lezer toegang maand maandelijks euro artikel artikelen alles weken digitale krant al hier
            nodig maak aan bevestig mens netwerk verkeer ongewoon schakel laad gecontroleerd seconden geweigerd bewijzen probeer opnieuw
            doorgestuurd help onafhankelijk onafhankelijke journalistiek bedankt dankzij vond goed eenmalig elke telt nu belasting afhankelijk delen link
            verstuurd vriend klik
            functionele analytische soortgelijke technieken doeleinden toestaan toe knop menselijk controleer
            controleren beveiliging verbinding actie aanbieding week proefperiode premium lees direct kies profiel
            gebruiker waardeer werk kleine overweeg helpt vrije onafhankelijkheid bijdragen reageren reacties regels
            wijzigen
            """
        ),
        (
            .commentControl,
            """
            reply replies report flag antworten melden répondre signaler responder denunciar reportar rispondi segnala
            reageer beantwoorden beantwoord meld
            """
        ),
        (
            .commentHeading,
            """
            comments comment replies conversation discussion kommentare kommentar leserkommentare kommentieren diskutieren diskussion
            commentaires commentaire réactions réaction réagir comentarios comentario opinión respuestas comentários comentário respostas
            commenti commento risposte reacties reactie antwoorden
            """
        ),
    ]
}
