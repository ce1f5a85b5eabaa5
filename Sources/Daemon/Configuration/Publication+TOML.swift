import struct FoundationEssentials.URL
import Glibc
import Storing
import TextKit
import TOMLKit

extension Configuration {
    /// The `[[publish]]` tables. Each has a folder of its own, since the files in it have fixed names.
    mutating func readPublications(_ root: TOMLTable, in file: ConfigurationFile) {
        guard let value = root["publish"] else { return }
        guard let array = value.array, array.allSatisfy({ $0.table != nil }) else {
            let line = file.outline.line(of: "publish", in: nil)
            return file.report(
                line: line, key: "publish", "found \(describe(value)); write [[publish]] above the keys of each")
        }
        for (index, element) in array.enumerated() {
            guard let table = element.table else { continue }
            var reader = TableReader(table, name: "publish", index: index, in: file)
            if let publication = readPublication(&reader) { publications.append(publication) }
            reader.finish()
        }
    }

    private func readPublication(_ table: inout TableReader) -> Publication? {
        var folder = ""
        let name = table.string("name")
        table.readFolder("folder", into: &folder, paths)
        var publication = Publication(name: name ?? "", folder: folder)
        var title: String?
        table.read("title", into: &title)
        if let title { publication.title = title }
        table.read("tag", into: &publication.query.tag)
        readQuery(&table, into: &publication.query)
        var formats = Publication.Format.allCases.map(\.rawValue)
        table.read("formats", into: &formats) { text in
            Publication.Format(rawValue: text) == nil
                ? .wrong("is no format; allowed are \"atom\", \"rss\", \"json\", \"html\"") : .value(text)
        }
        publication.formats = Set(formats.compactMap(Publication.Format.init))
        if formats.isEmpty { table.fail("formats", "is empty; leave the key out for all") }
        table.read("items", into: &publication.items, 1...10_000)
        table.read("images", into: &publication.images)
        table.read("base-url", into: &publication.baseURL) { text in
            text.isWebAddress && WebAddress(text) != nil
                ? .value(text.hasSuffix("/") ? text : text + "/")
                : .wrong("is no web address; write it like \"https://example.org/news/\"")
        }
        guard let name else {
            if table.table["name"] == nil { table.fail(nil, "has no name; 'dateline publish NAME' needs one") }
            return nil
        }
        guard !folder.isEmpty else {
            if table.table["folder"] == nil { table.fail(nil, "\(quoted(name)) has no folder to be published in") }
            return nil
        }
        if name.isEmpty { table.fail("name", "is empty") }
        for other in publications {
            if other.name == name { table.fail("name", "\(quoted(name)) stands above already") }
            if other.folder == folder {
                table.fail(
                    "folder",
                    "\(folder) is the folder of \(quoted(other.name)) already: both would write the same files")
            }
        }
        return publication
    }

    private func readQuery(_ table: inout TableReader, into query: inout PublicationQuery) {
        let (words, saved) = (table.string("search"), table.string("saved"))
        if words != nil, saved != nil { table.fail("saved", "stands beside search; one of them is allowed") }
        if let saved {
            guard let search = searches[saved] else {
                let known = searches.isEmpty ? "[searches] has none" : hint(for: saved, among: searches.keys.sorted())
                return table.fail("saved", "no search is saved as \(quoted(saved)); \(known)")
            }
            query.words = search
        }
        guard let words else { return }
        if table.takesSearch("search", words) { query.words = words }
    }

    /// What is wrong with the folders as they are now, for the one who would publish.
    package var publicationProblems: [ConfigurationProblem] {
        publications.compactMap { publication in
            var folder = publication.folder
            // It is made, with those above it, when it is needed.
            while FileStamp(path: folder) == nil, folder != "/" { folder = parentFolder(folder) }
            let problem: String
            if FileStamp(path: folder)?.isFolder != true {
                problem = "\(folder) is no folder"
            } else if unsafe access(folder, W_OK | X_OK) != 0 {
                problem = "\(folder) cannot be written: \(FileFailure(code: errno))"
            } else {
                return nil
            }
            return ConfigurationProblem(
                file: paths.configurationFile, key: "publish.folder", "of \(quoted(publication.name)): \(problem)")
        }
    }
}

extension TableReader {
    /// Whether a text can be searched for; else says what is wrong with it.
    mutating func takesSearch(_ key: String, _ text: String) -> Bool {
        do throws(SearchMistake) {
            if try SearchQuery.parse(text) != nil { return true }
            fail(key, "\(quoted(text)) looks for nothing")
        } catch {
            fail(key, "\(quoted(text)): at character \(error.place + 1): \(error)")
        }
        return false
    }

    /// A folder that need not exist yet. A relative one is meant from the configuration's folder.
    fileprivate mutating func readFolder(_ key: String, into target: inout String, _ paths: Paths) {
        guard let text = string(key) else { return }
        // Two spellings of one folder are one.
        let path = URL(fileURLWithPath: paths.resolve(text)).standardized.path
        guard !text.isEmpty, path != "/" else { return fail(key, "\(quoted(text)) names no folder") }
        target = path
    }
}
