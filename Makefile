# campaign_analytics
#
# make                 build the extension
# make install         install it into the server that PG_CONFIG names
# make installcheck    regression tests against your own running server
# make demo            reports over real campaign data, in a private server
# make report          report.html, a page of charts of the demo's model
# make test            every test, plain and with assertions, in private servers
# make bench           speed against the floor and plain SQL; ROWS=10000000 for more
# make bench-peers     install ClickHouse and DuckDB (npm) for make bench to compare with
# make lint            check the house rules
# make indent          format the C code as PostgreSQL does
# make indent-check    show what make indent would change
# make typedefs        write src/typedefs.list from the objects, for make indent
# make reference       write docs/model.md from the comments of a model
# make unit            build the module of the unit tests (never installed)
# make test-cube       Cube and Node.js read a model, and examples; installs them (npm, 250 MB)
# make test-sanitizers every test, with AddressSanitizer and UndefinedBehaviorSanitizer
# make test-valgrind   a short suite under valgrind
# make coverage        how much of the C code the tests reach: 95 % of lines, 85 % of branches
# make sqlsmith        50,000 random queries against every function
# make test-large      every phase over 10,000,000 rows, texts of 100 MB: all stops when told to; hours
# make test-seeds      every aggregate in every way over SEEDS=1000 groups of random rows
# make fuzz            random inputs for whatever reads bytes and texts; RUNS=10000000 TARGETS="url ..."
# make test-all-versions  the tests on every packaged PostgreSQL, in chroots; needs root
# make test-minors     the library as it is built here, in other minor releases; needs npm
# make deb             Debian packages, in deb/
# make test-deb        build, install and test them in clean chroots; needs root
# make dist            the archive for PGXN, from the last commit
# make next NEXT=X.Y   after a release: freeze its scripts, begin version X.Y
# make clean           remove what a build and its tests made
# make help            this table
#
# PG_CONFIG=path       which PostgreSQL; the default is the first pg_config in PATH
# PGVERSION=17         which of Debian's packaged ones, instead
# ASSERT=1             turn the extension's own assertions on (after make clean)
# XXHASH_CFLAGS=-Ipath where xxhash.h is, if the compiler does not find it

ifdef PGVERSION
PG_CONFIG = /usr/lib/postgresql/$(PGVERSION)/bin/pg_config
endif
PG_CONFIG ?= pg_config
export PG_CONFIG

#
# What is built
#

