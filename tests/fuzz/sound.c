/* SPDX-License-Identifier: ISC */
/* Any file at all at the command line, where nothing locks the decoder in: it is refused by a word, or it is sound.
 *
 * Input: the number of a format; then either three bytes for each lie in a file of that format (where, and what), or,
 * with the first number that is none, the file itself. */
#include "audio/refusals.h"
#include "audio/sound.h"

#include <assert.h>
#include <math.h>
#include <sndfile.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FRAMES = 1200 };

/* What libraries forget when a header is broken is theirs, and ends with the program. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libvorbis\nleak:libsndfile\nleak:libFLAC\nleak:libopus\nleak:libmpg123\n";
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static const int formats[] = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16,   SF_FORMAT_WAV | SF_FORMAT_FLOAT,     SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM,
    SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, SF_FORMAT_WAV | SF_FORMAT_GSM610,    SF_FORMAT_WAV | SF_FORMAT_G721_32,
    SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, SF_FORMAT_RF64 | SF_FORMAT_PCM_24,   SF_FORMAT_W64 | SF_FORMAT_PCM_16,
    SF_FORMAT_W64 | SF_FORMAT_IMA_ADPCM, SF_FORMAT_AIFF | SF_FORMAT_PCM_24,  SF_FORMAT_AIFF | SF_FORMAT_DWVW_16,
    SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM, SF_FORMAT_AIFF | SF_FORMAT_DOUBLE, SF_FORMAT_AU | SF_FORMAT_G723_24,
    SF_FORMAT_AU | SF_FORMAT_ULAW,      SF_FORMAT_CAF | SF_FORMAT_FLOAT,     SF_FORMAT_CAF | SF_FORMAT_ALAC_16,
    SF_FORMAT_FLAC | SF_FORMAT_PCM_16,  SF_FORMAT_OGG | SF_FORMAT_VORBIS,    SF_FORMAT_OGG | SF_FORMAT_OPUS,
    SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, SF_FORMAT_VOC | SF_FORMAT_PCM_16, SF_FORMAT_IRCAM | SF_FORMAT_PCM_16,
    SF_FORMAT_PAF | SF_FORMAT_PCM_24,   SF_FORMAT_SVX | SF_FORMAT_PCM_16,    SF_FORMAT_NIST | SF_FORMAT_PCM_16,
    SF_FORMAT_MAT4 | SF_FORMAT_DOUBLE,  SF_FORMAT_MAT5 | SF_FORMAT_PCM_16,   SF_FORMAT_PVF | SF_FORMAT_PCM_16,
    SF_FORMAT_XI | SF_FORMAT_DPCM_16,   SF_FORMAT_HTK | SF_FORMAT_PCM_16,    SF_FORMAT_SDS | SF_FORMAT_PCM_24,
    SF_FORMAT_AVR | SF_FORMAT_PCM_16,   SF_FORMAT_WVE | SF_FORMAT_ALAW,      SF_FORMAT_MPC2K | SF_FORMAT_PCM_16,
};
enum { FORMATS = sizeof formats / sizeof *formats };

static void begin_file(int fd, int format)
{
    SF_INFO info = {.samplerate = 8000, .channels = 1, .format = format};
    SNDFILE *f = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
    short x[FRAMES];

    assert(f);
    for (int i = 0; i < FRAMES; i++)
        x[i] = (short)(i * 37 % 20000 - 10000);
    assert(sf_writef_short(f, x, FRAMES) == FRAMES);
    sf_close(f);
}

static void lie(int fd, const uint8_t *lies, size_t n)
{
    for (; n >= 3; n -= 3, lies += 3)
        assert(pwrite(fd, lies + 2, 1, lies[0] | (lies[1] & 15) << 8) == 1);
}

static void heard(int in)
{
    CLEANUP(shut) int out = memfd_create("out", MFD_CLOEXEC);
    struct sound_limits limits = sound_limits_usual;
    struct decoded d;
    struct pcm p;
    float x[2];

    limits.every_format = true;
    limits.seconds_min = 0;
    limits.seconds_max = 60;
    (void)(sound_likely(in) == OK);
    if (sound_decode(in, &limits, out, &d) != OK) {
        assert(refusal_named(err_code()) < REFUSAL_COUNT);
        return;
    }
    assert(pcm_open(out, &p) == OK && p.frames == d.frames && p.frames > 0 && (p.channels == 1 || p.channels == 2));
    assert(pcm_read(&p, p.frames - 1, x, 1) == OK && isfinite(x[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(shut) int in = memfd_create("in", MFD_CLOEXEC);

    assert(in >= 0);
    if (!size)
        return 0;
    if (data[0] >= FORMATS) {
        assert(write(in, data + 1, size - 1) == (ssize_t)size - 1);
    } else {
        begin_file(in, formats[data[0]]);
        lie(in, data + 1, size - 1);
    }
    heard(in);
    return 0;
}
