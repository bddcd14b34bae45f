/* SPDX-License-Identifier: ISC */
#include "audio/platform.h"
#include "json/json.h"
#include "tests/tap.h"
#include "tests/world.h"

#include <math.h>

TEST(an_installation_begins_with_the_platforms_the_engine_knows)
{
    CLEANUP(world_close) struct world w = world_open();
    struct buf table = {.arena = w.work.arena}, code = {.arena = w.work.arena};
    struct listed_platform *rows;
    size_t n;

    NEED(listed_platforms(w.work.db, &rows, &n) == OK);
    json_list(&table, &listed_platform_record, rows, n);
    json_list(&code, &platform_record, platforms, platform_count);
    CHECK_TEXT(table.ptr, code.ptr);
}

TEST(a_platform_decides_loudness_and_ceiling_and_leaves_the_rest_to_the_musician)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct recipe wish, r;

    NEED(record_preset(a, &recipe_record, &wish) == OK);
    wish.tone = 30;
    wish.codec_safe = true;
    wish.mono_bass = false;
    wish.loudness_strength = 50;
    for (size_t i = 0; i < platform_count; i++) {
        const struct platform *p = &platforms[i];
        platform_recipe(p, &wish, 2, &r);
        CHECK(r.loudness == p->loudness && r.ceiling == p->ceiling && r.tone == 30 && r.codec_safe);
        CHECK(isnan(r.loudness_strength));
        CHECK(r.mono_bass == !isnan(p->mono_below));
        for (size_t f = 0; f < recipe_record.count; f++)
            CHECK(field_check(&recipe_record.fields[f], &r) == OK);
    }
    platform_recipe(platform_named("podcast"), &wish, 1, &r);
    CHECK_NEAR(r.loudness, -19, 0);
    CHECK(!platform_named("moon"));
}

TEST(a_wish_is_the_musicians_unless_every_place_has_its_own_or_some_cannot_do_without)
{
    struct recipe yes = {.codec_safe = true, .mono_bass = true}, no = {0};

    CHECK(platform_decides(&yes, "loudness") && platform_decides(&yes, "ceiling") && platform_decides(&yes, "loudness_strength"));
    CHECK(!platform_decides(&no, "tone") && !platform_decides(&no, "limiter"));
    CHECK(platform_decides(&no, "codec_safe") && platform_decides(&no, "mono_bass"));
    CHECK(!platform_decides(&yes, "codec_safe") && !platform_decides(&yes, "mono_bass"));
}

TEST(advice_has_its_numbers_and_is_silent_where_all_is_well)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct analysis before = {0}, after = {.lufs = -9, .true_peak_db = -1, .plr_db = 8, .channels = 2, .bass_side_mid_db = -30};
    struct loudness_report loudness = {0};
    struct report r = {.before = &before, .after = &after, .loudness = &loudness};

    CHECK_TEXT(platform_advice(a, platform_named("spotify"), &r)[0], "Spotify turns it down by 5.0 dB, to -14 LUFS");
    CHECK(strstr(platform_advice(a, platform_named("vinyl"), &r)[0], "8.0 dB above its loudness"));
    CHECK(!platform_advice(a, platform_named("club"), &r)[0]);
    after.lufs = -20;
    CHECK_TEXT(platform_advice(a, platform_named("youtube"), &r)[0], "YouTube leaves it 6.0 dB below its usual -14 LUFS");
    after.true_peak_db = -3;
    CHECK_TEXT(platform_advice(a, platform_named("spotify"), &r)[0], "Spotify turns it up by 2.0 dB");
    before.clipped_runs = 7;
    CHECK(strstr(platform_advice(a, platform_named("club"), &r)[0], "7 places"));
}
