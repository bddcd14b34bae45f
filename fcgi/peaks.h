/* SPDX-License-Identifier: ISC */
/* peaks.h - how coarse a picture of sound is asked for: of a version and of a master alike. */
#ifndef FCGI_PEAKS_H
#define FCGI_PEAKS_H

struct peaks_asked {
    const char *per_pixel; /* "512" or "4096" */
};

#endif
