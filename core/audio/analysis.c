/* SPDX-License-Identifier: ISC */
#include "audio/analysis.h"

#include "dsp/elementary.h"

static const struct field band_fields[] = {
    REAL(spectrum_band, hz, .unit = "Hz", .doc = "Centre of the band."),
    REAL(spectrum_band, mid_db, .unit = "dB", .doc = "Level of the middle."),
    REAL(spectrum_band, side_db, .unit = "dB", .doc = "Level of the sides."),
};
const struct record spectrum_band_record = RECORD(spectrum_band, band_fields);

static const struct field octave_fields[] = {
    REAL(octave, hz, .unit = "Hz", .doc = "Centre of the octave."),
    REAL(octave, mid_db, .unit = "dB", .optional = true, .doc = "Level of the middle."),
    REAL(octave, side_mid_db, .unit = "dB", .optional = true, .doc = "Energy of the sides against the middle."),
    REAL(octave, correlation, .optional = true, .doc = "Of left and right, -1 to 1."),
    REAL(octave, crest_db, .unit = "dB", .optional = true, .doc = "The loudest third of a second against the mean."),
};
const struct record octave_record = RECORD(octave, octave_fields);

static const struct field advice_fields[] = {
    TEXT(advice, code, .doc = "A stable word, for a page to translate."),
    TEXT(advice, severity, .doc = "fix: worth another export; look: may be meant so; note: good to know."),
    JSON(advice, at_s, .doc = "Where, in seconds from the start; empty for the whole song."),
    REAL(advice, value, .optional = true, .doc = "How much; what it counts depends on the code."),
    TEXT(advice, sentence, .doc = "For people."),
};
const struct record advice_record = RECORD(advice, advice_fields);

static const struct field spread_fields[] = {
    REAL(band_spread, from_hz, .unit = "Hz", .doc = "Where the band begins; it ends where the next begins."),
    REAL(band_spread, at10_db, .unit = "dB", .doc = "A tenth of the time it is quieter than this, against its middle level."),
    REAL(band_spread, at25_db, .unit = "dB"),
    REAL(band_spread, at75_db, .unit = "dB"),
    REAL(band_spread, at90_db, .unit = "dB"),
    REAL(band_spread, at97_db, .unit = "dB", .doc = "A fortieth of the time it is louder than this."),
};
const struct record band_spread_record = RECORD(band_spread, spread_fields);

static const struct field section_fields[] = {
    REAL(section, start_s, .unit = "s"),
    REAL(section, end_s, .unit = "s"),
    REAL(section, lufs, .unit = "LUFS", .optional = true),
    TEXT(section, kind, .doc = "quiet, middle or loud, compared with the whole song."),
};
const struct record section_record = RECORD(section, section_fields);

static const struct field fields[] = {
    INT(analysis, rate_hz, .unit = "Hz", .doc = "Sample rate."),
    INT(analysis, channels, .doc = "1 is mono, 2 is stereo."),
    INT(analysis, frames, .doc = "Length in samples of one channel."),
    REAL(analysis, seconds, .unit = "s", .doc = "Length."),
    REAL(analysis, lufs, .unit = "LUFS", .optional = true, .doc = "Integrated loudness (BS.1770)."),
    REAL(analysis, momentary_max_lufs, .unit = "LUFS", .optional = true, .doc = "Loudest 400 ms."),
    REAL(analysis, short_max_lufs, .unit = "LUFS", .optional = true, .doc = "Loudest three seconds."),
    REAL(analysis, lra_lu, .unit = "LU", .optional = true, .doc = "Loudness range (EBU Tech 3342)."),
    REAL(analysis, short_p10_lufs, .unit = "LUFS", .optional = true, .doc = "A tenth of the song is quieter than this."),
    REAL(analysis, short_p50_lufs, .unit = "LUFS", .optional = true, .doc = "Half of the song is."),
    REAL(analysis, short_p95_lufs, .unit = "LUFS", .optional = true, .doc = "Nineteen twentieths are."),
    REAL(analysis, true_peak_db, .unit = "dBTP", .optional = true, .doc = "Highest peak between and at the samples."),
    REAL(analysis, sample_peak_db, .unit = "dBFS", .optional = true, .doc = "Highest sample."),
    REAL(analysis, crest_db, .unit = "dB", .optional = true, .doc = "Highest sample against the mean power."),
    REAL(analysis, plr_db, .unit = "dB", .optional = true, .doc = "True peak against loudness."),
    INT(analysis, clipped_runs, .doc = "Places where the wave is cut flat."),
    REAL(analysis, dc, .doc = "Largest constant offset of a channel; full scale is 1."),
    REAL(analysis, correlation, .optional = true, .doc = "Of left and right, -1 to 1."),
    REAL(analysis, width_db, .unit = "dB", .optional = true, .doc = "Energy of the sides against the middle."),
    REAL(analysis, bass_side_mid_db, .unit = "dB", .optional = true, .doc = "The same below 120 Hz."),
    REAL(analysis, mono_loss_lu, .unit = "LU", .optional = true, .doc = "Loudness lost when heard in mono."),
    REAL(analysis, balance_db, .unit = "dB", .optional = true, .doc = "Left against right."),
    REAL(analysis, bandwidth_hz, .unit = "Hz", .optional = true, .doc = "Nothing is heard above this."),
    BOOL(analysis, dual_mono, .doc = "Whether both channels are the same."),
    INT(analysis, bits, .optional = true, .doc = "Bits of a sample that are used; 32 is float."),
    BOOL(analysis, already_mastered, .optional = true, .doc = "Whether a limiter has been here; the advice says why."),
    REAL(analysis, silence_start_s, .unit = "s", .doc = "Silence before the first sound."),
    REAL(analysis, silence_end_s, .unit = "s", .doc = "Silence after the last sound."),
    LIST(analysis, spectrum, spectrum_band, .optional = true, .doc = "Twelve bands an octave."),
    LIST(analysis, octaves, octave, .optional = true, .doc = "Width and swing of each octave."),
    LIST(analysis, advice, advice, .optional = true, .doc = "What to mend before it is mastered, and where."),
    LIST(analysis, spreads, band_spread, .optional = true, .doc = "How levels spread, in twelve bands."),
    LIST(analysis, sections, section, .optional = true, .doc = "Stretches of about equal loudness."),
    JSON(analysis, loudness, .optional = true, .doc = "Short-term loudness, one number a second."),
};
const struct record analysis_record = RECORD(analysis, fields);

double analysis_level_db(const struct analysis *a)
{
    const struct spectrum_band *rows = a->spectrum.rows;
    double sum = 0, count = 0;

    for (size_t b = 0; b < a->spectrum.count; b++)
        if (rows[b].hz > 100 && rows[b].hz < 8000 && rows[b].mid_db > DSP_SILENCE_DB) {
            sum += rows[b].mid_db;
            count++;
        }
    return count > 0 ? sum / count : 0;
}
