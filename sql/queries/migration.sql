-- record migration_row
--   name    text
--   sha256  text

-- query migration_list: what has run, in order
--   out  many migration_row
SELECT {migration_row} FROM migration ORDER BY name;

-- query migration_insert: it has run
--   in   name text, sha256 text
--   out  nothing
INSERT INTO migration (name, sha256) VALUES (:name, :sha256);
