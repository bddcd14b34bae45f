/* SPDX-License-Identifier: ISC */
/* Where sound meets files: the canonical form, previews, peaks, the recipe and a render that is stopped. */
#include "tests/tap.h"

#include "audio/album.h"
#include "audio/beside.h"
#include "audio/certificate.h"
#include "audio/codec.h"
#include "audio/delta.h"
#include "audio/demo.h"
#include "audio/encode.h"
#include "audio/join.h"
#include "audio/moves.h"
#include "audio/peaks.h"
#include "audio/preview.h"
#include "audio/relay.h"
#include "audio/render.h"
#include "audio/sound.h"

#include <ebur128.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static int nameless(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

/* A canonical stereo file: a slow sweep, so that every moment is different. */
static int sweep(int64_t rate, int64_t frames, float level)
{
    struct pcm p;
    int fd = nameless();
    double phase = 0;

    if (pcm_create(fd, rate, 2, &p))
        abort();
    for (int64_t i = 0; i < frames; i++) {
        phase += 2 * 3.14159265358979 * (200 + 2000 * (double)i / (double)frames) / (double)rate;
        float x[2] = {level * (float)sin(phase), level * (float)cos(phase)};
        if (pcm_append(&p, x, 1))
            abort();
    }
    if (pcm_finish(&p))
        abort();
    return fd;
}

struct counted {
    int64_t begun, told, ends_at, fails_at;
    bool over;
};

static enum err count_up(void *self, void *block)
{
    struct counted *c = self;

    c->over = c->begun == c->ends_at;
    *(int64_t *)block = c->begun++;
    return OK;
}

static enum err times_three(void *self, void *block)
{
    (void)self;
    *(int64_t *)block *= 3;
    return OK;
}

static enum err tell(void *self, void *block)
{
    struct counted *c = self;

    if (c->told == c->fails_at)
        return fail(ERR_INVALID, "block %lld is bad", (long long)c->told);
    return *(int64_t *)block == 3 * c->told++ ? OK : fail(ERR_FAULT, "a block came out of turn");
}

TEST(blocks_come_through_a_relay_in_order_until_it_is_over_or_one_fails)
{
    for (int threads = 0; threads < 5; threads++) {
        struct counted all = {.ends_at = 1000, .fails_at = -1}, bad = {.ends_at = 1000, .fails_at = 700}, *c[] = {&all, &bad};
        for (int k = 0; k < 2; k++) {
            const struct station station[] = {{count_up, c[k]}, {times_three, NULL}, {tell, c[k]}};
            enum err e = relay_run(&(struct relay){.station = station, .count = 3, .blocks = INT64_MAX, .over = &c[k]->over,
                                                   .block_bytes = sizeof(int64_t), .threads = threads});
            CHECK(e == (k ? ERR_INVALID : OK));
        }
        CHECK(all.told == 1000);
        CHECK(bad.told == 700);
        CHECK_TEXT(err_detail(), "block 700 is bad");
    }
}

static enum err go_well(void *with)
{
    (*(int *)with)++;
    return OK;
}

static enum err go_wrong(void *with)
{
    return fail(ERR_INVALID, "%s", (const char *)with);
}

TEST(what_fails_in_another_thread_is_told_in_this_one)
{
    char other[] = "the other one";
    int went = 0;

    for (int threads = 1; threads < 3; threads++) {
        CHECK(fail(ERR_INVALID, "before") == ERR_INVALID);
        CHECK(beside(threads, (struct task){go_well, &went}, (struct task){go_wrong, other}) == ERR_INVALID);
        CHECK_TEXT(err_detail(), "the other one");
        CHECK(went == threads);
    }
}

TEST(the_canonical_form_is_a_WAV_any_player_reads_and_silent_outside)
{
    CLEANUP(shut) int fd = sweep(44100, 1000, 0.5f);
    SF_INFO info = {0};
    struct pcm p;
    float x[20], y[20];

    NEED(pcm_open(fd, &p) == OK && lseek(fd, 0, SEEK_SET) == 0);
    SNDFILE *f = sf_open_fd(fd, SFM_READ, &info, SF_FALSE);
    NEED(f);
    CHECK(info.frames == 1000 && info.channels == 2 && info.samplerate == 44100);
    sf_seek(f, 500, SEEK_SET);
    CHECK(sf_readf_float(f, x, 10) == 10);
    sf_close(f);
    CHECK(pcm_read(&p, 500, y, 10) == OK && !memcmp(x, y, sizeof x));
    CHECK(pcm_read(&p, -5, y, 10) == OK);
    for (int i = 0; i < 10; i++)
        CHECK_NEAR((double)y[i], 0, 0);
    CHECK(fabsf(y[11]) > 0.1f);
    CHECK(pcm_read(&p, 995, y, 10) == OK);
    CHECK_NEAR((double)y[10], 0, 0);
}

