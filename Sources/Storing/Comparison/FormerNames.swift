import Comparing

/// The names under which an item was found before its feed gave it others: feeds go back and forth.
package enum FormerNames {
    /// Of an item: a feed that names its entries anew at each fetch must not fill the store.
    private static let most = 6

    /// - Parameter before: its former names so far.
    /// - Parameter gone: those that it had until now.
    /// - Parameter names: those that it has from now on.
    package static func kept(_ before: [ItemKey], _ gone: [ItemKey], besides names: [ItemKey]) -> [ItemKey] {
        Array((before + gone).filter { !names.contains($0) }.suffix(most))
    }
}
