/// What a site prints around its articles: the lines that stand on more than one of its pages.
struct PageBoilerplate {
    private let lines: Set<Substring>

    /// - Parameter texts: of pages of one site.
    init(of texts: [String]) {
        var (once, often): (Set<Substring>, Set<Substring>) = ([], [])
        for text in texts {
            for line in Set(text.split(separator: "\n")) where !once.insert(line).inserted { often.insert(line) }
        }
        lines = often
    }

    var isEmpty: Bool { lines.isEmpty }

    /// Two texts without it: neither what stands on other pages of the site, nor what has taken its place, or had it.
    func leftOut(of old: String, _ new: String) -> (old: String, new: String) {
        let (oldLines, newLines) = (old.split(separator: "\n"), new.split(separator: "\n"))
        var (left, right) = (Set(oldLines.indices), Set(newLines.indices))
        for hunk in difference(oldLines, newLines) where hunk.old.count == hunk.new.count {
            guard oldLines[hunk.old].allSatisfy(lines.contains) || newLines[hunk.new].allSatisfy(lines.contains) else {
                continue
            }
            left.subtract(hunk.old)
            right.subtract(hunk.new)
        }
        func text(_ all: [Substring], _ places: Set<Int>) -> String {
            places.sorted().map { all[$0] }.filter { !lines.contains($0) }.joined(separator: "\n\n")
        }
        return (text(oldLines, left), text(newLines, right))
    }
}