/* Decodes a segment and lays what is played into the whole. */
static bool lay(int fd, const struct preview_segment *s, float *whole)
{
    SF_INFO info = {0};

    if (lseek(fd, 0, SEEK_SET))
        return false;
    SNDFILE *f = sf_open_fd(fd, SFM_READ, &info, SF_FALSE);
    if (!f || info.channels != 4)
        return false;
    float *x = malloc((size_t)info.frames * 16);
    bool enough = sf_readf_float(f, x, info.frames) >= s->lead + s->frames;
    if (enough)
        memcpy(whole + s->start * 4, x + s->lead * 4, (size_t)s->frames * 16);
    sf_close(f);
    free(x);
    return enough;
}

static double error_db(const float *x, const float *y, int64_t from, int64_t to)
{
    double error = 0, all = 0;

    for (int64_t i = from * 4; i < to * 4; i++) {
        error += pow((double)x[i] - (double)y[i], 2);
        all += pow((double)y[i], 2);
    }
    return 10 * log10(error / all + 1e-20);
}

TEST(C02_segments_laid_side_by_side_are_the_song_without_a_seam)
{
    static const struct {
        enum preview_format format;
        int64_t rate;
        double db;
    } ways[] = {{PREVIEW_OPUS, PREVIEW_RATE, -14}, {PREVIEW_FLAC, 0, -110}};
    CLEANUP(shut) int mix = sweep(44100, 44100 * 23, 0.4f), master = sweep(44100, 44100 * 23, 0.8f);

    for (int w = 0; w < 2; w++) {
        CLEANUP(shut) int joined = nameless();
        struct preview p;
        struct preview_segment s;
        struct pcm pcm;
        NEED(preview_join(mix, master, 0, ways[w].rate, joined, &p) == OK);
        NEED(pcm_open(joined, &pcm) == OK);
        CHECK(p.segments == 3 && p.rate_hz == (ways[w].rate ? 48000 : 44100) && p.frames == 23 * p.rate_hz);
        float *whole = calloc((size_t)p.frames, 16), *truth = malloc((size_t)p.frames * 16);
        NEED(pcm_read(&pcm, 0, truth, (size_t)p.frames) == OK);
        for (int64_t n = 0; n < p.segments; n++) {
            CLEANUP(shut) int out = nameless();
            NEED(preview_segment(joined, n, ways[w].format, out, &s) == OK);
            CHECK(s.frames <= 10 * p.rate_hz && s.lead == p.rate_hz * 80 / 1000);
            CHECK(lay(out, &s, whole));
        }
        double everywhere = error_db(whole, truth, 0, p.frames);
        double seam = error_db(whole, truth, 10 * p.rate_hz - 200, 10 * p.rate_hz + 200);
        CHECK(everywhere < ways[w].db);
        CHECK(seam < ways[w].db + 3); /* no worse where they meet */
        CHECK(preview_segment(joined, p.segments, ways[w].format, -1, &s) == ERR_NOT_FOUND);
        free(whole);
        free(truth);
    }
}

TEST(C02_a_mix_above_full_scale_is_turned_down_and_the_page_is_told)
{
    CLEANUP(shut) int mix = sweep(48000, 48000, 2), master = sweep(48000, 48000, 0.5f), joined = nameless();
    struct preview p;

    NEED(preview_join(mix, master, 0, 48000, joined, &p) == OK);
    CHECK_NEAR(p.mix_gain_db, -6.1, 0.1);
    CHECK_NEAR(p.master_gain_db, 0, 1e-9);
}

TEST(C02_a_trimmed_master_plays_beside_the_same_moment_of_the_mix)
{
    CLEANUP(shut) int mix = sweep(48000, 96000, 0.5f), master = sweep(48000, 48000, 0.5f), joined = nameless();
    struct preview p;
    struct pcm in, out;
    float two[2], four[4];

    NEED(preview_join(mix, master, 0.5, 0, joined, &p) == OK);
    NEED(pcm_open(mix, &in) == OK && pcm_open(joined, &out) == OK);
    NEED(pcm_read(&in, 24000 + 777, two, 1) == OK && pcm_read(&out, 777, four, 1) == OK);
    CHECK(!memcmp(two, four, sizeof two));
}

