
CREATE COLLATION public.title_order (provider = icu, locale = 'und-u-kn-true');

CREATE FUNCTION public.changed_now() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.changed := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE TABLE public.song_shelf (
    song_id uuid NOT NULL,
    account_id bigint NOT NULL,
    stage text NOT NULL,
    title text NOT NULL COLLATE public.title_order,
    style text,
    words text NOT NULL,
    seconds double precision NOT NULL,
    lufs double precision NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone,
    CONSTRAINT song_shelf_stage_check CHECK ((stage = ANY (ARRAY['empty'::text, 'mix'::text, 'making'::text, 'ready'::text, 'failed'::text])))
);

CREATE FUNCTION public.shelf_found(account bigint, wanted text[], stage text, style text, since timestamp with time zone, album uuid) RETURNS SETOF public.song_shelf
    LANGUAGE sql STABLE
    AS $_$
SELECT f.*
  FROM song_shelf f
 WHERE f.account_id = $1
   AND ($3 IS NULL OR f.stage = $3)
   AND ($4 IS NULL OR f.style = $4)
   AND ($5 IS NULL OR f.made_at >= $5)
   AND ($6 IS NULL OR EXISTS (SELECT FROM album_song x JOIN version v ON v.id = x.version_id
                               WHERE x.album_id = $6 AND v.song_id = f.song_id))
   AND NOT EXISTS (SELECT FROM unnest($2) AS w (word) WHERE position(normalize(lower(w.word), NFKC) IN f.words) = 0)
$_$;

CREATE FUNCTION public.song_shelve() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    which uuid;
BEGIN
    IF TG_TABLE_NAME = 'song' THEN
        which := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        which := OLD.song_id;
    ELSE
        which := NEW.song_id;
    END IF;
    INSERT INTO song_shelf (song_id, account_id, stage, title, words, seconds, lufs, created_at, changed_at)
    SELECT id, account_id, 'empty', title, '', 0, '-infinity', created_at, updated_at FROM song WHERE id = which
        ON CONFLICT (song_id) DO NOTHING;
    PERFORM FROM song_shelf WHERE song_id = which FOR UPDATE;
    UPDATE song_shelf f
       SET stage = n.stage, title = n.title, style = n.style, words = n.words, seconds = n.seconds, lufs = n.lufs,
           changed_at = n.changed_at, made_at = n.made_at
      FROM song_standing n
     WHERE f.song_id = which AND n.song_id = which;
    IF NOT FOUND THEN
        DELETE FROM song_shelf WHERE song_id = which;
    END IF;
    RETURN NULL;
END $$;

CREATE TABLE public.account (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    region text NOT NULL,
    email text,
    email_key text,
    family_name text,
    given_name text,
    organization text,
    postal jsonb,
    language text DEFAULT 'en'::text NOT NULL,
    age_checked_at timestamp with time zone,
    password text,
    password_changed_at timestamp with time zone,
    totp_secret text,
    totp_step bigint,
    totp_at timestamp with time zone,
    recovery_codes text[] DEFAULT '{}'::text[] NOT NULL,
    plan text DEFAULT 'free'::text NOT NULL,
    plan_until timestamp with time zone,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    learning boolean DEFAULT true NOT NULL,
    consents jsonb DEFAULT '{}'::jsonb NOT NULL,
    source jsonb DEFAULT '{}'::jsonb NOT NULL,
    avatar_id uuid,
    referrer text,
    created_at timestamp with time zone NOT NULL,
    verified_at timestamp with time zone,
    last_access_at timestamp with time zone NOT NULL,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT account_language_check CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT account_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'active'::text, 'suspended'::text, 'frozen_minor'::text, 'closing'::text, 'erased'::text])))
);

ALTER TABLE public.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.album (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    title text NOT NULL,
    recipe jsonb NOT NULL,
    distances double precision NOT NULL,
    gaps boolean DEFAULT false NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    code text,
    report jsonb,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    row_version bigint DEFAULT 1 NOT NULL,
    changed bigint NOT NULL,
    upc text,
    CONSTRAINT album_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'ready'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT album_upc_check CHECK ((upc ~ '^[0-9]{12,13}$'::text))
);

CREATE TABLE public.album_song (
    album_id uuid NOT NULL,
    n bigint NOT NULL,
    version_id uuid NOT NULL,
    master_id uuid,
    gap_s double precision DEFAULT 0,
    CONSTRAINT album_song_gap_s_check CHECK (((gap_s >= (0)::double precision) AND (gap_s <= (10)::double precision)))
);

CREATE TABLE public.job (
    id uuid NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    account_id bigint,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    weight bigint DEFAULT 0 NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    run_at timestamp with time zone NOT NULL,
    lease uuid,
    lease_until timestamp with time zone,
    worker uuid,
    step text,
    progress double precision DEFAULT 0 NOT NULL,
    cancel boolean DEFAULT false NOT NULL,
    error text,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE public.master (
    id uuid NOT NULL,
    version_id uuid NOT NULL,
    song_id uuid NOT NULL,
    account_id bigint NOT NULL,
    n bigint NOT NULL,
    recipe jsonb NOT NULL,
    engine text,
    state text DEFAULT 'queued'::text NOT NULL,
    code text,
    report jsonb,
    preview jsonb,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    row_version bigint DEFAULT 1 NOT NULL,
    changed bigint NOT NULL,
    like_id uuid,
    bundle_id uuid,
    platform text,
    CONSTRAINT master_bundle CHECK (((bundle_id IS NULL) = (platform IS NULL))),
    CONSTRAINT master_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'ready'::text, 'failed'::text, 'cancelled'::text, 'locked'::text])))
);

