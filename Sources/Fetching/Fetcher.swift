import CCurl
import FeedModel

/// Asks servers: with few connections to a host and some time between them, within `FetchSettings`' limits, and
/// only at public addresses.
///
/// A caller waits in the queue of its host, so the number of callers bounds what is held in memory.
package actor Fetcher {
    private let settings: FetchSettings
    private let policy: AddressPolicy
    private let authorities: TrustStore
    private let counts: FetchCounts
    private let thread: CurlThread
    private let budget: BodyBudget
    private var queues: HostQueues<Exchange>
    /// The exchanges that have a connection, by their transfers.
    private var running: [ObjectIdentifier: (exchange: Exchange, transfer: Transfer)] = [:]
    private var idle: [Transfer] = []
    /// The exchanges that have a place, and wait for names to be looked up.
    private var waiting: [NameWait] = []
    private let lookUps: NameLookUps
    private var known = KnownNames()
    private var names = DNSCacheLifetime()
    private var connections: ConnectionReuse
    private let started = ContinuousClock.now

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Throws: `allowedNetworks` that are none.
    package init(_ settings: FetchSettings, counts: FetchCounts = FetchCounts()) throws(InvalidNetwork) {
        (self.settings, self.counts) = (settings, counts)
        policy = try AddressPolicy(allowing: settings.allowedNetworks)
        authorities = TrustStore(settings.authorityFile)
        queues = HostQueues(
            limit: settings.connections, limitPerHost: settings.connectionsPerHost, spacing: settings.hostSpacing)
        connections = ConnectionReuse(limit: settings.connections * 4)
        thread = CurlThread(connections: settings.connections * 8)
        budget = BodyBudget(limit: settings.bodyMemory) { [thread] in thread.wake() }
        lookUps = NameLookUps { [thread] in thread.wake() }
        thread.start { [weak self] in
            self?.assumeIsolated { $0.turn() }
        }
    }

    deinit { thread.stop() }

    /// Asks once, when its host's turn has come, and follows redirects. Cancelling the task ends it.
    /// - Throws: `.refused` for any status but 200, 226 and 304; an answer that is not whole is an error too.
    package func fetch(_ request: Request) async throws(FetchError) -> Response {
        let ticket = Ticket()
        counts.begin()
        defer { counts.end() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(FetchError) {
                    guard !Task.isCancelled else { throw .cancelled }
                    let exchange = try Exchange(request, timeout: settings.timeout) {
                        continuation.resume(returning: $0)
                    }
                    ticket.exchange = exchange
                    queues.append(exchange, for: exchange.address.host)
                } catch {
                    continuation.resume(returning: Result<Response, FetchError>.failure(error))
                }
            }
        } onCancel: {
            Task { await self.cancel(ticket) }
        }
        return try result.get()
    }

    /// What a cancelled task still knows of its exchange. The actor's alone.
    private final class Ticket: @unchecked Sendable {
        weak var exchange: Exchange?
    }

    private func cancel(_ ticket: Ticket) {
        guard let exchange = ticket.exchange else { return }
        if let entry = running.values.first(where: { $0.exchange === exchange }) {
            thread.remove(entry.transfer)
            release(entry.transfer, of: exchange.address.host)
        } else if let index = waiting.firstIndex(where: { $0.exchange === exchange }) {
            endWait(waiting.remove(at: index), inVain: false)
        } else {
            queues.remove(where: { $0 === exchange }, of: exchange.address.host)
        }
        exchange.end(.failure(.cancelled))
    }

    private var now: Duration { ContinuousClock.now - started }

    /// One turn of the thread: takes what has ended, starts what may start, and says when that changes by itself.
    private func turn() -> Duration? {
        for (transfer, code) in thread.perform() { finishHop(transfer, code) }
        var hasStarted = takeNames()
        let isExceeded = budget.isExceeded
        pauseTransfers(isExceeded)
        while !isExceeded || running.isEmpty && waiting.isEmpty, let exchange = queues.next(at: now) {
            startHop(exchange)
            hasStarted = true
        }
        if hasStarted { return .zero }
        let opening = isExceeded && !running.isEmpty ? nil : queues.nextOpening()
        return ([opening] + waiting.map(\.next)).compactMap { $0 }.min().map { max(.zero, $0 - now) }
    }

    /// Over the budget, the body that has come furthest goes on alone: it ends, or meets its own limit.
    private func pauseTransfers(_ isExceeded: Bool) {
        let furthest =
            isExceeded ? running.values.max { $0.transfer.body.count < $1.transfer.body.count }?.transfer : nil
        for (_, transfer) in running.values { transfer.pause(isExceeded && transfer !== furthest) }
    }

    private func startHop(_ exchange: Exchange) {
        do throws(FetchError) {
            let hop = try exchange.hop(settings)
            let unknown = hop.names.map(\.name).filter { !isAnswered($0) && known.addresses(of: $0, at: now) == nil }
            guard unknown.isEmpty else {
                waiting.append(
                    NameWait(
                        exchange: exchange, hop: hop, names: unknown, since: now,
                        deadline: now + min(settings.connectTimeout, exchange.rest)))
                return unknown.forEach { lookUps.ask(.init(name: $0)) }
            }
            try start(exchange, hop, after: .zero)
        } catch {
            end(exchange, error)
        }
    }

    /// `FetchSettings.answers` has the name.
    private func isAnswered(_ name: String) -> Bool { settings.answers.contains { $0.hasPrefix(name + ":") } }

    /// - Parameter time: what looking names up has taken.
    private func start(_ exchange: Exchange, _ hop: Hop, after time: Duration) throws(FetchError) {
        var hop = hop
        let host = exchange.address.host
        exchange.rest -= time
        hop.rest = exchange.rest
        hop.connectRest = settings.connectTimeout - time
        hop.namesKept = names.keep(at: now)
        hop.keepsConnection = queues.isWaiting(host) || connections.keep(host, at: now)
        hop.answers = hop.names.compactMap { name, port in
            // With +, the entry ages as those do that libcurl has looked up.
            known.addresses(of: name, at: now).map { addresses in
                let list = addresses.map { $0.contains(":") ? "[\($0)]" : $0 }
                return "+\(name):\(port):\(list.joined(separator: ","))"
            }
        }
        let transfer = idle.popLast() ?? Transfer(settings, policy, budget)
        do throws(FetchError) {
            try transfer.prepare(hop, authorities: authorities)
        } catch {
            idle.append(transfer)
            throw error
        }
        running[ObjectIdentifier(transfer)] = (exchange, transfer)
        thread.add(transfer)
    }

    private func finishHop(_ transfer: Transfer, _ code: CURLcode) {
        guard let (exchange, _) = running.removeValue(forKey: ObjectIdentifier(transfer)), let hop = transfer.hop else {
            return
        }
        exchange.rest -= transfer.duration
        if let distrust = exchange.distrust {
            let error = distrust.adding(transfer.certificate)
            idle.append(transfer)
            return end(exchange, error)
        }
        counts.add(status: transfer.hasAnswer ? transfer.head.status : nil, received: transfer.received)
        let interruption = transfer.interruption(code)
        let answer = Result { () throws(FetchError) in try transfer.finish(code) }
        let cookies = transfer.head.location == nil ? exchange.cookies : transfer.cookies
        idle.append(transfer)
        switch answer {
        case .success(let (head, body, share)):
            exchange.cookies = cookies
            do throws(FetchError) {
                let response = try exchange.take(head, body, share, of: hop, redirectLimit: settings.redirectLimit)
                goOn(exchange, response, from: hop.address.host)
            } catch { end(exchange, error) }
        case .failure(let error):
            if error.isWayBlocked { for (name, _) in hop.names { known.forget(name) } }
            if exchange.retries(after: interruption, error) { return startHop(exchange) }
            end(exchange, exchange.brokenHTTP2 ?? error)
        }
    }

    /// - Parameter response: nil when it goes on to another address.
    private func goOn(_ exchange: Exchange, _ response: Response?, from host: String) {
        // One more hop at the same host is part of the same visit.
        if response == nil, exchange.address.host == host { return startHop(exchange) }
        queues.finish(host, at: now)
        if let response {
            exchange.end(.success(response))
        } else {
            queues.append(exchange, for: exchange.address.host)
        }
    }

    /// Ends an exchange that has a place in the queue of the host it goes to.
    private func end(_ exchange: Exchange, _ error: FetchError) {
        if case .refused(let refusal) = error { rest(exchange.address.host, after: refusal) }
        queues.finish(exchange.address.host, at: now)
        exchange.end(.failure(error))
    }

    /// A host that is asked too much is asked nothing more of what waits for it now.
    private func rest(_ host: String, after refusal: Refusal) {
        guard refusal.status == 429 || [403, 503].contains(refusal.status) && refusal.retryAfter != nil else { return }
        for exchange in queues.slowDown(host) {
            exchange.end(.failure(.hostResting(host: host, retryAfter: refusal.retryAfter)))
        }
    }

    // MARK: - Names

    /// Takes what name servers have said, and the time that is over.
    /// - Returns: True when that started or ended something.
    private func takeNames() -> Bool {
        for (name, answer) in lookUps.takeAnswers() {
            if case .addresses(let addresses) = answer { known.keep(addresses, of: name, at: now) }
            for index in waiting.indices { waiting[index].take(answer, of: name) }
        }
        let moment = now
        for index in waiting.indices where !waiting[index].isAskedTwice && waiting[index].next <= moment {
            waiting[index].isAskedTwice = true
            waiting[index].names.forEach { lookUps.ask(.init(name: $0, isIPv4Only: true)) }
        }
        let over = waiting.filter { $0.isOver(at: moment) }
        waiting.removeAll { $0.isOver(at: moment) }
        over.forEach { endWait($0, inVain: true) }
        return !over.isEmpty
    }

    /// - Parameter inVain: false for one that was cancelled.
    private func endWait(_ wait: NameWait, inVain: Bool) {
        for name in wait.names where !waiting.contains(where: { $0.names.contains(name) }) {
            lookUps.giveUp(name, inVain: inVain)
        }
        guard inVain else { return queues.finish(wait.exchange.address.host, at: now) }
        do throws(FetchError) {
            if let failure = wait.failure(after: settings.connectTimeout) { throw failure }
            try start(wait.exchange, wait.hop, after: now - wait.since)
        } catch { end(wait.exchange, error) }
    }

    private func release(_ transfer: Transfer, of host: String) {
        running[ObjectIdentifier(transfer)] = nil
        idle.append(transfer)
        queues.finish(host, at: now)
    }
}

extension Duration {
    /// Rounded down.
    var milliseconds: Int { Int(clamping: Int64(self / .milliseconds(1))) }
}
