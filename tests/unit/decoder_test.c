/* SPDX-License-Identifier: ISC */
/* Strangers' files: what is refused, by which word, and that the child is locked in. */
#include "tests/tap.h"

#include "audio/decoder.h"
#include "audio/demo.h"
#include "audio/encode.h"
#include "audio/refusals.h"
#include "audio/sandbox.h"
#include "base/text.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sndfile.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
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

static int holding(const void *bytes, size_t n)
{
    int fd = nameless();

    if (pwrite(fd, bytes, n, 0) != (ssize_t)n)
        abort();
    return fd;
}

/* A file libsndfile writes: a sine, or what `wave` gives. */
static int sound(int format, int rate, int channels, int frames, float (*wave)(int at))
{
    int fd = nameless();
    SF_INFO info = {.samplerate = rate, .channels = channels, .format = format};
    SNDFILE *f = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);

    for (int at = 0; f && at < frames; at += 1000) {
        float x[8 * 1000];
        int n = frames - at < 1000 ? frames - at : 1000;
        for (int i = 0; i < n * channels; i++)
            x[i] = wave(at + i / channels);
        sf_writef_float(f, x, n);
    }
    if (f)
        sf_close(f);
    return fd;
}

static float sine(int at)
{
    return 0.5f * sinf(0.05f * (float)at);
}

static float nothing(int at)
{
    return 0 * (float)at;
}

static float still(int at)
{
    return 0.25f + 0 * (float)at;
}

static float broken(int at)
{
    return at == 1000 ? (float)NAN : sine(at);
}

static float endless(int at)
{
    return at == 1000 ? (float)INFINITY : sine(at);
}

static const char *verdict(int fd)
{
    CLEANUP(shut) int in = fd, out = nameless();
    struct decoded d;

    return decoder_run(in, &decoder_limits_usual, out, &d) == OK ? "ok" : err_code();
}

static void short_by(int fd, off_t bytes)
{
    if (ftruncate(fd, lseek(fd, 0, SEEK_END) - bytes))
        abort();
}

TEST(C01_every_kind_on_the_list_is_decoded_whole)
{
    static const int formats[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_16,  SF_FORMAT_WAV | SF_FORMAT_PCM_24,   SF_FORMAT_WAV | SF_FORMAT_PCM_32,
        SF_FORMAT_WAV | SF_FORMAT_FLOAT,   SF_FORMAT_WAV | SF_FORMAT_DOUBLE,   SF_FORMAT_WAV | SF_FORMAT_PCM_U8,
        SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, SF_FORMAT_RF64 | SF_FORMAT_PCM_24, SF_FORMAT_W64 | SF_FORMAT_PCM_24,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_24, SF_FORMAT_AIFF | SF_FORMAT_FLOAT,   SF_FORMAT_CAF | SF_FORMAT_PCM_24,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_24, SF_FORMAT_OGG | SF_FORMAT_VORBIS,   SF_FORMAT_OGG | SF_FORMAT_OPUS,
        SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III};

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        CLEANUP(shut) int in = sound(formats[i], 48000, 2, 100000, sine), out = nameless();
        struct decoded d;
        struct pcm p;
        enum err e = decoder_run(in, &decoder_limits_usual, out, &d);
        if (!CHECK(e == OK))
            printf("# format %#x: %s\n", (unsigned)formats[i], err_code());
        NEED(pcm_open(out, &p) == OK);
        CHECK(p.rate_hz == 48000 && p.channels == 2);
        CHECK(d.kind.lossy ? p.frames >= 99000 : p.frames == 100000);
    }
}

