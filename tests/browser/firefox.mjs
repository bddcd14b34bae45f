/* SPDX-License-Identifier: ISC */
/* firefox.mjs - Debian's Firefox by WebDriver BiDi, with a loudspeaker that nobody hears: without one its
 * AudioContext never begins. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { waitFor } from './stage.mjs';

/* -> { browser, close() } */
export async function firefox() {
  const dir = mkdtempSync(path.join(tmpdir(), 'mastering-firefox.')), socket = path.join(dir, 'native');
  const env = { ...process.env, HOME: dir, PULSE_RUNTIME_PATH: dir, PULSE_STATE_PATH: dir, PULSE_SERVER: `unix:${socket}`, MOZ_HEADLESS: '1' };
  const sink = spawn('pulseaudio', ['-n', '-L', 'module-null-sink', '-L', `module-native-protocol-unix socket=${socket}`, '--exit-idle-time=-1', '--daemonize=no'], { env, stdio: 'ignore' });
  const close = (browser) => async () => {
    await browser?.close();
    const gone = new Promise((done) => sink.on('exit', done));
    sink.kill('SIGTERM');
    await gone;
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await waitFor(() => existsSync(socket), { seconds: 20, what: 'PulseAudio listens' });
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX || '/usr/bin/firefox-esr', env, timeout: 90000, protocolTimeout: 300000, extraPrefsFirefox: { 'media.autoplay.default': 0, 'intl.accept_languages': 'en-US' } });
    return { browser, close: close(browser) };
  } catch (error) {
    await close()();
    throw error;
  }
}