CREATE TABLE public.song (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    title text NOT NULL,
    artist text,
    style text,
    instruments text[] DEFAULT '{}'::text[] NOT NULL,
    notes text,
    markers jsonb DEFAULT '[]'::jsonb NOT NULL,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'live'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    row_version bigint DEFAULT 1 NOT NULL,
    isrc text,
    CONSTRAINT song_isrc_check CHECK ((isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'::text)),
    CONSTRAINT song_state_check CHECK ((state = ANY (ARRAY['live'::text, 'disabled'::text, 'deleted'::text, 'erased'::text])))
);

CREATE TABLE public.version (
    id uuid NOT NULL,
    song_id uuid NOT NULL,
    account_id bigint NOT NULL,
    n bigint NOT NULL,
    family text DEFAULT 'main'::text NOT NULL,
    filename text,
    state text DEFAULT 'receiving'::text NOT NULL,
    code text,
    original_id uuid,
    mix_id uuid,
    peaks_id uuid,
    overview_id uuid,
    sha256 text,
    bytes bigint,
    analysis jsonb,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    row_version bigint DEFAULT 1 NOT NULL,
    changed bigint NOT NULL,
    CONSTRAINT version_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'verifying'::text, 'ready'::text, 'rejected'::text, 'purged'::text])))
);

CREATE VIEW public.album_seen AS
 SELECT a.id,
    a.account_id,
    a.title,
    a.recipe,
    a.distances,
    a.gaps,
    a.state,
    a.code,
    a.report,
    a.created_at,
    a.ready_at,
    a.row_version,
    a.changed,
    a.upc,
    j.step,
        CASE a.state
            WHEN 'ready'::text THEN (1)::double precision
            ELSE COALESCE(j.progress, (0)::double precision)
        END AS progress,
    ( SELECT COALESCE(jsonb_agg(jsonb_build_object('n', x.n, 'song_id', s.id, 'title', s.title, 'version_id', x.version_id, 'master_id', x.master_id, 'state', m.state, 'gap_s', x.gap_s) ORDER BY x.n), '[]'::jsonb) AS "coalesce"
           FROM (((public.album_song x
             JOIN public.version v ON ((v.id = x.version_id)))
             JOIN public.song s ON ((s.id = v.song_id)))
             LEFT JOIN public.master m ON ((m.id = x.master_id)))
          WHERE (x.album_id = a.id)) AS songs
   FROM (public.album a
     LEFT JOIN public.job j ON (((j.kind = 'album'::text) AND (j.subject = (a.id)::text) AND (j.state = ANY (ARRAY['queued'::text, 'running'::text])))));

CREATE TABLE public.answer (
    principal text NOT NULL,
    key text NOT NULL,
    request text NOT NULL,
    status bigint,
    headers text,
    body text,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.asset (
    id uuid NOT NULL,
    account_id bigint,
    key text NOT NULL,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    media text NOT NULL,
    kind text NOT NULL,
    state text DEFAULT 'live'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    backed_up_at timestamp with time zone,
    CONSTRAINT asset_state_check CHECK ((state = ANY (ARRAY['live'::text, 'purged'::text])))
);

CREATE UNLOGGED TABLE public.attempt (
    key text NOT NULL,
    failures bigint NOT NULL,
    last_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL
);

CREATE UNLOGGED TABLE public.bucket (
    key text NOT NULL,
    tat_us bigint NOT NULL,
    taken bigint NOT NULL
);

CREATE TABLE public.clock_watch (
    one boolean DEFAULT true NOT NULL,
    promise_at timestamp with time zone NOT NULL,
    machine_at timestamp with time zone NOT NULL,
    boot text,
    boot_us bigint NOT NULL,
    jumped_at timestamp with time zone,
    jump_us bigint,
    CONSTRAINT clock_watch_one_check CHECK (one)
);

CREATE TABLE public.due (
    id bigint NOT NULL,
    kind text NOT NULL,
    object_kind text NOT NULL,
    object text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    claimed_by uuid,
    claimed_until timestamp with time zone,
    tries bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT due_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'claimed'::text, 'done'::text, 'dropped'::text])))
);

ALTER TABLE public.due ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.due_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.event (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor bigint,
    on_behalf bigint,
    verb text NOT NULL,
    object_kind text NOT NULL,
    object text NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['account'::text, 'staff'::text, 'system'::text, 'visitor'::text, 'partner'::text])))
);

ALTER TABLE public.event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.event_note (
    event_id bigint NOT NULL,
    salt text NOT NULL,
    text text NOT NULL
);