/* libebur128 of a whole file, at once. */
static void hear_all(int fd, struct second_opinion *out)
{
    struct pcm p;
    float x[2];
    double peak = 0, one;

    NEED(pcm_open(fd, &p) == OK);
    ebur128_state *e = ebur128_init((unsigned)p.channels, (unsigned long)p.rate_hz, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
    for (int64_t at = 0; at < p.frames; at++)
        NEED(pcm_read(&p, at, x, 1) == OK && !ebur128_add_frames_float(e, x, 1));
    for (unsigned c = 0; c < (unsigned)p.channels; c++) {
        ebur128_true_peak(e, c, &one);
        peak = fmax(peak, one);
    }
    ebur128_loudness_global(e, &out->lufs);
    out->true_peak_db = 20 * log10(peak);
    ebur128_destroy(&e);
}

/* Noise of many colours and levels, clicks at the seams of blocks, tones near half the rate. */
static int rough(int64_t rate, int64_t channels, int64_t frames, unsigned kind)
{
    struct pcm p;
    int fd = nameless();
    float low[2] = {0};

    if (pcm_create(fd, rate, channels, &p))
        abort();
    srand(kind);
    for (int64_t i = 0; i < frames; i++) {
        float x[2];
        for (int c = 0; c < (int)channels; c++) {
            float noise = (float)rand() / (float)RAND_MAX * 2 - 1, level = (float)(i / 1500 % 7) / 7;
            low[c] += (kind % 2 ? 0.03f : 0.7f) * (noise - low[c]);
            x[c] = kind < 4 ? low[c] * level : (float)sin(2.9 * (double)i + c) * level;
            x[c] += kind > 1 && i % 8192 == (int)kind - 3 ? 1 : 0;
            x[c] += kind == 5 && i > frames - 3 ? 1.5f : 0;
        }
        if (pcm_append(&p, x, 1))
            abort();
    }
    if (pcm_finish(&p))
        abort();
    return fd;
}

TEST(the_second_opinion_is_what_libebur128_says_of_every_sample)
{
    static const int64_t rates[] = {8000, 44100, 96000, 192000};

    for (unsigned i = 0; i < 4; i++)
        for (unsigned kind = 0; kind < 6; kind++) {
            CLEANUP(shut) int fd = rough(rates[i], 1 + (kind + i) % 2, 30000 + rates[i] / 2 + 37 * (int)kind, kind);
            struct second_opinion whole, ours;
            hear_all(fd, &whole);
            NEED(measure_check(fd, &ours) == OK);
            CHECK_NEAR(ours.true_peak_db, whole.true_peak_db, 1e-9);
            CHECK_NEAR(ours.lufs, whole.lufs, 1e-9);
        }
}

TEST(peaks_are_a_dat_of_version_2)
{
    CLEANUP(shut) int song = sweep(44100, 44100, 0.5f), out = nameless();
    int32_t head[6];
    signed char pair[2];

    NEED(peaks_write(song, PEAKS_FINE, out) == OK);
    NEED(pread(out, head, sizeof head, 0) == sizeof head && pread(out, pair, 2, 24 + 2 * 40) == 2);
    CHECK(head[0] == 2 && head[1] == 1 && head[2] == 44100 && head[3] == 512 && head[4] == 87 && head[5] == 1);
    CHECK(lseek(out, 0, SEEK_END) == 24 + 2 * 87);
    CHECK_NEAR(pair[0], -63.5, 1);
    CHECK_NEAR(pair[1], 63.5, 1);
}

TEST(a_recipe_is_filled_with_presets_and_its_ranges_are_kept)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct recipe r;

    NEED(record_preset(a, &recipe_record, &r) == OK);
    for (size_t i = 0; i < recipe_record.count; i++)
        CHECK(field_check(&recipe_record.fields[i], &r) == OK);
    CHECK_NEAR(r.loudness, -14, 0);
    CHECK(field_parse(a, field_named(&recipe_record, "loudness"), "-5", &r) == ERR_INVALID);
    CHECK(field_parse(a, field_named(&recipe_record, "style"), "shrill", &r) == ERR_INVALID);
    NEED(field_parse(a, field_named(&recipe_record, "off"), "eq.air,stereo.bass", &r) == OK);
    CHECK(moves_off(r.off) == (UINT32_C(1) << MOVE_AIR | UINT32_C(1) << MOVE_MONO_BASS));
    CHECK(field_parse(a, field_named(&recipe_record, "off"), "eq.taste", &r) == ERR_INVALID);
    r.trim_start = 5;
    CHECK(recipe_check(&r, 5.5) == ERR_INVALID && err_field());
}

