/* SPDX-License-Identifier: ISC */
/* Whatever a song and its artist are called, the file is one of its kind, whole, and has the sound it had.
 *
 * Input: the format, then title, artist, album, ISRC and UPC, each ended by a zero. */
#include "audio/encode.h"
#include "audio/sound.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FRAMES = 4800 };

static const char *next(struct arena *a, const uint8_t **p, const uint8_t *end)
{
    size_t left = (size_t)(end - *p);
    const uint8_t *zero = left ? memchr(*p, 0, left) : NULL;
    size_t n = zero ? (size_t)(zero - *p) : left;
    const char *s = arena_strndup(a, (const char *)*p, n);

    *p += n + (zero != NULL);
    return *s ? text_clean(a, s) : NULL; /* the command line and the API let nothing else pass */
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static int canonical(void)
{
    int fd = memfd_create("canonical", MFD_CLOEXEC);
    float x[FRAMES];
    struct pcm out;

    for (int i = 0; i < FRAMES; i++)
        x[i] = (float)(i % 100) / 400;
    assert(fd >= 0 && pcm_create(fd, 48000, 1, &out) == OK && pcm_append(&out, x, FRAMES) == OK && pcm_finish(&out) == OK);
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(shut) int in = canonical(), file = memfd_create("file", MFD_CLOEXEC), back = memfd_create("back", MFD_CLOEXEC);
    const uint8_t *end = data + size;
    enum output_format format = size ? *data++ % OUTPUT_COUNT : OUTPUT_WAV24;
    struct tags tags = {.title = next(a, &data, end), .artist = next(a, &data, end), .album = next(a, &data, end)};
    const char *isrc = next(a, &data, end), *upc = next(a, &data, end);
    struct sound_limits limits = sound_limits_usual;
    struct decoded d;

    if (isrc)
        (void)(tags_isrc(a, isrc, &tags.isrc) == OK);
    if (upc)
        (void)(tags_upc(a, upc, &tags.upc) == OK);
    assert(encode_output(&(struct output_job){.master_fd = in, .format = format, .tags = &tags}, file) == OK);
    limits.seconds_min = 0;
    assert(sound_decode(file, &limits, back, &d) == OK);
    assert(!strcmp(d.kind.format, format == OUTPUT_OPUS ? "ogg" : output_ending(format)) && d.channels == 1);
    assert(d.kind.lossy ? d.frames >= FRAMES : d.frames == FRAMES);
    return 0;
}
