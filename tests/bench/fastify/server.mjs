// SPDX-License-Identifier: ISC
// GET /api/v1/songs/{id} as our own door does it, byte for byte: the session looked up by the hash of its cookie, a request
// counted, the song, its newest version and master read by the same statements, prepared, and written by a schema.  The best that Fastify and pg offer: a pool, named
// statements, compiled serialisation, no logger.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import pg from "pg";

const sql = (file, name) => {
  const text = readFileSync(file, "utf8");
  const query = text.slice(text.indexOf(`-- query ${name}:`)).split(/\n(?=-- (?:query|record|enum) )/)[0];
  return query.split("\n").filter((l) => !l.startsWith("--")).join("\n");
};
const columns = (file, record) => {
  const text = readFileSync(file, "utf8");
  const block = text.slice(text.indexOf(`-- record ${record}\n`)).split("\n\n")[0];
  return block.split("\n").slice(1).map((l) => l.split(/\s+/)[1]);
};
const filled = (statement, record, file) => statement.replace(/\{(\w)\.\w+\}/, (_, alias) => columns(file, record).map((c) => `${alias}.${c}`).join(", "));
const song = columns("sql/queries/song.sql", "song");
const visitorSql = sql("sql/queries/session.sql", "session_visitor")
  .replaceAll(":hash", "$1").replaceAll(":kind", "$2").replaceAll(":now", "$3").replaceAll(":idle_since", "$4");
const songSql = sql("sql/queries/song.sql", "song_get")
  .replace("{s.song}", song.map((c) => `s.${c}`).join(", ")).replaceAll(":id", "$1").replaceAll(":account", "$2");

const versionSql = filled(sql("sql/queries/version.sql", "version_newest"), "version", "sql/queries/version.sql").replaceAll(":song", "$1");
const masterSql = filled(sql("sql/queries/master.sql", "master_newest"), "master", "sql/queries/master.sql").replaceAll(":song", "$1").replaceAll(":engine", "$2::text");
const [, engine] = /ENGINE_VERSION "(.*)"/.exec(readFileSync("core/audio/engine.h", "utf8"));
// As our API writes them: int8 is a number, a time has microseconds and a Z.
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1184, (t) => t.replace(" ", "T").replace(/(\.\d*?)0*\+00$/, (_, f) => (f === "." ? "" : f.padEnd(7, "0")) + "Z").replace("+00", "Z"));
const pool = new pg.Pool({ host: process.env.PGHOST, user: process.env.PGUSER, database: process.env.PGDATABASE, max: 12, options: "-c TimeZone=UTC" });
const app = Fastify({ logger: false });
const text = { type: ["string", "null"] };
const number = { type: ["number", "null"] };
const any = { type: ["object", "null"], additionalProperties: true };
const kinds = {
  instruments: { type: "array", items: { type: "string" } }, markers: { type: "array", items: any }, preferences: any, row_version: { type: "integer" },
  seconds: number, lufs: number,
  latest_version: any, latest_master: any,
};
const fields = [...song, "latest_version", "latest_master"];
const schema = { response: { 200: { type: "object", properties: Object.fromEntries(fields.map((name) => [name, kinds[name] ?? text])) } } };

const buckets = new Map();
const counted = (account) => {
  const now = Date.now(), step = 60000 / 1e6;
  const tat = Math.max(buckets.get(account) ?? 0, now) + step;
  if (tat > now + 60000) return false;
  buckets.set(account, tat);
  return true;
};
const cookie = (line, name) => line?.split(/; */).find((c) => c.startsWith(name + "="))?.slice(name.length + 1);

app.get("/api/v1/songs/:id", { schema }, async (request, reply) => {
  reply.header("X-Request-Id", randomUUID()).header("Cache-Control", "private, no-cache");
  const secret = cookie(request.headers.cookie, "__Host-sid");
  if (!secret) return reply.code(401).send();
  const hash = createHash("sha256").update(secret).digest("hex"), now = new Date();
  const visitor = await pool.query({ name: "v", text: visitorSql, values: [hash, "session", now, new Date(now - 1800e3)] });
  if (!visitor.rows.length) return reply.code(401).send();
  if (!counted(visitor.rows[0].account)) return reply.code(429).send();
  const found = await pool.query({ name: "s", text: songSql, values: [request.params.id, visitor.rows[0].account] });
  if (!found.rows.length) return reply.code(404).send();
  reply.header("ETag", `"${found.rows[0].row_version}"`).header("RateLimit-Policy", '"account";q=1000000;w=60');
  const [versions, masters] = await Promise.all([
    pool.query({ name: "lv", text: versionSql, values: [request.params.id] }),
    pool.query({ name: "lm", text: masterSql, values: [request.params.id, engine] }),
  ]);
  return { ...found.rows[0], latest_version: versions.rows[0] ?? null, latest_master: masters.rows[0] ?? null };
});
await app.listen({ path: process.argv[2] });
process.stdout.write("listening\n");
