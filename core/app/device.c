/* SPDX-License-Identifier: ISC */
#include "app/device.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { AGENT_BYTES_READ = 512, REFERRER_MAX = 300 };

/* The first match counts, so who pretends to be others stands before them. */
static const struct {
    const char *sign, *name;
} agents[] = {
    {"Edg/", "Edge"},         {"OPR/", "Opera"},      {"Vivaldi/", "Vivaldi"}, {"SamsungBrowser/", "Samsung Internet"},
    {"Firefox/", "Firefox"},  {"FxiOS/", "Firefox"},  {"CriOS/", "Chrome"},    {"HeadlessChrome/", "Chrome"},
    {"Chrome/", "Chrome"},    {"Version/", "Safari"}, {"curl/", "curl"},       {"python", "Python"},
    {"Python-urllib/", "Python"},
}, machines[] = {
    {"iPhone", "iPhone"},       {"iPad", "iPad"},      {"Android", "Android"}, {"Windows", "Windows"},
    {"Macintosh", "Mac"},       {"CrOS", "Chromebook"}, {"Linux", "Linux"},     {"X11", "Unix"},
};

/* "Firefox 128" */
static const char *agent_of(struct arena *a, const char *ua)
{
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++) {
        const char *at = strstr(ua, agents[i].sign);
        if (!at)
            continue;
        const char *version = at + strlen(agents[i].sign);
        int digits = (int)strspn(version, "0123456789");
        return digits > 0 && digits < 6 ? arena_printf(a, "%s %.*s", agents[i].name, digits, version) : agents[i].name;
    }
    return "unknown";
}

static const char *machine_of(const char *ua)
{
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (strstr(ua, machines[i].sign))
            return machines[i].name;
    return "unknown";
}

const char *device_network(struct arena *a, const char *ip)
{
    unsigned char b[16];

    if (ip && inet_pton(AF_INET, ip, b) == 1)
        return arena_printf(a, "%u.%u.%u.0/24", b[0], b[1], b[2]);
    if (!ip || inet_pton(AF_INET6, ip, b) != 1)
        return "unknown";
    memset(b + 8, 0, 8);
    char text[INET6_ADDRSTRLEN];
    return arena_printf(a, "%s/64", inet_ntop(AF_INET6, b, text, sizeof text));
}

static bool address(const char *ip)
{
    unsigned char b[16];

    return ip && (inet_pton(AF_INET, ip, b) == 1 || inet_pton(AF_INET6, ip, b) == 1);
}

/* Without its query and fragment, where other people's secrets stand. */
static const char *page_of(struct arena *a, const char *referrer)
{
    size_t n = referrer ? strcspn(referrer, "?#") : 0;

    if (n == 0 || n > REFERRER_MAX || (!text_starts(referrer, "http://") && !text_starts(referrer, "https://")))
        return NULL;
    const char *page = arena_strndup(a, referrer, n);
    return text_is_utf8(page, n) && !text_has_controls(page) && !strchr(page, '@') ? page : NULL;
}

struct device device_of(struct arena *a, const char *ip, const char *user_agent, const char *referrer)
{
    const char *ua = arena_strndup(a, user_agent ? user_agent : "", user_agent ? strnlen(user_agent, AGENT_BYTES_READ) : 0);

    return (struct device){
        .ip = address(ip) ? arena_strdup(a, ip) : NULL,
        .network = device_network(a, ip),
        .agent = agent_of(a, ua),
        .name = machine_of(ua),
        .referrer = page_of(a, referrer),
    };
}