TEST(a_reference_has_a_weight_for_each_aspect_and_eight_are_the_most)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct recipe_reference one, many[REFERENCES_MOST];
    struct recipe r = {.reference = "x", .references = {many, REFERENCES_MOST}};
    struct list all;

    NEED(recipe_reference_parse(a, "a.wav@2,width=0", &one) == OK);
    CHECK_TEXT(one.version, "a.wav");
    CHECK_NEAR(one.tone, 2, 0);
    CHECK_NEAR(one.loudness, 2, 0);
    CHECK_NEAR(one.width, 0, 0);
    CHECK(recipe_reference_parse(a, "a.wav@taste=1", &one) == ERR_INVALID);
    CHECK(recipe_reference_parse(a, "a.wav@tone=99", &one) == ERR_INVALID);
    CHECK(recipe_references(a, &r, &all) == ERR_INVALID);
    r.references.count = 2;
    NEED(recipe_references(a, &r, &all) == OK);
    CHECK(all.count == 3);
}

TEST(an_ISRC_is_read_with_or_without_its_hyphens_and_nothing_else_is_one)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    const char *isrc = NULL, *wrong[] = {"", "USRC1760783", "USRC176078390", "1SRC17607839", "USRC1760783X", "US_RC1760783"};

    CHECK(tags_isrc(a, "us-rc1-76-07839", &isrc) == OK);
    CHECK_TEXT(isrc, "USRC17607839");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(tags_isrc(a, wrong[i], &isrc) == ERR_INVALID);
}

TEST(a_UPC_or_EAN_is_known_by_its_check_digit)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    const char *upc = NULL, *wrong[] = {"", "036000291453", "063000291452", "36000291452", "4006381333932", "14006381333931", "03600029145x"};

    CHECK(tags_upc(a, "0 36000-29145 2", &upc) == OK);
    CHECK_TEXT(upc, "036000291452");
    CHECK(tags_upc(a, "4006381333931", &upc) == OK);
    CHECK_TEXT(upc, "4006381333931");
    CHECK(tags_upc(a, "0036000291452", &upc) == OK);
    CHECK_TEXT(upc, "036000291452");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(tags_upc(a, wrong[i], &upc) == ERR_INVALID);
}

TEST(a_format_has_the_bits_it_can_have)
{
    const struct {
        const char *word;
        int64_t bits;
        enum err e;
        enum output_format means;
    } all[] = {
        {"wav", 0, OK, OUTPUT_WAV24},      {"wav", 16, OK, OUTPUT_WAV16},        {"wav", 32, OK, OUTPUT_WAV32F},
        {"flac", 0, OK, OUTPUT_FLAC},      {"flac", 16, OK, OUTPUT_FLAC16},      {"flac16", 0, OK, OUTPUT_FLAC16},
        {"wav16", 16, OK, OUTPUT_WAV16},   {"mp3", 0, OK, OUTPUT_MP3},           {"wav16", 24, ERR_INVALID, OUTPUT_COUNT},
        {"mp3", 16, ERR_INVALID, OUTPUT_COUNT}, {"flac", 32, ERR_INVALID, OUTPUT_COUNT}, {"aac", 16, ERR_NOT_FOUND, OUTPUT_COUNT},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        enum output_format means = OUTPUT_COUNT;
        CHECK(output_choose(all[i].word, all[i].bits, &means) == all[i].e);
        CHECK(means == all[i].means);
    }
    for (int f = 0; f < OUTPUT_COUNT; f++) {
        enum output_format means = OUTPUT_COUNT;
        CHECK(output_choose(output_format_words[f], 0, &means) == OK && (int)means == f);
    }
}

/* What a master becomes in a format with so much silence behind it: its frames, and its samples in an arena. */
static float *encoded(struct arena *a, int master, enum output_format format, double gap_s, struct decoded *d)
{
    CLEANUP(shut) int file = nameless(), back = nameless();
    struct sound_limits limits = sound_limits_usual;
    struct pcm p;

    limits.seconds_min = 0;
    if (encode_output(&(struct output_job){.master_fd = master, .format = format, .gap_s = gap_s, .threads = 2}, file) ||
        sound_decode(file, &limits, back, d) || pcm_open(back, &p))
        return NULL;
    float *x = arena_alloc(a, (size_t)(p.frames * p.channels) * sizeof *x);
    return pcm_read(&p, 0, x, (size_t)p.frames) ? NULL : x;
}

