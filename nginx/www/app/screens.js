/* SPDX-License-Identifier: ISC */
/* screens.js - every screen: its name in the address, its title, who may see it, and its file.  place: what of the
 * address makes it another place, where not all of it does: there it begins anew at its heading. */
export const screens = {
  '': { title: 'home.title', load: () => import('./screens/home.js') },
  'signin': { title: 'signin.title', load: () => import('./screens/signin.js') },
  'signup': { title: 'signup.title', load: () => import('./screens/signup.js') },
  'check': { title: 'check.title', load: () => import('./screens/check.js') },
  'verify': { title: 'verify.title', load: () => import('./screens/verify.js') },
  'reset': { title: 'reset.title', load: () => import('./screens/reset.js') },
  'email': { title: 'email.title', load: () => import('./screens/email.js') },
  'policy': { title: 'policy.title', load: () => import('./screens/policy.js') },
  'song': { title: 'song.title', user: true, place: ([id]) => id, load: () => import('./screens/song.js') },
  'albums': { title: 'albums.title', user: true, load: () => import('./screens/albums.js') },
  'album': { title: 'album.title', user: true, load: () => import('./screens/album.js') },
  'account': { title: 'account.title', user: true, load: () => import('./screens/account.js') },
  'docs': { title: 'docs.title', place: () => '', load: () => import('./screens/docs.js') },
  'help': { title: 'help.title', place: () => '', load: () => import('./screens/help.js') },
  'design': { title: 'design.title', load: () => import('./screens/design.js') },
  'staff': { title: 'staff.title', load: () => import('./screens/staff.js') },
};

const missing = { title: 'missing.title', load: () => import('./screens/missing.js') };

export const screenOf = ({ screen }) => (Object.hasOwn(screens, screen) ? screens[screen] : missing);
