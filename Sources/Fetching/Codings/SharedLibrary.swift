import Glibc

/// A library that libcurl brings along on most systems, found when the process runs: to build needs none of its
/// headers, and a system without it offers one coding less.
struct SharedLibrary: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    /// Nil when there is none of that name. Never closed.
    init?(_ name: String) {
        guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { return nil }
        self.handle = handle
    }

    /// `Function` is a `@convention(c)` type, and must be the function's own.
    func function<Function>(_ name: String) -> Function? {
        dlsym(handle, name).map { unsafeBitCast($0, to: Function.self) }
    }
}