EXTENSION = campaign_analytics
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" $(EXTENSION).control)
SCRIPT = $(EXTENSION)--$(EXTVERSION).sql
# Scripts of released versions stand in sql/ as they were; the last of these
# versions is the one to upgrade from.
RELEASED := $(shell ls sql | sed -n 's/^$(EXTENSION)--\([0-9.]*\)\.sql$$/\1/p' | sort -t. -k1,1n -k2,2n -k3,3n | tail -n 1)
UPGRADE = $(EXTENSION)--$(RELEASED)--$(EXTVERSION).sql
FRAGMENTS = $(sort $(wildcard sql/[0-9]*.sql))
GUARD = sql/00_guard.sql
MODEL = $(sort $(wildcard sql/model/*))
MODEL_FUNCTION = $(EXTENSION)-model.sql

MODULE_big = $(EXTENSION)
OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))
DATA_built = $(SCRIPT) $(UPGRADE)
DATA = $(wildcard sql/$(EXTENSION)--*.sql)

# The unit tests' module: doors to the lower floors, linked with their objects.
UNIT = test/unit/$(EXTENSION)_unit
UNIT_OBJS = $(patsubst %.c,%.o,$(sort $(wildcard test/unit/*.c)))
LOWER_OBJS = $(filter src/core/% src/model/%,$(OBJS))

# The fuzz targets: all of src/ and a stand-in for the server, with LLVM's
# libFuzzer and sanitizers; or without, to read once more the inputs that are kept.
FUZZ_SOURCES = $(sort $(wildcard test/fuzz/*.c))
FUZZ_BUILD = test/fuzz/build
FUZZER = $(FUZZ_BUILD)/fuzzer
FUZZER_OBJS = $(patsubst %.c,$(FUZZ_BUILD)/%.o,$(filter-out %/replay.c,$(FUZZ_SOURCES)) $(OBJS:.o=.c))
REPLAY = test/fuzz/replay
REPLAY_OBJS = $(patsubst %.c,%.o,$(filter-out %/libfuzzer.c,$(FUZZ_SOURCES)))

XXHASH_CFLAGS ?= $(shell pkg-config --cflags libxxhash 2>/dev/null)

# PostgreSQL 16 and later say themselves that PGDLLEXPORT undoes the hiding.
PG_CPPFLAGS = -Isrc $(XXHASH_CFLAGS) -DPGDLLEXPORT='__attribute__((visibility("default")))'
ifdef ASSERT
PG_CPPFLAGS += -DUSE_ASSERT_CHECKING
endif

# PostgreSQL's calling convention leaves arguments unused, in its own headers
# too, and utils/array.h compares signed with unsigned; the rest of -Wextra
# holds. -MMD: PGXS alone rebuilds nothing when a header changes.
PG_CFLAGS = -fvisibility=hidden -MMD -MP -Wall -Wextra \
	-Wno-unused-parameter -Wno-sign-compare
SHLIB_LINK = -lm

# No bitcode: what the server inlines of it when it compiles a query calls our
# hidden functions, which it cannot find then; that ends the session.
override with_llvm = no

EXTRA_CLEAN = $(OBJS:.o=.d) $(UNIT)$(DLSUFFIX) $(UNIT_OBJS) $(UNIT_OBJS:.o=.d) \
	META.json $(EXTENSION)-*.zip $(MODEL_FUNCTION) deb report.html report.html.new \
	$(FUZZ_BUILD) $(REPLAY) $(REPLAY_OBJS) $(REPLAY_OBJS:.o=.d)

#
# What is tested
#

REGRESS = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test --load-extension=$(EXTENSION)

#
# PGXS
#

PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifneq ($(wildcard $(PGXS)),)
include $(PGXS)
else
# The targets that install what they need must be readable without it.
all install installcheck unit install-unit typedefs clean:
	@echo "PostgreSQL's files for building extensions were not found; install them or set PG_CONFIG" >&2
	@exit 1
endif

#
# Extra targets
#

.PHONY: help demo report test test-cube test-sanitizers test-large test-valgrind coverage sqlsmith test-seeds test-all-versions test-minors bench bench-peers lint indent indent-check \
	typedefs reference unit install-unit deb test-deb dist next check-xxhash \
	replay fuzzer fuzz

ifneq ($(wildcard $(PGXS)),)

# Objects hold what the headers said when they were made.
-include $(wildcard $(OBJS:.o=.d) $(UNIT_OBJS:.o=.d) $(REPLAY_OBJS:.o=.d) $(FUZZER_OBJS:.o=.d))

# The folders stand for fragments that were added or removed.
$(MODEL_FUNCTION): $(MODEL) sql/model
	@awk -f sql/model/embed.awk $(filter %.sql,$(MODEL)) > $@ || { rm -f $@; exit 1; }

$(SCRIPT): $(MODEL_FUNCTION) $(FRAGMENTS) $(EXTENSION).control sql
	@{ printf '%s\n' '\echo Use "CREATE EXTENSION $(EXTENSION)" to load this file. \quit' && \
	   cat $(GUARD) $(MODEL_FUNCTION) $(filter-out $(GUARD),$(FRAGMENTS)); } > $@ || { rm -f $@; exit 1; }

$(UPGRADE): sql/upgrade.sql sql/include.awk $(SCRIPT)
	@{ printf '%s\n' '\echo Use "ALTER EXTENSION $(EXTENSION) UPDATE" to load this file. \quit' && \
	   awk -f sql/include.awk $<; } > $@ || { rm -f $@; exit 1; }

$(OBJS) $(UNIT_OBJS) $(REPLAY_OBJS) $(FUZZER_OBJS): | check-xxhash
check-xxhash:
	@printf '#include <xxhash.h>\n#if XXH_VERSION_NUMBER < 800\n#error\n#endif\n' | \
	$(CC) $(CPPFLAGS) -E - >/dev/null 2>&1 || { \
	echo "xxhash.h (0.8 or later) was not found: install libxxhash-dev (Debian), xxhash-devel (Fedora)" >&2; \
	echo "or xxhash (Homebrew), or say where it is: make XXHASH_CFLAGS=-I/its/folder" >&2; exit 1; }

unit: $(if $(UNIT_OBJS),$(UNIT)$(DLSUFFIX))
$(UNIT)$(DLSUFFIX): $(UNIT_OBJS) $(LOWER_OBJS)
	$(LINK.shared) -o $@ $^ $(LDFLAGS) $(LDFLAGS_SL) $(SHLIB_LINK)

install-unit: unit
ifneq ($(UNIT_OBJS),)
	$(INSTALL_SHLIB) $(UNIT)$(DLSUFFIX) '$(DESTDIR)$(pkglibdir)/'
endif

# The server's functions without a stand-in are made up, in a C file that tells
# when they are called.
FUZZ_LIBS = -L$(pkglibdir) -L$(libdir) -lpgcommon -lpgport -lm
FUZZ_ARCHIVES = $(wildcard $(foreach dir,$(pkglibdir) $(libdir),$(dir)/libpgcommon.a $(dir)/libpgport.a))
replay: $(REPLAY)
$(REPLAY): $(REPLAY_OBJS) $(OBJS) test/fuzz/missing
	@mkdir -p $(FUZZ_BUILD)
	@test/fuzz/missing $(bindir)/postgres '$(FUZZ_ARCHIVES)' -- $(REPLAY_OBJS) $(OBJS) > $(FUZZ_BUILD)/replay.c
	$(CC) $(CFLAGS) -o $@ $(REPLAY_OBJS) $(OBJS) $(FUZZ_BUILD)/replay.c $(FUZZ_LIBS)

# Without traces of comparisons, which cost two thirds of the time.
FUZZ_CC = clang
FUZZ_FLAGS = -g -O2 -Wno-ignored-attributes -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
fuzzer: $(FUZZER)
$(FUZZER): $(FUZZER_OBJS) test/fuzz/missing
	@test/fuzz/missing $(bindir)/postgres '$(FUZZ_ARCHIVES)' -- $(FUZZER_OBJS) > $(FUZZER).c
	$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $(FUZZER_OBJS) $(FUZZER).c $(FUZZ_LIBS)

$(FUZZER_OBJS): $(FUZZ_BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(CPPFLAGS) -DUSE_ASSERT_CHECKING -MMD -MP $(FUZZ_FLAGS) \
		-fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp -c -o $@ $<

lint: all
	@test/lint

# The scripts of the version that was released are kept as they are; what comes
# belongs to the next one. Databases are updated from the one to the other by
# what is then written into sql/upgrade.sql.
next: $(SCRIPT) $(UPGRADE)
	@test -n "$(NEXT)" || { echo "say which version comes: make next NEXT=X.Y" >&2; exit 1; }
	cp $(SCRIPT) $(UPGRADE) sql
	cd sql && sha256sum $(SCRIPT) $(UPGRADE) >> released.sha256
	sed "s/^default_version.*/default_version = '$(NEXT)'/" $(EXTENSION).control > next.tmp && mv next.tmp $(EXTENSION).control
	{ sed '/^$$/q' sql/upgrade.sql && echo '\ir 99_guard.sql'; } > next.tmp && mv next.tmp sql/upgrade.sql

typedefs: all unit replay
	@test/indent typedefs $(OBJS) $(UNIT_OBJS) $(REPLAY_OBJS) > src/typedefs.list
	@echo "src/typedefs.list: $$(wc -l < src/typedefs.list) names"

endif

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

demo:
	@test/packages
	@test/sandbox -- demo/run

report:
	@test/packages
	@test/sandbox -- sh -c 'demo/run >/dev/null && demo/report' > report.html.new && mv report.html.new report.html
	@echo 'report.html is made: open it in a browser'

test:
	@test/packages clients browser
	@test/run

test-cube:
	@test/packages npm
	@cd test/clients && npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error
	@test/run cube

test-sanitizers:
	@test/packages clients browser
	@test/run sanitized

test-large:
	@test/packages
	@test/run large

test-valgrind:
	@test/packages valgrind
	@test/run valgrind

coverage:
	@test/packages clients browser
	@test/run coverage

sqlsmith:
	@test/packages sqlsmith
	@test/sandbox -c logging_collector=on -c log_destination=csvlog -c log_error_verbosity=verbose \
		-c log_min_duration_statement=0 -c work_mem=64kB -c jit=off \
		-c min_parallel_table_scan_size=0 -c parallel_setup_cost=0 -c parallel_tuple_cost=0 \
		-- test/sqlsmith/run

test-seeds: SEEDS = 1000
test-seeds:
	@test/packages
	@SEEDS=$(SEEDS) test/sandbox -- sh -ec 'createdb pgtap; psql -qX -d pgtap -c "CREATE EXTENSION pgtap" -c "CREATE EXTENSION campaign_analytics"; \
		pg_prove --dbname pgtap test/pgtap/equality*.sql $$(grep -l "^.ir lib/seeds.sql" test/pgtap/*.sql)'

fuzz:
	@test/packages fuzz
	@$(MAKE) -s -j"$$(nproc)" fuzzer
	@test/fuzz/run $(TARGETS)

test-all-versions:
	@test/versions

test-minors:
	@test/packages npm
	@test/sandbox -- test/minors

reference: all
	@test/sandbox -- test/reference > model.md.new && mv model.md.new docs/model.md

deb:
	@debian/build

test-deb:
	@test/deb

bench:
	@test/packages
	@test/sandbox -b -- test/bench/run

bench-peers:
	@test/packages npm
	@cd test/bench && npm install --no-audit --no-fund --no-package-lock

indent indent-check:
	@test/packages indent
	@test/indent $@

# PGXN wants a three-part version, inside the archive.
META.json: META.json.in $(EXTENSION).control
	@sed 's/@VERSION@/$(DISTVERSION)/' $< > $@

DISTVERSION = $(EXTVERSION)$(if $(word 3,$(subst ., ,$(EXTVERSION))),,.0)
DIST = $(EXTENSION)-$(DISTVERSION)
dist: META.json
	git archive --format=zip --prefix=$(DIST)/ --add-file=META.json -o $(DIST).zip HEAD

# For test/bench/run, which reads it from its environment.
ROWS ?= 1000000
export ROWS

# For test/fuzz/run.
RUNS ?= 1000000
export RUNS
