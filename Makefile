# Everything is created by the targets themselves; the only thing they need is Python 3.10 or newer with venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Asks once whether it may install what is missing of Debian's, and works without where it may not.
PROGRAMS := $(PYTHON) -m scripts.programs
SKIPPED := $(VENV)/.skipped
export INSTALL

.DEFAULT_GOAL := help
.PHONY: help test test-served test-monitoring test-library test-exhaustive exhaustive-incidents exhaustive-monitoring exhaustive-library matrix frameworks lint generated demo bench bench-counts bench-baseline bench-dashboards bench-scale bench-peers bench-prometheus bench-pages docs docs-site docs-links looks programs-looks mutants paths dist clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(STAMP): pyproject.toml
	@$(PYTHON) -m scripts.environment $(VENV) dev
	@touch $@

test: ## run the whole test suite, in three parts at once (about five minutes on two cores); INSTALL=no installs no Debian package
	@$(PROGRAMS) --for test
	@$(MAKE) --silent $(STAMP)
	@status=0; SKIPPED_NOTES=$(SKIPPED) $(MAKE) --no-print-directory --jobs 3 --keep-going --output-sync=target $(PARTS) || status=$$?; \
		$(PROGRAMS) --tell $(SKIPPED); exit $$status

# What real servers run for, what is written for them beside the commands, and how calls are observed and judged: of
# equal length.
PARTS := test-served test-monitoring test-library
SERVED := tests/simulator tests/prefork tests/dashboards tests/e2e tests/examples tests/paths tests/monitoring/drill tests/monitoring/alerts tests/monitoring/kubernetes
COMMANDS := tests/audit tests/doctor tests/explain tests/launch

test-served: $(STAMP)
	$(BIN)/python -m pytest $(SERVED)

test-monitoring: $(STAMP)
	$(BIN)/python -m pytest tests/monitoring $(COMMANDS) $(addprefix --ignore=,$(SERVED))

test-library: $(STAMP)
	$(BIN)/python -m pytest $(addprefix --ignore=,$(SERVED) $(COMMANDS) tests/monitoring)

test-exhaustive: $(STAMP) ## run the whole products of which `make test` runs a cross-section, in three parts at once (about ten minutes)
	@$(MAKE) --no-print-directory --jobs 3 --keep-going --output-sync=target exhaustive-incidents exhaustive-monitoring exhaustive-library

# Incidents take the time that they take; what is computed meanwhile gives way to them.
exhaustive-incidents: $(STAMP)
	$(BIN)/python -m pytest -m exhaustive tests/monitoring/incidents

exhaustive-monitoring: $(STAMP)
	nice -n 10 $(BIN)/python -m pytest -m exhaustive $(SERVED) tests/monitoring --ignore=tests/monitoring/incidents

exhaustive-library: $(STAMP)
	nice -n 10 $(BIN)/python -m pytest -m exhaustive $(addprefix --ignore=,$(SERVED) tests/monitoring)

.venv-%/.installed: pyproject.toml
	@$(PYTHON) -m scripts.environment $(@D) $*
	@touch $@

matrix: ## run the SDKs' tests with old and new SDKs, libraries and Pythons (about 10 minutes); ONLY=oldest runs one environment
	$(PYTHON) scripts/matrix.py $(ONLY)

frameworks: .venv-frameworks/.installed ## run the tests of what is built on the SDKs, and of servers of several processes
	.venv-frameworks/bin/python -m pytest tests/frameworks tests/instrumentation/test_neighbours.py tests/instrumentation/test_others_spans.py
	.venv-frameworks/bin/python -m pytest -m "" tests/prefork tests/benchmarks/scale/test_prefork.py

lint: $(STAMP) ## format check, lint, types, generated files up to date
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/typos
	@$(MAKE) --no-print-directory generated

generated: $(STAMP) ## check that the generated files are up to date
	$(BIN)/python scripts/generate_taxonomy_docs.py --check
	$(BIN)/python scripts/generate_surface_docs.py --check
	$(BIN)/python scripts/generate_reference_docs.py --check
	$(BIN)/python scripts/generate_monitoring.py --check

docs: $(STAMP) ## regenerate all that comes from the tables: taxonomy, surface, dashboards, rules, runbooks
	$(BIN)/python scripts/generate_taxonomy_docs.py
	$(BIN)/python scripts/generate_surface_docs.py
	$(BIN)/python scripts/generate_reference_docs.py
	$(BIN)/python scripts/generate_monitoring.py

docs-site: .venv-docs/.installed ## build the documentation as a site, in site/; broken links inside of it are errors
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict

docs-links: $(STAMP) ## ask every address that the tables and the docs lead to whether it is still there (needs the internet)
	$(BIN)/python scripts/check_links.py

