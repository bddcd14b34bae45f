/* SPDX-License-Identifier: ISC */
/* styles.h - where a style lies among the others: its colour and its density in two figures, for a
 * map. */
#ifndef AUDIO_STYLES_H
#define AUDIO_STYLES_H

#include "audio/recipe.h"

struct style_place {
    double tilt_db; /* its treble (2 to 13 kHz) against its bass (50 to 250 Hz), compared with
                       common music */
    double density; /* times the density that is wished */
    double side_db; /* wider or narrower */
};
struct style_place style_place(enum mastering_style s);

#endif
