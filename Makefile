# make            the programs, in build/
# make run        everything on this machine, under ./var; Ctrl-C stops it
# make test       every test; make lint  formatting, layers, warnings of clang
# make help       the rest
#
# SAN=1 builds with ASan and UBSan into build/san, one malloc a piece of an arena;
# FUZZ=1 with clang for libFuzzer into build/fuzz.
SHELL   := /bin/bash
.DEFAULT_GOAL := all
B       := build$(if $(SAN),/san)$(if $(FUZZ),/fuzz)$(VARIANT)
ROOMS   := base json dsp audio store http db mail paypal app
GEN     := queries migrations $(if $(wildcard core/mail/letters.awk),letters) $(if $(wildcard fcgi/problems.awk),problems details) words
PROGRAMS := mastering mastering-api mastering-render mastering-timer mastering-egress masteringctl

CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef \
           -Wwrite-strings -Wcast-qual -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough $(if $(CI),-Werror)
HARDEN  := $(if $(SAN)$(FUZZ),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fPIE
PKGS    := libpq sndfile opus libebur128 soxr libcrypto libcjson libcurl libargon2 libutf8proc libidn2 libseccomp \
           libjpeg libwebp
CPPFLAGS += -D_GNU_SOURCE -Icore -I$B -I. $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# A program carries what it can reach and no more: tests/sql/rights_test.sh compares that with what its role may do.
CPPFLAGS += -ffunction-sections -fdata-sections
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed -Wl,--gc-sections
LDLIBS  += -lfcgi $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lspng -lzxcvbn -lqrencode -lpthread -lm
ifdef SAN
CFLAGS  := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_DEBUG
endif
ifdef FUZZ
CC      := clang
CFLAGS  := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_DEBUG
endif
# The same song gives the same bits on every machine: no fused multiply-add, no -ffast-math.
DSPFLAGS := $(if $(SAN)$(FUZZ),,-O3) -fno-math-errno -fno-trapping-math -ffp-contract=off

SRC     := $(foreach r,$(ROOMS),$(wildcard core/$r/*.c))
API     := $(filter-out fcgi/main.c,$(wildcard fcgi/*.c))
UNITS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*_test.c))
OBJ      = $(patsubst %.c,$B/%.o,$1)
LIB     := $B/libmastering.a

# What Debian 12 must have; "package=command" also counts when the command is there.
BUILD_PKGS := gcc libc6-dev pkg-config libfcgi-dev libpq-dev libsndfile1-dev libopus-dev libebur128-dev libsoxr-dev libssl-dev \
              libcjson-dev libcurl4-openssl-dev libargon2-dev libutf8proc-dev libidn2-dev libseccomp-dev \
              libjpeg62-turbo-dev libwebp-dev libspng-dev libzxcvbn-dev libqrencode-dev nodejs=node npm=npm ca-certificates
RUN_PKGS   := postgresql-15 nginx-light=nginx curl util-linux perl-base
TEST_PKGS  := clang libclang-rt-14-dev clang-format perl python3 python3-aiosmtpd python3-dkim python3-numpy python3-scipy \
              ffmpeg chromium firefox-esr pulseaudio wrk oathtool procps time systemd systemd-container iproute2

all: $(addprefix $B/,$(PROGRAMS)) www
$(LIB): $(call OBJ,$(SRC) $(API)) $(foreach g,$(GEN),$B/gen/$g.o)
	@rm -f $@
	@ar rcs $@ $^

main_of = $(if $(filter mastering-api,$1),fcgi/main.c,$(if $(filter masteringctl,$1),$(wildcard core/cmd/ctl*.c),$(if $(filter mastering,$1),$(wildcard core/cmd/mastering*.c),core/cmd/$(patsubst mastering-%,%,$1).c)))
define PROGRAM
$B/$1: $(call OBJ,$(call main_of,$1)) $(LIB)
	@echo "  link  $$@"
	@$$(CC) $$(CFLAGS) $$(LDFLAGS) $$^ $$(LDLIBS) -o $$@
endef
$(foreach p,$(PROGRAMS),$(eval $(call PROGRAM,$p)))

$B/tests/%_test: $B/tests/unit/%_test.o $B/tests/world.o $(LIB)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@
units: $(patsubst %,$B/tests/%,$(UNITS))

$B/core/dsp/%.o: CFLAGS += $(DSPFLAGS)
$B/%.o: %.c | gen
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) -std=gnu17 $(WARN) $(HARDEN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$B/gen/%.o: $B/gen/%.c | gen
	@$(CC) -std=gnu17 $(WARN) $(HARDEN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

# ---- generated: never in git, never half-written --------------------------
gen: $(foreach g,$(GEN),$B/gen/$g.c) $(foreach g,$(filter-out migrations,$(GEN)),$B/gen/$g.h)
$B/gen/queries.h $B/gen/queries.c: $B/gen/queries.%: sql/queries.awk $(wildcard sql/queries/*.sql)
	@mkdir -p $(@D)
	@awk -v want=$* -f $^ > $@
$B/gen/migrations.c: sql/migrations.awk $(wildcard sql/migrations/*.sql)
	@mkdir -p $(@D)
	@awk -f $^ > $@
$B/gen/letters.h $B/gen/letters.c: $B/gen/letters.%: core/mail/letters.awk $(wildcard core/mail/letters/*/*.txt)
	@mkdir -p $(@D)
	@awk -v want=$* -f $^ > $@
$B/gen/problems.h $B/gen/problems.c: $B/gen/problems.%: fcgi/problems.awk $(wildcard fcgi/problems/*.txt)
	@mkdir -p $(@D)
	@awk -v want=$* -f $^ > $@
$B/gen/details.h $B/gen/details.c: $B/gen/details.%: fcgi/details.awk $(wildcard fcgi/details/*.txt)
	@mkdir -p $(@D)
	@awk -v want=$* -f $^ > $@
$B/gen/words.h $B/gen/words.c: $B/gen/words.%: core/app/words.awk $(wildcard nginx/www/i18n/*.json)
	@mkdir -p $(@D)
	@awk -v want=$* -f $^ > $@

# ---- the page: our sources as they are, beside the few library files they import ----------------
WWW_LIB := htm/preact/standalone.module.js=htm.js tus-js-client/dist/tus.min.js=tus.js
nginx/node_modules/.package-lock.json: nginx/package.json nginx/package-lock.json
	@echo "  npm   nginx"
	@cd nginx && npm ci --ignore-scripts --omit=dev --no-audit --no-fund --silent
	@touch $@
# The client's half of every door; it stays as old as it is while the description says the same.
$B/gen/doors.js: $B/mastering-api nginx/doors.mjs
	@$B/mastering-api --openapi > $B/gen/openapi.json && nginx/doors.mjs < $B/gen/openapi.json > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
# A song before and after, for the first page: anew when the song, the cutting or the engine's version changes.
build/demo/.made: nginx/demo core/audio/evening.c core/audio/preview.c core/audio/peaks.c core/audio/engine.h core/cmd/mastering_preview.c | $B/mastering
	@echo "  demo  build/demo"
	@rm -rf build/demo.new build/demo && nginx/demo $B/mastering build/demo.new && mv build/demo.new build/demo && touch $@
build/www/.made: nginx/icons.mjs nginx/ahead.mjs nginx/shell.mjs nginx/node_modules/.package-lock.json $B/gen/doors.js build/demo/.made $(shell find nginx/www -type f -o -type d)
	@echo "  www   build/www"
	@rm -rf build/www.new && mkdir -p build && cp -r nginx/www build/www.new && mkdir -p build/www.new/lib
	@cp $B/gen/doors.js build/www.new/app/doors.js
	@mkdir build/www.new/demo && cp build/demo/* build/www.new/demo
	@$(foreach f,$(WWW_LIB),cp nginx/node_modules/$(subst =, build/www.new/lib/,$f) &&) true
	@sed -i '/^\/\/# sourceMappingURL=/d' build/www.new/lib/*.js
	@nginx/icons.mjs build/www.new && nginx/ahead.mjs build/www.new && nginx/shell.mjs build/www.new
	@find build/www.new -type f ! -name '*.opus' ! -name '*.png' -exec gzip -9nk {} +
	@touch build/www.new/.made && rm -rf build/www && mv build/www.new build/www
www: build/www/.made

schema: all # and the other files that are written by the program itself
	@tests/schema.sh >/dev/null; cp build/schema.sql sql/schema.sql
	@build/masteringctl config > systemd/service.env.example

# ---- running ----------------------------------------------------------------
PORT ?= 8080
deps:
	@systemd/need "make run" $(BUILD_PKGS) $(RUN_PKGS)
run: deps
	@$(MAKE) --no-print-directory all
	@systemd/house up --dir var --port $(PORT) --then systemd/demo
stop:
	@systemd/house down --dir var
reset: stop
	@rm -rf var && echo "var is gone: the next make run begins anew"
demo: # masters one more song in the house that runs
	@HOUSE_DIR=$(CURDIR)/var systemd/demo

# ---- installing: make install, then mastering-setup as root --------------------
# INSTANCE names users, units, folders, roles and database: two installations can share a machine.
PREFIX   ?= /usr/local
INSTANCE ?= mastering
UNITDIR   = $(DESTDIR)/etc/systemd/system
SHARE     = $(DESTDIR)$(PREFIX)/share/$(INSTANCE)
# The programs and the database roles keep their names.
named     = sed -E -e 's,/usr/local/bin/mastering,@BIN@,g' -e 's,\bmastering_(owner|api|render|timer|egress|ctl|\$$role),@ROLE@\1,g' \
            -e 's,mastering,$(INSTANCE),g' -e 's,@BIN@,$(PREFIX)/bin/mastering,g' -e 's,@ROLE@,mastering_,g' -e 's,/usr/local,$(PREFIX),g'
install:
	@install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/share/man/man1 $(SHARE)/nginx $(UNITDIR) \
	    $(UNITDIR)/$(INSTANCE)-.service.d $(UNITDIR)/$(INSTANCE)-egress.service.d \
	    $(DESTDIR)/usr/lib/sysusers.d $(DESTDIR)/usr/lib/tmpfiles.d $(DESTDIR)/etc/$(INSTANCE)
	@install -m 755 $(addprefix build/,$(PROGRAMS)) $(DESTDIR)$(PREFIX)/bin
	@for u in systemd/*.service systemd/*.socket systemd/*.timer systemd/*.target; do \
	    $(named) "$$u" > "$(UNITDIR)/$(INSTANCE)$${u#systemd/mastering}"; done
	@$(named) systemd/hardening.conf > $(UNITDIR)/$(INSTANCE)-.service.d/10-hardening.conf
	@$(named) systemd/egress.conf > $(UNITDIR)/$(INSTANCE)-egress.service.d/20-egress.conf
	@$(named) systemd/cluster.conf > $(SHARE)/cluster.conf
	@$(named) systemd/sysusers.conf > $(DESTDIR)/usr/lib/sysusers.d/$(INSTANCE).conf
	@$(named) systemd/tmpfiles.conf > $(DESTDIR)/usr/lib/tmpfiles.d/$(INSTANCE).conf
	@$(named) systemd/service.env.example > $(SHARE)/service.env.example
	@$(named) systemd/setup > $(DESTDIR)$(PREFIX)/sbin/$(INSTANCE)-setup && chmod 755 $(DESTDIR)$(PREFIX)/sbin/$(INSTANCE)-setup
	@cp -r nginx/fill nginx/headers.conf nginx/pages $(SHARE)/nginx
	@for f in service.conf.in fcgi.conf; do sed 's|mastering|$(INSTANCE)|g' nginx/$$f > $(SHARE)/nginx/$$f; done
	@rm -rf $(SHARE)/www && cp -r build/www $(SHARE)/www && rm -f $(SHARE)/www/.made
	@for m in $(wildcard core/cmd/*.1); do install -m 644 "$$m" $(DESTDIR)$(PREFIX)/share/man/man1; done
	@echo "installed; as root: $(PREFIX)/sbin/$(INSTANCE)-setup"

# ---- testing: each shelf alone by make test-SHELF ------------------------------
SHELVES := checks unit sql story contract browser sound fuzz systemd
test: test-deps
	@tests/all $(SHELVES)
test-deps:
	@systemd/need "make test" $(BUILD_PKGS) $(RUN_PKGS) $(TEST_PKGS)
# Quiet when green: what a build says is kept for when it fails.
quietly = @mkdir -p build/test; $(MAKE) --no-print-directory $1 >build/test/build-$@.log 2>&1 || { tail -n 40 build/test/build-$@.log; false; }
test-checks:
	$(call quietly,-j2 all)
	@tests/shelf checks tests/checks.sh
test-unit:
	$(call quietly,-j2 all)
	$(call quietly,-j2 SAN=1 all units)
	@B=build/san BESIDE=tests/own-database tests/with-postgres tests/shelf unit -j 2 $(patsubst %,build/san/tests/%,$(UNITS))
test-sql:
	$(call quietly,-j2 all)
	@tests/shelf sql -j 2 $(wildcard tests/sql/*_test.sh)
test-story: # its requests pass through a proxy that knows the API's description
	$(call quietly,-j2 all tests/node_modules)
	@STORY_WITNESS=1 tests/shelf story -j 2 -t $(if $(SOAK),7200,900) $(wildcard tests/story/*_test.py)
test-contract:
	$(call quietly,-j2 all tests/node_modules)
	@tests/shelf contract -t 900 $(wildcard tests/contract/*_test.*)
test-browser:
	$(call quietly,-j2 all tests/node_modules)
	@tests/shelf browser -j 2 -t 600 $(wildcard tests/browser/*_test.mjs)
test-sound:
	$(call quietly,-j2 all)
	@tests/shelf sound -j 2 -t 600 $(wildcard tests/sound/*_test.py tests/sound/*_test.sh)
export FUZZ_SECONDS ?= 10
FUZZED  := $(patsubst tests/fuzz/%.c,build/fuzz/tests/%,$(wildcard tests/fuzz/*.c))
test-fuzz:
	$(call quietly,-j2 FUZZ=1 $(FUZZED))
	@tests/shelf fuzz -j 2 -t $$(($(FUZZ_SECONDS) + 120)) $(patsubst %,%.run,$(FUZZED))
test-systemd:
	$(call quietly,-j2 all)
	@tests/shelf systemd -t 600 $(wildcard tests/systemd/*_test.sh)
tests/node_modules: tests/package.json tests/package-lock.json
	@cd tests && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# A target runs on the input it has gathered and what tests/fuzz/NAME/ brings; its .run says so in TAP.
$B/tests/%: tests/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	@$(CC) -std=gnu17 $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@
	@printf '#!/bin/sh\nexec tests/fuzz/run $@ $${FUZZ_SECONDS:-10}\n' > $@.run && chmod +x $@.run

lint:
	@tests/lint.sh $(filter-out -Werror,$(WARN)) $(CPPFLAGS)
bench: test-deps
	$(call quietly,-j2 all)
	@tests/bench/material
	@{ answer=0; for b in tests/bench/*_bench.py; do echo "---- $$b"; "$$b" || answer=1; done; exit $$answer; } \
	    | tee $B/bench.log; answer=$${PIPESTATUS[0]}; \
	    printf '%s\n' '' '| figure | best peer | target | ours |' '|---|---|---|---|'; grep '^|' $B/bench.log; exit $$answer
lighthouse: test-deps all tests/node_modules tests/lighthouse/node_modules
	@tests/lighthouse/run.mjs
tests/lighthouse/node_modules: tests/lighthouse/package.json tests/lighthouse/package-lock.json
	@cd tests/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@
screenshots: test-deps all
	tests/browser/pictures.mjs
fuzz: test-deps
	@$(MAKE) --no-print-directory test-fuzz FUZZ_SECONDS=600
soak: test-deps
	@$(MAKE) --no-print-directory test-story SOAK=1
	@$(MAKE) --no-print-directory fuzz

clean:
	rm -rf build
help:
	@sed -n '1,/^SHELL/{s/^# \{0,1\}//p}' Makefile
	@echo 'make deps stop reset demo bench lighthouse screenshots soak fuzz schema install clean; make test-SHELF of: $(SHELVES)'

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all gen units www schema deps run stop reset demo install test test-deps $(addprefix test-,$(SHELVES)) lint bench lighthouse screenshots fuzz soak clean help
-include $(shell find $B -name '*.d' 2>/dev/null)
