/* SPDX-License-Identifier: ISC */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

struct prefix {
    unsigned char bytes[16];
    int bits;
};

static const struct prefix four[] = {
    {{0}, 8},             /* this network */
    {{10}, 8},            /* private */
    {{100, 64}, 10},      /* behind a carrier's translator */
    {{127}, 8},           /* this machine */
    {{169, 254}, 16},     /* this link; clouds keep their secrets here */
    {{172, 16}, 12},      /* private */
    {{192, 0, 0}, 24},    /* protocol assignments */
    {{192, 0, 2}, 24},    /* documentation */
    {{192, 88, 99}, 24},  /* 6to4 relays, of old */
    {{192, 168}, 16},     /* private */
    {{198, 18}, 15},      /* benchmarks */
    {{198, 51, 100}, 24}, /* documentation */
    {{203, 0, 113}, 24},  /* documentation */
    {{224}, 3},           /* multicast, and reserved up to the broadcast address */
};
static const struct prefix six[] = {
    {{0}, 127},                     /* unspecified and this machine */
    {{0x01, 0x00}, 64},             /* discard */
    {{0x20, 0x01}, 23},             /* protocol assignments, Teredo with them */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0xfc}, 7},                    /* private */
    {{0xfe, 0x80}, 10},             /* this link */
    {{0xfe, 0xc0}, 10},             /* sites, of old */
    {{0xff}, 8},                    /* multicast */
};
/* Where the IPv4 address lies inside, after this many bits. */
static const struct prefix carrying_four[] = {
    {{[10] = 0xff, [11] = 0xff}, 96},           /* mapped */
    {{0}, 96},                                  /* compatible, of old */
    {{0x00, 0x64, 0xff, 0x9b}, 96},             /* NAT64 */
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 96}, /* NAT64, local use */
    {{0x20, 0x02}, 16},                         /* 6to4 */
};

static bool begins_with(const unsigned char *address, const struct prefix *p)
{
    int bytes = p->bits / 8, rest = p->bits % 8;

    if (memcmp(address, p->bytes, (size_t)bytes) != 0)
        return false;
    return rest == 0 || (address[bytes] ^ p->bytes[bytes]) >> (8 - rest) == 0;
}

static bool among(const unsigned char *address, const struct prefix *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (begins_with(address, &list[i]))
            return true;
    return false;
}

static bool four_is_private(const unsigned char *address)
{
    return among(address, four, sizeof four / sizeof *four);
}

static bool six_is_private(const unsigned char *address)
{
    if (among(address, six, sizeof six / sizeof *six))
        return true;
    for (size_t i = 0; i < sizeof carrying_four / sizeof *carrying_four; i++)
        if (begins_with(address, &carrying_four[i]))
            return four_is_private(address + carrying_four[i].bits / 8);
    return false;
}

bool address_is_private(const struct sockaddr *sa)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    switch (sa->sa_family) {
    case AF_INET:
        memcpy(&in, sa, sizeof in);
        return four_is_private((const unsigned char *)&in.sin_addr);
    case AF_INET6:
        memcpy(&in6, sa, sizeof in6);
        return six_is_private(in6.sin6_addr.s6_addr);
    default:
        return true; /* not the internet at all */
    }
}

bool address_text_is_private(const char *host)
{
    unsigned char bytes[16];

    if (inet_pton(AF_INET, host, bytes) == 1)
        return four_is_private(bytes);
    if (inet_pton(AF_INET6, host, bytes) == 1)
        return six_is_private(bytes);
    return !strcmp(host, "localhost");
}
