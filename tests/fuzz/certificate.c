/* SPDX-License-Identifier: ISC */
/* Whatever calls itself a report or a certificate is read, explained and refused without harm, and what was read
 * is written the same again. */
#include "audio/certificate.h"
#include "audio/explain.h"
#include "base/seal.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct buf once = {.arena = a}, twice = {.arena = a};
    struct certificate cert, again;
    struct report report;
    struct sealed sealed;
    struct list said;

    (void)(seal_open(a, (const char *)bytes, n, &sealed) == OK);
    if (json_read_own(a, (const char *)bytes, n, &report_record, &report) == OK)
        (void)explain_report(a, &report, &said);
    if (json_read_own(a, (const char *)bytes, n, &certificate_record, &cert) != OK)
        return 0;
    (void)(certificate_check(&cert) == OK);
    json_record(&once, &certificate_record, &cert);
    if (json_read_own(a, once.ptr, once.len, &certificate_record, &again) != OK)
        abort();
    json_record(&twice, &certificate_record, &again);
    if (strcmp(once.ptr, twice.ptr) != 0)
        abort();
    return 0;
}
