import FeedModel
import TextKit

/// Names a wall by the signs that its few lines give, where its words are none that are known.
struct SignedWall {
    /// A block outside of the page's frame, and what it speaks of.
    private let blocks: [(node: Int, length: Int, signs: WallSigns, isPlans: Bool)]
    private let length: Int
    private var signs: WallSigns
    private let title: WallSigns
    /// What the buttons, fields and links say that the page offers to be pressed.
    private let controls: [(node: Int, signs: WallSigns)]
    private let tree: PageTree
    /// That lead elsewhere.
    private let links: Int

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
        blocks = read.map { ($0.first, $0.length, WallSigns($0.text), WallSigns.namesPlans($0.text)) }
        self.tree = tree
        links = tree.nodes.count { $0.tag == .a && $0[.href].map { !$0.isEmpty && $0 != "#" } ?? false }
        signs = blocks.reduce(into: []) { $0.formUnion($1.signs) }
        title = tree.first(.title).map { WallSigns(tree.rawText(of: $0)) } ?? []
        controls = Self.controls(of: tree)
        // Buttons are no part of a text.
        for control in controls { signs.formUnion(control.signs) }
        if tree.nodes.contains(where: { $0.tag == .input && $0[.type] == "password" }) { signs.insert(.login) }
    }

    private static func controls(of tree: PageTree) -> [(node: Int, signs: WallSigns)] {
        var controls: [(node: Int, signs: WallSigns)] = []
        for (index, node) in tree.nodes.enumerated() where controls.count < mostControls {
            switch node.tag {
            case .input where node[.type] != "hidden": controls.append((index, []))
            case .button: controls.append((index, signs(of: index, tree)))
            case .a where node[.href] == nil || node[.href] == "#": controls.append((index, signs(of: index, tree)))
            default: continue
            }
        }
        return controls
    }

    /// Of a label: what holds more than a few words is none.
    private static func signs(of index: Int, _ tree: PageTree) -> WallSigns {
        tree.nodes[index].end - index < 12 ? WallSigns(tree.rawText(of: index)) : []
    }

    /// A wall has a few.
    private static let mostControls = 60

    var kind: PageWall? {
        if length < 400, isAgeGate { return .consent }
        if length < 700, isCaptcha { return .captcha }
        if length < 700, isAdBlockWall { return .subscription }
        if length < 1200, isConsent { return .consent }
        if length < 900, asksWhatItSays(false), signs.intersection(.consent).count > 1, speaksToReader(0.4) {
            return .consent
        }
        if isBare, let kind = kindOfBare { return kind }
        if length < 300, signs.contains(.scripts), !signs.isDisjoint(with: [.switching, .device]),
            speaksToReader(0.3) || length < 160
        {
            return .script
        }
        return nil
    }

    /// No page of a site: a few lines to the reader, with nowhere to go and nothing that an article has.
    private var isBare: Bool {
        length < 600 && !blocks.contains { $0.length > 300 } && links < 4
            && !tree.nodes.contains { [.article, .time, .nav].contains($0.tag) }
    }

    private var kindOfBare: PageWall? {
        if signs.contains(.scripts), length < 120 { return .script }
        let asksForProof = !signs.isDisjoint(with: .captcha) && speaksToReader(0.2)
        return asksForProof && (!controls.isEmpty || tree.nodes.contains { $0.tag == .script && $0[.src] != nil })
            ? .captcha : nil
    }

    /// "Confirm that you are 18 or over."
    private var isAgeGate: Bool {
        signs.contains(.age) && !controls.isEmpty && speaksToReader(0.3)
            && share { !$0.isDisjoint(with: [.age, .address]) } > 0.8
    }

    /// "Our work is paid for by advertising. Please switch your blocker off."
    private var isAdBlockWall: Bool {
        signs.isSuperset(of: [.advertising, .blocking]) && !signs.contains(.companies) && speaksToReader(0.3)
            && share { !$0.isDisjoint(with: [.advertising, .blocking, .switching]) } > 0.6
    }

    private var isCaptcha: Bool {
        // "Access denied"
        if length < 400, links < 4, title.contains(.refusal), signs.contains(.person) || signs.contains(.reference),
            share({ !$0.isDisjoint(with: .captcha) }) > 0.5
        {
            return true
        }
        guard speaksToReader(0.3) else { return false }
        return signs.isSuperset(of: [.person, .proof]) || signs.isSuperset(of: [.traffic, .proof])
            || signs.isSuperset(of: [.traffic, .person]) || signs.isSuperset(of: [.refusal, .reference])
            || signs.isSuperset(of: [.person, .reference]) || signs.isSuperset(of: [.person, .refusal])
    }

    private var isConsent: Bool {
        let count = signs.intersection(.consent).count
        guard signs.contains(.choice) || signs.contains(.data), share({ !$0.isDisjoint(with: .consent) }) > 0.6 else {
            return false
        }
        // Buttons that choose are a question, whomever the text speaks to.
        if count >= 3, length < 900, asksWhatItSays(true) { return true }
        return (count >= 4 || count >= 3 && controls.count > 1) && speaksToReader(0.4)
    }

    /// Two buttons stand in one box with nearly all the text. Those of a banner stand in its own.
    /// - Parameter areChoices: their labels choose.
    private func asksWhatItSays(_ areChoices: Bool) -> Bool {
        let choices = controls.filter { !areChoices || $0.signs.contains(.choice) }
        guard choices.count > 1 else { return false }
        let texts = blocks.filter { block in !controls.contains { tree.isInside(block.node, $0.node) } }
        let box = tree.ancestors(of: choices[0].node).first { box in
            tree.isInside(choices[1].node, box) && texts.contains { tree.isInside($0.node, box) }
        }
        guard let box else { return false }
        let inside = blocks.reduce(0) { $0 + (tree.isInside($1.node, box) ? $1.length : 0) }
        return Double(inside) > 0.6 * Double(length)
    }

    /// A lead of a few lines and an offer of the rest.
    var isOffer: Bool {
        // An offer speaks to the reader, or in short: a longer line tells of subscribing. It comes last.
        let start =
            blocks.lastIndex { $0.length > 85 || $0.length > 60 && !$0.signs.contains(.address) }.map { $0 + 1 } ?? 0
        let offer = blocks[start...].filter { !$0.signs.isDisjoint(with: .subscription) }
        let told = length - offer.reduce(0) { $0 + $1.length }
        // "£3 monthly or £30 a year": plans, with a button to take one, below a lead.
        if told <= 200, offer.contains(where: \.isPlans), !controls.isEmpty { return true }
        let said = offer.reduce(into: WallSigns()) { $0.formUnion($1.signs) }.intersection(.subscription)
        guard said.count >= 3, !said.isDisjoint(with: [.membership, .login]),
            said.contains(.rest) || said.isSuperset(of: [.price, .period, .login])
        else { return false }
        return told <= 350 && offer.contains { $0.signs.intersection(.subscription).count > 1 }
    }

    private func speaksToReader(_ least: Double) -> Bool { share { $0.contains(.address) } >= least }

    /// The part of the text whose blocks have such signs.
    private func share(_ isSuch: (WallSigns) -> Bool) -> Double {
        let such = blocks.reduce(0) { $0 + (isSuch($1.signs) ? $1.length : 0) }
        return Double(such) / Double(max(length, 1))
    }
}
