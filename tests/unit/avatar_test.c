/* SPDX-License-Identifier: ISC */
#include "app/picture.h"
#include "tests/browser.h"
#include "tests/tap.h"

#include <fcntl.h>
#include <spng.h>
#include <stdlib.h>
#include <unistd.h>

#include <jpeglib.h>
#include <webp/encode.h>

struct bytes {
    unsigned char *ptr;
    size_t n;
};

/* A picture whose left half is red, whose right half is blue, and whose top left corner is green. */
static void paint(unsigned char *rgb, int width, int height)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            unsigned char *p = rgb + (y * width + x) * 3;
            bool corner = x < width / 4 && y < height / 4;
            p[0] = !corner && x < width / 2 ? 255 : 0;
            p[1] = corner ? 255 : 0;
            p[2] = x >= width / 2 ? 255 : 0;
        }
}

static struct bytes jpeg(int width, int height, int orientation)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr trouble;
    unsigned long n = 0;
    struct bytes out = {0};
    unsigned char *rgb = malloc((size_t)(width * height * 3));
    unsigned char exif[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\0\0\0\0\0\0\0SECRET PLACE 47.1N";

    exif[6 + 8 + 2 + 9] = (unsigned char)orientation;
    paint(rgb, width, height);
    c.err = jpeg_std_error(&trouble);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &out.ptr, &n);
    c.image_width = (JDIMENSION)width;
    c.image_height = (JDIMENSION)height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 95, TRUE);
    jpeg_start_compress(&c, TRUE);
    jpeg_write_marker(&c, JPEG_APP0 + 1, exif, sizeof exif);
    jpeg_write_marker(&c, JPEG_COM, (const unsigned char *)"SECRET NOTE", 11);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = rgb + c.next_scanline * (size_t)width * 3;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    free(rgb);
    out.n = n;
    return out;
}

static struct bytes webp(int width, int height)
{
    unsigned char *rgb = malloc((size_t)(width * height * 3));
    struct bytes out = {0};

    paint(rgb, width, height);
    out.n = WebPEncodeLosslessRGB(rgb, width, height, width * 3, &out.ptr);
    free(rgb);
    return out;
}

static struct bytes png(int width, int height)
{
    unsigned char *rgb = malloc((size_t)(width * height * 3));
    spng_ctx *ctx = spng_ctx_new(SPNG_CTX_ENCODER);
    struct spng_ihdr head = {.width = (uint32_t)width, .height = (uint32_t)height, .bit_depth = 8, .color_type = SPNG_COLOR_TYPE_TRUECOLOR};
    struct spng_text text = {.keyword = "Comment", .type = SPNG_TEXT, .text = (char[]){"SECRET NOTE"}, .length = 11};
    struct bytes out = {0};
    int rc;

    paint(rgb, width, height);
    spng_set_option(ctx, SPNG_ENCODE_TO_BUFFER, 1);
    spng_set_ihdr(ctx, &head);
    spng_set_text(ctx, &text, 1);
    spng_encode_image(ctx, rgb, (size_t)(width * height * 3), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
    out.ptr = spng_get_png_buffer(ctx, &out.n, &rc);
    spng_ctx_free(ctx);
    free(rgb);
    return out;
}

static void bytes_free(struct bytes *b)
{
    free(b->ptr);
}

/* The colour of a pixel: 'r', 'g', 'b' or '?'. */
static char colour(const unsigned char *rgba, int x, int y)
{
    const unsigned char *p = rgba + (y * PICTURE_SIDE + x) * 4;

    return p[3] != 255 ? '?' : p[0] > 200 && p[1] < 60 && p[2] < 60 ? 'r' : p[1] > 200 && p[0] < 60 && p[2] < 60 ? 'g'
         : p[2] > 200 && p[0] < 60 && p[1] < 60 ? 'b' : '?';
}

/* The colours of the four corners, clockwise from the top left; "" if it is no PNG of 256 x 256. */
static const char *corners(struct arena *a, const unsigned char *file, size_t n)
{
    unsigned char *rgba = arena_alloc(a, PICTURE_SIDE * PICTURE_SIDE * 4);
    spng_ctx *ctx = spng_ctx_new(0);
    size_t size = 0;
    int e = PICTURE_SIDE - 10;

    spng_set_png_buffer(ctx, file, n);
    spng_decoded_image_size(ctx, SPNG_FMT_RGBA8, &size);
    bool fine = size == PICTURE_SIDE * PICTURE_SIDE * 4 && !spng_decode_image(ctx, rgba, size, SPNG_FMT_RGBA8, 0);
    spng_ctx_free(ctx);
    return fine ? arena_printf(a, "%c%c%c%c", colour(rgba, 10, 10), colour(rgba, e, 10), colour(rgba, e, e), colour(rgba, 10, e)) : "";
}

static bool contains(const unsigned char *bytes, size_t n, const char *text)
{
    return memmem(bytes, n, text, strlen(text)) != NULL;
}

/* IHDR, IDAT and IEND: nothing else is in it. */
static bool plain(const unsigned char *png_, size_t n)
{
    for (size_t at = 8; at + 12 <= n;) {
        size_t len = (size_t)png_[at] << 24 | (size_t)png_[at + 1] << 16 | (size_t)png_[at + 2] << 8 | png_[at + 3];
        const char *kind = (const char *)png_ + at + 4;
        if (strncmp(kind, "IHDR", 4) != 0 && strncmp(kind, "IDAT", 4) != 0 && strncmp(kind, "IEND", 4) != 0)
            return false;
        at += 12 + len;
    }
    return true;
}

TEST(A09_a_picture_is_redrawn_without_what_was_hidden_in_it)
{
    CLEANUP(bytes_free) struct bytes j = jpeg(640, 640, 1);
    CLEANUP(bytes_free) struct bytes p = png(640, 640);
    CLEANUP(bytes_free) struct bytes w = webp(640, 640);
    CLEANUP(bytes_free) struct bytes small = png(16, 16);
    const struct bytes *files[] = {&j, &p, &w, &small};
    CLEANUP(arena_free) struct arena *a = arena_new();

    CHECK(contains(j.ptr, j.n, "SECRET PLACE") && contains(p.ptr, p.n, "SECRET NOTE"));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const unsigned char *out;
        size_t n;
        NEED(picture_square(a, files[i]->ptr, files[i]->n, &out, &n) == OK);
        CHECK_TEXT(corners(a, out, n), "gbbr");
        CHECK(!contains(out, n, "SECRET"));
        CHECK(plain(out, n));
    }
}