TEST(C01_each_fault_has_its_own_word)
{
    int wav = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    int cut = sound(wav, 44100, 2, 88200, sine), half_flac = sound(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, 88200, sine);

    short_by(cut, 100000);
    short_by(half_flac, lseek(half_flac, 0, SEEK_END) / 2);
    CHECK_TEXT(verdict(holding("", 0)), "empty");
    CHECK_TEXT(verdict(cut), "truncated");
    CHECK_TEXT(verdict(half_flac), "truncated");
    CHECK_TEXT(verdict(holding("RIFF\x24\0\0\0WAVEjunk\xff\xff\xff\x7f", 20)), "bad_header");
    CHECK_TEXT(verdict(holding("Dear mastering house, here is my song.", 38)), "not_audio");
    CHECK_TEXT(verdict(holding(".snd\0\0\0\x18\0\0\1\0\0\0\0\3....", 20)), "unknown_format");
    CHECK_TEXT(verdict(sound(SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 44100, 1, 50000, sine)), "codec_not_taken");
    CHECK_TEXT(verdict(sound(SF_FORMAT_WAV | SF_FORMAT_ULAW, 44100, 1, 50000, sine)), "codec_not_taken");
    CHECK_TEXT(verdict(sound(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 6, 50000, sine)), "channels");
    CHECK_TEXT(verdict(sound(wav, 4000, 1, 50000, sine)), "rate");
    CHECK_TEXT(verdict(sound(wav, 384000, 1, 400000, sine)), "rate");
    CHECK_TEXT(verdict(sound(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 50000, broken)), "nan");
    CHECK_TEXT(verdict(sound(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 50000, endless)), "nan");
    CHECK_TEXT(verdict(sound(wav, 44100, 2, 100000, nothing)), "silence");
    CHECK_TEXT(verdict(sound(wav, 44100, 2, 100000, still)), "dc_only");
    CHECK_TEXT(verdict(sound(wav, 44100, 2, 1, sine)), "too_short");
    CHECK_TEXT(verdict(sound(wav, 8000, 1, 8000 * 3601, still)), "too_long");
    CHECK_TEXT(verdict(holding("\x1a\x45\xdf\xa3 matroska and", 16)), "video_not_taken");
}

/* A film of boxes: ftyp, then moov with one track a letter (s sound, v picture). */
static int film(const char *tracks)
{
    unsigned char b[4096] = "\0\0\0\x10" "ftypisom\0\0\0\0";
    size_t n = 16, moov = n;

    memcpy(b + n, "\0\0\0\0moov", 8);
    for (n += 8; *tracks; tracks++, n += 8 + 8 + 32) {
        memcpy(b + n, "\0\0\0\x30trak\0\0\0\x28mdia\0\0\0\x20hdlr\0\0\0\0\0\0\0\0", 32);
        memcpy(b + n + 32, *tracks == 's' ? "soun" : "vide", 4);
    }
    b[moov + 2] = (unsigned char)((n - moov) >> 8);
    b[moov + 3] = (unsigned char)(n - moov);
    return holding(b, n);
}

TEST(C09_films_are_refused_by_what_they_lack)
{
    CHECK_TEXT(verdict(film("v")), "no_audio");
    CHECK_TEXT(verdict(film("vs")), "video_not_taken");
    CHECK_TEXT(verdict(film("vss")), "two_tracks");
    CHECK_TEXT(verdict(film("s")), "codec_not_taken");
}

TEST(C01_a_recorder_that_never_wrote_the_size_is_heard_to_the_end)
{
    CLEANUP(shut) int in = sound(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 88200, sine), out = nameless();
    struct decoded d;

    NEED(pwrite(in, "\xff\xff\xff\xff", 4, 4) == 4 && pwrite(in, "\xff\xff\xff\xff", 4, 40) == 4);
    CHECK(decoder_run(in, &decoder_limits_usual, out, &d) == OK);
    CHECK(d.frames == 88200);
    NEED(pwrite(in, "\x24\0\0\0", 4, 4) == 4 && pwrite(in, "\0\0\0\0", 4, 40) == 4); /* flushed once, then never again */
    CHECK(decoder_run(in, &decoder_limits_usual, out, &d) == OK);
    CHECK(d.frames == 88200);
    short_by(in, 88200 * 4 - 12);
    NEED(pwrite(in, "LIST\4\0\0\0INFO", 12, 44) == 12);
    CHECK_TEXT(verdict(dup(in)), "no_audio");
}

TEST(C01_half_of_a_lossy_file_is_not_the_whole)
{
    static const int formats[] = {SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_OGG | SF_FORMAT_OPUS,
                                  SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III};

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        int half = sound(formats[i], 48000, 2, 480000, sine), tail = sound(formats[i], 48000, 2, 480000, sine);
        short_by(half, lseek(half, 0, SEEK_END) / 2);
        CHECK_TEXT(verdict(half), "truncated");
        NEED(lseek(tail, 0, SEEK_END) > 0 && write(tail, "TAGthis is no sound, and does no harm", 37) == 37);
        CHECK_TEXT(verdict(tail), "ok");
    }
}

