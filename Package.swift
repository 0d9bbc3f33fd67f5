// swift-tools-version: 6.2
import PackageDescription

/// The settings every target shares: strict concurrency comes with language mode 6.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
    name: "roost",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "roost", targets: ["roost"]),
        .library(name: "GitObjects", targets: ["GitObjects"]),
        .library(name: "HubAPI", targets: ["HubAPI"]),
        .library(name: "HubClient", targets: ["HubClient"]),
        .library(name: "ModelFormats", targets: ["ModelFormats"]),
        .library(name: "RepoCards", targets: ["RepoCards"]),
        .library(name: "Xet", targets: ["Xet"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // Ground floor: formats and wire types. No I/O.
        .systemLibrary(
            name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
            providers: [
                .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
            ]),
        .systemLibrary(
            name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "CBlake3"),
        .target(name: "Xet", dependencies: ["CBlake3", "CLZ4"], swiftSettings: strict),
        .target(name: "HubAPI", dependencies: [httpTypes], swiftSettings: strict),
        .target(name: "GitObjects", dependencies: [crypto], swiftSettings: strict),
        .target(name: "ModelFormats", dependencies: ["HubAPI"], swiftSettings: strict),
        .target(
            name: "RepoCards", dependencies: [.product(name: "Yams", package: "Yams"), "HubAPI", "ModelFormats"],
            swiftSettings: strict),

        // Middle floor: the server and where it keeps things.
        .target(
            name: "HubStorage",
            dependencies: [
                crypto, logging, nioCore, nioPosix,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "HubServer",
            dependencies: [
                "CCMarkGFM", "GitObjects", "HubAPI", "HubStorage", "ModelFormats", "RepoCards", "Xet",
                crypto, logging, nioCore, nioPosix, httpTypes,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Middle floor: the client.
        .target(
            name: "HubClient",
            dependencies: [
                "CZlib", "GitObjects", "HubAPI", "ModelFormats", "Xet", crypto, httpTypes, logging, nioCore, nioPosix,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        // Top: the command line.
        .executableTarget(
            name: "roost",
            dependencies: [
                "HubAPI", "HubClient", "HubServer", "HubStorage", "ModelFormats", "RepoCards", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "GitObjectsTests", dependencies: ["GitObjects"], swiftSettings: strict),
        .testTarget(
            name: "ModelFormatsTests", dependencies: ["ModelFormats", "HubAPI"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "XetTests", dependencies: ["Xet", "CBlake3"], exclude: ["Vectors"], swiftSettings: strict),
        .testTarget(
            name: "RepoCardsTests", dependencies: ["RepoCards", "HubAPI", "ModelFormats"], swiftSettings: strict),
        .testTarget(
            name: "HubStorageTests",
            dependencies: ["HubStorage", "TestSupport", crypto, nioCore, nioPosix], swiftSettings: strict),
        .testTarget(
            name: "HubServerTests",
            dependencies: [
                "GitObjects", "HubAPI", "HubServer", "HubStorage", "TestSupport", "Xet", crypto, httpTypes, logging,
                nioCore,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HubClientTests",
            dependencies: [
                "GitObjects", "HubAPI", "HubClient", "ModelFormats", "TestSupport", "Xet", crypto, httpTypes, logging,
                nioCore, nioPosix,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
