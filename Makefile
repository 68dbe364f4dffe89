# make demo   sets everything up and opens the program on its built-in demo services
# make test   sets everything up and runs the tests, but for those of  make test-long:  most of the window, broken
#             services and machines, killed processes, the offline corpus
# make run    opens the program on the live services
# make check  what CI runs (style, types, tests), with the coverage;  make bench  what is measured;  make tour  pictures of the main job
# make fuzz   100,000 changed answers, sidecars, lists, pages and PDFs;  make torture  a working library killed 4,000
#             times, a download queue stopped at random moments and the work on an offline corpus killed 1,000 times
# make coverage  runs the tests once more and measures which branches they reach; with BASE=origin/main also which of
#             the lines changed since then;  make mutation-sample  200 small faults, each of which a test must notice
# make mutants  breaks the program in the ways of a table, each of which a test must notice
# make pictures  every page of the window in every form (sizes, themes, languages), with contact sheets; fails if something is measurably wrong
# make translations  brings the catalogues to the texts of the program, and compiles them
# make matching  reference lines with known answers, looked up: is a sure line ever wrong?
# make spark-test  the Spark job's lines beside the desktop's, in an environment of its own (Java 17)
# make wheel  the wheel, installed in an environment of its own and tried out, in dist/
# make package  the program as one folder and, on Debian and Ubuntu, as a .deb, both in dist/ and tried out

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready
TESTS_COMPILED := $(VENV)/.tests_compiled
CATALOGUES := $(patsubst resources/%.po,scholar_desktop/%.mo,$(wildcard resources/translations/*.po))

PACKAGE_VENV := build/package-venv
PACKAGE_BIN := $(PACKAGE_VENV)/bin
PACKAGE_READY := $(PACKAGE_VENV)/.ready
# PyInstaller runs binutils, and packs the library of a Python that the system has without it
PACKAGE_NEEDS := objdump=binutils objcopy=binutils
PYTHON_LIBRARY := import sys; v = "libpython%d.%d" % sys.version_info[:2]; \
  print(v + ".so.1.0=" + v if sys.base_prefix == "/usr" else "")

.PHONY: demo test test-long test-failed run tour pictures translations fuzz torture mutants mutation-sample coverage coverage-report matching citations bench spark-test lint types check package wheel clean

$(INSTALLED): pyproject.toml hatch_build.py packaging/system_libraries.sh
	sh packaging/system_libraries.sh
	$(PYTHON) -c 'import sys; sys.exit("Scholar Desktop needs Python 3.11 or newer: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	$(BIN)/python -m compileall -q scholar_desktop
	touch $(INSTALLED)

scholar_desktop/translations/%.mo: resources/translations/%.po | $(INSTALLED)
	$(BIN)/python packaging/translations compile

$(READY): $(INSTALLED) $(CATALOGUES)
	touch $(READY)

# Once, in four parts: else each process of a run compiles all tests for itself. What is wrong in a test, the run says.
$(TESTS_COMPILED): $(READY)
	ls -d tests/*/ | PYTHONDONTWRITEBYTECODE= QT_QPA_PLATFORM=offscreen xargs -P 4 -n 8 \
	  $(BIN)/python -m pytest --collect-only -q > /dev/null || true
	touch $(TESTS_COMPILED)

demo: $(READY)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
	  $(BIN)/python -m scholar_desktop --demo; \
	else \
	  echo 'No display: doing the main job by itself and leaving the pictures in build/tour'; \
	  QT_QPA_PLATFORM=offscreen $(BIN)/python -m scholar_desktop --demo --profile build/tour-profile --tour build/tour; \
	fi

run: $(READY)
	$(BIN)/python -m scholar_desktop

tour: $(READY)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m scholar_desktop --demo --profile build/tour-profile --tour build/tour

pictures: $(READY)
	$(BIN)/python -m tests.pictures

translations: $(READY)
	$(BIN)/python packaging/translations update

# One process more than there are processors: a third of the time of a test is waiting, for a server or a limit.
WORKERS = $(shell $(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)")

test test-long test-failed: export PYTHONDONTWRITEBYTECODE =

# `make test COVERAGE=1` also measures which branches the run reaches, for `make coverage-report`.
PYTEST = $(if $(COVERAGE),mkdir -p build && COVERAGE_FILE=build/coverage.$@.data) QT_QPA_PLATFORM=offscreen \
  $(BIN)/python -m pytest -q $(if $(COVERAGE),--cov --cov-report= --cov-fail-under=0)

test: $(TESTS_COMPILED)
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "not long"

test-long: $(TESTS_COMPILED)
	$(PYTEST) -n $(WORKERS) --dist worksteal -m long

# The tests that failed in the last run, one after the other.
test-failed: $(TESTS_COMPILED)
	$(PYTEST) --last-failed --last-failed-no-failures none

# Here a test that fails is named, and only the figure counts.
coverage: $(READY)
	mkdir -p build
	rm -f build/*.data
	-$(MAKE) test COVERAGE=1 > build/coverage_run.log 2>&1
	-$(MAKE) test-long COVERAGE=1 >> build/coverage_run.log 2>&1
	@grep -E '^(FAILED|ERROR) ' build/coverage_run.log || true
	@$(MAKE) coverage-report

# From the runs that were measured. A process that hung left its figures in a file of its own.
coverage-report: $(READY)
	@$(BIN)/coverage combine -q $$(ls build/coverage.*.data build/hung.*.data 2> /dev/null)
	@if [ -n "$(BASE)" ]; then $(BIN)/coverage xml -q --fail-under=0 -o build/coverage.xml && \
	  $(BIN)/diff-cover build/coverage.xml --compare-branch=$(BASE); fi
	@$(BIN)/coverage report > build/coverage.txt; status=$$?; tail -n 4 build/coverage.txt; exit $$status

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz

torture: $(READY)
	$(BIN)/python -m tests.torture
	$(BIN)/python -m tests.torture.queue_control
	$(BIN)/python -m tests.torture.corpus_kills

mutants: $(READY)
	$(BIN)/python -m tests.mutants

mutation-sample: $(READY)
	$(BIN)/python -m tests.mutants.sample

matching: $(READY)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.reference_list_matching

citations: $(READY)
	$(BIN)/python -m tests.formats.pandoc_comparison

bench: $(READY)
	-$(BIN)/pip install -q "unpywall>=0.2.3,<0.3"  # the peer; without it its lines say ok: null
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench$(if $(PAPERS),.corpus --papers $(PAPERS))

spark-test: $(READY)
	sh packaging/spark/compare.sh $(PYTHON) $(BIN)/python

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: COVERAGE = 1
check: lint types test test-long coverage-report

$(PACKAGE_READY): pyproject.toml hatch_build.py packaging/system_libraries.sh
	sh packaging/system_libraries.sh $(PACKAGE_NEEDS) $$($(PYTHON) -c '$(PYTHON_LIBRARY)')
	$(PYTHON) -m venv --clear $(PACKAGE_VENV)
	$(PACKAGE_BIN)/python -m pip install --quiet --upgrade pip
	$(PACKAGE_BIN)/python -m pip install --quiet --editable '.[package]'
	touch $(PACKAGE_READY)

package: $(PACKAGE_READY)
	$(PACKAGE_BIN)/python packaging/third_party.py --check
	$(PACKAGE_BIN)/python packaging/translations compile
	$(PACKAGE_BIN)/python -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build/pyinstaller \
	  packaging/pyinstaller/scholar-desktop.spec
	sh packaging/linux/package.sh $(PACKAGE_BIN)/python

wheel:
	sh packaging/system_libraries.sh
	sh packaging/wheel/try_out.sh $(PYTHON)

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache
