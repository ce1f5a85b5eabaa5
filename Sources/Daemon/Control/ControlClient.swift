import FeedModel
import Glibc

/// A command's connection to the running daemon.
package final class ControlClient {
    private let connection: ControlConnection

    /// - Returns: nil where no daemon listens.
    /// - Throws: `ControlError` where one may, and this user may not ask it.
    package init?(path: String) throws(ControlError) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        // The daemon may take minutes: a feed that is fetched waits for its server.
        connection = ControlConnection(descriptor, patience: nil)
        let result = unsafe try withSocketAddress(path) { unsafe connect(descriptor, $0, $1) }
        guard result != 0 else { return }
        guard errno == EACCES || errno == EPERM else { return nil }
        throw ControlError(
            "only root and members of the daemon's group may ask it at \(path): usermod -aG dateline NAME")
    }

    /// Sends a request, and hands on what is said of it before its end.
    /// - Returns: the last line.
    /// - Throws: `ControlError`: what the daemon says against it, or that it has ended meanwhile.
    package func ask(
        _ request: ControlRequest, _ progress: (JSONObject) throws -> Void = { _ in }
    ) throws -> JSONObject {
        var rest: [UInt8] = []
        // Who is refused at once may not get it sent, and is told why all the same.
        connection.write(request.json)
        while let line = connection.readLine(&rest), let object = try? JSONValue(parsing: line).object {
            if let error = object["error"]?.string { throw ControlError(error) }
            if object["done"] != nil { return object }
            try progress(object)
        }
        throw ControlError("the daemon ended before it had answered")
    }
}
