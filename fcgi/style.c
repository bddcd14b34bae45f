/* SPDX-License-Identifier: ISC */
#include "app/style.h"

#include "fcgi/doors.h"

enum err styles_get(struct request *rq)
{
    struct style_guide guide;

    style_guide_fill(rq->work->arena, rq->language, &guide);
    return reply_record(rq, 200, &style_guide_record, &guide);
}

enum err platforms_get(struct request *rq)
{
    struct listed_platform *rows;
    size_t n;

    TRY(listed_platforms(rq->work->db, &rows, &n));
    return reply_list(rq, &listed_platform_record, rows, n, NULL);
}

enum err engine_get(struct request *rq)
{
    struct engine_card card;

    engine_card_fill(&card);
    return reply_record(rq, 200, &engine_card_record, &card);
}

enum err presets_get(struct request *rq)
{
    struct preset *presets;
    size_t n;

    TRY(preset_list(rq->work->db, rq->account, &presets, &n));
    return reply_list(rq, &preset_record, presets, n, NULL);
}

enum err presets_post(struct request *rq)
{
    struct preset preset;

    TRY(preset_open(rq->work, rq->account, rq->body, &preset));
    return reply_record(rq, 201, &preset_record, &preset);
}

enum err preset_one_delete(struct request *rq)
{
    TRY(preset_drop(rq->work->db, rq->param[0], rq->account));
    return reply_nothing(rq);
}
