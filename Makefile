# campaign_analytics
#
# make                 build the extension
# make install         install it into the server that PG_CONFIG names
# make installcheck    regression tests against your own running server
# make demo            reports over real campaign data, in a private server
# make test            every test, plain and with assertions, in private servers
# make bench           speed against the floor and plain SQL; ROWS=10000000 for more
# make bench-peers     install ClickHouse and DuckDB (npm) for make bench to compare with
# make lint            check the house rules
# make indent          format the C code as PostgreSQL does
# make indent-check    show what make indent would change
# make typedefs        write src/typedefs.list from the objects, for make indent
# make reference       write docs/model.md from the comments of a model
# make unit            build the module of the unit tests (never installed)
# make test-all-versions  the tests on every packaged PostgreSQL, in chroots; needs root
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
# with_llvm=no         leave the bitcode for JIT inlining out

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

XXHASH_CFLAGS ?= $(shell pkg-config --cflags libxxhash 2>/dev/null)

# PostgreSQL 16 and later say themselves that PGDLLEXPORT undoes the hiding.
PG_CPPFLAGS = -Isrc $(XXHASH_CFLAGS) -DPGDLLEXPORT='__attribute__((visibility("default")))'
ifdef ASSERT
PG_CPPFLAGS += -DUSE_ASSERT_CHECKING
endif

# PostgreSQL's calling convention leaves arguments unused, in its own headers
# too, and utils/array.h compares signed with unsigned; the rest of -Wextra
# holds. -MMD: PGXS alone rebuilds nothing when a header changes. It stands here
# and not in PG_CPPFLAGS, where the bitcode compiler would read it too and
# overwrite the dependencies of the object.
PG_CFLAGS = -fvisibility=hidden -MMD -MP -Wall -Wextra \
	-Wno-unused-parameter -Wno-sign-compare
SHLIB_LINK = -lm

EXTRA_CLEAN = $(OBJS:.o=.d) $(UNIT)$(DLSUFFIX) $(UNIT_OBJS) $(UNIT_OBJS:.o=.d) \
	META.json $(EXTENSION)-*.zip $(MODEL_FUNCTION) deb

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

.PHONY: help demo test test-all-versions bench bench-peers lint indent indent-check \
	typedefs reference unit install-unit deb test-deb dist next check-xxhash

ifneq ($(wildcard $(PGXS)),)

# Both .o and .bc hold what the headers said when they were made.
-include $(wildcard $(OBJS:.o=.d) $(UNIT_OBJS:.o=.d))
$(OBJS:.o=.bc): %.bc: %.o

# The folders stand for fragments that were added or removed.
$(MODEL_FUNCTION): $(MODEL) sql/model
	@awk -f sql/model/embed.awk $(filter %.sql,$(MODEL)) > $@ || { rm -f $@; exit 1; }

$(SCRIPT): $(MODEL_FUNCTION) $(FRAGMENTS) $(EXTENSION).control sql
	@{ printf '%s\n' '\echo Use "CREATE EXTENSION $(EXTENSION)" to load this file. \quit' && \
	   cat $(GUARD) $(MODEL_FUNCTION) $(filter-out $(GUARD),$(FRAGMENTS)); } > $@ || { rm -f $@; exit 1; }

$(UPGRADE): sql/upgrade.sql sql/include.awk $(SCRIPT)
	@{ printf '%s\n' '\echo Use "ALTER EXTENSION $(EXTENSION) UPDATE" to load this file. \quit' && \
	   awk -f sql/include.awk $<; } > $@ || { rm -f $@; exit 1; }

$(OBJS) $(UNIT_OBJS): | check-xxhash
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
	sed '/^$$/q' sql/upgrade.sql > next.tmp && mv next.tmp sql/upgrade.sql

typedefs: all unit
	@test/indent typedefs $(OBJS) $(UNIT_OBJS) > src/typedefs.list
	@echo "src/typedefs.list: $$(wc -l < src/typedefs.list) names"

endif

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

demo:
	@test/packages
	@test/sandbox -- demo/run

test:
	@test/packages
	@test/run

test-all-versions:
	@test/versions

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
