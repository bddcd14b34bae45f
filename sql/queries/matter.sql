-- Matters (cases): threads where a human or a deadline decides; core/app/matter.h.
-- enum message_author: account, staff, system, visitor
-- enum message_channel: web, email, phone, social

-- record matter
--   id            uuid
--   kind          text
--   account_id    int?
--   subject_kind  text?
--   subject       text?
--   state         text
--   outcome       text?
--   deadline_at   time?
--   assignee      int?
--   data          json
--   opened_at     time
--   closed_at     time?
--   row_version   int

-- record message
--   id           uuid
--   n            int
--   matter_id    uuid
--   author_kind  message_author
--   author       int?
--   channel      message_channel
--   body         text
--   source_url   text?
--   sent_at      time

-- query matter_insert: a case; nothing, if one of this kind is open about the subject
--   in   id uuid, kind text, account int, subject_kind text, subject text, state text, deadline_at time, data json, now time
--   out  one matter, or conflict
INSERT INTO matter (id, kind, account_id, subject_kind, subject, state, deadline_at, data, opened_at)
VALUES (:id, :kind, NULLIF(:account, 0), :subject_kind, :subject, :state, :deadline_at, :data, :now)
    ON CONFLICT (kind, COALESCE(account_id, 0), subject_kind, subject) WHERE closed_at IS NULL DO NOTHING
RETURNING {matter};

-- query matter_about: the open case of a kind about a subject of an account
--   in   kind text, account int, subject_kind text, subject text
--   out  one matter
SELECT {matter}
  FROM matter
 WHERE kind = :kind AND COALESCE(account_id, 0) = :account AND subject_kind = :subject_kind AND subject = :subject
   AND closed_at IS NULL;

-- query matter_get: one, for staff
--   in   id uuid
--   out  one matter
SELECT {matter} FROM matter WHERE id = :id;

-- query matter_mine: one, for the account it is about
--   in   id uuid, account int
--   out  one matter
SELECT {matter} FROM matter WHERE id = :id AND account_id = :account;

-- query matter_list: an account's cases, newest first
--   in   account int, before uuid, most int
--   out  many matter
SELECT {matter} FROM matter WHERE account_id = :account AND id < :before ORDER BY id DESC LIMIT :most;

-- query matter_queue: what is open, the nearest deadline first; what has none comes last
--   in   kind text, after_at time, after uuid, most int
--   out  many matter
SELECT {matter}
  FROM matter
 WHERE closed_at IS NULL AND (:kind IS NULL OR kind = :kind)
   AND (COALESCE(deadline_at, '9999-12-31T00:00:00Z'), id) > (COALESCE(:after_at, '-infinity'), :after)
 ORDER BY COALESCE(deadline_at, '9999-12-31T00:00:00Z'), id
 LIMIT :most;

-- query matter_step: from one state to the next
--   in   id uuid, from_state text, to_state text, outcome text, closed_at time
--   out  one matter, or conflict
UPDATE matter
   SET state = :to_state, outcome = COALESCE(:outcome, outcome), closed_at = :closed_at, row_version = row_version + 1
 WHERE id = :id AND state = :from_state AND closed_at IS NULL
RETURNING {matter};

-- query matter_assign: who looks after it; 0: nobody
--   in   id uuid, assignee int
--   out  one matter, or conflict
UPDATE matter SET assignee = NULLIF(:assignee, 0), row_version = row_version + 1
 WHERE id = :id AND closed_at IS NULL
RETURNING {matter};

-- query message_insert: somebody says something; not in a case that is closed
--   in   id uuid, matter_id uuid, author_kind message_author, author int, channel message_channel, body text, source_url text, now time
--   out  one message, or conflict
INSERT INTO message (id, matter_id, author_kind, author, channel, body, source_url, sent_at)
SELECT :id, m.id, :author_kind, NULLIF(:author, 0), :channel, :body, :source_url, :now
  FROM matter m
 WHERE m.id = :matter_id AND m.closed_at IS NULL
RETURNING {message};

-- query message_list: the thread, oldest first
--   in   matter_id uuid, after int, most int
--   out  many message
SELECT {message} FROM message WHERE matter_id = :matter_id AND n > :after ORDER BY n LIMIT :most;