# An environment of its own, which is small and has the same versions wherever it is run: so are the counts.
demo: .venv-demo/.installed ## an application meets every class of failure, against the simulator; DETAILS=1 lists every cause, DASHBOARDS=1 shows its dashboards
	@$(if $(DASHBOARDS),$(PROGRAMS) --for dashboards; which npm >/dev/null && $(MAKE) --silent $(PREVIEW)/node_modules/.installed || true)
	@.venv-demo/bin/python examples/demo/run.py $(if $(DETAILS),--details) $(if $(DASHBOARDS),--dashboards)

# What the benchmarks have measured, from which docs/performance.md and docs/scale.md are written.
MEASURED := benchmarks/measured
SERVICES ?= 30

bench: $(STAMP) ## cost over the bare SDK, held to the baseline; ONLY=success,quota measures these scenarios
	@$(PROGRAMS) --for bench
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY),--json $(MEASURED)/costs.json)

bench-counts: $(STAMP) ## the part of `make bench` that no other load changes: instructions (three minutes); status 1 over the baseline
	@$(PROGRAMS) --for bench --require
	$(BIN)/python -m benchmarks --counts $(if $(ONLY),--only $(ONLY))

bench-peers: $(STAMP) ## cost and records of other instrumentations, each in an environment of its own (needs PyPI); ONLY=official,sentry
	@$(PROGRAMS) --for bench
	$(BIN)/python -m benchmarks.peers --json $(MEASURED)/peers.json $(if $(ONLY),--only $(ONLY))

bench-prometheus: $(STAMP) ## cost of the rules to a real Prometheus, with SERVICES=30 services of three instances
	@$(PROGRAMS) --for dashboards
	$(BIN)/python -m benchmarks.prometheus --services $(SERVICES) --json $(MEASURED)/prometheus-$(SERVICES).json

bench-pages: .venv-bench/.installed ## write docs/performance.md and docs/scale.md from the numbers in benchmarks/measured/
	PYTHONPATH=. .venv-bench/bin/python -m benchmarks.pages

bench-baseline: $(STAMP) ## make the cost of now the baseline
	$(BIN)/python -m benchmarks --renew $(if $(ONLY),--only $(ONLY))

bench-scale: $(STAMP) ## at the limit: a million calls, 64 threads, 10,000 tasks, open streams and sessions, forks, gunicorn (half an hour); CALLS=100000 ONLY=calls,tasks
	$(BIN)/python -m benchmarks.scale --json $(MEASURED)/scale.json $(if $(CALLS),--calls $(CALLS)) $(if $(ONLY),--only $(ONLY))

PREVIEW := dashboards/preview
# The environment may have a LANGUAGE of its own.
SPOKEN = $(if $(filter command,$(origin LANGUAGE)),$(LANGUAGE),en)

$(PREVIEW)/node_modules/.installed: $(PREVIEW)/package-lock.json
	npm ci --prefix $(PREVIEW) --no-audit --no-fund --loglevel=error
	node $(PREVIEW)/licences.mjs
	@touch $@

looks: programs-looks $(STAMP) $(PREVIEW)/node_modules/.installed ## draw the dashboards in Chromium and check what is seen; STATE=one WIDTH=1366 THEME=dark BOARD=overview LANGUAGE=ru FULL=1
	@mkdir -p $(PREVIEW)/out
	@node --test $(PREVIEW)/checks.test.mjs >$(PREVIEW)/out/checks.log || { cat $(PREVIEW)/out/checks.log; exit 1; }
	PYTHONPATH=.:dashboards $(BIN)/python -m preview.states --state "$(STATE)" --language "$(SPOKEN)" node $(PREVIEW)/looks.mjs

programs-looks:
	@$(PROGRAMS) --for looks --require

bench-dashboards: $(STAMP) ## cost of the dashboards' queries over a month of ten services; ONLY=… measures these panels
	$(BIN)/python -m benchmarks.dashboards $(if $(ONLY),--only "$(ONLY)")

mutants: $(STAMP) ## break the code on purpose and tell what no test notices (about 15 minutes)
	$(BIN)/python scripts/mutants.py

paths: $(STAMP) ## run every way from the application to Prometheus, with servers built from source (needs Go; slow); ONLY=otlp,thanos
	PYTHONPATH=. $(BIN)/python -m scripts.paths $(if $(ONLY),--only $(ONLY))

dist: .venv-release/.installed ## build a release, twice, and check it: dist/ has wheel and sdist, sbom/ what an installation brings
	@.venv-release/bin/python -m scripts.release

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .venv-* dist sbom .nox site .pytest_cache .mypy_cache .ruff_cache .hypothesis $(PREVIEW)/out $(PREVIEW)/node_modules
