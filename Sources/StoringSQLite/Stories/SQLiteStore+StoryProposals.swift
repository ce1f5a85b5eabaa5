import Comparing
import GRDB
import Storing

extension SQLiteStore {
    /// Finds the stories of all new items of `changes`, one after the other in the order in which they will be kept.
    /// - Returns: nil where only a transaction that writes can tell, or nothing is new.
    func proposeStories(of changes: [StoreChange]) async throws -> StoryProposals? {
        guard let keys, changes.contains(where: \.hasNewItems) else { return nil }
        return try await database.read { db in
            let stored = StoredKeys(db: db)
            let index = SQLiteStoryIndex(db: db, found: { try keys.postings(under: $0, beside: stored) }, itself: nil)
            do {
                return try StoryProposals(changes, in: index, snapshot: stored.keyFileState().generation) { host in
                    try StoryTables(db: db).site(host)
                }
            } catch is KeyFileInMotion {
                return nil
            }
        }
    }
}