TEST(the_silence_behind_a_song_is_exact_and_leaves_the_song_as_it_is)
{
    static const struct {
        int64_t rate;
        double gap_s;
        int64_t frames;
    } cases[] = {{44100, 2, 88200}, {44100, 0.3333, 14699}, {48000, 10, 480000}, {22050, 0.00002, 0}};
    struct arena *a = arena_new();
    struct decoded alone, with;

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (int f = 0; f < OUTPUT_COUNT; f++) {
            CLEANUP(shut) int master = sweep(cases[k].rate, cases[k].rate + 4321, 0.7f);
            const float *x = encoded(a, master, (enum output_format)f, 0, &alone), *y = encoded(a, master, (enum output_format)f, cases[k].gap_s, &with);
            NEED(x && y && alone.channels == with.channels && alone.rate_hz == with.rate_hz);
            size_t music = (size_t)(alone.frames * alone.channels), all = (size_t)(with.frames * with.channels);
            if (f == OUTPUT_MP3 || f == OUTPUT_OPUS) { /* which pad the end, and ring */
                CHECK_NEAR((double)(with.frames - alone.frames) / (double)with.rate_hz, cases[k].gap_s, 0.06);
                for (size_t i = music + (size_t)with.rate_hz / 4; i < all; i++)
                    NEED(fabsf(y[i]) < 1e-3f);
                continue;
            }
            CHECK(with.frames - alone.frames == cases[k].frames);
            CHECK(!memcmp(x, y, music * sizeof *x)); /* the dither too */
            for (size_t i = music; i < all; i++)
                NEED(y[i] == 0);
        }
    arena_free(&a);
}

/* The least and the largest of a canonical file's gain against another. */
static void gains(int before, int after, double *least, double *most)
{
    struct pcm x, y;
    float a[2], b[2];

    *least = 9;
    *most = 0;
    if (pcm_open(before, &x) || pcm_open(after, &y) || x.frames != y.frames)
        return;
    for (int64_t i = 0; i < x.frames; i += 7) {
        if (pcm_read(&x, i, a, 1) || pcm_read(&y, i, b, 1) || fabsf(a[0]) < 0.2f)
            continue;
        *least = fmin(*least, (double)(b[0] / a[0]));
        *most = fmax(*most, (double)(b[0] / a[0]));
    }
}

TEST(a_song_safe_for_codecs_is_turned_down_where_it_must_be_and_nowhere_else)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(shut) int before = sweep(44100, 44100 * 6, 0.5f), song = nameless();
    struct codec_safe_report report;
    float block[2 * 1000];
    struct pcm in, out;
    double least, most;

    NEED(pcm_open(before, &in) == OK && pcm_create(song, 44100, 2, &out) == OK);
    CLEANUP(shut) int original = nameless();
    struct pcm loud;
    NEED(pcm_create(original, 44100, 2, &loud) == OK);
    for (int64_t at = 0; at < in.frames; at += 1000) {
        NEED(pcm_read(&in, at, block, 1000) == OK);
        for (int i = 0; i < 2000; i++) /* two seconds at full scale in the middle */
            block[i] *= at >= 88000 && at < 176000 ? 2.0f : 1.0f;
        size_t n = in.frames - at < 1000 ? (size_t)(in.frames - at) : 1000;
        NEED(pcm_append(&out, block, n) == OK && pcm_append(&loud, block, n) == OK);
    }
    NEED(pcm_finish(&out) == OK && pcm_finish(&loud) == OK);
    NEED(codec_make_safe(a, &(struct codec_job){.master_fd = song, .scratch_fd = -1}, &report) == OK);
    const struct codec_report *rows = report.codecs.rows;
    CHECK(report.codecs.count == CODECS && report.rounds >= 2);
    for (size_t i = 0, row = 0; i < CODEC_WAYS; i++) { /* the ways of a codec share one */
        row += i && strcmp(codecs[i].name, codecs[i - 1].name) != 0;
        CHECK_TEXT(rows[row].name, codecs[i].name);
        CHECK(rows[row].after_db <= codecs[i].limit_db + 0.001 && rows[row].before_db >= rows[row].after_db - 0.3);
    }
    gains(original, song, &least, &most);
    CHECK_NEAR(most, 1, 1e-6);
    CHECK(least < 0.98 && least > 0.7);
}

