/* SPDX-License-Identifier: ISC */
#include "app/person.h"

#include "base/buf.h"
#include "base/text.h"
#include "mail/address.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <utf8proc.h>

enum { AGE_MIN = 13 };

static const struct field postal_fields[] = {
    TEXT(postal, line1, .min = 1, .max = 200, .doc = "Street and number, or whatever comes first."),
    TEXT(postal, line2, .optional = true, .max = 200, .doc = "A second line."),
    TEXT(postal, city, .min = 1, .max = 100, .doc = "The town."),
    TEXT(postal, region, .optional = true, .max = 100, .doc = "State, province or county."),
    TEXT(postal, postcode, .optional = true, .max = 20, .doc = "The postal code, where there is one."),
    TEXT(postal, country, .min = 2, .max = 2, .doc = "Two letters of ISO 3166-1."),
};
const struct record postal_record = RECORD(postal, postal_fields);

static const struct field born_fields[] = {
    INT(born, year, .doc = "The year of birth."),
    INT(born, month, .min = 1, .max = 12, .doc = "The month of birth."),
    INT(born, day, .optional = true, .min = 1, .max = 31, .doc = "The day; only asked for where it decides, and never kept."),
};
const struct record born_record = RECORD(born, born_fields);

/* ---- text ---------------------------------------------------------------- */

const char *person_nfc(struct arena *a, const char *text)
{
    utf8proc_uint8_t *nfc = text ? utf8proc_NFC((const utf8proc_uint8_t *)text) : NULL;
    const char *out = nfc ? arena_strdup(a, (const char *)nfc) : text;

    free(nfc);
    return out;
}

/* Marks that turn the direction of what follows, and the byte order mark: nobody's name has them. */
static bool turns(utf8proc_int32_t c)
{
    return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static bool blank(utf8proc_int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);

    return k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP || (c >= '\t' && c <= '\r');
}

const char *person_text(struct arena *a, const char *text)
{
    const char *s = person_nfc(a, text);
    struct buf b = {.arena = a};
    utf8proc_int32_t c;
    bool gap = false;

    if (!text)
        return NULL;
    for (utf8proc_ssize_t n; *s && (n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c)) > 0; s += n) {
        if (blank(c)) {
            gap = b.len > 0;
            continue;
        }
        if (turns(c) || utf8proc_category(c) == UTF8PROC_CATEGORY_CC)
            continue;
        if (gap)
            buf_puts(&b, " ");
        gap = false;
        buf_add(&b, s, (size_t)n);
    }
    return b.len ? b.ptr : "";
}

enum err person_name(struct arena *a, const char *field, const char *text, const char **out)
{
    *out = person_text(a, text);
    return *out && **out ? OK : blame(field, "must not be empty");
}

/* ---- addresses ----------------------------------------------------------- */

/* IDNA takes small letters only, and people write "BÜCHER.example". */
static const char *small(struct arena *a, const char *host)
{
    struct buf b = {.arena = a};
    utf8proc_uint8_t out[4];
    utf8proc_int32_t c;

    for (utf8proc_ssize_t n; *host && (n = utf8proc_iterate((const utf8proc_uint8_t *)host, -1, &c)) > 0; host += n)
        buf_add(&b, (const char *)out, (size_t)utf8proc_encode_char(utf8proc_tolower(c), out));
    return b.len ? b.ptr : "";
}

enum err person_address(struct arena *a, const char *field, const char *text, struct address *out)
{
    const char *written = person_text(a, text), *at = strrchr(written, '@');

    out->written = written;
    if (!at || text_has_controls(text) || strlen(written) > ADDRESS_BYTES_MAX)
        return blame(field, "this is no e-mail address");
    const char *folded = arena_printf(a, "%.*s@%s", (int)(at - written), written, small(a, at + 1));
    return address_ascii(a, folded, &out->key) == OK ? OK : blame(field, "this is no e-mail address");
}

/* ---- places -------------------------------------------------------------- */

/* ISO 3166-1 alpha-2 and XK, which the post uses. */
static const char countries[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR "
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT "
    "MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ "
    "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

static enum err country(struct arena *a, const char *text, const char **out)
{
    char code[4];

    if (!text || strlen(text) != 2)
        return blame("postal.country", "say the country in two letters, such as US");
    (void)snprintf(code, sizeof code, "%c%c", toupper((unsigned char)text[0]), toupper((unsigned char)text[1]));
    if (!isalpha((unsigned char)code[0]) || !isalpha((unsigned char)code[1]) || !strstr(countries, code))
        return blame("postal.country", "there is no such country");
    *out = arena_strdup(a, code);
    return OK;
}

enum err person_postal(struct arena *a, const struct postal *in, struct postal *out)
{
    TRY(person_name(a, "postal.line1", in->line1, &out->line1));
    TRY(person_name(a, "postal.city", in->city, &out->city));
    out->line2 = person_text(a, in->line2);
    out->region = person_text(a, in->region);
    out->postcode = person_text(a, in->postcode);
    return country(a, in->country, &out->country);
}

/* ---- age ----------------------------------------------------------------- */

static bool leap(int64_t y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int64_t days_in(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && leap(year) ? 29 : days[month - 1];
}

enum err person_age(const struct born *born, int64_t now_us)
{
    time_t now = (time_t)(now_us / 1000000);
    struct tm today;

    gmtime_r(&now, &today);
    int64_t year = today.tm_year + 1900, month = today.tm_mon + 1, months = year * 12 + month;
    int64_t then = born->year * 12 + born->month, day = born->day;
    if (born->year < year - 130 || then > months || (then == months && day != INT_ABSENT && day > today.tm_mday))
        return blame("born.year", "please look at the date again");
    if (day != INT_ABSENT && day > days_in(born->year, born->month))
        return blame("born.day", "that month has no such day");
    if (then != months - AGE_MIN * 12)
        return then < months - AGE_MIN * 12 ? OK : refuse(ERR_DENIED, "age", "you cannot have an account here yet");
    if (day == INT_ABSENT)
        return fail_at(__FILE__, __LINE__, ERR_INVALID, "age_day", "born.day", "please tell us the day as well; we do not keep it");
    if (day > days_in(year, month))
        day = days_in(year, month); /* born on 29 February: 28 February in a common year */
    return day <= today.tm_mday ? OK : refuse(ERR_DENIED, "age", "you cannot have an account here yet");
}
