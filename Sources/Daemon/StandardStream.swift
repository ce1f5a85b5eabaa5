import FeedModel
import Glibc

/// Standard output and error as the kernel has them: a write that fails says so, and ends nothing.
package enum StandardStream {
    /// All of `bytes`, however long their reader takes.
    /// - Returns: `errno` when they could not be written: EPIPE where the reader has gone.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                // Somebody who shares it has set it to not wait (open(2), O_NONBLOCK).
                var wish = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe _ = poll(&wish, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// A line of our own on standard error. Where nobody can read it, there is nobody to tell.
    package static func complain(_ line: String) { _ = write(Array((line + "\n").utf8), to: STDERR_FILENO) }

    /// To be called first in the process: a reader that goes away must not kill it, and a stream that is closed must not
    /// become the first file that is opened, a store say, into which lines would then be written.
    package static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The wrong way round, so that reading and writing it fail as on one that is closed.
            unsafe _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
