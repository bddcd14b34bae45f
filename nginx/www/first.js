/* SPDX-License-Identifier: ISC */
/* first.js - before anything is drawn: the light that was chosen; and where a file of the page does not come, so
 * that none of the rest can say it, what index.html has for that is shown.  No module: it runs at once. */
try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  /* storage is blocked: as the device has it */
}
addEventListener('error', (e) => {
  if (e.target.tagName === 'SCRIPT') document.documentElement.classList.add('failed');
}, true);
addEventListener('click', (e) => {
  if (!e.target.closest('.begin a')) return;
  e.preventDefault(); // the place behind # stays
  location.reload();
});