CREATE TABLE public.event_seal (
    seq bigint NOT NULL,
    event_id bigint NOT NULL,
    hash text NOT NULL,
    sealed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.event_unsealed (
    event_id bigint NOT NULL
);

CREATE TABLE public.hold (
    id uuid NOT NULL,
    object_kind text NOT NULL,
    object text NOT NULL,
    basis text NOT NULL,
    reason text NOT NULL,
    held_by bigint,
    created_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone,
    released_at timestamp with time zone
);

CREATE TABLE public.inbox (
    id uuid NOT NULL,
    provider text NOT NULL,
    ext_id text NOT NULL,
    raw text NOT NULL,
    coded boolean DEFAULT false NOT NULL,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'new'::text NOT NULL,
    error text,
    received_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT inbox_state_check CHECK ((state = ANY (ARRAY['new'::text, 'done'::text, 'failed'::text])))
);

CREATE TABLE public.master_delta (
    master_id uuid NOT NULL,
    move text NOT NULL,
    shown jsonb,
    code text
);

CREATE TABLE public.master_file (
    master_id uuid NOT NULL,
    kind text NOT NULL,
    n bigint DEFAULT 0 NOT NULL,
    asset_id uuid NOT NULL,
    tags text
);

CREATE VIEW public.master_seen AS
 SELECT m.id,
    m.version_id,
    m.song_id,
    m.account_id,
    m.n,
    m.recipe,
    m.engine,
    m.state,
    m.code,
    m.report,
    m.preview,
    m.created_at,
    m.ready_at,
    m.row_version,
    m.changed,
    m.like_id,
    m.bundle_id,
    m.platform,
    x.album_id,
        CASE
            WHEN ((m.bundle_id IS NULL) OR (m.state = 'running'::text)) THEN j.step
            ELSE NULL::text
        END AS step,
        CASE
            WHEN (m.state = 'ready'::text) THEN (1)::double precision
            WHEN ((m.bundle_id IS NULL) OR (m.state = 'running'::text)) THEN COALESCE(j.progress, (0)::double precision)
            ELSE (0)::double precision
        END AS progress,
    (((m.report -> 'before'::text) ->> 'lufs'::text))::double precision AS mix_lufs,
    (((m.report -> 'after'::text) ->> 'lufs'::text))::double precision AS lufs,
    (((m.report -> 'after'::text) ->> 'true_peak_db'::text))::double precision AS true_peak_db
   FROM ((public.master m
     LEFT JOIN public.album_song x ON ((x.master_id = m.id)))
     LEFT JOIN public.job j ON (((j.kind =
        CASE
            WHEN (x.album_id IS NOT NULL) THEN 'album'::text
            WHEN (m.bundle_id IS NOT NULL) THEN 'bundle'::text
            ELSE 'master'::text
        END) AND (j.subject = (COALESCE(x.album_id, m.bundle_id, m.id))::text) AND (j.state = ANY (ARRAY['queued'::text, 'running'::text])))));

CREATE TABLE public.matter (
    id uuid NOT NULL,
    kind text NOT NULL,
    account_id bigint,
    subject_kind text,
    subject text,
    state text DEFAULT 'open'::text NOT NULL,
    outcome text,
    deadline_at timestamp with time zone,
    assignee bigint,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    row_version bigint DEFAULT 1 NOT NULL
);

CREATE TABLE public.message (
    id uuid NOT NULL,
    n bigint NOT NULL,
    matter_id uuid NOT NULL,
    author_kind text NOT NULL,
    author bigint,
    channel text NOT NULL,
    body text NOT NULL,
    source_url text,
    sent_at timestamp with time zone NOT NULL,
    CONSTRAINT message_author_kind_check CHECK ((author_kind = ANY (ARRAY['account'::text, 'staff'::text, 'system'::text, 'visitor'::text]))),
    CONSTRAINT message_channel_check CHECK ((channel = ANY (ARRAY['web'::text, 'email'::text, 'phone'::text, 'social'::text])))
);

ALTER TABLE public.message ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.message_n_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.migration (
    name text NOT NULL,
    sha256 text NOT NULL,
    ran_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    kind text NOT NULL,
    dedupe_key text,
    account_id bigint,
    payload jsonb NOT NULL,
    state text DEFAULT 'new'::text NOT NULL,
    tries bigint DEFAULT 0 NOT NULL,
    next_at timestamp with time zone NOT NULL,
    lease uuid,
    lease_until timestamp with time zone,
    answer jsonb,
    error text,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['new'::text, 'sending'::text, 'done'::text, 'retry'::text, 'dead'::text])))
);

CREATE TABLE public.parcel (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    format text NOT NULL,
    rate_hz bigint NOT NULL,
    files bigint NOT NULL,
    state text DEFAULT 'packing'::text NOT NULL,
    code text,
    asset_id uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT parcel_state_check CHECK ((state = ANY (ARRAY['packing'::text, 'ready'::text, 'failed'::text])))
);

CREATE TABLE public.parcel_master (
    parcel_id uuid NOT NULL,
    n bigint NOT NULL,
    master_id uuid NOT NULL
);

CREATE VIEW public.parcel_seen AS
 SELECT p.id,
    p.account_id,
    p.format,
    p.rate_hz,
    p.files,
    p.state,
    p.code,
    p.asset_id,
    p.created_at,
    p.expires_at,
    ( SELECT count(*) AS count
           FROM ((public.parcel_master x
             JOIN public.master m ON ((m.id = x.master_id)))
             JOIN public.song s ON (((s.id = m.song_id) AND (s.state = ANY (ARRAY['live'::text, 'disabled'::text])))))
          WHERE (x.parcel_id = p.id)) AS there,
        CASE p.state
            WHEN 'ready'::text THEN (1)::double precision
            ELSE COALESCE(j.progress, (0)::double precision)
        END AS progress,
    a.bytes,
    a.key
   FROM ((public.parcel p
     LEFT JOIN public.asset a ON ((a.id = p.asset_id)))
     LEFT JOIN public.job j ON (((j.kind = 'parcel'::text) AND (j.subject = (p.id)::text) AND (j.state = ANY (ARRAY['queued'::text, 'running'::text])))));

CREATE TABLE public.permit (
    id uuid NOT NULL,
    subject_kind text NOT NULL,
    subject text NOT NULL,
    object_kind text NOT NULL,
    object text NOT NULL,
    rights text[] NOT NULL,
    limits jsonb DEFAULT '{}'::jsonb NOT NULL,
    parent uuid,
    state text DEFAULT 'active'::text NOT NULL,
    uses bigint DEFAULT 0 NOT NULL,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT permit_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'active'::text, 'paused'::text, 'revoked'::text, 'expired'::text, 'exhausted'::text]))),
    CONSTRAINT permit_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['account'::text, 'link'::text, 'public'::text, 'partner'::text])))
);

CREATE TABLE public.platform (
    name text NOT NULL,
    "position" integer NOT NULL,
    title text NOT NULL,
    loudness double precision NOT NULL,
    mono_loudness double precision,
    ceiling double precision NOT NULL,
    normalises text NOT NULL,
    plays_at double precision,
    format text NOT NULL,
    rate_hz bigint,
    codec_safe boolean NOT NULL,
    mono_below double precision,
    plr_min double precision,
    notes text NOT NULL,
    source text NOT NULL,
    CONSTRAINT platform_ceiling_check CHECK (((ceiling >= ('-9'::integer)::double precision) AND (ceiling <= ('-0.1'::numeric)::double precision))),
    CONSTRAINT platform_check CHECK (((plays_at IS NULL) = (normalises = 'no'::text))),
    CONSTRAINT platform_format_check CHECK ((format = ANY (ARRAY['wav16'::text, 'wav24'::text, 'wav32f'::text, 'flac'::text, 'flac16'::text, 'mp3'::text, 'opus'::text]))),
    CONSTRAINT platform_loudness_check CHECK (((loudness >= ('-23'::integer)::double precision) AND (loudness <= ('-6'::integer)::double precision))),
    CONSTRAINT platform_mono_below_check CHECK (((mono_below >= (60)::double precision) AND (mono_below <= (300)::double precision))),
    CONSTRAINT platform_mono_loudness_check CHECK (((mono_loudness >= ('-23'::integer)::double precision) AND (mono_loudness <= ('-6'::integer)::double precision))),
    CONSTRAINT platform_name_check CHECK ((name ~ '^[a-z0-9_]{1,32}$'::text)),
    CONSTRAINT platform_normalises_check CHECK ((normalises = ANY (ARRAY['no'::text, 'down'::text, 'both'::text]))),
    CONSTRAINT platform_rate_hz_check CHECK (((rate_hz >= 8000) AND (rate_hz <= 192000)))
);

