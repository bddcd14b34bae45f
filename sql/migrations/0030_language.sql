-- Every version of a policy says in which language it binds; its other texts are translations of that one.  A page
-- in a language without a translation shows the binding text.
ALTER TABLE policy ADD COLUMN binding text NOT NULL DEFAULT 'en' CHECK (binding ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
-- Which languages there are is the programs' business (core/base/language.h); that these are names of languages
-- is the database's.
ALTER TABLE policy_text ADD CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
ALTER TABLE account ADD CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
