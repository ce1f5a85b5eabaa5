import TextKit

/// The elements that mean something to us, in the namespaces of `XMLNamespace`; the names are found whatever their
/// case, since feeds write "pubdate" and "PubDate" too.
enum XMLName: String, CaseIterable, Sendable {
    /// Any other element: its qualified name stands in the document.
    case other = ""

    // RSS of all versions.
    case rss, channel, item, items, title, link, description, guid, pubDate = "pubdate", author, category, comments
    case enclosure, source, image, url, width, height, cloud, ttl, skipHours = "skiphours", hour, skipDays = "skipdays"
    case day, docs, generator, copyright, language, managingEditor = "managingeditor", webMaster = "webmaster"
    case lastBuildDate = "lastbuilddate", textInput = "textinput", expirationDate = "expirationdate", fullItem =
        "fullitem"
    case body, content, name, email, uri, tags, keywords, date, updated, published, modified, created, icon, logo,
        summary
    case icbmLatitude = "lat", icbmLongitude = "long", rights, id, subtitle, entry, feed, html, opml, outline, head
    case text, dateCreated = "datecreated", dateModified = "datemodified", smallImage = "smallimage", creator
    // Channel Definition Format.
    case cdfAbstract = "abstract", cdfLastMod = "lastmod", cdfHref = "href", cdfA = "a"

    case rdfRDF = "rdf:rdf", rdfSeq = "rdf:seq", rdfLi = "rdf:li", rdfDescription = "rdf:description"
    case rdfValue = "rdf:value", rdfBag = "rdf:bag"

    case atomFeed = "atom:feed", atomEntry = "atom:entry", atomTitle = "atom:title", atomLink = "atom:link"
    case atomID = "atom:id", atomUpdated = "atom:updated", atomModified = "atom:modified"
    case atomPublished = "atom:published", atomIssued = "atom:issued", atomCreated = "atom:created"
    case atomAuthor = "atom:author", atomContributor = "atom:contributor", atomName = "atom:name", atomURI = "atom:uri"
    case atomURL = "atom:url", atomEmail = "atom:email", atomContent = "atom:content", atomSummary = "atom:summary"
    case atomCategory = "atom:category", atomRights = "atom:rights", atomCopyright = "atom:copyright"
    case atomSubtitle = "atom:subtitle", atomTagline = "atom:tagline", atomInfo = "atom:info"
    case atomGenerator = "atom:generator", atomIcon = "atom:icon", atomLogo = "atom:logo", atomSource = "atom:source"
    case atomLanguage = "atom:language", atomHomepage = "atom:homepage", atomImage = "atom:image"
    case atomDescription = "atom:description", atomPubDate = "atom:pubdate", atomGuid = "atom:guid"
    case atomItem = "atom:item", atomChannel = "atom:channel"

    case dcTitle = "dc:title", dcCreator = "dc:creator", dcAuthor = "dc:author", dcSubject = "dc:subject"
    case dcDescription = "dc:description", dcPublisher = "dc:publisher", dcContributor = "dc:contributor"
    case dcDate = "dc:date", dcIdentifier = "dc:identifier", dcSource = "dc:source", dcLanguage = "dc:language"
    case dcRights = "dc:rights", dcFormat = "dc:format", dcType = "dc:type"
    case dctermsIssued = "dcterms:issued", dctermsCreated = "dcterms:created", dctermsModified = "dcterms:modified"
    case dctermsAbstract = "dcterms:abstract", dctermsValid = "dcterms:valid", dctermsDate = "dcterms:date"
    case dctermsAlternative = "dcterms:alternative", dctermsRights = "dcterms:rights", dctermsCreator =
        "dcterms:creator"
    case dctermsAvailable = "dcterms:available", dctermsSubject = "dcterms:subject"

    case contentEncoded = "content:encoded", contentItems = "content:items"
    case xhtmlBody = "xhtml:body", xhtmlDiv = "xhtml:div", xhtmlHTML = "xhtml:html", xhtmlHead = "xhtml:head"

    case mediaContent = "media:content", mediaGroup = "media:group", mediaThumbnail = "media:thumbnail"
    case mediaTitle = "media:title", mediaDescription = "media:description", mediaCredit = "media:credit"
    case mediaCategory = "media:category", mediaKeywords = "media:keywords", mediaCopyright = "media:copyright"
    case mediaRating = "media:rating", mediaText = "media:text", mediaPlayer = "media:player", mediaHash = "media:hash"
    case mediaLicense = "media:license", mediaCommunity = "media:community", mediaPeerLink = "media:peerlink"
    case mediaAdult = "media:adult"

