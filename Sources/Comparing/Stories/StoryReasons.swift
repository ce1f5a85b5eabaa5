import FeedModel
import TextKit

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

    /// Words of the shorter text that stand in the longer one in its order, and all of its.
    package var sharedWords: (shared: Int, all: Int) { (Int((containment * Double(innerCount)).rounded()), innerCount) }
    package var hasSameTitle: Bool { titles > 0.995 }
    /// It adds up to a copy.
    package var isCopy: Bool { score >= StoryWeights.copy }

    /// A piece of evidence, for a person.
    package struct Line: Sendable {
        package let name: String
        package let value: String
        /// What it adds to the sum; nil for what stands beside it.
        package let weight: Double?
    }

    /// What was found, and what of it was weighed.
    package var lines: [Line] {
        var lines = [
            Line(
                name: "shorter",
                value: "\(rounded(containment)) of its \(innerCount) words stand in the longer, in order", weight: nil),
            Line(
                name: "longer", value: "\(rounded(coverage)) of its \(outerCount) words stand in the shorter",
                weight: nil),
            Line(
                name: "stretches",
                value: "\(runs) shared, the longest of \(longestRun) words; \(substitutions) exchanges of a few words",
                weight: nil),
            Line(
                name: "numbers", value: "\(sameNumbers) the same at the same place, \(otherNumbers) others", weight: nil
            ),
            Line(name: "titles", value: "\(rounded(titles)) of their words shared", weight: nil),
        ]
        if isSeries { lines.append(Line(name: "series", value: "the titles differ in numbers alone", weight: nil)) }
        if isCollection {
            lines.append(Line(name: "collection", value: "one of them quotes several stories", weight: nil))
        }
        if otherDate { lines.append(Line(name: "datelines", value: "of two days", weight: nil)) }
        for (name, (value, weight)) in zip(StoryWeights.names, zip(features, StoryWeights.values)) where value != 0 {
            lines.append(Line(name: name, value: rounded(value), weight: value * weight))
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
