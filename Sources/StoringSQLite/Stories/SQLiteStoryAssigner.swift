import Comparing
import GRDB
import Storing

typealias SQLiteStoryAssigner = StoryAssigner<StoryTables, CurrentKeys>

extension SQLiteStoryAssigner {
    init(_ db: Database, keys: CurrentKeys) { self.init(StoryTables(db: db), keys) }
}

extension CurrentKeys: StoryKeys {
    func index(besides item: Int64) -> SQLiteStoryIndex {
        SQLiteStoryIndex(db: store.db, found: postings, itself: item)
    }
}
