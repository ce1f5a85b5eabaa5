import FeedModel
import Storing

extension Scheduler {
    /// Claims what may be asked now: all that is due; one more, which tells by its answer whether there is a network; or,
    /// when there is none, one now and then.
    func claimAsNetworkAllows(_ scope: ClaimScope) throws -> [ClaimedFeed] {
        switch network.leave() {
        case .all: return try claim(scope)
        case .witness(let sites, let surest):
            let found = try claimOne(besides: sites, surest ? .surest : .dueNext, ofAtLeast: NetworkEvidence.leastSites)
            // What was read and is being kept cannot be asked again yet, and nothing may be concluded without it.
            let isHandlingOthers = inFlight.values.contains { !sites.contains(site(of: "http://\($0)")) }
            if found == nil, isHandlingOthers { return try claim(scope) }
            network.ask(witness: found.map { site(of: $0.subscription.url) }, surest: surest)
            return try found.map { [$0] } ?? claimAsNetworkAllows(scope)
        case .one(let sites):
            let found = try claimOne(besides: sites, .due) ?? claimOne(besides: [], .due)
            network.ask(inPlaceOfAll: found.map { site(of: $0.subscription.url) })
            return found.map { [$0] } ?? []
        case .nothing(let time):
            restsUntil = time
            return []
        }
    }

    /// - Parameter count: With fewer sites nothing can be told, and nobody need be asked for it.
    private func claimOne(
        besides sites: Set<String>, _ choice: WitnessChoice, ofAtLeast count: Int = 1
    ) throws -> ClaimedFeed? {
        // One whose check has just been kept has ended for the store, and not yet here.
        let others = try store.feedsToTry(choice, besides: Array(inFlight.keys), at: clock.now)
            .filter { !sites.contains(site(of: $0)) }
        guard let url = others.first, sites.union(others.map(site)).count >= count else { return nil }
        return try claim(.only([url]), beyondLimits: true).first
    }
}
