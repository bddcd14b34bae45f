/* SPDX-License-Identifier: ISC */
#include "app/pixels.h"

#include <math.h>
#include <setjmp.h>
#include <spng.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <webp/decode.h>

enum { SIDE_MAX = 8192, PIXELS_MAX = 40000000 };

struct image {
    unsigned char *rgba; /* never freed: the child ends with it */
    size_t width, height;
    int turn; /* EXIF's orientation, 1 to 8 */
};

static bool sized(struct image *m, uint64_t width, uint64_t height)
{
    if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX)
        return false;
    m->width = width;
    m->height = height;
    return true;
}

/* ---- PNG ----------------------------------------------------------------- */

static bool read_png(const unsigned char *file, size_t n, struct image *m)
{
    spng_ctx *ctx = spng_ctx_new(0);
    struct spng_ihdr head;
    size_t size;

    if (!ctx || spng_set_image_limits(ctx, SIDE_MAX, SIDE_MAX) || spng_set_chunk_limits(ctx, 1 << 20, 4 << 20) ||
        spng_set_png_buffer(ctx, file, n) || spng_get_ihdr(ctx, &head) || !sized(m, head.width, head.height) ||
        spng_decoded_image_size(ctx, SPNG_FMT_RGBA8, &size) || size != m->width * m->height * 4)
        return false;
    m->rgba = malloc(size);
    return m->rgba && !spng_decode_image(ctx, m->rgba, size, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS);
}

/* ---- JPEG ---------------------------------------------------------------- */

struct jpeg_trouble {
    struct jpeg_error_mgr base;
    jmp_buf out;
};

static void jpeg_leave(j_common_ptr c)
{
    longjmp(((struct jpeg_trouble *)(void *)c->err)->out, 1);
}

static void jpeg_quiet(j_common_ptr c)
{
    (void)c;
}

static unsigned number(const unsigned char *p, int bytes, bool little)
{
    unsigned v = 0;

    for (int i = 0; i < bytes; i++)
        v = v << 8 | p[little ? bytes - 1 - i : i];
    return v;
}

/* Tag 0x0112 of the first directory (EXIF 2.32, 4.6.4); 1 where there is none. */
static int orientation(const unsigned char *p, size_t n)
{
    if (n < 14 || memcmp(p, "Exif\0\0", 6) != 0)
        return 1;
    p += 6;
    n -= 6;
    bool little = p[0] == 'I';
    size_t at = number(p + 4, 4, little);
    if (at > n - 2 || n < 2)
        return 1;
    size_t count = number(p + at, 2, little);
    for (at += 2; count > 0 && at + 12 <= n; count--, at += 12) {
        unsigned v = number(p + at + 8, 2, little);
        if (number(p + at, 2, little) == 0x0112)
            return v >= 1 && v <= 8 ? (int)v : 1;
    }
    return 1;
}

static int turned(const struct jpeg_decompress_struct *c)
{
    for (const struct jpeg_marker_struct *k = c->marker_list; k; k = k->next)
        if (k->marker == JPEG_APP0 + 1)
            return orientation(k->data, k->data_length);
    return 1;
}

/* Four inks, upside down as Adobe writes them -> three lights. */
static void from_inks(unsigned char *row, size_t width)
{
    for (unsigned char *p = row; p < row + width * 4; p += 4) {
        for (int c = 0; c < 3; c++)
            p[c] = (unsigned char)(p[c] * p[3] / 255);
        p[3] = 255;
    }
}

static bool read_jpeg(const unsigned char *file, size_t n, struct image *m)
{
    static struct jpeg_decompress_struct c;
    static struct jpeg_trouble trouble;

    c.err = jpeg_std_error(&trouble.base);
    trouble.base.error_exit = jpeg_leave;
    trouble.base.output_message = jpeg_quiet;
    if (setjmp(trouble.out))
        return false;
    jpeg_create_decompress(&c);
    jpeg_mem_src(&c, file, n);
    jpeg_save_markers(&c, JPEG_APP0 + 1, 0xffff);
    if (jpeg_read_header(&c, TRUE) != JPEG_HEADER_OK || !sized(m, c.image_width, c.image_height))
        return false;
    bool inks = c.jpeg_color_space == JCS_CMYK || c.jpeg_color_space == JCS_YCCK;
    c.out_color_space = inks ? JCS_CMYK : JCS_EXT_RGBA;
    m->turn = turned(&c);
    jpeg_start_decompress(&c);
    if (c.output_components != 4 || !(m->rgba = malloc(m->width * m->height * 4)))
        return false;
    while (c.output_scanline < c.output_height) {
        JSAMPROW row = m->rgba + c.output_scanline * m->width * 4;
        if (jpeg_read_scanlines(&c, &row, 1) == 1 && inks)
            from_inks(row, m->width);
    }
    return true;
}

