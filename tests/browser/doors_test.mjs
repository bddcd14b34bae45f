#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* doors_test.mjs - the page's client: every door of the description, nothing that is not described, and addresses
 * that hold whatever is put into them. */
import { api, check, house, member, open, run, story } from './stage.mjs';

/* What calling a door says, as the page would: its address, or the mistake. */
const url = (page, name, given) => page.evaluate(async ([door, which]) => {
  try {
    return (await import('/app/doors.js'))[door].url(which);
  } catch (mistake) {
    return `${mistake.name}: ${mistake.message}`;
  }
}, [name, given]);

story('every_door_of_the_description_is_there_and_no_other', async () => {
  const page = await open();
  const { paths } = await (await page.request.get(`${house.url}/api/v1/openapi.json`)).json();
  const described = Object.entries(paths).filter(([path]) => path.startsWith('/api/')).flatMap(([, methods]) => Object.values(methods).map((one) => one.operationId));
  const made = await page.evaluate(async () => Object.keys(await import('/app/doors.js')));
  check(described.length > 80 && described.sort().join() === made.sort().join(), 'described:', described, 'made:', made);
});

story('an_address_holds_what_is_put_into_it', async () => {
  const page = await open();
  for (const [name, given, wanted] of [
    ['songs_get', undefined, '/api/v1/songs'],
    ['songs_get', { q: 'a&b=c #?', limit: 5, cursor: null, style: '' }, '/api/v1/songs?q=a%26b%3Dc+%23%3F&limit=5'],
    ['song_one_get', { id: 'a/../b?c#d é' }, '/api/v1/songs/a%2F..%2Fb%3Fc%23d%20%C3%A9'],
    ['master_delta_segment_get', { id: 'x', move: 'eq.bass', n: 0 }, '/api/v1/masters/x/deltas/eq.bass/segments/0'],
    ['master_output_get', { id: 'x', format: 'flac', rate: 88200 }, '/api/v1/masters/x/files/flac?rate=88200'],
  ]) check(await url(page, name, given) === wanted, name, given, 'is', await url(page, name, given));
});

story('what_is_not_described_fails_before_it_is_sent', async () => {
  const page = await open();
  for (const [name, given, mistake] of [
    ['songs_get', { limt: 5 }, 'TypeError: GET /api/v1/songs{?q,stage,style,since,album,sort,limit,cursor}: limt is not known'],
    ['song_one_get', {}, 'TypeError: GET /api/v1/songs/{id}: id is missing'],
    ['song_one_get', { id: '..' }, 'TypeError: GET /api/v1/songs/{id}: id is missing'],
    ['song_one_get', { id: 'x', body: {} }, 'TypeError: GET /api/v1/songs/{id}: body is not known'],
    ['songs_frobnicate', {}, 'TypeError'],
  ]) check((await url(page, name, given)).startsWith(mistake), name, given, 'says', await url(page, name, given));
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const lacks = await page.evaluate(async () => {
    const doors = await import('/app/doors.js');
    return Promise.all([doors.song_one_delete({ id: 'x' }), doors.songs_post(), doors.song_one_patch({ id: 'x', match: 1 })].map((one) => one.then(() => 'sent', (mistake) => mistake.message)));
  });
  check(lacks.every((one) => /: (match|body) is missing$/.test(one)) && asked.length === 0, lacks, asked);
});

story('the_house_refuses_what_is_not_described_too', async () => {
  const { page } = await member();
  for (const [where, pointer] of [['songs?limt=5', '/limt'], ['songs?limit=101', '/limit'], ['songs?limit=5&limit=6', '/limit'], ['songs/recent?x=1', '/x'], ['policies/terms?at=then', '/at'], ['me?x', '/x']]) {
    const { status, json } = await api(page, 'GET', where);
    check(status === 422 && json.errors[0].pointer === pointer, where, status, json);
  }
  check((await api(page, 'GET', 'songs?limit=5&q=')).status === 200, 'what is described is refused');
});

await run();
