# harmspot: `make run` and `make test` are the two commands to know.
# Both install what is missing on Debian 12 (saying what) and need nothing else but Rust and Node.

CARGO_TARGET_DIR ?= target
export CARGO_TARGET_DIR
BIN := $(CARGO_TARGET_DIR)/debug/harmspot
WEB := web-map/dist/index.html
WEB_SOURCES := $(shell find web-map -path web-map/node_modules -prune -o -path web-map/dist -prune -o -type f -print)

.PHONY: run test lint bench prove build web deps-run deps-test clean

run: build ## generate Lomea, import it and serve the map
	$(BIN) demo

build: deps-run $(WEB)
	cargo build --locked --bin harmspot

test: deps-test $(WEB) ## Rust, TypeScript and browser tests
	cargo test --locked
	npm --prefix web-map test
	scripts/browser-test $(BIN) # built by cargo test

lint: deps-run $(WEB) ## what CI lints with
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	npm --prefix web-map run lint

bench: deps-run $(WEB) ## criterion benches, naive ways beside
	cargo bench --locked --profile dev

prove: deps-test $(WEB) ## the long proofs, whole; writes docs/proof.md
	scripts/prove

web: $(WEB)

$(WEB): $(WEB_SOURCES)
	npm --prefix web-map ci --no-audit --no-fund
	npm --prefix web-map run build

deps-run:
	@scripts/install-missing build

deps-test:
	@scripts/install-missing build test

clean:
	cargo clean
	rm -rf web-map/node_modules web-map/dist harmspot-demo
