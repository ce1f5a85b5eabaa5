import Comparing
import FeedModel
import Foundation
import Storing

// The items of a feed.
extension PostgresChangeRows {
    func insert(_ item: Item, _ keys: IdentityKeys, names: [ItemKey], of feed: Int64, at now: Date) throws -> Int64 {
        let number = numbered.next(\.item)
        transaction.insert(
            number, feed, keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source,
            now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds, into: .items)
        transaction.add(names, of: number)
        cache.items[number] = CommitCache.ItemRow(revision: 1, state: 0)
        cache.printings[number] = StoryPrinting(
            feed: feed, date: (item.datePublished ?? item.dateModified)?.milliseconds)
        cache.storyItems[number] = nil
        cache.texts.add(item: number)
        return number
    }

    func keepRevision(
        _ reference: ItemReference, _ content: Item, document: String, facts: JSONObject, sharedBy others: [Int64],
        at now: Date
    ) throws {
        let texts = try keepTexts(html: content.contentHTML, text: content.contentText, sharedBy: others)
        let document = document.withoutEscapedNUL
        transaction.insert(
            reference.number, reference.revision, now.milliseconds, document, texts.html, texts.text, facts.stored,
            into: .revisions)
        cache.texts.give([texts.html, texts.text], to: reference.number)
        noteText(of: reference, content, document)
    }

    /// What the item's newest revision has from now on.
    private func noteText(of reference: ItemReference, _ content: Item, _ document: String) {
        let number = reference.number
        cache.documents[number] = document
        cache.heldTexts.forget(number)
        let feed = cache.references[number]?.feed ?? cache.printings[number].flatMap { cache.feeds[$0.feed]?.reference }
        guard let feed else { return cache.references.forget(number) }
        func kept(_ text: String?) -> String? { text?.isEmpty ?? true ? nil : text }
        cache.references[number] = CommitCache.Reference(
            feed: feed, revision: Int64(reference.revision), document: document, html: kept(content.contentHTML),
            text: kept(content.contentText))
    }

    func keepRevision(
        _ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> ItemReference {
        let number = old.revision + 1
        transaction.later(
            "UPDATE items SET revision = $1, last_revised = $2, published = $3, modified = $4 WHERE id = $5", number,
            now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds, old.number)
        cache.items.change(old.number) { $0.revision = Int64(number) }
        noteDates(of: old.number, item)
        let reference = ItemReference(number: old.number, revision: number, json: revision.item.json)
        try keepRevision(
            reference, revision.item, document: JSONValue.object(reference.json.removingContents).encoded,
            facts: revision.heldFacts, sharedBy: likelySharers(of: old.number), at: now)
        return reference
    }

    func rename(_ old: HeldItem, _ keys: IdentityKeys, of feed: Int64) throws {
        transaction.later(
            """
            UPDATE items SET guid = $1, link = $2, title_hash = $3, text_hash = $4, fingerprint = $5, source = $6
            WHERE id = $7
            """, keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source, old.number)
        cache.touch(old.number)
        let (gone, names) = (old.keys.names(in: feed), keys.names(in: feed))
        guard gone != names else { return }
        let before = try formerNames(of: old.number)
        let former = FormerNames.kept(before, gone, besides: names)
        transaction.later("UPDATE items SET former_names = $1 WHERE id = $2", former.data, old.number)
        cache.items.change(old.number) { $0.formerNames = former }
        transaction.replaceKeys(before + gone, by: former + names, of: old.number)
    }

    private func formerNames(of item: Int64) throws -> [ItemKey] { try cache.item(item)?.formerNames ?? [] }

    func rename(pruned number: Int64, _ keys: IdentityKeys, of feed: Int64) throws {
        let before = try formerNames(of: number)
        let names = PrunedItem.names(keys.names(in: feed), before.reversed())
        transaction.later(
            "UPDATE items SET source = $1, former_names = $2 WHERE id = $3 AND state = 2", keys.source, names.data,
            number)
        cache.items.change(number) { $0.formerNames = names }
        cache.touch(number)
        transaction.replaceKeys(before, by: names, of: number)
    }

    func leave(_ pruned: [Int64], at now: Date) throws {
        guard !pruned.isEmpty else { return }
        transaction.later(
            "UPDATE items SET last_revised = $1 WHERE id = ANY($2) AND state = 2", now.milliseconds, pruned)
    }

    func moveDates(_ old: HeldItem, _ item: Item) throws {
        transaction.later(
            "UPDATE items SET published = $1, modified = $2 WHERE id = $3", item.datePublished?.milliseconds,
            item.dateModified?.milliseconds, old.number)
        noteDates(of: old.number, item)
        guard let stored = try cache.document(old.number) else { return }
        let document = try JSONObject(stored: stored).settingDates(of: item).stored
        transaction.later(
            "UPDATE revisions SET document = $1 WHERE item = $2 AND number = $3", document, old.number, old.revision)
        cache.documents[old.number] = document
        cache.heldTexts.forget(old.number)
        cache.references.change(old.number) { $0.document = document }
    }

    private func noteDates(of number: Int64, _ item: Item) {
        cache.printings.change(number) { $0.date = (item.datePublished ?? item.dateModified)?.milliseconds }
        cache.noteChange(ofItem: number)
    }

    /// No version of a store in PostgreSQL has taken any away.
    func lackingFacts(_ items: [Int64]) throws -> Set<Int64> { [] }
    func giveBackFacts(of old: HeldItem, from entry: Item) throws {}

    func drop(_ number: Int64, by rule: DroppingRule, at now: Date) throws {
        transaction.later("UPDATE items SET state = 3 WHERE id = $1", number)
        cache.items.change(number) { $0.state = 3 }
        cache.touch(number)
        transaction.later(
            """
            INSERT INTO dropped_items (item, at, rule, expression) VALUES ($1, $2, $3, $4)
            ON CONFLICT (item) DO UPDATE SET at = excluded.at, rule = excluded.rule, expression = excluded.expression
            """, number, now.milliseconds, rule.name, rule.text)
    }

    func release(_ number: Int64, at now: Date) throws {
        transaction.later("UPDATE items SET state = 0, first_seen = $1 WHERE id = $2", now.milliseconds, number)
        transaction.later("DELETE FROM dropped_items WHERE item = $1", number)
        cache.items.change(number) { $0.state = 0 }
        cache.touch(number)
    }
}
