import TextKit

extension WordTraits {
    static let wordLists = styleLists + MonthNames.numbersInText.keys.map { (.month, $0) } + requestLists

    /// English, German, French, Spanish, Portuguese, Italian, Dutch: a row each.
    private static let styleLists: [(WordTraits, String)] = [
        (
            .style,
            """
            mr mrs ms miss dr prof professor sir lord lady president senator minister secretary said says say saying told tells stated
            added adds explained reporters according monday tuesday wednesday thursday friday saturday sunday yesterday today
            tomorrow tonight earlier later this last next week the a an and as well & but yet though however that which who whom because
            since while whereas will would is are was were be been being has have had can could may might must to of in on at by for
            from with about around some over under more less than also too very about us usa united states america american uk
            britain british kingdom eu european union un nations percent per cent not it its he she they his her their
            """
        ),
        (
            .style,
            """
            herr frau dr prof professor präsident minister kanzler sagte sagt erklärte teilte mit berichtete zufolge laut nach angaben
            montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag gestern heute morgen am vorabend der die das
            den dem des ein eine einer einem einen und oder aber doch dass weil da während wird werden würde ist sind war waren sei
            seien hat haben hatte kann könnte muss zu von in im an auf bei für aus mit über unter etwa rund mehr weniger als auch sehr
            usa us vereinigte staaten amerika eu europäische union uno vereinten nationen prozent nicht es er sie
            """
        ),
        (
            .style,
            """
            m mme mlle dr professeur président ministre dit déclaré indiqué affirmé ajouté expliqué annoncé selon daprès lundi mardi
            mercredi jeudi vendredi samedi dimanche hier aujourdhui demain le la les l un une des du de et ou mais que qui parce car
            tandis est sont était étaient sera seront serait a ont avait peut pourrait doit à au aux en dans sur par pour avec
            environ quelque plus moins aussi très états unis usa ue union européenne onu nations unies cent ne pas il elle
            """
        ),
        (
            .style,
            """
            sr sra don doña dr doctor presidente ministro dijo declaró afirmó señaló explicó añadió informó según lunes martes
            miércoles jueves viernes sábado domingo ayer hoy mañana el la los las un una de del y e o pero que quien porque mientras
            es son era eran será serán sería ha han había puede podría debe a al en con por para sobre unos cerca más menos también muy
            eeuu ee uu estados unidos ue unión europea onu naciones ciento no se lo su sus
            """
        ),
        (
            .style,
            """
            sr sra dr doutor presidente ministro disse declarou afirmou explicou acrescentou informou segundo segunda
            terça quarta quinta sexta sábado domingo ontem hoje amanhã o a os as um uma de do da dos das e ou
            mas que quem porque enquanto é são era eram será serão seria tem têm tinha pode poderia deve em no na com por para sobre
            cerca mais menos também muito eua estados unidos ue união europeia onu nações cento não se seu sua
            """
        ),
        (
            .style,
            """
            signor signora dott dottor presidente ministro detto dichiarato affermato spiegato aggiunto riferito secondo lunedì martedì
            mercoledì giovedì venerdì sabato domenica ieri oggi domani il lo la i gli le un uno una di del della dei e ed o ma che chi
            perché mentre è sono era erano sarà saranno sarebbe ha hanno aveva può potrebbe deve a al in nel con per su circa più meno
            anche molto usa stati uniti ue unione europea onu nazioni cento non si suo sua
            """
        ),
        (
            .style,
            """
            meneer mevrouw dr prof professor president minister zei zegt verklaarde meldde liet weten volgens maandag dinsdag woensdag
            donderdag vrijdag zaterdag zondag gisteren vandaag morgen de het een en of maar dat die omdat terwijl zal zullen zou is
            zijn was waren heeft hebben had kan kon moet te van in op aan bij voor uit met over onder ongeveer ruim meer minder dan
            ook zeer vs verenigde staten eu europese unie vn naties procent niet hij zij
            """
        ),
        (
            [.measure, .style],
            """
            metres meters metre meter m feet foot ft yards yard inches inch centimetres centimeters cm millimetres mm kilometres kilometers
            kilometre kilometer km miles mile mph kph kmh knots square cubic hectares hectare acres acre kilograms kilogram kilos kg
            grams g pounds pound lb lbs ounces oz tonnes tonne tons ton litres liters litre liter gallons gallon pints barrels degrees
            celsius fahrenheit c f stone
            """
        ),
        (
            [.measure, .style],
            """
            fuß zoll meilen meile kilometern metern hektar quadratmeter quadratkilometer pfund gramm tonnen liter fass grad stundenkilometer
            mètres mètre kilomètres pieds pouces milles hectares carrés livres kilos grammes tonnes litres barils degrés metros metro
            kilómetros pies pulgadas millas hectáreas cuadrados libras gramos toneladas litros barriles grados quilômetros
            quilómetros pés polegadas milhas quadrados quilos gramas barris graus metri chilometri piedi pollici miglia ettari
            quadrati libbre chili grammi tonnellate litri barili gradi kilometer voet mijl hectare vierkante pond gram ton vaten graden
            dollars dollar euros euro pounds sterling crowns francs yen yuan roubles rupees dólares libras dollari
            """
        ),
    ]
}
