/* SPDX-License-Identifier: ISC */
/* refusals.h - why a file is not taken: one stable word and one kind sentence each.
 *
 * The word is err_code() of the failure, the code of the problem document and
 * the state of a rejected version; the sentence says what to do.  This is the
 * only list: sniff, decoder, tests, the page's catalogue and the manual walk it. */
#ifndef AUDIO_REFUSALS_H
#define AUDIO_REFUSALS_H

#include "base/err.h"

#define REFUSALS(X)                                                                                \
    X(EMPTY, "empty", "the file is empty; please export your mix again and send the new file")     \
    X(TRUNCATED, "truncated",                                                                      \
      "the file ends before its sound does; please copy or export it again and send it once more") \
    X(BAD_HEADER, "bad_header",                                                                    \
      "the file's header contradicts itself; please export your mix again as WAV or FLAC")         \
    X(NOT_AUDIO, "not_audio",                                                                      \
      "this is not a sound file; please send your mix as WAV, AIFF, FLAC, MP3, Ogg or Opus")       \
    X(UNKNOWN_FORMAT, "unknown_format",                                                            \
      "this sound format is not taken here; please export as WAV, AIFF or FLAC")                   \
    X(CODEC_NOT_TAKEN, "codec_not_taken",                                                          \
      "the sound inside is packed in a way not taken here; please export as plain PCM or FLAC")    \
    X(VIDEO_NOT_TAKEN, "video_not_taken",                                                          \
      "this is a video file; please export its sound as WAV or FLAC and send that")                \
    X(NO_AUDIO, "no_audio", "there is no sound in this file; please send one that has a sound track") \
    X(TWO_TRACKS, "two_tracks",                                                                    \
      "there is more than one sound track in this file; please send the one you want mastered")    \
    X(TOO_LONG, "too_long",                                                                        \
      "the recording is longer than one song may be here; please send it in parts")                \
    X(TOO_SHORT, "too_short", "the recording is too short to be measured; please send the whole song") \
    X(CHANNELS, "channels", "one or two channels are taken; please send a mono or stereo mix")     \
    X(RATE, "rate", "the sample rate must lie between 8 and 192 kHz; please export at 44.1 or 48 kHz") \
    X(NAN, "nan",                                                                                  \
      "some samples are not numbers, or beyond all measure; a plug-in has probably failed: please "  \
      "export the mix again")                                                                      \
    X(SILENCE, "silence", "there is only silence in this file; please check your export and send it again") \
    X(DC_ONLY, "dc_only",                                                                          \
      "there is a constant voltage but no sound in this file; please check your export")           \
    X(DECODE_BOMB, "decode_bomb",                                                                  \
      "the file unpacks to far more than it can honestly hold; please export your mix as WAV")     \
    X(DECODER_CRASHED, "decoder_crashed",                                                          \
      "the file is damaged in a way that cannot be read; please export your mix again")            \
    X(DECODER_TIMEOUT, "decoder_timeout",                                                          \
      "reading this file took far too long, it is probably damaged; please export your mix again")

enum refusal {
#define X(id, code, sentence) REFUSAL_##id,
    REFUSALS(X)
#undef X
        REFUSAL_COUNT
};

const char *refusal_code(enum refusal r);
const char *refusal_sentence(enum refusal r);
/* The refusal of that code, or REFUSAL_COUNT. */
enum refusal refusal_named(const char *code);
/* Fails with ERR_MEDIA for a file that is no sound of ours, ERR_INVALID for sound we cannot
 * take; err_code() is the word and err_detail() the sentence. */
enum err refusal(enum refusal r);

#endif
