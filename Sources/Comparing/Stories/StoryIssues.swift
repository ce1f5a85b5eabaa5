/// Tells the issues of a series apart: what one feed prints again under another name and date is another story, however
/// much of it is the same, and a text that a site prints under many of its items is the site's own.
extension StoryFinder {
    /// - Parameter hasRecording: the item comes with a sound or a film.
    func tellIssuesApart(_ candidates: inout [Candidate], _ printing: StoryPrinting, hasRecording: Bool) {
        /// Stories one of whose items is an earlier issue: what was found to be a copy of that is none of this.
        var earlierIssues: Set<Int64> = []
        for index in candidates.indices {
            let candidate = candidates[index]
            guard candidate.evidence.sameSite, candidate.score > StoryWeights.copy || candidate.evidence.isReprint
            else { continue }
            let other = candidate.member.printing
            let isOneDay = other.date != nil && other.date == printing.date
            let isOneRecording = !hasRecording || candidate.name?.isRecording == true
            if isOneDay && isOneRecording { continue }
            candidates[index].isApart =
                candidate.isOther(inOneFeed: other.feed == printing.feed)
                || other.feed == printing.feed && Self.areFarApart(other.date, printing.date)
            if candidates[index].isApart, candidate.evidence.isReprint { earlierIssues.insert(candidate.member.story) }
        }
        let series = Self.storiesOfSeries(candidates)
        for index in candidates.indices where candidates[index].name == nil {
            let (story, isWhole) = (candidates[index].member.story, candidates[index].evidence.isWhole)
            if earlierIssues.contains(story) || isWhole && series.contains(story) { candidates[index].isApart = true }
        }
    }

    /// An article that grows does so for days; what comes later is another edition.
    private static func areFarApart(_ date: Int64?, _ other: Int64?) -> Bool {
        guard let date, let other else { return false }
        let (distance, isFar) = max(date, other).subtractingReportingOverflow(min(date, other))
        return isFar || distance > 7 * 86_400_000
    }

    /// Whether two stories are issues that one site has printed of the same text, or under one template: however much each
    /// is like an item, it makes them no one story.
    func areIssues(_ some: [Candidate], _ others: [Candidate]) -> Bool {
        others.contains { other in
            other.score > StoryWeights.copy
                && some.contains { one in
                    one.score > StoryWeights.copy && one.member.site == other.member.site
                        && (one.evidence.isReprint && other.evidence.isReprint
                            || other.evidence.titles < StoryWeights.sameHeadline)
                }
        }
    }

    /// Stories of a site that has printed the same text in several: it is evidence for none of them.
    private static func storiesOfSeries(_ candidates: [Candidate]) -> Set<Int64> {
        var series: Set<Int64> = []
        for (place, one) in candidates.enumerated() where one.evidence.isWhole {
            for other in candidates[..<place]
            where other.evidence.isWhole && other.member.site == one.member.site
                && other.member.story != one.member.story
            {
                series.formUnion([one.member.story, other.member.story])
            }
        }
        return series
    }
}

extension StoryFinder.Candidate {
    /// Whether it is another issue, being of another day, or with another recording.
    fileprivate func isOther(inOneFeed: Bool) -> Bool {
        // An article that grows is printed anew under its headline, or nearly so.
        let isHeadlineOther = evidence.titles < StoryWeights.sameHeadline || evidence.isFollowUp
        if inOneFeed {
            return evidence.isReprint || evidence.isSeries || isHeadlineOther
                || evidence.innerCount < StoryWeights.shortestReprint
        }
        return name == nil && isHeadlineOther
    }
}

extension StoryEvidence {
    /// A site begins anew under another headline, and repeats what it had written before as the background.
    fileprivate var isFollowUp: Bool {
        isLeadOther && titles < 1 && innerCount >= StoryWeights.shortestReprint
    }

    /// Both texts are the same but for a date or a number: a text that somebody wrote on has grown by more.
    fileprivate var isReprint: Bool {
        innerCount >= StoryWeights.shortest && min(containment, coverage) >= StoryWeights.sameText
    }
}