CREATE TABLE public.policy (
    id uuid NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    effective_at timestamp with time zone,
    hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    binding text DEFAULT 'en'::text NOT NULL,
    CONSTRAINT policy_binding_check CHECK ((binding ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT policy_kind_check CHECK ((kind = ANY (ARRAY['privacy'::text, 'terms'::text, 'aup'::text, 'payment'::text]))),
    CONSTRAINT policy_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'announced'::text, 'effective'::text, 'superseded'::text, 'withdrawn'::text])))
);

CREATE TABLE public.policy_text (
    policy_id uuid NOT NULL,
    language text NOT NULL,
    body text NOT NULL,
    CONSTRAINT policy_text_language_check CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text))
);

CREATE TABLE public.preset (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    recipe jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.session (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL,
    selector text,
    hash text NOT NULL,
    old_hash text,
    old_until timestamp with time zone,
    family uuid,
    name text,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    device text,
    agent text,
    ip text,
    referrer text,
    fresh_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT session_kind_check CHECK ((kind = ANY (ARRAY['session'::text, 'remember'::text, 'key'::text, 'staff'::text])))
);

CREATE VIEW public.song_seen AS
 SELECT s.id,
    s.account_id,
    s.title,
    s.artist,
    s.style,
    s.instruments,
    s.notes,
    s.markers,
    s.preferences,
    s.state,
    s.created_at,
    s.updated_at,
    s.deleted_at,
    s.row_version,
    s.isrc,
    COALESCE(f.stage, 'empty'::text) AS stage,
    NULLIF(f.seconds, (0)::double precision) AS seconds,
    NULLIF(f.lufs, '-Infinity'::double precision) AS lufs,
    COALESCE(f.changed_at, s.updated_at) AS changed_at,
    NULL::jsonb AS latest_version,
    NULL::jsonb AS latest_master
   FROM (public.song s
     LEFT JOIN public.song_shelf f ON ((f.song_id = s.id)));

CREATE VIEW public.song_standing AS
 SELECT s.id AS song_id,
    s.account_id,
        CASE
            WHEN (m.state = ANY (ARRAY['ready'::text, 'locked'::text])) THEN 'ready'::text
            WHEN (m.state = 'failed'::text) THEN 'failed'::text
            WHEN (m.state = ANY (ARRAY['queued'::text, 'running'::text])) THEN 'making'::text
            WHEN (v.state = 'rejected'::text) THEN 'failed'::text
            WHEN (v.state = ANY (ARRAY['receiving'::text, 'verifying'::text])) THEN 'making'::text
            WHEN (v.state = 'ready'::text) THEN 'mix'::text
            ELSE 'empty'::text
        END AS stage,
    s.title,
    s.style,
    NORMALIZE(lower(concat_ws(' '::text, s.title, s.artist, s.style, s.notes, array_to_string(s.instruments, ' '::text))), NFKC) AS words,
    COALESCE(( SELECT ((x.analysis ->> 'seconds'::text))::double precision AS float8
           FROM public.version x
          WHERE ((x.song_id = s.id) AND (x.state = 'ready'::text))
          ORDER BY x.n DESC
         LIMIT 1), (0)::double precision) AS seconds,
    COALESCE(r.lufs, '-Infinity'::double precision) AS lufs,
    s.created_at,
    GREATEST(s.updated_at, v.created_at, v.ready_at, m.created_at, m.ready_at, r.ready_at) AS changed_at,
    r.ready_at AS made_at
   FROM (((public.song s
     LEFT JOIN LATERAL ( SELECT x.state,
            x.created_at,
            x.ready_at
           FROM public.version x
          WHERE (x.song_id = s.id)
          ORDER BY x.n DESC
         LIMIT 1) v ON (true))
     LEFT JOIN LATERAL ( SELECT x.state,
            x.created_at,
            x.ready_at
           FROM public.master x
          WHERE (x.song_id = s.id)
          ORDER BY x.n DESC
         LIMIT 1) m ON (true))
     LEFT JOIN LATERAL ( SELECT x.ready_at,
            (((x.report -> 'after'::text) ->> 'lufs'::text))::double precision AS lufs
           FROM public.master x
          WHERE ((x.song_id = s.id) AND (x.state = 'ready'::text))
          ORDER BY x.n DESC
         LIMIT 1) r ON (true))
  WHERE (s.state = ANY (ARRAY['live'::text, 'disabled'::text]));

CREATE TABLE public.sweep (
    name text NOT NULL,
    ran_at timestamp with time zone NOT NULL,
    took_us bigint NOT NULL,
    result text NOT NULL
);

CREATE TABLE public.token (
    hash text NOT NULL,
    account_id bigint NOT NULL,
    purpose text NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.trial (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    version_id uuid NOT NULL,
    recipe jsonb NOT NULL,
    start_s double precision NOT NULL,
    seconds double precision NOT NULL,
    shown jsonb,
    code text,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.trial_file (
    trial_id uuid NOT NULL,
    n bigint NOT NULL,
    asset_id uuid NOT NULL
);

CREATE TABLE public.upload (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    song_id uuid,
    version_id uuid,
    bytes bigint NOT NULL,
    filename text,
    media text,
    sha256 text,
    metadata text,
    state text DEFAULT 'receiving'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    changed bigint NOT NULL,
    CONSTRAINT upload_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'complete'::text, 'refused'::text, 'expired'::text])))
);

CREATE TABLE public.upload_chunk (
    upload_id uuid NOT NULL,
    start bigint NOT NULL,
    bytes bigint NOT NULL,
    key text NOT NULL
);

