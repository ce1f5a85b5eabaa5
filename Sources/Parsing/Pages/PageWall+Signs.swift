import FeedModel
import TextKit

/// Names a wall by the signs that its few lines give, where its words are none that are known.
struct SignedWall {
    /// A block outside of the page's frame, and what it speaks of.
    private let blocks: [(length: Int, signs: WallSigns)]
    private let length: Int
    private let signs: WallSigns
    /// Buttons, fields and links: what the page offers to be pressed.
    private let controls: Int

    /// Longer texts are articles, or too much for a wall.
    private static let lengthLimit = 1500

    /// Nil for a page that says too much.
    init?(_ tree: PageTree) {
        let isOfFrame: (Int) -> Bool = { index in
            switch tree.nodes[index].tag {
            case .nav, .header, .footer, .aside: true
            default: false
            }
        }
        let read = tree.blocks(dropping: isOfFrame)
        length = read.reduce(0) { $0 + $1.length }
        guard length < Self.lengthLimit else { return nil }
        blocks = read.map { ($0.length, WallSigns($0.text)) }
        signs = blocks.reduce(into: []) { $0.formUnion($1.signs) }
        controls = tree.nodes.count { node in
            switch node.tag {
            case .button, .input: true
            case .a: node[.href] == nil || node[.href] == "#"
            default: false
            }
        }
    }

    var kind: PageWall? {
        if length < 700, isCaptcha { return .captcha }
        if length < 1200, isConsent { return .consent }
        if length < 300, signs.isSuperset(of: [.scripts, .switching]), speaksToReader(0.3) || length < 160 {
            return .script
        }
        return nil
    }

    private var isCaptcha: Bool {
        guard speaksToReader(0.3) else { return false }
        return signs.isSuperset(of: [.person, .proof]) || signs.isSuperset(of: [.traffic, .proof])
            || signs.isSuperset(of: [.traffic, .person]) || signs.isSuperset(of: [.refusal, .reference])
            || signs.isSuperset(of: [.person, .reference])
    }

    private var isConsent: Bool {
        let count = signs.intersection(.consent).count
        guard signs.contains(.choice) || signs.contains(.data), speaksToReader(0.4) else { return false }
        return (count >= 4 || count >= 3 && controls > 1) && share { $0.intersection(.consent).count > 0 } > 0.6
    }

    /// A lead of a few lines and an offer of the rest.
    var isOffer: Bool {
        let offers = signs.intersection(.subscription)
        guard offers.count >= 3, offers.isSuperset(of: [.membership, .rest]) else { return false }
        let told = blocks.filter { $0.signs.isDisjoint(with: .subscription) || $0.length > 200 }
        return told.reduce(0) { $0 + $1.length } <= 350
            && blocks.contains { $0.signs.intersection(.subscription).count > 1 }
    }

    private func speaksToReader(_ least: Double) -> Bool { share { $0.contains(.address) } >= least }

    /// The part of the text whose blocks have such signs.
    private func share(_ isSuch: (WallSigns) -> Bool) -> Double {
        let such = blocks.reduce(0) { $0 + (isSuch($1.signs) ? $1.length : 0) }
        return Double(such) / Double(max(length, 1))
    }
}
