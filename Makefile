# make            the programs, in build/
# make run        everything on this machine, under ./var; Ctrl-C stops it
# make test       every test; make lint  formatting, layers, warnings of clang
# make help       the rest
#
# SAN=1 builds with ASan and UBSan into build/san, one malloc a piece of an arena.
SHELL   := /bin/bash
.DEFAULT_GOAL := all
B       := build$(if $(SAN),/san)$(VARIANT)
ROOMS   := base json dsp audio store http db mail paypal app
GEN     := queries migrations $(if $(wildcard core/mail/letters.awk),letters) $(if $(wildcard fcgi/problems.awk),problems)
PROGRAMS := mastering mastering-api mastering-render mastering-timer mastering-egress masteringctl

CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef \
           -Wwrite-strings -Wcast-qual -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough $(if $(CI),-Werror)
HARDEN  := $(if $(SAN),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fPIE
PKGS    := libpq sndfile libebur128 soxr libcrypto libcjson libcurl libargon2 libutf8proc libidn2 libseccomp \
           libjpeg libwebp
CPPFLAGS += -D_GNU_SOURCE -Icore -I$B -I. $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed
LDLIBS  += -lfcgi $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lspng -lzxcvbn -lqrencode -lpthread -lm
ifdef SAN
CFLAGS  := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_DEBUG
endif
# The same song gives the same bits on every machine: no fused multiply-add, no -ffast-math.
DSPFLAGS := $(if $(SAN),,-O3) -fno-math-errno -fno-trapping-math -ffp-contract=off

SRC     := $(foreach r,$(ROOMS),$(wildcard core/$r/*.c))
API     := $(filter-out fcgi/main.c,$(wildcard fcgi/*.c))
UNITS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*_test.c))
OBJ      = $(patsubst %.c,$B/%.o,$1)
LIB     := $B/libmastering.a

all: $(addprefix $B/,$(PROGRAMS)) www
$(LIB): $(call OBJ,$(SRC) $(API)) $(foreach g,$(GEN),$B/gen/$g.o)
	@rm -f $@
	@ar rcs $@ $^

main_of = $(if $(filter mastering-api,$1),fcgi/main.c,core/cmd/$(patsubst mastering-%,%,$(patsubst masteringctl,ctl,$1)).c)
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

# ---- the page: our sources as they are, beside the few library files they import ----------------
WWW_LIB := htm/preact/standalone.module.js=htm.js tus-js-client/dist/tus.min.js=tus.js
nginx/node_modules/.package-lock.json: nginx/package.json nginx/package-lock.json
	@echo "  npm   nginx"
	@cd nginx && npm ci --ignore-scripts --omit=dev --no-audit --no-fund --silent
	@touch $@
build/www/.made: nginx/node_modules/.package-lock.json $(shell find nginx/www -type f -o -type d)
	@echo "  www   build/www"
	@rm -rf build/www.new && mkdir -p build && cp -r nginx/www build/www.new && mkdir -p build/www.new/lib
	@$(foreach f,$(WWW_LIB),cp nginx/node_modules/$(subst =, build/www.new/lib/,$f) &&) true
	@sed -i '/^\/\/# sourceMappingURL=/d' build/www.new/lib/*.js
	@find build/www.new -type f -exec gzip -9nk {} +
	@touch build/www.new/.made && rm -rf build/www && mv build/www.new build/www
www: build/www/.made

schema: all
	tests/with-postgres sh -c 'pg_dump --schema-only --no-owner "$$DATABASE_URL"' > sql/schema.sql

clean:
	rm -rf build

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all gen units www schema clean
-include $(shell find $B -name '*.d' 2>/dev/null)
