/* SPDX-License-Identifier: ISC */
/* topics.js - what the help is about, in the order in which it is met: its icon, what one reads next, and where one
 * would go then.  The words stand in help/<language>.json, the names of the topics in the catalogue. */
export const topics = [
  { name: 'start', icon: 'play', next: ['mix', 'listening'], to: [[], 'drop.label'] },
  { name: 'mix', icon: 'upload', next: ['loudness', 'versions'], to: [[], 'drop.label'] },
  { name: 'listening', icon: 'ear', next: ['moves', 'loudness'], to: [[], 'home.demo'] },
  { name: 'moves', icon: 'curve', next: ['wishes', 'listening'] },
  { name: 'wishes', icon: 'pencil', next: ['references', 'loudness'] },
  { name: 'references', icon: 'note', next: ['wishes', 'versions'] },
  { name: 'loudness', icon: 'scales', next: ['peaks', 'files'] },
  { name: 'peaks', icon: 'wave', next: ['loudness', 'files'] },
  { name: 'versions', icon: 'retry', next: ['moves', 'albums'] },
  { name: 'albums', icon: 'disc', next: ['files', 'loudness'], to: [['albums'], 'albums.title'] },
  { name: 'files', icon: 'download', next: ['certificate', 'peaks'] },
  { name: 'certificate', icon: 'seal', next: ['files', 'privacy'] },
  { name: 'privacy', icon: 'key', next: ['trouble', 'start'], to: [['account'], 'account.title'] },
  { name: 'trouble', icon: 'warn', next: ['mix', 'privacy'], to: [['docs', 'problems'], 'docs.problems'] },
];

export const topicOf = (name) => topics.find((one) => one.name === name);
