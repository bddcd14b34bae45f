/* SPDX-License-Identifier: ISC */
#include "audio/report.h"

const char *const loudness_stops[] = {"audible", "saturated", "silent", "codecs", "peaks", "passes", NULL};

static const struct field loudness_fields[] = {
    REAL(loudness_report, target_lufs, .unit = "LUFS", .doc = "What was asked."),
    REAL(loudness_report, reached_lufs, .unit = "LUFS", .optional = true, .doc = "What the master has, by our meter."),
    REAL(loudness_report, check_lufs, .unit = "LUFS", .optional = true, .doc = "The same by libebur128."),
    INT(loudness_report, passes, .doc = "How often the limiter ran."),
    TEXT(loudness_report, stopped, .optional = true, .doc = "Why the target was not reached."),
    TEXT(loudness_report, stopped_code, .optional = true, .among = loudness_stops,
         .doc = "The same for programs: audible (more would be heard), saturated (it would only distort more), silent (too little "
                "sounds to have a loudness), codecs (louder would not get through them), peaks (the last ones took the rest), "
                "passes (five came no nearer)."),
};
const struct record loudness_report_record = RECORD(loudness_report, loudness_fields);

static const struct field peak_fields[] = {
    REAL(peak_report, ceiling_db, .unit = "dBTP", .doc = "What was asked."),
    REAL(peak_report, reached_db, .unit = "dBTP", .optional = true, .doc = "The highest true peak, 32 times oversampled."),
    REAL(peak_report, check_db, .unit = "dBTP", .optional = true, .doc = "The same by libebur128."),
};
const struct record peak_report_record = RECORD(peak_report, peak_fields);

static const struct field move_fields[] = {
    TEXT(move, id, .doc = "Always the same for this kind of move."),
    TEXT(move, stage, .doc = "The stage that did it."),
    TEXT(move, what, .doc = "What was moved."),
    REAL(move, amount, .optional = true, .doc = "By how much."),
    TEXT(move, unit, .optional = true),
    TEXT(move, why, .doc = "Because."),
    BOOL(move, optional, .doc = "Whether the recipe's `off` can leave it out."),
    BOOL(move, off, .preset = "no", .doc = "Whether it did: it was not made, and can be switched on again."),
};
const struct record move_record = RECORD(move, move_fields);

static const struct field reduction_fields[] = {
    REAL(reduction_report, mean_db, .unit = "dB", .doc = "Mean while it worked."),
    REAL(reduction_report, most_db, .unit = "dB", .doc = "The deepest."),
    REAL(reduction_report, share, .doc = "Share of the time it worked, 0 to 1."),
    INT(reduction_report, cancelled_peaks, .doc = "Peaks taken away where the music hides it."),
    REAL(reduction_report, noise_to_mask_db, .unit = "dB", .optional = true,
         .doc = "What limiting left against what the music masks, on average."),
    REAL(reduction_report, audible_db, .unit = "dB", .optional = true, .doc = "From where on that is heard."),
    JSON(reduction_report, curve, .optional = true, .doc = "The deepest reduction in dB, ten values a second."),
};
const struct record reduction_report_record = RECORD(reduction_report, reduction_fields);

static const struct field fields[] = {
    TEXT(report, engine, .doc = "Which engine made it."),
    SUB(report, recipe, recipe, .doc = "What was wished."),
    SUB(report, before, analysis, .doc = "What the mix measures."),
    SUB(report, after, analysis, .doc = "What the master measures."),
    LIST(report, moves, move, .optional = true, .doc = "What was done, with numbers."),
    SUB(report, loudness, loudness_report, .doc = "Asked and reached."),
    SUB(report, true_peak, peak_report, .doc = "Asked and reached."),
    SUB(report, limiter, reduction_report, .optional = true, .doc = "What the limiter took away."),
    REAL(report, gain_db, .unit = "dB", .optional = true, .doc = "Gain in front of the limiter."),
    LIST(report, settings, frozen, .optional = true, .doc = "The settings of every stage, to render it again."),
    SUB(report, codec_safe, codec_safe_report, .optional = true, .doc = "How the master got through the codecs."),
};
const struct record report_record = RECORD(report, fields);