TEST(C01_what_lies_behind_the_sound_is_not_heard)
{
    static const int formats[] = {SF_FORMAT_WAV, SF_FORMAT_RF64, SF_FORMAT_W64, SF_FORMAT_AIFF, SF_FORMAT_CAF};
    char noise[4000];

    memset(noise, 0x5a, sizeof noise);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        CLEANUP(shut) int in = sound(formats[i] | SF_FORMAT_PCM_16, 48000, 2, 100000, sine), out = nameless();
        struct decoded d;
        NEED(lseek(in, 0, SEEK_END) > 0 && write(in, noise, sizeof noise) == sizeof noise);
        CHECK(decoder_run(in, &decoder_limits_usual, out, &d) == OK && d.frames == 100000);
    }
}

TEST(C01_a_file_that_unpacks_to_a_thousand_times_itself_is_a_bomb)
{
    struct decoder_limits l = decoder_limits_usual;
    CLEANUP(shut) int in = sound(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, 44100 * 120, still), out = nameless();
    struct decoded d;

    CHECK(decoder_run(in, &l, out, &d) != OK);
    CHECK_TEXT(err_code(), "decode_bomb");
}

/* Kills our only child: the decoder. */
static bool shoot(void *signal)
{
    char path[64];
    long child = 0;

    (void)snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "re");
    if (f && fscanf(f, "%ld", &child) == 1 && child > 1)
        kill((pid_t)child, *(int *)signal);
    if (f)
        fclose(f);
    return false;
}

static bool enough(void *arg)
{
    (void)arg;
    return true;
}

TEST(C01_a_decoder_that_crashes_hangs_or_is_not_wanted_costs_only_itself)
{
    CLEANUP(shut) int in = sound(SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 44100, 2, 44100 * 30, sine);
    CLEANUP(shut) int out = nameless(), two = nameless(), three = nameless();
    struct decoder_limits l = decoder_limits_usual;
    struct decoded d;
    int crash = SIGSEGV, hang = SIGSTOP;

    l.cancelled = shoot;
    l.cancelled_arg = &crash;
    CHECK(decoder_run(in, &l, out, &d) != OK);
    CHECK_TEXT(err_code(), "decoder_crashed");
    l.cancelled_arg = &hang;
    l.wall_seconds = 1;
    CHECK(decoder_run(in, &l, two, &d) != OK);
    CHECK_TEXT(err_code(), "decoder_timeout");
    l.cancelled = enough;
    CHECK(decoder_run(in, &l, three, &d) == ERR_GONE);
    CHECK(waitpid(-1, NULL, WNOHANG) < 0); /* no child is left behind */
}

/* What happens to a locked-in child that does this. */
static int fate(void (*deed)(void))
{
    int ends[2], status = 0;

    if (pipe(ends))
        abort();
    pid_t pid = fork();
    if (!pid) {
        if (!sandbox_enter(&(struct sandbox){64 << 20, 1}, ends[0], ends[1]))
            _exit(99);
        deed();
        _exit(7);
    }
    close(ends[0]);
    close(ends[1]);
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

static void read_secrets(void)
{
    if (open("/etc/passwd", O_RDONLY) < 0)
        _exit(8);
}

static void call_home(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    (void)fd;
}

static void have_children(void)
{
    pid_t pid = fork();
    (void)pid;
}

static void think_for_ever(void)
{
    for (volatile int i = 0;; i++)
        i &= 1;
}

static void behave(void)
{
    free(malloc(1000));
}

TEST(a_locked_in_child_can_neither_look_around_nor_call_nor_stay)
{
    CHECK(fate(behave) == -7);
    CHECK(fate(read_secrets) == -8);
    CHECK(fate(call_home) == SIGSYS);
    CHECK(fate(have_children) == SIGSYS);
    CHECK(fate(think_for_ever) == SIGXCPU);
}

TEST(each_refusal_has_a_word_of_its_own_and_a_sentence)
{
    for (int r = 0; r < REFUSAL_COUNT; r++) {
        CHECK(refusal_named(refusal_code((enum refusal)r)) == (enum refusal)r);
        CHECK(text_length(refusal_sentence((enum refusal)r)) > 20);
    }
    CHECK(refusal_named("no such word") == REFUSAL_COUNT);
}