CREATE VIEW public.upload_seen AS
 SELECT u.id,
    u.account_id,
    u.song_id,
    u.version_id,
    u.bytes,
    u.filename,
    u.media,
    u.sha256,
    u.metadata,
    u.state,
    u.created_at,
    u.expires_at,
    u.changed,
    (COALESCE(( SELECT sum(c.bytes) AS sum
           FROM public.upload_chunk c
          WHERE (c.upload_id = u.id)), (
        CASE u.state
            WHEN 'complete'::text THEN u.bytes
            ELSE NULL::bigint
        END)::numeric, (0)::numeric))::bigint AS "offset"
   FROM public.upload u;

CREATE TABLE public.version_curve (
    version_id uuid NOT NULL,
    curve jsonb,
    code text,
    engine text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.version_diff (
    version_id uuid NOT NULL,
    with_id uuid NOT NULL,
    difference jsonb,
    code text
);

CREATE VIEW public.version_keeping AS
 SELECT version.id,
    version.song_id,
    version.original_id
   FROM public.version
  WHERE ((version.state <> 'purged'::text) AND ((version.state <> 'rejected'::text) OR (version.code = 'verify_failed'::text)));

CREATE VIEW public.version_seen AS
 SELECT v.id,
    v.song_id,
    v.account_id,
    v.n,
    v.family,
    v.filename,
    v.state,
    v.code,
    v.original_id,
    v.mix_id,
    v.peaks_id,
    v.overview_id,
    v.sha256,
    v.bytes,
    v.analysis,
    v.created_at,
    v.ready_at,
    v.row_version,
    v.changed,
    j.step,
        CASE v.state
            WHEN 'ready'::text THEN (1)::double precision
            ELSE COALESCE(j.progress, (0)::double precision)
        END AS progress
   FROM (public.version v
     LEFT JOIN public.job j ON (((j.kind = 'verify'::text) AND (j.subject = (v.id)::text) AND (j.state = ANY (ARRAY['queued'::text, 'running'::text])))));

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key_key UNIQUE (email_key);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY public.album
    ADD CONSTRAINT album_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.album_song
    ADD CONSTRAINT album_song_album_id_version_id_key UNIQUE (album_id, version_id);

ALTER TABLE ONLY public.album_song
    ADD CONSTRAINT album_song_master_id_key UNIQUE (master_id);

ALTER TABLE ONLY public.album_song
    ADD CONSTRAINT album_song_pkey PRIMARY KEY (album_id, n);

ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_pkey PRIMARY KEY (principal, key);

ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_key_key UNIQUE (key);

ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.bucket
    ADD CONSTRAINT bucket_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.clock_watch
    ADD CONSTRAINT clock_watch_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.due
    ADD CONSTRAINT due_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_note
    ADD CONSTRAINT event_note_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_seal
    ADD CONSTRAINT event_seal_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.event_seal
    ADD CONSTRAINT event_seal_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.event_unsealed
    ADD CONSTRAINT event_unsealed_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.hold
    ADD CONSTRAINT hold_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_provider_ext_id_key UNIQUE (provider, ext_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.master_delta
    ADD CONSTRAINT master_delta_pkey PRIMARY KEY (master_id, move);

ALTER TABLE ONLY public.master_file
    ADD CONSTRAINT master_file_pkey PRIMARY KEY (master_id, kind, n);

ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_song_id_n_key UNIQUE (song_id, n);

ALTER TABLE ONLY public.matter
    ADD CONSTRAINT matter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_dedupe_key_key UNIQUE (dedupe_key);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parcel_master
    ADD CONSTRAINT parcel_master_pkey PRIMARY KEY (parcel_id, n);

ALTER TABLE ONLY public.parcel
    ADD CONSTRAINT parcel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform
    ADD CONSTRAINT platform_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_kind_version_key UNIQUE (kind, version);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.policy_text
    ADD CONSTRAINT policy_text_pkey PRIMARY KEY (policy_id, language);

ALTER TABLE ONLY public.preset
    ADD CONSTRAINT preset_account_id_name_key UNIQUE (account_id, name);

ALTER TABLE ONLY public.preset
    ADD CONSTRAINT preset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_selector_key UNIQUE (selector);

ALTER TABLE ONLY public.song
    ADD CONSTRAINT song_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.song_shelf
    ADD CONSTRAINT song_shelf_pkey PRIMARY KEY (song_id);

ALTER TABLE ONLY public.sweep
    ADD CONSTRAINT sweep_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.trial_file
    ADD CONSTRAINT trial_file_pkey PRIMARY KEY (trial_id, n);

ALTER TABLE ONLY public.trial
    ADD CONSTRAINT trial_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.upload_chunk
    ADD CONSTRAINT upload_chunk_key_key UNIQUE (key);

ALTER TABLE ONLY public.upload_chunk
    ADD CONSTRAINT upload_chunk_pkey PRIMARY KEY (upload_id, start);

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.version_curve
    ADD CONSTRAINT version_curve_pkey PRIMARY KEY (version_id);

ALTER TABLE ONLY public.version_diff
    ADD CONSTRAINT version_diff_pkey PRIMARY KEY (version_id, with_id);

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_song_id_n_key UNIQUE (song_id, n);

CREATE INDEX account_pending ON public.account USING btree (created_at) WHERE (state = 'pending'::text);

CREATE INDEX album_account ON public.album USING btree (account_id, created_at DESC, id DESC);

CREATE INDEX album_changed ON public.album USING btree (account_id, changed);

CREATE INDEX album_song_version ON public.album_song USING btree (version_id);

CREATE INDEX asset_account ON public.asset USING btree (account_id);

CREATE INDEX asset_sha256 ON public.asset USING btree (account_id, sha256);

CREATE INDEX due_next ON public.due USING btree (due_at) WHERE (state = ANY (ARRAY['waiting'::text, 'claimed'::text]));

CREATE UNIQUE INDEX due_once ON public.due USING btree (kind, object_kind, object) WHERE (state = ANY (ARRAY['waiting'::text, 'claimed'::text]));

CREATE INDEX event_object ON public.event USING btree (object_kind, object, id);

CREATE INDEX event_on_behalf ON public.event USING btree (on_behalf, id);

CREATE INDEX hold_object ON public.hold USING btree (object_kind, object) WHERE (released_at IS NULL);

CREATE INDEX job_next ON public.job USING btree (weight, run_at, id) WHERE (state = 'queued'::text);

CREATE UNIQUE INDEX job_once ON public.job USING btree (kind, subject) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX job_running ON public.job USING btree (id) WHERE (state = 'running'::text);

CREATE INDEX master_bundle_id ON public.master USING btree (bundle_id) WHERE (bundle_id IS NOT NULL);

CREATE INDEX master_changed ON public.master USING btree (account_id, changed);

CREATE INDEX master_version ON public.master USING btree (version_id);

CREATE INDEX matter_account ON public.matter USING btree (account_id, opened_at);

CREATE UNIQUE INDEX matter_once ON public.matter USING btree (kind, COALESCE(account_id, (0)::bigint), subject_kind, subject) WHERE (closed_at IS NULL);

CREATE INDEX matter_open ON public.matter USING btree (COALESCE(deadline_at, '9999-12-31 00:00:00+00'::timestamp with time zone), id) WHERE (closed_at IS NULL);

CREATE INDEX message_matter ON public.message USING btree (matter_id, n);

CREATE INDEX outbox_open ON public.outbox USING btree (next_at) WHERE (state = ANY (ARRAY['new'::text, 'retry'::text, 'sending'::text]));

CREATE INDEX parcel_account ON public.parcel USING btree (account_id, created_at DESC, id DESC);

CREATE INDEX parcel_asset ON public.parcel USING btree (asset_id);

CREATE INDEX parcel_master_master ON public.parcel_master USING btree (master_id);

CREATE INDEX permit_object ON public.permit USING btree (object_kind, object);

CREATE INDEX permit_subject ON public.permit USING btree (subject_kind, subject);

CREATE INDEX session_account ON public.session USING btree (account_id, kind);

CREATE INDEX session_age ON public.session USING btree (created_at) WHERE (ip IS NOT NULL);

CREATE INDEX session_family ON public.session USING btree (family);

CREATE INDEX song_account ON public.song USING btree (account_id);

CREATE INDEX song_deleted ON public.song USING btree (deleted_at) WHERE (state = 'deleted'::text);

CREATE INDEX song_shelf_changed ON public.song_shelf USING btree (account_id, changed_at DESC, song_id DESC);

CREATE INDEX song_shelf_created ON public.song_shelf USING btree (account_id, created_at DESC, song_id DESC);

CREATE INDEX song_shelf_lufs ON public.song_shelf USING btree (account_id, lufs DESC, song_id DESC);

CREATE INDEX song_shelf_seconds ON public.song_shelf USING btree (account_id, seconds DESC, song_id DESC);

CREATE INDEX song_shelf_title ON public.song_shelf USING btree (account_id, title, song_id);

CREATE INDEX token_account ON public.token USING btree (account_id, purpose);

CREATE INDEX trial_account ON public.trial USING btree (account_id, created_at);

CREATE INDEX trial_version ON public.trial USING btree (version_id);

CREATE INDEX upload_changed ON public.upload USING btree (account_id, changed);

CREATE INDEX upload_expires ON public.upload USING btree (expires_at);

CREATE INDEX upload_version ON public.upload USING btree (version_id);

CREATE INDEX version_changed ON public.version USING btree (account_id, changed);

CREATE INDEX version_diff_with ON public.version_diff USING btree (with_id);

CREATE INDEX version_original ON public.version USING btree (original_id);

CREATE TRIGGER album_changed BEFORE INSERT OR UPDATE ON public.album FOR EACH ROW EXECUTE FUNCTION public.changed_now();

CREATE TRIGGER master_changed BEFORE INSERT OR UPDATE ON public.master FOR EACH ROW EXECUTE FUNCTION public.changed_now();

CREATE CONSTRAINT TRIGGER master_shelved AFTER INSERT OR DELETE OR UPDATE OF state, report ON public.master DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.song_shelve();

CREATE CONSTRAINT TRIGGER song_shelved AFTER INSERT OR UPDATE ON public.song DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.song_shelve();

CREATE TRIGGER upload_changed BEFORE INSERT OR UPDATE ON public.upload FOR EACH ROW EXECUTE FUNCTION public.changed_now();

CREATE TRIGGER version_changed BEFORE INSERT OR UPDATE ON public.version FOR EACH ROW EXECUTE FUNCTION public.changed_now();

CREATE CONSTRAINT TRIGGER version_shelved AFTER INSERT OR DELETE OR UPDATE OF state, analysis ON public.version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.song_shelve();

ALTER TABLE ONLY public.album
    ADD CONSTRAINT album_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.album_song
    ADD CONSTRAINT album_song_album_id_fkey FOREIGN KEY (album_id) REFERENCES public.album(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.album_song
    ADD CONSTRAINT album_song_master_id_fkey FOREIGN KEY (master_id) REFERENCES public.master(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.album_song
    ADD CONSTRAINT album_song_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.version(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.event_note
    ADD CONSTRAINT event_note_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.event_seal
    ADD CONSTRAINT event_seal_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.event_unsealed
    ADD CONSTRAINT event_unsealed_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.hold
    ADD CONSTRAINT hold_held_by_fkey FOREIGN KEY (held_by) REFERENCES public.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.master_delta
    ADD CONSTRAINT master_delta_master_id_fkey FOREIGN KEY (master_id) REFERENCES public.master(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.master_file
    ADD CONSTRAINT master_file_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES public.asset(id);

ALTER TABLE ONLY public.master_file
    ADD CONSTRAINT master_file_master_id_fkey FOREIGN KEY (master_id) REFERENCES public.master(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_song_id_fkey FOREIGN KEY (song_id) REFERENCES public.song(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.version(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.matter
    ADD CONSTRAINT matter_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.matter
    ADD CONSTRAINT matter_assignee_fkey FOREIGN KEY (assignee) REFERENCES public.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_author_fkey FOREIGN KEY (author) REFERENCES public.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES public.matter(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.parcel
    ADD CONSTRAINT parcel_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.parcel
    ADD CONSTRAINT parcel_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES public.asset(id);

ALTER TABLE ONLY public.parcel_master
    ADD CONSTRAINT parcel_master_master_id_fkey FOREIGN KEY (master_id) REFERENCES public.master(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.parcel_master
    ADD CONSTRAINT parcel_master_parcel_id_fkey FOREIGN KEY (parcel_id) REFERENCES public.parcel(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_parent_fkey FOREIGN KEY (parent) REFERENCES public.permit(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.policy_text
    ADD CONSTRAINT policy_text_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.preset
    ADD CONSTRAINT preset_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.song
    ADD CONSTRAINT song_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.song_shelf
    ADD CONSTRAINT song_shelf_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.song_shelf
    ADD CONSTRAINT song_shelf_song_id_fkey FOREIGN KEY (song_id) REFERENCES public.song(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.token
    ADD CONSTRAINT token_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.trial
    ADD CONSTRAINT trial_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.trial_file
    ADD CONSTRAINT trial_file_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES public.asset(id);

ALTER TABLE ONLY public.trial_file
    ADD CONSTRAINT trial_file_trial_id_fkey FOREIGN KEY (trial_id) REFERENCES public.trial(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.trial
    ADD CONSTRAINT trial_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.version(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload_chunk
    ADD CONSTRAINT upload_chunk_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES public.upload(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_song_id_fkey FOREIGN KEY (song_id) REFERENCES public.song(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.version(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.version_curve
    ADD CONSTRAINT version_curve_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.version(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.version_diff
    ADD CONSTRAINT version_diff_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.version(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.version_diff
    ADD CONSTRAINT version_diff_with_id_fkey FOREIGN KEY (with_id) REFERENCES public.version(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_mix_id_fkey FOREIGN KEY (mix_id) REFERENCES public.asset(id);

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_original_id_fkey FOREIGN KEY (original_id) REFERENCES public.asset(id);

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_overview_id_fkey FOREIGN KEY (overview_id) REFERENCES public.asset(id);

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_peaks_id_fkey FOREIGN KEY (peaks_id) REFERENCES public.asset(id);

ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_song_id_fkey FOREIGN KEY (song_id) REFERENCES public.song(id) ON DELETE CASCADE;

GRANT SELECT ON TABLE public.song_shelf TO mastering_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.song_shelf TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.account TO mastering_api;
GRANT DELETE ON TABLE public.account TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account TO mastering_ctl;

GRANT SELECT(id) ON TABLE public.account TO mastering_render;

GRANT SELECT(state) ON TABLE public.account TO mastering_timer;

GRANT SELECT(email) ON TABLE public.account TO mastering_render;

GRANT SELECT(family_name) ON TABLE public.account TO mastering_render;

GRANT SELECT(given_name) ON TABLE public.account TO mastering_render;

GRANT SELECT(language) ON TABLE public.account TO mastering_render;

GRANT SELECT(preferences) ON TABLE public.account TO mastering_render;

GRANT SELECT(created_at) ON TABLE public.account TO mastering_timer;

GRANT SELECT(verified_at) ON TABLE public.account TO mastering_timer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.album TO mastering_api;
GRANT SELECT,UPDATE ON TABLE public.album TO mastering_render;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.album TO mastering_ctl;

GRANT SELECT,INSERT ON TABLE public.album_song TO mastering_api;
GRANT SELECT ON TABLE public.album_song TO mastering_render;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.album_song TO mastering_ctl;

GRANT UPDATE(gap_s) ON TABLE public.album_song TO mastering_api;
GRANT UPDATE(gap_s) ON TABLE public.album_song TO mastering_render;

GRANT SELECT,INSERT,UPDATE ON TABLE public.job TO mastering_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.job TO mastering_render;
GRANT SELECT,DELETE,UPDATE ON TABLE public.job TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job TO mastering_ctl;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.master TO mastering_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.master TO mastering_render;
GRANT SELECT ON TABLE public.master TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.master TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.song TO mastering_api;
GRANT SELECT,UPDATE ON TABLE public.song TO mastering_render;
GRANT SELECT,DELETE,UPDATE ON TABLE public.song TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.song TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.version TO mastering_api;
GRANT SELECT,UPDATE ON TABLE public.version TO mastering_render;
GRANT SELECT,UPDATE ON TABLE public.version TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.version TO mastering_ctl;

GRANT SELECT ON TABLE public.album_seen TO mastering_api;
GRANT SELECT ON TABLE public.album_seen TO mastering_ctl;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.answer TO mastering_api;
GRANT SELECT,DELETE ON TABLE public.answer TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.answer TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.asset TO mastering_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.asset TO mastering_render;
GRANT SELECT,UPDATE ON TABLE public.asset TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.asset TO mastering_ctl;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.attempt TO mastering_api;
GRANT SELECT,DELETE ON TABLE public.attempt TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.attempt TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.bucket TO mastering_api;
GRANT SELECT,DELETE ON TABLE public.bucket TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bucket TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.clock_watch TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clock_watch TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.due TO mastering_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.due TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.due TO mastering_ctl;

GRANT SELECT,INSERT ON TABLE public.event TO mastering_api;
GRANT INSERT ON TABLE public.event TO mastering_render;
GRANT SELECT,INSERT ON TABLE public.event TO mastering_timer;
GRANT INSERT ON TABLE public.event TO mastering_egress;
GRANT SELECT,INSERT ON TABLE public.event TO mastering_ctl;

GRANT SELECT(id) ON TABLE public.event TO mastering_render;
GRANT SELECT(id) ON TABLE public.event TO mastering_egress;

GRANT SELECT,INSERT ON TABLE public.event_note TO mastering_api;
GRANT INSERT ON TABLE public.event_note TO mastering_render;
GRANT INSERT ON TABLE public.event_note TO mastering_timer;
GRANT INSERT ON TABLE public.event_note TO mastering_egress;
GRANT SELECT,INSERT ON TABLE public.event_note TO mastering_ctl;

GRANT SELECT,INSERT ON TABLE public.event_seal TO mastering_timer;
GRANT SELECT,INSERT ON TABLE public.event_seal TO mastering_ctl;

GRANT INSERT ON TABLE public.event_unsealed TO mastering_api;
GRANT INSERT ON TABLE public.event_unsealed TO mastering_render;
GRANT SELECT,INSERT,DELETE ON TABLE public.event_unsealed TO mastering_timer;
GRANT INSERT ON TABLE public.event_unsealed TO mastering_egress;
GRANT SELECT,INSERT,DELETE ON TABLE public.event_unsealed TO mastering_ctl;

GRANT SELECT,UPDATE ON TABLE public.hold TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.hold TO mastering_ctl;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inbox TO mastering_ctl;

GRANT SELECT ON TABLE public.master_delta TO mastering_api;
GRANT SELECT,INSERT ON TABLE public.master_delta TO mastering_render;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.master_delta TO mastering_ctl;

GRANT SELECT ON TABLE public.master_file TO mastering_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.master_file TO mastering_render;
GRANT SELECT ON TABLE public.master_file TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.master_file TO mastering_ctl;

GRANT SELECT ON TABLE public.master_seen TO mastering_api;
GRANT SELECT ON TABLE public.master_seen TO mastering_ctl;

GRANT SELECT,INSERT ON TABLE public.matter TO mastering_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.matter TO mastering_ctl;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message TO mastering_ctl;

GRANT SELECT ON TABLE public.migration TO PUBLIC;
GRANT SELECT ON TABLE public.migration TO mastering_ctl;

GRANT SELECT,INSERT ON TABLE public.outbox TO mastering_api;
GRANT SELECT,INSERT ON TABLE public.outbox TO mastering_render;
GRANT SELECT,UPDATE ON TABLE public.outbox TO mastering_egress;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO mastering_ctl;

GRANT SELECT,INSERT,DELETE ON TABLE public.parcel TO mastering_api;
GRANT SELECT,UPDATE ON TABLE public.parcel TO mastering_render;
GRANT SELECT,DELETE ON TABLE public.parcel TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.parcel TO mastering_ctl;

GRANT INSERT ON TABLE public.parcel_master TO mastering_api;
GRANT SELECT ON TABLE public.parcel_master TO mastering_render;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.parcel_master TO mastering_ctl;

GRANT SELECT ON TABLE public.parcel_seen TO mastering_api;
GRANT SELECT ON TABLE public.parcel_seen TO mastering_ctl;

GRANT SELECT ON TABLE public.permit TO mastering_api;
GRANT SELECT,UPDATE ON TABLE public.permit TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.permit TO mastering_ctl;

GRANT SELECT ON TABLE public.platform TO mastering_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.platform TO mastering_ctl;

GRANT SELECT ON TABLE public.policy TO mastering_api;
GRANT SELECT ON TABLE public.policy TO mastering_ctl;

GRANT SELECT ON TABLE public.policy_text TO mastering_api;
GRANT SELECT ON TABLE public.policy_text TO mastering_ctl;

GRANT SELECT,INSERT,DELETE ON TABLE public.preset TO mastering_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.preset TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.session TO mastering_api;
GRANT DELETE ON TABLE public.session TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.session TO mastering_ctl;

GRANT SELECT(ip),UPDATE(ip) ON TABLE public.session TO mastering_timer;

GRANT SELECT(created_at) ON TABLE public.session TO mastering_timer;

GRANT SELECT(used_at) ON TABLE public.session TO mastering_timer;

GRANT SELECT(expires_at) ON TABLE public.session TO mastering_timer;

GRANT SELECT(revoked_at) ON TABLE public.session TO mastering_timer;

GRANT SELECT ON TABLE public.song_seen TO mastering_api;
GRANT SELECT ON TABLE public.song_seen TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.sweep TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sweep TO mastering_ctl;

GRANT SELECT,INSERT,UPDATE ON TABLE public.token TO mastering_api;
GRANT DELETE ON TABLE public.token TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.token TO mastering_ctl;

GRANT SELECT(expires_at) ON TABLE public.token TO mastering_timer;

GRANT SELECT,INSERT,DELETE ON TABLE public.trial TO mastering_api;
GRANT SELECT,UPDATE ON TABLE public.trial TO mastering_render;
GRANT SELECT,DELETE ON TABLE public.trial TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial TO mastering_ctl;

GRANT SELECT ON TABLE public.trial_file TO mastering_api;
GRANT INSERT ON TABLE public.trial_file TO mastering_render;
GRANT SELECT ON TABLE public.trial_file TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial_file TO mastering_ctl;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.upload TO mastering_api;
GRANT SELECT,DELETE,UPDATE ON TABLE public.upload TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.upload TO mastering_ctl;

GRANT SELECT,INSERT,DELETE ON TABLE public.upload_chunk TO mastering_api;
GRANT SELECT,DELETE ON TABLE public.upload_chunk TO mastering_render;
GRANT SELECT,DELETE ON TABLE public.upload_chunk TO mastering_timer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.upload_chunk TO mastering_ctl;

GRANT SELECT ON TABLE public.upload_seen TO mastering_api;
GRANT SELECT ON TABLE public.upload_seen TO mastering_render;
GRANT SELECT ON TABLE public.upload_seen TO mastering_timer;
GRANT SELECT ON TABLE public.upload_seen TO mastering_ctl;

GRANT SELECT ON TABLE public.version_curve TO mastering_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.version_curve TO mastering_render;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.version_curve TO mastering_ctl;

GRANT SELECT ON TABLE public.version_diff TO mastering_api;
GRANT INSERT ON TABLE public.version_diff TO mastering_render;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.version_diff TO mastering_ctl;

GRANT SELECT ON TABLE public.version_keeping TO mastering_api;
GRANT SELECT ON TABLE public.version_keeping TO mastering_render;
GRANT SELECT ON TABLE public.version_keeping TO mastering_timer;
GRANT SELECT ON TABLE public.version_keeping TO mastering_ctl;

GRANT SELECT ON TABLE public.version_seen TO mastering_api;
GRANT SELECT ON TABLE public.version_seen TO mastering_ctl;