TEST(a_certificate_without_what_every_one_has_is_refused_whoever_signed_it)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct recipe r;
    struct analysis before = {0};
    struct loudness_report loudness = {0};
    struct peak_report peak = {0};
    struct report report = {.recipe = &r, .before = &before, .after = &before, .loudness = &loudness, .true_peak = &peak};
    struct certified_source mix = {.role = "mix", .sha256 = "00"};
    struct certified_output out = {.format = "wav24", .sha256 = "00"};
    struct certificate c = {.kind = CERTIFICATE_KIND, .engine = "e", .rights = "r", .report = &report, .sources = {&mix, 1}, .outputs = {&out, 1}};

    NEED(record_preset(a, &recipe_record, &r) == OK);
    CHECK(certificate_check(&c) == OK && certificate_check_recipe(&c) == OK);
    r.loudness = 1e30;
    CHECK(certificate_check(&c) == OK && certificate_check_recipe(&c) == ERR_INVALID);
    r.loudness = (double)NAN;
    CHECK(certificate_check_recipe(&c) == ERR_INVALID);
    out.sha256 = NULL;
    CHECK(certificate_check(&c) == ERR_MALFORMED);
    out.sha256 = "00";
    report.recipe = NULL;
    CHECK(certificate_check(&c) == ERR_MALFORMED);
    c.kind = "another";
    CHECK(certificate_check(&c) == ERR_MALFORMED);
}

static bool stop_in(void *step, const char *name, double fraction)
{
    return !strcmp(name, step) && fraction >= 0;
}

TEST(a_render_is_stopped_in_any_step_between_two_blocks)
{
    CLEANUP(shut) int mix = nameless();
    struct recipe r;
    CLEANUP(arena_free) struct arena *life = arena_new();

    NEED(demo_write(mix, 4) == OK && record_preset(life, &recipe_record, &r) == OK);
    r.codec_safe = true;
    for (int s = 0; render_steps[s]; s++) {
        CLEANUP(arena_free) struct arena *a = arena_new();
        CLEANUP(shut) int master = nameless();
        char step[16];
        struct report report;
        (void)snprintf(step, sizeof step, "%s", render_steps[s]);
        struct render_job job = {.mix_fd = mix, .master_fd = master, .scratch_fd = -1, .recipe = &r, .watcher = {stop_in, step}};
        CHECK(render_master(a, &job, &report) == ERR_GONE);
    }
}

TEST(a_report_says_what_was_measured_and_moved)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(shut) int mix = nameless(), master = nameless();
    struct recipe r;
    struct report report;

    NEED(demo_write(mix, 12) == OK && record_preset(a, &recipe_record, &r) == OK);
    struct render_job job = {.mix_fd = mix, .master_fd = master, .scratch_fd = -1, .recipe = &r, .threads = 2};
    NEED(render_master(a, &job, &report) == OK);
    CHECK_NEAR(report.loudness->reached_lufs, -14, 0.05);
    CHECK_NEAR(report.loudness->check_lufs, report.loudness->reached_lufs, 0.02);
    CHECK(report.true_peak->reached_db <= -0.995);
    CHECK(report.moves.count >= 2 && report.before->spectrum.count == 120 && report.before->sections.count >= 1);
    CHECK(report.before->lufs < report.after->lufs);
}

static const struct move *move_of(const struct report *r, const char *id)
{
    const struct move *rows = r->moves.rows;

    for (size_t i = 0; i < r->moves.count; i++)
        if (!strcmp(rows[i].id, id))
            return &rows[i];
    return NULL;
}

TEST(a_move_that_is_off_is_told_as_off_and_not_as_made)
{
    static const char *const off[] = {"eq.bass", "stereo.width", "limiter.gain", NULL};
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(shut) int mix = nameless(), master = nameless();
    struct recipe r;
    struct report report;
    enum move_kind kind;

    NEED(demo_write(mix, 6) == OK && record_preset(a, &recipe_record, &r) == OK);
    r.off = off;
    struct render_job job = {.mix_fd = mix, .master_fd = master, .scratch_fd = -1, .recipe = &r};
    NEED(render_master(a, &job, &report) == OK);
    for (int i = 0; i < 2; i++) {
        const struct move *m = move_of(&report, off[i]);
        NEED(m);
        CHECK(m->off && m->optional && isnan(m->amount));
        CHECK(moves_made(&report, off[i], &kind) == ERR_NOT_FOUND &&
              !strcmp(err_code(), "move_not_made"));
    }
    CHECK(!move_of(&report, "limiter.gain")->off); /* without it there is no master */
    CHECK(moves_made(&report, "limiter.gain", &kind) == OK && kind == MOVE_GAIN);
    CHECK(moves_made(&report, "eq.magic", &kind) == ERR_NOT_FOUND &&
          !strcmp(err_code(), "unknown_move"));
}