    case itunesAuthor = "itunes:author", itunesOwner = "itunes:owner", itunesName = "itunes:name"
    case itunesEmail = "itunes:email", itunesImage = "itunes:image", itunesLink = "itunes:link"
    case itunesCategory = "itunes:category", itunesKeywords = "itunes:keywords", itunesSummary = "itunes:summary"
    case itunesSubtitle = "itunes:subtitle", itunesTitle = "itunes:title", itunesExplicit = "itunes:explicit"
    case itunesBlock = "itunes:block", itunesDuration = "itunes:duration", itunesSeason = "itunes:season"
    case itunesEpisode = "itunes:episode", itunesEpisodeType = "itunes:episodetype", itunesType = "itunes:type"
    case itunesComplete = "itunes:complete", itunesNewFeedURL = "itunes:new-feed-url"
    case itunesOrder = "itunes:order"
    case googlePlayAuthor = "googleplay:author", googlePlayImage = "googleplay:image"
    case googlePlayDescription = "googleplay:description", googlePlayCategory = "googleplay:category"
    case googlePlayExplicit = "googleplay:explicit", googlePlayBlock = "googleplay:block"
    case googlePlayEmail = "googleplay:email", googlePlayOwner = "googleplay:owner"

    case podcastTranscript = "podcast:transcript", podcastChapters = "podcast:chapters"
    case podcastLocked = "podcast:locked", podcastFunding = "podcast:funding", podcastGUID = "podcast:guid"
    case podcastMedium = "podcast:medium", podcastPerson = "podcast:person", podcastSeason = "podcast:season"
    case podcastEpisode = "podcast:episode", podcastSoundbite = "podcast:soundbite"
    case podcastLocation = "podcast:location", podcastTrailer = "podcast:trailer", podcastLicense = "podcast:license"
    case podcastAlternateEnclosure = "podcast:alternateenclosure", podcastSource = "podcast:source"
    case podcastValue = "podcast:value", podcastImages = "podcast:images"
    case chapters = "psc:chapters", chapter = "psc:chapter"

    case slashComments = "slash:comments", wfwCommentRSS = "wfw:commentrss", wfwComment = "wfw:comment"
    case updatePeriod = "sy:updateperiod", updateFrequency = "sy:updatefrequency", updateBase = "sy:updatebase"
    case geoRSSPoint = "georss:point", geoRSSLine = "georss:line", geoRSSPolygon = "georss:polygon"
    case geoRSSBox = "georss:box", geoRSSWhere = "georss:where"
    case geoPoint = "geo:point", geoLat = "geo:lat", geoLong = "geo:long"
    case gmlPoint = "gml:point", gmlPos = "gml:pos", gmlPosList = "gml:poslist", gmlLineString = "gml:linestring"
    case gmlPolygon = "gml:polygon", gmlExterior = "gml:exterior", gmlInterior = "gml:interior"
    case gmlLinearRing = "gml:linearring", gmlEnvelope = "gml:envelope", gmlLowerCorner = "gml:lowercorner"
    case gmlUpperCorner = "gml:uppercorner"
    case feedburnerOrigLink = "feedburner:origlink", feedburnerOrigEnclosure = "feedburner:origenclosurelink"
    case pheedoOrigLink = "pheedo:origlink"
    case threadTotal = "thr:total", threadInReplyTo = "thr:in-reply-to"
    case appEdited = "app:edited", appControl = "app:control", appDraft = "app:draft"
    case historyComplete = "fh:complete", historyArchive = "fh:archive", deletedEntry = "at:deleted-entry"
    case license = "cc:license", adminGenerator = "admin:generatoragent", adminErrors = "admin:errorreportsto"

    private static let table = NameTable(allCases.dropFirst().map { (name: $0.rawValue, value: $0) })

    /// - Parameter key: `XMLNamespace.prefix` and the local name.
    static func find(_ key: [UInt8]) -> XMLName { table.find(key, key.indices) ?? .other }

    /// One of 64, for a set of names that may say "perhaps": the case's number.
    var bit: UInt64 { 1 << UInt64(unsafeBitCast(self, to: UInt8.self) & 63) }

    /// White space between the children of these means nothing.
    var holdsElementsOnly: Bool {
        switch self {
        case .rss, .channel, .item, .items, .rdfRDF, .rdfSeq, .atomFeed, .atomEntry, .atomSource, .atomAuthor,
            .atomContributor, .mediaGroup, .mediaContent, .image, .itunesOwner, .opml, .outline:
            true
        default: false
        }
    }
}
