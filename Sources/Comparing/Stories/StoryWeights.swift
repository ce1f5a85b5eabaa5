/// How evidence is weighed: a sum of what speaks for and against, above zero for copies.
///
/// Fitted by `Tests/Evaluation/fit_stories.py` over pairs of items whose stories are known (logistic regression; each
/// pair of stories weighs with the root of its number of pairs, since forty copies of one story are not forty facts).
/// This is the one place of numbers that are not explained by what they count.
package enum StoryWeights {
    package static let names = [
        "constant", "containment", "coverage", "outer-opening", "containment-with-head", "titles", "other-numbers",
        "substitutions", "length-ratio", "length", "length-with-containment", "inner-start", "longest-run", "same-site",
        "other-date",
    ]
    static let values = [-5.12, 2.4, 0.8, 1.7, 5.8, 1.3, -7.3, -7.1, -1.5, -8.1, 4.6, -2.1, 4.7, -2.0, -1.7]

    /// Evidence of less is not taken for a copy.
    package static let copy = 0.8
    /// A bridge between two stories makes them one from here.
    static let bridge = 2.5
    /// Below, there is too little text to compare. In words.
    static let shortest = 8
    /// A collection of stories has copies only where both texts are the same this far.
    static let sameCollection = 0.6
    /// Texts that are the same this far are one text, printed again.
    static let sameText = 0.95
    /// Headlines that share so many of their words may be of one article.
    static let sameHeadline = 0.25
    /// In one feed, shorter texts that are alike are not one text that was written on. In words.
    static let shortestReprint = 25
    /// Two texts of one template are the same this far, but for what is exchanged.
    static let sameTemplate = 0.93
    /// Longer texts of which a name or a day is another are articles that somebody mended. In words.
    static let longestTemplate = 240, longestOfAgency = 120
    /// Of a text that both credit to one agency so much is left when an editor has gone over it.
    static let reworked = 0.68, reworkedOuter = 0.5
    /// In words.
    static let shortestReworked = 60
    /// What such a text counts as: a copy, but no bridge.
    static let reworkedWire = 1.5
    /// Issues of a series are copies only where both texts are the same this far.
    static let sameIssue = 0.8
}

extension StoryEvidence {
    /// In the order of `StoryWeights.names`, each scaled to about 0…1.
    package var features: [Double] {
        let length = log2(Double(max(8, innerCount))) / 5 - 1
        let ratio = log2(Double(max(1, outerCount)) / Double(max(1, innerCount))) / 4
        let others = Double(otherNumbers) / (Double(sameNumbers) / 2 + Double(otherNumbers) + 2)
        return [
            1, containment, coverage, outerOpening, containment * outerHead, titles, others,
            Double(substitutions) / Double(runs + 1), ratio, length, length * containment,
            min(1, Double(innerStart) / 50),
            min(1, Double(longestRun) / 40), sameSite ? 1 : 0, otherDate ? 1 : 0,
        ]
    }

    /// The weighed sum; −∞ where one thing alone decides against copies.
    package var score: Double {
        let same = min(containment, coverage)
        if innerCount < StoryWeights.shortest { return -.infinity }
        if isCollection && same < StoryWeights.sameCollection { return -.infinity }
        if isSeries && same < StoryWeights.sameIssue { return -.infinity }
        let sum = zip(features, StoryWeights.values).reduce(0) { $0 + $1.0 * $1.1 }
        return isReworkedWire ? max(sum, StoryWeights.reworkedWire) : sum
    }

    /// An agency's text that an editor has gone over, for another house: a new lead, a paragraph less, another spelling. Of
    /// a roundup and of what repeats its background much less of the longer one stands in the shorter.
    private var isReworkedWire: Bool {
        guard sameAgency, !sameSite, !otherDate, innerCount >= StoryWeights.shortestReworked,
            otherNumbers <= sameNumbers
        else { return false }
        let ofOuter = wordForWord * Double(innerCount) / Double(max(1, outerCount))
        return wordForWord >= StoryWeights.reworked && ofOuter >= StoryWeights.reworkedOuter
    }
}

/// Base 2 by bits and a short series: the one function of Foundation's that this module would need.
func log2(_ value: Double) -> Double {
    let fraction = value.significand - 1
    // Within 0.009 of the logarithm, exact at powers of two.
    return Double(value.exponent) + fraction * (1 + 0.34 * (1 - fraction))
}
