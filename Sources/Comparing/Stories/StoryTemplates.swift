/// Tells apart what was filled into one template, and what one site wrote anew over the background of another article.
extension StoryFinder {
    /// - Parameter text: of the item that was compared with `candidates`.
    func tellTemplatesApart(_ candidates: inout [Candidate], _ text: StoryText?) {
        guard candidates.contains(where: { $0.evidence.isExchangedAlone }) else { return }
        let names = text?.names ?? []
        for index in candidates.indices where candidates[index].name == nil {
            if candidates[index].evidence.isOtherOfTemplate(names: names) { candidates[index].isApart = true }
        }
    }
}

extension StoryEvidence {
    /// The two texts are the same but for what is exchanged in them.
    fileprivate var isExchangedAlone: Bool {
        guard exchanged.innerCount + dates.innerCount > 0, innerCount >= StoryWeights.shortest else { return false }
        let same = wordForWord * Double(innerCount)
        let inner = same + Double(exchanged.innerCount + dates.innerCount)
        let outer = same + Double(exchanged.outerCount + dates.outerCount)
        return min(inner / Double(innerCount), outer / Double(outerCount)) >= StoryWeights.sameTemplate
    }

    /// Whether a name or a day is exchanged. Of an agency's longer text a name may have been mended.
    /// - Parameter names: the words of the newer text that are always written with a capital.
    fileprivate func isOtherOfTemplate(names: Set<StoryWord>) -> Bool {
        guard isExchangedAlone, innerCount <= (sameAgency ? StoryWeights.longestOfAgency : StoryWeights.longestTemplate)
        else { return false }
        return dates.innerCount > 0 || !newerExchanged.isDisjoint(with: names)
    }
}
