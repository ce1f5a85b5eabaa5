import FeedModel
import Fetching
import Foundation

extension FeedState {
    /// Weighs what a good answer says about where the feed lives.
    ///
    /// Two answers an hour or more apart must name the same address, permanently, with the feed behind it. Then it
    /// is asked directly; and when it has answered for days, the feed has moved.
    /// - Returns: The facts of `feed-moved`, once.
    mutating func followMove(_ response: Response, of subscription: Subscription, at now: Date) -> JSONObject? {
        let asked = move.address ?? subscription.url
        if let target = response.permanentURL ?? announcement(besides: asked, response.url), target != asked,
            target != move.rejected || move.rejectedUntil.map({ $0 < now }) ?? true
        {
            sight(target, leadsTo: response.url, of: subscription, at: now)
            return nil
        }
        (move.candidate, move.candidateSince) = (nil, nil)
        guard let address = move.address, let since = move.since, !move.isProven,
            now.timeIntervalSince(since) >= PollingPolicy.moveProof.seconds
        else { return nil }
        move.isProven = true
        var facts = JSONObject()
        facts.set("from", subscription.url)
        facts.set("to", address)
        return facts
    }

    /// `itunes:new-feed-url`, which a podcast moves by. A document at the new address still names it.
    private func announcement(besides asked: String, _ answered: String) -> String? {
        guard let announced = move.announced, announced != answered, announced != asked,
            announced.hasPrefix("https://") || announced.hasPrefix("http://") && !asked.hasPrefix("https://")
        else { return nil }
        return announced
    }

    private mutating func sight(_ target: String, leadsTo answered: String, of subscription: Subscription, at now: Date)
    {
        guard move.candidate == target, let since = move.candidateSince else {
            (move.candidate, move.candidateSince) = (target, now)
            return
        }
        guard now.timeIntervalSince(since) >= 3600 else { return }
        let announced = move.announced
        move = Move()
        move.announced = announced
        if target != subscription.url { (move.address, move.since) = (target, now) }
        // Validators belong to an address (RFC 9110, 8.8): those of the answer stay good only if it came from there.
        if answered != target { (validators, bodyHash, lastFullResponse) = (Validators(), nil, nil) }
    }

    /// An address that is still on trial is left at its first failure; a proven one when it has been gone for days.
    /// - Returns: True when the old address is to be asked in its place.
    mutating func leaveUnprovenAddress(_ failure: CheckFailure, at now: Date) -> Bool {
        guard let address = move.address else { return false }
        if move.isProven {
            guard failure.meansNothingThere, let failingSince,
                now.timeIntervalSince(failingSince) >= PollingPolicy.movePatience.seconds
            else { return false }
        }
        let announced = move.announced
        move = Move()
        move.announced = announced
        move.rejected = address
        move.rejectedUntil = now.addingTimeInterval(PollingPolicy.movePatience.seconds)
        (validators, bodyHash, lastFullResponse) = (Validators(), nil, nil)
        return true
    }
}

extension CheckFailure {
    var meansNothingThere: Bool {
        switch self {
        case .fetching(.refused(let refusal)): refusal.status == 404 || refusal.status == 410
        case .fetching(.unknownHost): true
        default: false
        }
    }
}
