// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "xet-bench",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "roost", path: "../..")],
    targets: [
        .executableTarget(name: "xet-bench", dependencies: [.product(name: "Xet", package: "roost")])
    ],
    swiftLanguageModes: [.v6])