/* Level in dB of one file, of the difference of two, or of what is left when a third goes too. */
static double left_db(int first, int minus, int and_minus)
{
    int fd[] = {first, minus, and_minus};
    double sum = 0;
    struct pcm p[3] = {0};

    for (int k = 0; k < 3; k++)
        if (fd[k] >= 0 && pcm_open(fd[k], &p[k]))
            abort();
    for (int64_t at = 0; at < p[0].frames; at++) {
        float x[3][2] = {0};
        for (int k = 0; k < 3; k++)
            if (fd[k] >= 0 && pcm_read(&p[k], at, x[k], 1))
                abort();
        for (int c = 0; c < 2; c++)
            sum += pow((double)x[0][c] - (double)x[1][c] - (double)x[2][c], 2);
    }
    return 10 * log10(sum / (double)p[0].frames / 2 + 1e-30);
}

TEST(master_minus_delta_is_the_master_without_the_move_and_nothing_else_changed)
{
    static const enum move_kind moves[] = {MOVE_BASS, MOVE_DENSITY_HIGH, MOVE_WIDTH, MOVE_PEAKS};
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(shut) int mix = nameless(), master = nameless(), again = nameless();
    struct recipe r;
    struct report report;
    struct decision kept;

    NEED(demo_write(mix, 5) == OK && record_preset(a, &recipe_record, &r) == OK);
    r.loudness = -10;
    r.width = 150;
    r.dynamics = 100;
    struct render_job job = {.mix_fd = mix,
                             .master_fd = master,
                             .scratch_fd = -1,
                             .recipe = &r,
                             .kept = &kept,
                             .threads = 2};
    NEED(render_master(a, &job, &report) == OK);
    struct render_job as = {.mix_fd = mix,
                            .master_fd = again,
                            .scratch_fd = -1,
                            .recipe = &r,
                            .decision = &kept,
                            .hold = true,
                            .threads = 2};
    struct report same;
    NEED(render_master(a, &as, &same) == OK);
    CHECK(left_db(master, again, -1) <
          -200); /* so a render by the settings is the master, bit by bit */
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        CLEANUP(shut) int delta = nameless(), without = nameless();
        struct decision other = kept;
        double lufs;
        struct delta_job d = {.as = job,
                              .settings = &report.settings,
                              .made_fd = i % 2 ? -1 : master,
                              .move = moves[i],
                              .delta_fd = delta};
        d.as.kept = NULL;
        NEED(delta_render(a, &d, &lufs) == OK);
        moves_take_back(&r, moves[i], &other.settings);
        as.decision = &other;
        as.master_fd = without;
        NEED(render_master(a, &as, &same) == OK);
        CHECK(left_db(master, delta, without) - left_db(master, -1, -1) <= -120);
        CHECK(left_db(delta, -1, -1) > -60 && lufs > -60);
    }
}

/* A stretch of a song as a file of its own; change, if not NULL, is done to each frame. */
static int part(int song_fd, int64_t from, int64_t frames, void (*change)(float *x, int64_t at, int64_t frames))
{
    int fd = nameless();
    struct pcm song, p;
    float x[2];

    if (pcm_open(song_fd, &song) || pcm_create(fd, song.rate_hz, song.channels, &p))
        abort();
    for (int64_t i = 0; i < frames; i++) {
        if (pcm_read(&song, from + i, x, 1))
            abort();
        if (change)
            change(x, i, frames);
        if (pcm_append(&p, x, 1))
            abort();
    }
    if (pcm_finish(&p))
        abort();
    return fd;
}

static bool goes_on(struct arena *a, int song_fd, int64_t end, int64_t next,
                    void (*change)(float *x, int64_t at, int64_t frames),
                    void (*too)(float *x, int64_t at, int64_t frames))
{
    CLEANUP(shut) int first = part(song_fd, end - 10000, 10000, change), second = part(song_fd, next, 10000, too);
    struct pcm before, now;
    bool on = false;

    if (pcm_open(first, &before) || pcm_open(second, &now) || join_goes_on(a, &before, &now, &on))
        abort();
    return on;
}

