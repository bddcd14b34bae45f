/* SPDX-License-Identifier: ISC */
/* err.h - how a function says that it failed.
 *
 * Every function that can fail returns enum err; OK is 0.  Beside it, for this
 * thread, stand a sentence for a human (err_detail), a stable word for a
 * program (err_code) and, where one field is to blame, its name (err_field).
 *
 * Codes below ERR_BUSY are answers: the rules refuse, and the musician reads
 * the sentence, so it is kind, lower case and without a full stop.  ERR_BUSY and
 * ERR_FAULT are troubles: the world is broken, only the journal sees the
 * sentence, and TRY() leaves a trace of the road it took.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err {
    OK = 0,
    ERR_MALFORMED, /* not even readable */
    ERR_INVALID,   /* readable, but a value is not allowed */
    ERR_UNKNOWN,   /* who are you? */
    ERR_UNPAID,
    ERR_DENIED, /* I know you, and no */
    ERR_NOT_FOUND,
    ERR_METHOD,   /* there, but not with this verb */
    ERR_CONFLICT, /* well formed, but not in this state */
    ERR_GONE,     /* it was there, and has ended */
    ERR_STALE,    /* somebody changed it meanwhile */
    ERR_TOO_BIG,
    ERR_MEDIA,  /* not a kind of content we take here */
    ERR_REGION, /* another house keeps this musician's things */
    ERR_HELD,   /* kept as it is by a legal hold */
    ERR_NEEDED, /* a precondition header is missing */
    ERR_TOO_MANY,
    ERR_LEGAL,    /* taken down */
    ERR_CHECKSUM, /* the bytes are not the ones announced */
    ERR_FULL,     /* no room: yours or ours */
    ERR_BUSY,     /* try again later: a peer is down, a lock is held */
    ERR_FAULT,    /* a bug, or a broken machine */
};

enum { ERR_COUNT = ERR_FAULT + 1 };

/* The general form; use fail, refuse or blame.  code and field may be NULL. */
enum err fail_at(const char *file, int line, enum err e, const char *code, const char *field,
                 const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void err_trace(const char *file, int line, const char *func, enum err e);

const char *err_detail(void); /* the sentence of the last failure */
const char *err_code(void);   /* its stable word; that of the enum where none was given */
const char *err_field(void);  /* the field to blame, or NULL */
const char *err_word(enum err e);

/* What a thread's last failure told, for another thread to tell again. */
struct err_told {
    char detail[512], field[64];
    const char *code;
    int retry;
};
void err_keep(struct err_told *out);
void err_again(const struct err_told *told);

/* Seconds until it is worth trying again; 0 when the failure does not say. */
void err_retry_after(int seconds);
int err_retry(void);

#define fail(e, ...) fail_at(__FILE__, __LINE__, (e), NULL, NULL, __VA_ARGS__)
#define refuse(e, code, ...) fail_at(__FILE__, __LINE__, (e), (code), NULL, __VA_ARGS__)
#define blame(field, ...) fail_at(__FILE__, __LINE__, ERR_INVALID, NULL, (field), __VA_ARGS__)

/* Leave the function if the call failed.  Whatever the function has opened is
 * owned by an arena or declared with CLEANUP, so that leaving is always safe. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_e_ = (call);                                                                  \
        if (try_e_ != OK) {                                                                        \
            err_trace(__FILE__, __LINE__, __func__, try_e_);                                       \
            return try_e_;                                                                         \
        }                                                                                          \
    } while (0)

#define CLEANUP(fn) __attribute__((cleanup(fn)))

#endif
