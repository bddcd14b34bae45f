/* SPDX-License-Identifier: ISC */
#include "app/qr.h"

#include "base/buf.h"

#include <ctype.h>
#include <qrencode.h>
#include <string.h>

enum { MARGIN = 4 }; /* modules, as ISO/IEC 18004 wants */

static void code_free(QRcode **q)
{
    if (*q)
        QRcode_free(*q);
}

enum err qr_svg(struct arena *a, const char *text, const char **svg)
{
    CLEANUP(code_free) QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    struct buf b = {.arena = a};

    if (!q)
        return fail(ERR_FAULT, "a QR code of %zu bytes", strlen(text));
    buf_printf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                   "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
               q->width + 2 * MARGIN, q->width + 2 * MARGIN, q->width + 2 * MARGIN, q->width + 2 * MARGIN);
    for (int y = 0; y < q->width; y++)
        for (int x = 0; x < q->width; x++)
            if (q->data[y * q->width + x] & 1)
                buf_printf(&b, "M%d %dh1v1h-1z", x + MARGIN, y + MARGIN);
    buf_puts(&b, "\"/></svg>");
    *svg = b.ptr;
    return OK;
}

const char *qr_escaped(struct arena *a, const char *text)
{
    struct buf b = {.arena = a};

    for (const char *c = text; *c; c++)
        if (isalnum((unsigned char)*c) || strchr("-._~", *c))
            buf_add(&b, c, 1);
        else
            buf_printf(&b, "%%%02X", (unsigned char)*c);
    return b.ptr ? b.ptr : "";
}
