# `make help` lists what there is to do.

.DEFAULT_GOAL := help
.PHONY: help serve build test unit docs interop format lint bench clean

SWIFT_SOURCES := Package.swift Sources Tests

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## Build a release and start a hub on this machine (ROOST_PORT, ROOST_DATA, … are honoured)
	@scripts/bootstrap
	scripts/release
	exec .build/release/roost serve

build: ## Build a debug version of everything
	@scripts/bootstrap
	swift build

test: unit docs interop ## Run all tests: Swift's, the documentation's, and real clients against the real server

unit: ## Run the Swift tests only
	@scripts/bootstrap test
	scripts/swift-tests --skip HubClientTests
	scripts/swift-tests --skip-build --no-parallel --filter HubClientTests # one by one: they wait for broken connections

docs: ## Build the client library's documentation into .build-docs and check that it is complete
	@scripts/bootstrap
	scripts/docs

interop: ## Run the real clients only (scripts/interop takes names of suites and pytest arguments)
	@scripts/bootstrap test
	swift build --product roost
	scripts/interop

format: ## Format the Swift sources in place
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

lint: ## Check format and style
	@scripts/bootstrap
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)
	python3 scripts/check-python Tests/Interop Benchmarks

bench: ## Measure a release build against its peers
	@scripts/bootstrap bench
	scripts/release
	Benchmarks/run

clean: ## Remove everything that was built
	rm -rf .build .build-docs .build-interop .build-bench
