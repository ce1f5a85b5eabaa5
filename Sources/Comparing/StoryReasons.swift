import FeedModel

extension StoryEvidence {
    /// What the item format calls reasons: values that a person can check.
    /// - Parameter name: by which both items are known, where there is one.
    /// - Parameter credit: `reuters/2025-12-18`, where both credit it.
    package func reasons(name: String?, credit: String?) -> [String] {
        var reasons: [String] = []
        if let name { reasons.append(name) }
        if innerCount >= StoryWeights.shortest {
            let isSame = min(containment, coverage) > 0.995
            reasons.append(isSame ? "same-text" : "near-text:\(rounded(containment))")
        }
        if let credit { reasons.append("wire-credit:\(credit)") }
        if titles > 0.995 { reasons.append("same-title") }
        return reasons
    }

    /// All that was weighed, a line each: what it is, its value, and what it adds to the sum.
    package var lines: [(name: String, value: String, weight: Double)] {
        var lines: [(name: String, value: String, weight: Double)] = [
            ("containment", "\(rounded(containment)) of the shorter text (\(innerCount) words) stands in the longer, in order", 0),
            ("coverage", "\(rounded(coverage)) of the longer text (\(outerCount) words) stands in the shorter", 0),
            ("stretches", "\(runs) shared, the longest of \(longestRun) words, \(substitutions) exchanges of a few words between them", 0),
            ("numbers", "\(sameNumbers) the same at the same place, \(otherNumbers) others", 0),
            ("titles", "\(rounded(titles)) of their words shared", 0),
        ]
        if isSeries { lines.append(("series", "the titles differ in numbers alone", 0)) }
        if isCollection { lines.append(("collection", "one of them quotes several stories", 0)) }
        if otherDate { lines.append(("datelines", "of two days", 0)) }
        for (name, (value, weight)) in zip(StoryWeights.names, zip(features, StoryWeights.values)) {
            lines.append((name, "\(rounded(value))", value * weight))
        }
        return lines
    }
}

extension WireCredit {
    /// `reuters/2025-12-18`
    /// - Parameter year: of the item, which a dateline leaves out.
    package func reason(year: Int?) -> String? {
        agency.map { agency in agency.id + (date.map { "/" + $0.text(year: year) } ?? "") }
    }
}

/// Two digits behind the point: 0.97.
package func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100)." + (abs(hundredths % 100) < 10 ? "0" : "") + "\(abs(hundredths % 100))"
}
