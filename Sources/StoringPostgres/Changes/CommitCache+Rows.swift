import Comparing
import FeedModel
import Foundation
import Storing

// What is asked of feeds and items.
extension CommitCache {
    func feed(_ feed: Int64) throws -> FeedRow? {
        try ask(unless: feeds.isKnown(feed), [askFeeds([feed])])
        return feeds[feed]
    }

    func item(_ item: Int64) throws -> ItemRow? {
        try ask(unless: items.isKnown(item), [askItems([item])])
        return items[item]
    }

    func document(_ item: Int64) throws -> String? {
        try ask(unless: documents.isKnown(item), [askDocuments(of: [item])])
        return documents[item]
    }

    func reference(_ item: Int64) throws -> Reference? {
        try ask(unless: references.isKnown(item), [askReferences([item])])
        return references[item]
    }

    /// Takes back what a worker has claimed, with the commit. What is not its own any more is unknown then.
    func takeBack(_ kind: Claims.Kind, _ ids: [Int64], of worker: String) -> Question {
        Question(Claims.free(kind, ids, of: worker)) { result in
            let ends = result.rows.map { ($0["id"] as Int64, $0["until"] as Int64) }
            switch kind {
            case .feed: self.claimedFeeds.take(ids, ends)
            case .page: self.claimedPages.take(ids, ends)
            }
        }
    }

    func askFeeds(_ ids: [Int64]) -> Question {
        Question(
            "SELECT id, url, title, entries, habit, document <> '{}' AS is_read FROM feeds WHERE id = ANY($1)", ids
        ) { result in
            self.feeds.take(
                ids,
                result.rows.map { row in
                    let reference = FeedReference(id: row["id"], url: row["url"], title: row["title"])
                    return (
                        reference.id,
                        FeedRow(
                            entries: row["entries"], habit: row["habit"], hasDocument: row["is_read"],
                            reference: reference)
                    )
                })
        }
    }

    func askItems(_ ids: [Int64]) -> Question {
        Question(
            """
            SELECT id, revision, state, EXISTS (SELECT 1 FROM pages WHERE item = items.id AND stands), former_names
            FROM items WHERE id = ANY($1)
            """, ids
        ) { result in
            self.items.take(
                ids,
                result.rows.map { row in
                    let names = (row[4] as Data?).map([ItemKey].init(bytes:)) ?? []
                    return (row[0], ItemRow(revision: row[1], state: row[2], stands: row[3], formerNames: names))
                })
        }
    }

    func askDocuments(of ids: [Int64]) -> Question {
        Question(
            """
            SELECT item, document FROM revisions JOIN items ON items.id = item AND items.revision = number
            WHERE items.id = ANY($1)
            """, ids
        ) { self.documents.take(ids, $0.rows.map { ($0[0], $0[1]) }) }
    }

    func askReferences(_ ids: [Int64]) -> Question {
        Question(
            """
            SELECT items.id AS item, items.revision AS revision, revisions.document, html.body AS html, plain.body AS plain,
              feeds.id AS feed, feeds.url AS url, feeds.title AS title
            FROM items JOIN feeds ON feeds.id = items.feed
            JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
            LEFT JOIN texts AS html ON html.id = revisions.html
            LEFT JOIN texts AS plain ON plain.id = revisions.text
            WHERE items.id = ANY($1)
            """, ids
        ) { result in
            self.references.take(
                ids,
                result.rows.map { row in
                    let feed = FeedReference(id: row["feed"], url: row["url"], title: row["title"])
                    return (
                        row["item"],
                        Reference(
                            feed: feed, revision: row["revision"], document: row["document"], html: row["html"],
                            text: row["plain"])
                    )
                })
        }
    }

    func askTexts(of items: [Int64], hashes: [Int64]) -> Question {
        Question(
            """
            SELECT item, texts.id, texts.hash, texts.body FROM (
              SELECT item, unnest(ARRAY[html, text]) AS id FROM revisions WHERE item = ANY($1)
              UNION SELECT item, unnest(ARRAY[html, text, entry_html, entry_text]) FROM pages WHERE item = ANY($1)) AS used
            JOIN texts ON texts.id = used.id WHERE texts.hash = ANY($2)
            """, items, hashes
        ) { self.texts.take(items, hashes, $0.rows.map { ($0[0], $0[1], $0[2], $0[3]) }) }
    }
}