TEST(A09_a_picture_stands_as_the_camera_was_held)
{
    static const char *const seen[] = {"gbbr", "bgrb", "brgb", "rbbg", "grbb", "rgbb", "bbgr", "bbrg"};
    CLEANUP(arena_free) struct arena *a = arena_new();

    for (int how = 1; how <= 8; how++) {
        CLEANUP(bytes_free) struct bytes j = jpeg(320, 320, how);
        const unsigned char *out;
        size_t n;
        NEED(picture_square(a, j.ptr, j.n, &out, &n) == OK);
        CHECK_TEXT(corners(a, out, n), seen[how - 1]);
    }
}

TEST(A09_the_middle_of_a_wide_picture_is_taken)
{
    CLEANUP(bytes_free) struct bytes p = png(1200, 300);
    CLEANUP(arena_free) struct arena *a = arena_new();
    const unsigned char *out;
    size_t n;

    NEED(picture_square(a, p.ptr, p.n, &out, &n) == OK);
    CHECK_TEXT(corners(a, out, n), "rbbr");
}

TEST(A09_what_is_no_picture_is_refused)
{
    CLEANUP(bytes_free) struct bytes j = jpeg(640, 640, 1);
    CLEANUP(bytes_free) struct bytes p = png(64, 64);
    CLEANUP(arena_free) struct arena *a = arena_new();
    const unsigned char *out;
    size_t n;

    CHECK(picture_square(a, (const unsigned char *)"GIF89a..........", 16, &out, &n) == ERR_MEDIA);
    CHECK(picture_square(a, (const unsigned char *)"<svg xmlns='http://www.w3.org/2000/svg'/>", 41, &out, &n) == ERR_MEDIA);
    CHECK(picture_square(a, p.ptr, p.n / 2, &out, &n) == ERR_INVALID);
    CHECK(picture_square(a, j.ptr, 20, &out, &n) == ERR_INVALID);
    for (int i = 0; i < 4; i++)
        p.ptr[16 + i] = (unsigned char)(i == 2 ? 0x7f : i == 3 ? 0xff : 0); /* says it is 32,767 wide */
    CHECK(picture_square(a, p.ptr, p.n, &out, &n) == ERR_INVALID);
    CHECK_TEXT(err_code(), "picture");
}

static size_t from_bytes(void *from, void *out, size_t n)
{
    struct bytes *b = from;
    size_t k = n < b->n ? n : b->n;

    memcpy(out, b->ptr, k);
    b->ptr += k;
    b->n -= k;
    return k;
}

static struct request put(struct world *w, int64_t account, struct bytes file)
{
    struct request rq = {
        .work = &w->work, .method = PUT, .path = "/api/v1/me/avatar", .id = "test", .language = "en",
        .guest = {.account = account, .by = BY_SESSION}, .in = {from_bytes, &file}, .cursor = arena_alloc(w->work.arena, CURSOR_SIZE),
    };

    dispatch(&rq);
    rq.in = (struct reader){0};
    return rq;
}

TEST(A09_a_new_picture_takes_the_place_of_the_old_one)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(bytes_free) struct bytes j = jpeg(640, 480, 1);
    int64_t me = world_account(&w, "ana@example.org");

    CHECK(ask(&w, me, GET, "/api/v1/me/avatar", NULL).status == 404);
    struct request first = put(&w, me, j);
    CHECK(first.status == 200);
    CHECK(has(&first, "{\"avatar_url\":\"/api/v1/me/avatar?v="));
    struct request got = ask(&w, me, GET, "/api/v1/me/avatar", NULL);
    CHECK(got.status == 200);
    CHECK_TEXT(got.media, "image/png");
    const char *key = world_text(&w, "SELECT key FROM asset WHERE state = 'live'");
    CHECK(has_header(&got, arena_printf(w.work.arena, "X-Accel-Redirect: /_store/%s", key)));
    CHECK(put(&w, me, j).status == 200);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM asset WHERE state = 'live'"), "1");
    CLEANUP(fd_shut) int gone = -1;
    CHECK(store_get(w.work.store, w.work.arena, key, &gone) == ERR_NOT_FOUND);
    CHECK(ask(&w, me, DELETE, "/api/v1/me/avatar", NULL).status == 204);
    CHECK(ask(&w, me, GET, "/api/v1/me/avatar", NULL).status == 404);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM asset WHERE state = 'live'"), "0");
}

TEST(A09_a_picture_has_at_most_5_megabytes)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(bytes_free) struct bytes big = {calloc(1, (5 << 20) + 1), (5 << 20) + 1};
    int64_t me = world_account(&w, "ana@example.org");

    NEED(big.ptr);
    CHECK(put(&w, me, big).status == 413);
    CHECK(put(&w, me, (struct bytes){big.ptr, 0}).status == 422);
    CHECK(put(&w, me, (struct bytes){big.ptr, 5 << 20}).status == 415);
}
