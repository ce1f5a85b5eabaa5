import Testing
@testable import Storing