static void only_an_offset(float *x, int64_t at, int64_t frames)
{
    (void)at;
    (void)frames;
    x[0] = x[1] = 0.05f;
}

static void rings_out(float *x, int64_t at, int64_t frames)
{
    float gain = expf(-(float)(at - frames / 2) / 500);

    x[0] *= fminf(gain, 1);
    x[1] *= fminf(gain, 1);
}

static void fades_in_with_an_offset(float *x, int64_t at, int64_t frames)
{
    float gain = (float)at / (float)frames;

    x[0] = (x[0] + 0.02f) * gain;
    x[1] = (x[1] + 0.02f) * gain;
}

static void fades_out_with_an_offset(float *x, int64_t at, int64_t frames)
{
    fades_in_with_an_offset(x, frames - 1 - at, frames);
}

TEST(a_song_cut_in_two_goes_on_and_moments_laid_end_to_end_do_not)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(shut) int song = nameless();
    int on = 0, other = 0, offset = 0, tail = 0, faded = 0;

    NEED(demo_write(song, 20) == OK);
    for (int64_t i = 0; i < 60; i++) {
        int64_t at = 60000 + i * 12347, apart = 60000 + (i * 7919 + 31) % 60 * 12011;
        on += goes_on(a, song, at, at, NULL, NULL);
        other += goes_on(a, song, at, apart, NULL, NULL);
        offset += goes_on(a, song, at, apart, only_an_offset, NULL);
        tail += goes_on(a, song, at, at, rings_out, NULL);
        faded += goes_on(a, song, at, apart, fades_out_with_an_offset, fades_in_with_an_offset);
        arena_reset(a);
    }
    CHECK(on >= 50);
    CHECK(other <= 1);
    CHECK(!offset && !tail);
    CHECK(faded <= 2); /* of 60: a drum in the very last moment of a fade */
}

static void falls(float *x, int64_t at, int64_t frames)
{
    float gain = fmaxf(0.35f, fminf(1, 0.35f + (float)(frames - 44100 - at) / 44100));

    x[0] *= gain;
    x[1] *= gain;
}

static void is_quiet(float *x, int64_t at, int64_t frames)
{
    (void)at;
    (void)frames;
    x[0] *= 0.35f;
    x[1] *= 0.35f;
}

TEST(the_delta_of_a_song_that_goes_on_is_made_with_its_neighbour)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(shut) int song = nameless(), laid = nameless(), heard = nameless(), left = nameless(), right = nameless();
    CLEANUP(shut) int delta = nameless(), of_master = nameless(), first = -1, second = -1;
    struct recipe r;
    struct album_report report;
    double lufs;
    int64_t cut = 8 * 44100 + 1235, rest = 6 * 44100;

    NEED(demo_write(song, 15) == OK && record_preset(a, &recipe_record, &r) == OK);
    first = part(song, 0, cut, falls);
    second = part(song, cut, rest, is_quiet);
    r.tone = 30;
    r.loudness = -20;
    struct album_song songs[] = {{"first", first, left, 0}, {"second", second, right, 0}};
    struct album_job job = {.songs = songs, .count = 2, .as = {.scratch_fd = -1, .recipe = &r}};
    job.as.scratch_fd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    NEED(album_master(a, &job, &report) == OK && report.runs.count == 1);
    const struct album_track *tracks = report.songs.rows;
    const struct report *runs = report.runs.rows;
    CHECK(fabs(tracks[0].ride_db - tracks[1].ride_db) > 1);
    struct album_part parts[] = {{first, tracks[0].ride_db}, {second, tracks[1].ride_db}};
    NEED(album_lay(a, parts, 2, laid) == OK);
    parts[0].ride_db = parts[1].ride_db = 0;
    NEED(album_lay(a, parts, 2, heard) == OK);
    struct delta_job d = {.as = {.mix_fd = laid, .scratch_fd = job.as.scratch_fd, .recipe = &r},
                          .settings = &runs->settings,
                          .made_fd = right,
                          .heard_fd = heard,
                          .first = cut,
                          .frames = rest,
                          .move = MOVE_TILT,
                          .delta_fd = of_master};
    NEED(delta_render(a, &d, &lufs) == OK && lufs > -60);
    d.made_fd = -1;
    d.delta_fd = delta;
    NEED(delta_render(a, &d, &lufs) == OK);
    CHECK(left_db(of_master, -1, -1) > -60);
    CHECK_NEAR(left_db(of_master, delta, -1), -300, 1); /* so its stretch of the run is the master, bit by bit */
    shut(&job.as.scratch_fd);
}