/* ---- WebP ---------------------------------------------------------------- */

static bool read_webp(const unsigned char *file, size_t n, struct image *m)
{
    int width = 0, height = 0;

    if (!WebPGetInfo(file, n, &width, &height) || width < 1 || height < 1 || !sized(m, (uint64_t)width, (uint64_t)height))
        return false;
    m->rgba = WebPDecodeRGBA(file, n, &width, &height);
    return m->rgba && (size_t)width == m->width && (size_t)height == m->height;
}

/* ---- the square ---------------------------------------------------------- */

/* The mean of a rectangle of the source, its edges counted by how much of them is inside; colour weighs
 * by how opaque it is. */
static void mean(const struct image *m, double x0, double x1, double y0, double y1, unsigned char *out)
{
    double sum[4] = {0}, area = 0;

    for (size_t y = (size_t)y0; y < m->height && (double)y < y1; y++) {
        double h = fmin((double)y + 1, y1) - fmax((double)y, y0);
        for (size_t x = (size_t)x0; x < m->width && (double)x < x1; x++) {
            const unsigned char *p = m->rgba + (y * m->width + x) * 4;
            double part = h * (fmin((double)x + 1, x1) - fmax((double)x, x0));
            for (int c = 0; c < 3; c++)
                sum[c] += part * p[c] * p[3];
            sum[3] += part * p[3];
            area += part;
        }
    }
    for (int c = 0; c < 3; c++)
        out[c] = sum[3] > 0 ? (unsigned char)lrint(sum[c] / sum[3]) : 0;
    out[3] = area > 0 ? (unsigned char)lrint(sum[3] / area) : 0;
}

/* Where a pixel of what is seen lies in what is stored. */
static void turn(int how, int side, int x, int y, int *sx, int *sy)
{
    int rx = side - 1 - x, ry = side - 1 - y;
    const int at[9][2] = {{x, y}, {x, y}, {rx, y}, {rx, ry}, {x, ry}, {y, x}, {y, rx}, {ry, rx}, {ry, x}};

    *sx = at[how][0];
    *sy = at[how][1];
}

static void cut(const struct image *m, int side, unsigned char *out)
{
    size_t edge = m->width < m->height ? m->width : m->height;
    double left = (double)(m->width - edge) / 2, top = (double)(m->height - edge) / 2, step = (double)edge / side;

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            int sx, sy;
            turn(m->turn, side, x, y, &sx, &sy);
            mean(m, left + sx * step, left + (sx + 1) * step, top + sy * step, top + (sy + 1) * step, out + (y * side + x) * 4);
        }
}

/* ---- which kind ---------------------------------------------------------- */

static bool is_png(const unsigned char *f, size_t n)
{
    return n > 8 && !memcmp(f, "\x89PNG\r\n\x1a\n", 8);
}

static bool is_jpeg(const unsigned char *f, size_t n)
{
    return n > 3 && !memcmp(f, "\xff\xd8\xff", 3);
}

static bool is_webp(const unsigned char *f, size_t n)
{
    return n > 12 && !memcmp(f, "RIFF", 4) && !memcmp(f + 8, "WEBP", 4);
}

static const struct {
    bool (*is)(const unsigned char *, size_t);
    bool (*read)(const unsigned char *, size_t, struct image *);
} kinds[] = {{is_png, read_png}, {is_jpeg, read_jpeg}, {is_webp, read_webp}};

bool pixels_known(const unsigned char *file, size_t n)
{
    return is_png(file, n) || is_jpeg(file, n) || is_webp(file, n);
}

bool pixels_square(const unsigned char *file, size_t n, int side, unsigned char *out)
{
    struct image m = {.turn = 1};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!kinds[i].is(file, n))
            continue;
        if (!kinds[i].read(file, n, &m))
            return false;
        cut(&m, side, out);
        return true;
    }
    return false;
}
