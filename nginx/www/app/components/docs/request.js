/* SPDX-License-Identifier: ISC */
/* request.js - what is typed into the fields of a door, as a request and as a command line. */
import { door as doorOf } from '../../api.js';
import { curlOf } from '../../description.js';
import * as doors from '../../doors.js';
import { t } from '../../i18n.js';

function parsed(text) {
  try {
    return [JSON.parse(text), ''];
  } catch (mistake) {
    return [null, t('docs.try.json', { why: mistake.message })];
  }
}

/* given: by name, what is typed; body: text; file: or null.
 * -> { named: its fields, lacks: names of those that must be filled, wrong: what is wrong with the body, knock: the door,
 *      sent: what it is called with, url, curl } */
export function requestOf(door, { given, body, file }) {
  const knock = doors[door.id] ?? doorOf(door.method, door.path); // some doors stand outside of /api
  const inAddress = [...door.inPath, ...door.query], spoken = door.headers.filter((one) => one.name !== 'If-Match'), named = [...inAddress, ...door.headers];
  const matched = spoken.length < door.headers.length;
  const filled = (list) => Object.fromEntries(list.filter(({ name }) => given[name]).map(({ name }) => [name, given[name]]));
  /* What lacks is shown as its name in capitals. */
  const shown = (list) => Object.fromEntries(list.filter(({ name, required }) => required || given[name]).map(({ name }) => [name, given[name] || name.toUpperCase()]));
  const [json, wrong] = door.json ? parsed(body) : [undefined, ''];
  const sent = { ...filled(inAddress), headers: filled(spoken) };
  if (door.json) sent.body = json;
  if (file) sent.bytes = file;
  if (file && door.bytes !== '*/*') sent.headers['Content-Type'] = door.bytes;
  if (matched && given['If-Match']) sent.match = given['If-Match'];
  const url = new URL(knock.url(shown(inAddress)), location.origin).href;
  const match = matched ? given['If-Match'] || 'ROW_VERSION' : undefined;
  return {
    knock, named, sent, wrong, url, lacks: named.filter(({ name, required }) => required && !given[name]).map(({ name }) => name),
    curl: curlOf(door, url, { match, body, headers: shown(spoken) }),
  };
}
