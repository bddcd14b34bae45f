/* SPDX-License-Identifier: ISC */
/* language.h - the languages the service speaks, and which of them suits somebody best.
 *
 * This is the one list.  Where a language is named in files (letters, titles of problems, the
 * page's catalogues), tests compare the files with it. */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

/* BCP 47 tags, English first, which everything falls back to; ended by NULL. */
extern const char *const languages[];

/* The nearest of ours to a tag such as "es-MX", "zh_TW" or "pt": the first part decides, for
 * somebody who reads one form of a language reads its other forms better than another language.
 * English when none is near, or for NULL. */
const char *language_near(const char *tag);

/* The best of ours for an Accept-Language header (RFC 9110, 12.5.4): the first of the weightiest
 * that is near.  English for whoever asks for nothing we have; a NULL header asks for nothing. */
const char *language_pick(const char *accept);

/* Notes in the journal that somebody read English because this language has no words for it. */
void language_missed(const char *language, const char *key);

#endif
