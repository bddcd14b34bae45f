/* SPDX-License-Identifier: ISC */
/* engine.h - which engine made this master.
 *
 * The same version, mix and recipe give the same bytes on every machine; so
 * the version stands in every report, tag and certificate, and goes up with
 * every change that can be heard or measured. */
#ifndef AUDIO_ENGINE_H
#define AUDIO_ENGINE_H

#define ENGINE_VERSION "3.3.0"
#define ENGINE_NAME "mastering " ENGINE_VERSION

/* The musician keeps everything: this line stands in every file we deliver. */
#define RIGHTS_LINE "all rights remain with the musician who made this recording"

#endif
