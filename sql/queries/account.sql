-- enum account_state: pending, active, suspended, frozen_minor, closing, erased

-- record account
--   id                  int
--   public_id           uuid
--   state               account_state
--   region              text
--   email               text?
--   email_key           text?
--   family_name         text?
--   given_name          text?
--   organization        text?
--   postal              json?
--   language            text
--   password            text?
--   totp_secret         text?
--   totp_step           int?
--   totp_at             time?
--   recovery_codes      texts
--   plan                text
--   plan_until          time?
--   preferences         json
--   consents            json
--   learning            bool
--   avatar_id           uuid?
--   created_at          time
--   verified_at         time?
--   last_access_at      time
--   row_version         int

-- record account_standing
--   state     account_state
--   language  text

-- record total
--   total  int

-- query account_insert: somebody signs up; nothing, if the address has an account already
--   in   public_id uuid, region text, email text, email_key text, family_name text, given_name text, organization text, postal json, language text, password text, referrer text, source json, now time
--   out  one account, or conflict
INSERT INTO account (public_id, region, email, email_key, family_name, given_name, organization, postal, language,
                     password, password_changed_at, referrer, source, age_checked_at, created_at, last_access_at)
VALUES (:public_id, :region, :email, :email_key, :family_name, :given_name, :organization, :postal, :language,
        :password, :now, :referrer, :source, :now, :now, :now)
    ON CONFLICT (email_key) DO NOTHING
RETURNING {account};

-- query account_get: the whole row, by the house's own number
--   in   id int
--   out  one account
SELECT {account} FROM account WHERE id = :id;

-- query account_by_email: the whole row, by an address as it is compared
--   in   email_key text
--   out  one account
SELECT {account} FROM account WHERE email_key = :email_key;

-- query account_lock: the row, and nobody else changes it meanwhile
--   in   id int
--   out  one account
SELECT {account} FROM account WHERE id = :id FOR UPDATE;

-- query account_stand: what a door must know of an account
--   in   id int
--   out  one account_standing
SELECT {account_standing} FROM account WHERE id = :id;

-- query account_verified: the address is theirs; told twice, nothing happens
--   in   id int, now time
--   out  nothing
UPDATE account
   SET verified_at = coalesce(verified_at, :now),
       state = CASE state WHEN 'pending' THEN 'active' ELSE state END,
       row_version = row_version + 1
 WHERE id = :id AND (state = 'pending' OR verified_at IS NULL);

-- query account_update: names, address, language and wishes, if nobody changed them since
--   in   id int, row_version int, family_name text, given_name text, organization text, postal json, language text, learning bool
--   out  one account, or conflict
UPDATE account
   SET family_name = :family_name, given_name = :given_name, organization = :organization, postal = :postal,
       language = :language, learning = :learning, row_version = row_version + 1
 WHERE id = :id AND row_version = :row_version
RETURNING {account};

-- query account_password_set: another password
--   in   id int, password text, now time
--   out  nothing
UPDATE account
   SET password = :password, password_changed_at = :now, row_version = row_version + 1
 WHERE id = :id;

-- query account_password_rehash: the same password under today's parameters
--   in   id int, old text, password text
--   out  nothing
UPDATE account SET password = :password WHERE id = :id AND password = :old;

-- query account_email_set: another address; conflict, if somebody else has it
--   in   id int, email text, email_key text
--   out  nothing, or conflict
UPDATE account
   SET email = :email, email_key = :email_key, row_version = row_version + 1
 WHERE id = :id
   AND NOT EXISTS (SELECT FROM account other WHERE other.email_key = :email_key AND other.id <> :id);

-- query account_preferences_set: what the next master shall sound like
--   in   id int, preferences json
--   out  nothing, or not found
UPDATE account SET preferences = :preferences, row_version = row_version + 1 WHERE id = :id;

-- query account_consents_set: what they agreed to
--   in   id int, consents json
--   out  nothing, or not found
UPDATE account SET consents = :consents, row_version = row_version + 1 WHERE id = :id;

-- query account_bytes: how much an account keeps
--   in   account int
--   out  one total
SELECT coalesce(sum(bytes), 0)::bigint AS total FROM asset WHERE account_id = :account AND state = 'live';

-- query account_unverified_drop: who never proved the address, after a week
--   in   before time
--   out  nothing
DELETE FROM account WHERE state = 'pending' AND created_at <= :before AND verified_at IS NULL;

-- query account_totp_begin: a secret waits for its first code
--   in   id int, secret text
--   out  nothing, or conflict
UPDATE account
   SET totp_secret = :secret, totp_step = NULL, recovery_codes = '{}'
 WHERE id = :id AND totp_at IS NULL;

-- query account_totp_on: the first code was right
--   in   id int, step int, recovery_codes texts, now time
--   out  nothing, or conflict
UPDATE account
   SET totp_at = :now, totp_step = :step, recovery_codes = :recovery_codes, row_version = row_version + 1
 WHERE id = :id AND totp_at IS NULL AND totp_secret IS NOT NULL;

-- query account_totp_used: a code is good once
--   in   id int, step int
--   out  nothing, or conflict
UPDATE account SET totp_step = :step WHERE id = :id AND (totp_step IS NULL OR totp_step < :step);

-- query account_recovery_used: a recovery code is good once
--   in   id int, hash text
--   out  nothing, or conflict
UPDATE account
   SET recovery_codes = array_remove(recovery_codes, :hash)
 WHERE id = :id AND :hash = ANY (recovery_codes);

-- query account_totp_off: no second factor any more
--   in   id int
--   out  nothing
UPDATE account
   SET totp_secret = NULL, totp_step = NULL, totp_at = NULL, recovery_codes = '{}', row_version = row_version + 1
 WHERE id = :id;

-- query account_matter_open: a human should look at an account; one open question of a kind is enough
--   in   id uuid, kind text, account int, subject text, data json, now time
--   out  nothing
INSERT INTO matter (id, kind, account_id, subject_kind, subject, data, opened_at)
SELECT :id, :kind, :account, 'account', :subject, :data, :now
 WHERE NOT EXISTS (SELECT FROM matter
                    WHERE account_id = :account AND kind = :kind AND subject = :subject AND closed_at IS NULL);

-- record account_acceptance
--   policy_id     text
--   kind          text?
--   version       text?
--   organization  text?
--   at            time

-- query account_acceptances: what an account has accepted, newest first
--   in   account int
--   out  many account_acceptance
SELECT e.object AS policy_id, e.data->>'kind' AS kind, e.data->>'version' AS version, n.text AS organization, e.at
  FROM event e LEFT JOIN event_note n ON n.event_id = e.id
 WHERE e.on_behalf = :account AND e.object_kind = 'policy'
 ORDER BY e.id DESC
 LIMIT 100;

-- record account_case
--   id           uuid
--   kind         text
--   state        text
--   outcome      text?
--   deadline_at  time?
--   opened_at    time
--   closed_at    time?

-- query account_cases: what is open or was decided about an account
--   in   account int
--   out  many account_case
SELECT {account_case} FROM matter WHERE account_id = :account ORDER BY opened_at DESC LIMIT 100;
