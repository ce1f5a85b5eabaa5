import Dispatch
import Foundation

/// Listens to a signal for as long as the returned source lives.
///
/// libdispatch takes the signal over itself, a moment later and on a thread of its own. Were it ignored until then, as
/// `signal(2)` and libdispatch's manual for other systems have it, a SIGTERM of that moment would be lost, and whoever had
/// sent it would wait for ever. So it does until then what it does by default: it ends a process that has begun nothing.
/// SIGHUP alone is ignored until then: what it asks for is about to be done.
func listen(to number: Int32, _ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
    if number == SIGHUP { signal(number, SIG_IGN) }
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: handler)
    source.resume()
    return source
}
