/* SPDX-License-Identifier: ISC */
/* description.js - the API's description (OpenAPI 3.1) as /docs shows it: doors by noun, schemas as rows, examples. */
import { t } from './i18n.js';

/* In this order; what is not named here stands under its own name behind them. */
export const nouns = ['accounts', 'me', 'policies', 'uploads', 'songs', 'versions', 'masters', 'trials', 'bundles', 'parcels', 'albums', 'presets', 'engine', 'stream', 'house', 'staff'];
const of = { session: 'accounts', 'password-reset': 'accounts', passwords: 'accounts', styles: 'engine', platforms: 'engine', problems: 'house', limits: 'house', csp: 'house', words: 'house', 'openapi.json': 'house' };

const ROOT = '/api/v1/';
const nounOf = (path) => {
  const [first] = path.startsWith(ROOT) ? path.slice(ROOT.length).split('/') : ['house'];
  return of[first] ?? first;
};

const resolved = (whole, one) => (one?.$ref ? one.$ref.split('/').slice(1).reduce((at, name) => at[name], whole) : one);

/* [{ noun, doors }], each door with what the description says of it, its references followed. */
export function doorsOf(whole) {
  const all = Object.entries(whole.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, said]) => ({
    id: said.operationId, method: method.toUpperCase(), path, noun: nounOf(path), summary: said.summary,
    inPath: said.parameters.filter((one) => one.in === 'path'), query: said.parameters.filter((one) => one.in === 'query'), headers: said.parameters.filter((one) => one.in === 'header'),
    json: said.requestBody?.content['application/json']?.schema ?? null, bytes: Object.keys(said.requestBody?.content ?? {}).find((media) => media !== 'application/json') ?? '',
    who: said['x-who'], fresh: said['x-fresh'], key: said.security.some((one) => one.key),
    answers: Object.entries(said.responses).map(([status, answer]) => answerOf(whole, status, answer)),
  })));
  const known = [...nouns, ...new Set(all.map((door) => door.noun).filter((noun) => !nouns.includes(noun)))];
  return known.map((noun) => ({ noun, doors: all.filter((door) => door.noun === noun) })).filter(({ doors }) => doors.length > 0);
}

function answerOf(whole, status, said) {
  const answer = resolved(whole, said), [media] = Object.keys(answer.content ?? {});
  return {
    status, text: answer.description, media, problem: media === 'application/problem+json', schema: answer.content?.[media]?.schema ?? null,
    headers: Object.entries(answer.headers ?? {}).map(([name, one]) => ({ name, text: resolved(whole, one).description })),
  };
}

/* Whether all words stand somewhere in what is said of a door. */
export function fits(door, words) {
  const said = `${door.method} ${door.path} ${door.id} ${door.summary} ${[...door.query, ...door.inPath].map((one) => one.name).join(' ')}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => said.includes(word));
}

/* ---- schemas ---------------------------------------------------------------------------------- */

/* A record that may be null, or that stands alone, hides in anyOf or allOf. */
const plain = (schema) => (schema.anyOf ?? schema.allOf)?.find((one) => one.type !== 'null') ?? schema;
const typeOf = (schema) => [plain(schema).type].flat().find((one) => one !== 'null') ?? 'any';

/* "whole number, 1 to 100" */
export function typeText(schema) {
  const type = schema.format ?? typeOf(schema);
  if (type === 'array') return schema.items.enum ? t('docs.type.words') : typeOf(schema.items) === 'object' ? t('docs.type.records') : t('docs.type.list', { of: typeText(schema.items) });
  const { minimum: low, maximum: high, maxLength: long, default: usual } = schema;
  return [
    t(`docs.type.${schema.enum ? 'enum' : type}`),
    low !== undefined && high !== undefined && t('docs.range', { low: String(low), high: String(high) }),
    long !== undefined && t('docs.length', { n: long }),
    usual !== undefined && t('docs.usual', { value: String(usual) }),
  ].filter(Boolean).join(', ');
}

/* The words it may be, or be made of. */
export const wordsOf = (schema) => (schema.enum ?? schema.items?.enum ?? []).filter((word) => word !== null);

/* What can be said in one table: a row for each field, those of records within records under their whole name. */
export function rowsOf(schema, before = '') {
  const record = plain(schema);
  if (typeOf(record) === 'array') return rowsOf(record.items, `${before.replace(/\.$/, '')}[].`);
  return Object.entries(record.properties ?? {}).flatMap(([name, field]) => [
    { name: before + name, schema: field, text: field.description ?? '', required: record.required?.includes(name) ?? false },
    ...rowsOf(field, `${before}${name}.`),
  ]);
}

/* ---- examples --------------------------------------------------------------------------------- */
const SOME_ID = '019b76da-a800-7000-8000-000000000000';
const usual = new Map([['email', 'ann@example.org'], ['title', 'Harbour-lights'], ['artist', 'Ann'], ['name', 'Warm'], ['language', 'en'], ['country', 'US'], ['code', '123456']]);

export function exampleOf(schema, name = '') {
  const type = typeOf(schema);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (usual.has(name)) return usual.get(name);
  if (type === 'array') return schema.minItems ? [exampleOf(schema.items, name)] : [];
  if (type === 'object') return exampleBody(plain(schema));
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1));
  if (type === 'boolean') return true;
  if (schema.format === 'uuid') return SOME_ID;
  if (schema.format === 'date-time') return '2026-01-31T12:00:00Z';
  return type === 'any' ? {} : '…';
}

/* What must be sent; where nothing must, the first two fields show how. */
export function exampleBody({ properties = {}, required = [] }) {
  const names = required.length ? required : Object.keys(properties).slice(0, 2);
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name], name)]));
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/* The same request at a command line.  url: as it would be sent; sent: { match, body, headers } as text. */
export function curlOf(door, url, { match, body, headers = {} }) {
  const parts = [`curl ${quoted(url)}`];
  const header = (text) => parts.push(`-H ${quoted(text)}`);
  if (door.method === 'HEAD') parts.push('-I');
  else if (door.method !== 'GET' && !(door.method === 'POST' && body)) parts.push(`-X ${door.method}`);
  if (door.key) parts.push('-H "Authorization: Bearer $KEY"');
  else if (door.who !== 'anyone') parts.push('-b cookies.txt');
  if (door.method !== 'GET' && !door.key) header('X-Requested-With: mastering');
  if (match !== undefined) header(`If-Match: "${match}"`);
  for (const [name, value] of Object.entries(headers)) header(`${name}: ${value}`);
  if (body) {
    header('Content-Type: application/json');
    parts.push(`-d ${quoted(body)}`);
  }
  if (door.bytes && door.bytes !== '*/*') header(`Content-Type: ${door.bytes}`);
  if (door.bytes) parts.push('--data-binary @FILE');
  const [done] = door.answers;
  if (done.media === 'text/event-stream') parts.push('-N');
  if (done.media === '*/*') parts.push('-OJ');
  return parts.join(' \\\n  ');
}
