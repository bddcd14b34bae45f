-- Recipes with a name.
-- record preset
--   id          uuid
--   name        text
--   recipe      json
--   created_at  time

-- query preset_insert: a recipe gets a name
--   in   id uuid, account int, name text, recipe json, most int, now time
--   out  one preset, or conflict
INSERT INTO preset (id, account_id, name, recipe, created_at)
SELECT :id, :account, :name, :recipe, :now
 WHERE (SELECT count(*) FROM preset WHERE account_id = :account) < :most
RETURNING {preset};

-- query preset_list: all of an account, by name
--   in   account int
--   out  many preset
SELECT {preset} FROM preset WHERE account_id = :account ORDER BY name, id LIMIT 1000;

-- query preset_drop: masters made with it keep their copy
--   in   id uuid, account int
--   out  nothing, or not found
DELETE FROM preset WHERE id = :id AND account_id = :account;
