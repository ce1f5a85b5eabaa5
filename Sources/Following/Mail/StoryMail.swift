import Comparing
import Daemon
import FeedModel
import Foundation
import Storing
import TextKit

/// Events as letters: one thread a story, in which copies and revisions are replies.
///
/// A letter's Message-ID says whose it is, so that it is the same at each try: an item's first is `item-N`, later ones
/// are `event-SEQ`. A reply names the item's own, and that of the story's original before it; whether these were sent is
/// not asked, since readers of mail make threads of letters that name the same missing one.
package struct StoryMail: Sendable {
    let access: StoreAccess
    let sender: String
    let recipient: String

    package init(_ access: StoreAccess, from sender: String, to recipient: String) {
        (self.access, self.sender, self.recipient) = (access, sender, recipient)
    }

    /// - Throws: `StoreError`.
    func message(_ event: ToldEvent) throws -> MailMessage {
        let words = EventWords(event: event)
        let place = try place()
        func id(_ item: Int64) -> String { "item-\(item)@\(place)" }
        let isFirst = event.kind == .new || event.kind == .duplicate
        let own = event.mark.item.map(id)
        var message = MailMessage(
            sender: sender, recipient: recipient, date: event.mark.at,
            id: isFirst ? own ?? "event-\(event.mark.seq)@\(place)" : "event-\(event.mark.seq)@\(place)")
        (message.author, message.subject) = (words.feed, words.subject)
        let original = event.json["_dateline"]?["original"]?.int.map { id(Int64($0)) }
        message.references = [original, isFirst ? nil : own].compactMap(\.self)
        message.inReplyTo = message.references.last
        message.facts = facts(event, words)
        let body = StoryMailBody(event: event, words: words, changes: try changes(of: event))
        (message.text, message.html) = (body.text, body.html)
        return message
    }

    /// Several in one letter, a line each.
    func letter(_ delivery: Delivery) throws -> MailMessage {
        guard delivery.events.count > 1 || delivery.isDigest else { return try message(delivery.events[0]) }
        let last = delivery.events[delivery.events.count - 1]
        var message = MailMessage(
            sender: sender, recipient: recipient, date: last.mark.at, id: "events-\(delivery.key)@\(try place())")
        message.author = "Dateline"
        if delivery.isDigest {
            let digest = BacklogDigest(delivery)
            (message.subject, message.text, message.html) = (digest.subject, digest.text, digest.html)
            return message
        }
        let words = delivery.events.map { EventWords(event: $0) }
        message.subject = "\(words.count) news: \(words[0].subject)"
        message.text = words.map { "\($0.subject)\n\($0.feed)\n\($0.url ?? "")\n" }.joined(separator: "\n")
        let rows = words.map { "<li>\($0.linked($0.subject)) (\(escapingHTML($0.feed)))</li>\n" }
        message.html = "<ul>\n\(rows.joined())</ul>\n"
        return message
    }

    /// Tells this store's numbers from those of others.
    private func place() throws -> String {
        "\(hexadecimal(try access.store()?.identity() ?? 0)).dateline.invalid"
    }

    private func facts(_ event: ToldEvent, _ words: EventWords) -> [(name: String, value: String)] {
        var facts = [(name: "Dateline-Event", value: "\(event.mark.seq) \(event.kind?.rawValue ?? "other")")]
        if let story = words.story { facts.append((name: "Dateline-Story", value: "\(story)")) }
        return facts
    }

    /// Of a revision, by the texts before and after it; empty where these are held no longer.
    private func changes(of event: ToldEvent) throws -> [StoryMailBody.Change] {
        guard event.kind == .revised, let item = event.mark.item, let number = event.mark.revision,
            let revisions = try access.store()?.revisions(of: item),
            let old = revisions.last(where: { $0.number < number }), !old.isTextPruned
        else { return [] }
        let names = [("title", "title"), ("summary", "summary"), ("content", "content_text")]
        return names.compactMap { name, key in
            let lines = wordChanges(from: old.item[key]?.string ?? "", to: event.json[key]?.string ?? "").changedLines
            return lines.isEmpty ? nil : StoryMailBody.Change(field: name, lines: lines)
        }
    }

    /// An address that can stand in a header and on a command line: ASCII, one `@`, nothing that has a meaning there.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.first != "-"
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[],;:\\\"".utf8.contains($0) }
    }
}
