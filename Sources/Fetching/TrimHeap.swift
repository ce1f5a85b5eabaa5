import CCurl

/// Returns to the system what was freed. By itself glibc keeps all that lies below anything still in use: after a burst,
/// or a large configuration, that is most of it.
package func trimHeap() { malloc_trim(0) }
