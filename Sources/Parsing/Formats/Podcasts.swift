import FeedModel
import TextKit

/// What iTunes and Podcasting 2.0 say of a show and its episodes.
extension FeedReading {
    func readPodcast(_ channel: Element, into feed: inout Feed) {
        feed.isExplicit = flag(channel.text(.itunesExplicit, .googlePlayExplicit))
        feed.isBlocked = flag(channel.text(.itunesBlock, .googlePlayBlock))
        feed.newFeedURL = address(channel.first(.itunesNewFeedURL)).map(withoutLogin)
        var podcast = JSONObject()
        podcast.set("type", channel.text(.itunesType)?.lowercased())
        podcast.set("subtitle", plain(channel, .itunesSubtitle))
        podcast.set("complete", flag(channel.text(.itunesComplete)))
        podcast.set("new_feed_url", feed.newFeedURL)
        podcast.set("guid", channel.text(.podcastGUID))
        podcast.set("medium", channel.text(.podcastMedium)?.lowercased())
        podcast.set("locked", flag(channel.text(.podcastLocked)))
        if let funding = channel.first(.podcastFunding) {
            var object = JSONObject()
            object.set("url", address(funding, "url"))
            object.set("message", plain(of: funding))
            podcast.set("funding", object)
        }
        podcast.set("location", plain(channel, .podcastLocation))
        feed.podcast = podcast
    }

    func readEpisode(_ element: Element, into item: inout Item) {
        item.isExplicit = flag(element.text(.itunesExplicit, .googlePlayExplicit))
        item.isBlocked = flag(element.text(.itunesBlock, .googlePlayBlock))
        item.season = element.text(.itunesSeason, .podcastSeason).flatMap { Int($0) }
        item.episode = element.text(.itunesEpisode, .podcastEpisode)
        item.transcriptURL = address(element.first(.podcastTranscript), "url")
        item.chaptersURL = address(element.first(.podcastChapters), "url")
        for chapter in element.all(.chapter, in: .chapters) {
            guard let start = chapter.attribute("start").flatMap(startSeconds) else { continue }
            var entry = Chapter(startSeconds: start)
            entry.title = chapter.attribute("title")
            entry.url = address(chapter, "href")
            entry.image = address(chapter, "image")
            item.chapters.append(entry)
        }
    }

    private func startSeconds(_ text: String) -> Double? {
        text.allSatisfy { "0:.".contains($0) } && !text.isEmpty ? 0 : seconds(ofDuration: text)
    }

    /// "yes", "true", "explicit"; "no", "false", "clean".
    func flag(_ text: String?) -> Bool? {
        switch text?.lowercased() {
        case "yes", "true", "explicit", "1": true
        case "no", "false", "clean", "0": false
        default: nil
        }
    }
}
