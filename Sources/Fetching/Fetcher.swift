import CCurl
import FeedModel

/// Asks servers: with few connections to a host and some time between them, within `FetchSettings`' limits, and
/// only at public addresses.
///
/// A caller waits in the queue of its host, so the number of callers bounds what is held in memory.
package actor Fetcher {
    private let settings: FetchSettings
    private let policy: AddressPolicy
    private let authorities: Authorities
    private let thread: CurlThread
    private let budget: BodyBudget
    private var queues: HostQueues<Exchange>
    /// The exchanges that have a connection, by their transfers.
    private var running: [ObjectIdentifier: (exchange: Exchange, transfer: Transfer)] = [:]
    private var idle: [Transfer] = []
    private var names = NameKeeping()
    private var connections: KeptConnections
    private let started = ContinuousClock.now

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Throws: `allowedNetworks` that are none.
    package init(_ settings: FetchSettings) throws(InvalidNetwork) {
        self.settings = settings
        policy = try AddressPolicy(allowing: settings.allowedNetworks)
        authorities = Authorities(settings.authorityFile)
        queues = HostQueues(
            limit: settings.connections, limitPerHost: settings.connectionsPerHost, spacing: settings.hostSpacing)
        connections = KeptConnections(limit: settings.connections * 4)
        thread = CurlThread(connections: settings.connections * 8)
        budget = BodyBudget(limit: settings.bodyMemory) { [thread] in thread.wake() }
        thread.start { [weak self] in
            self?.assumeIsolated { $0.turn() }
        }
    }

    deinit { thread.stop() }

    /// Asks once, when its host's turn has come, and follows redirects. Cancelling the task ends it.
    /// - Throws: `.refused` for any status but 200, 226 and 304; an answer that is not whole is an error too.
    package func fetch(_ request: Request) async throws(FetchError) -> Response {
        let ticket = Ticket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(FetchError) {
                    guard !Task.isCancelled else { throw .cancelled }
                    let exchange = try Exchange(request, timeout: settings.timeout) { continuation.resume(returning: $0) }
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
        } else {
            queues.remove(where: { $0 === exchange }, of: exchange.address.host)
        }
        exchange.end(.failure(.cancelled))
    }

    private var now: Duration { ContinuousClock.now - started }

    /// One turn of the thread: takes what has ended, starts what may start, and says when that changes by itself.
    private func turn() -> Duration? {
        for (transfer, code) in thread.perform() { finishHop(transfer, code) }
        let isExceeded = budget.isExceeded
        pauseTransfers(isExceeded)
        var hasStarted = false
        while !isExceeded || running.isEmpty, let exchange = queues.next(at: now) {
            startHop(exchange, idle.popLast() ?? Transfer(settings, policy, budget))
            hasStarted = true
        }
        if hasStarted { return .zero }
        if isExceeded, !running.isEmpty { return nil }
        return queues.nextOpening().map { max(.zero, $0 - now) }
    }

    /// Over the budget, the body that has come furthest goes on alone: it ends, or meets its own limit.
    private func pauseTransfers(_ isExceeded: Bool) {
        let furthest = isExceeded ? running.values.max { $0.transfer.body.count < $1.transfer.body.count }?.transfer : nil
        for (_, transfer) in running.values { transfer.pause(isExceeded && transfer !== furthest) }
    }

    private func startHop(_ exchange: Exchange, _ transfer: Transfer) {
        do throws(FetchError) {
            let host = exchange.address.host
            try exchange.prepare(
                transfer, authorities, namesKept: names.keep(at: now),
                keepsConnection: queues.isWaiting(host) || connections.keep(host, at: now))
            running[ObjectIdentifier(transfer)] = (exchange, transfer)
            thread.add(transfer)
        } catch {
            release(transfer, of: exchange.address.host)
            exchange.end(.failure(error))
        }
    }

    private func finishHop(_ transfer: Transfer, _ code: CURLcode) {
        guard let (exchange, _) = running.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
        let address = exchange.address
        exchange.rest -= transfer.duration
        do throws(FetchError) {
            let (head, body, share) = try transfer.finish(code, at: address)
            if let response = try exchange.take(head, body, share, redirectLimit: settings.redirectLimit) {
                release(transfer, of: address.host)
                exchange.end(.success(response))
            } else if exchange.address.host == address.host {
                // One more hop at the same host is part of the same visit.
                startHop(exchange, transfer)
            } else {
                release(transfer, of: address.host)
                queues.append(exchange, for: exchange.address.host)
            }
        } catch {
            if case .refused(let refusal) = error { rest(address.host, after: refusal) }
            release(transfer, of: address.host)
            exchange.end(.failure(error))
        }
    }

    /// A host that is asked too much is asked nothing more of what waits for it now.
    private func rest(_ host: String, after refusal: Refusal) {
        guard refusal.status == 429 || [403, 503].contains(refusal.status) && refusal.retryAfter != nil else { return }
        for exchange in queues.slowDown(host) {
            exchange.end(.failure(.hostResting(host: host, retryAfter: refusal.retryAfter)))
        }
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
