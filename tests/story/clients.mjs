// SPDX-License-Identifier: ISC
// Programs of others, unmodified: tus-js-client sends, pauses and resumes; waveform-data reads our pictures.
// clients.mjs upload ENDPOINT COOKIE FILE  |  clients.mjs peaks FILE; answers in JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../package.json", import.meta.url));
const [verb, ...given] = process.argv.slice(2);

function options(tus, endpoint, cookie, file, bytes, how) {
  return {
    endpoint,
    chunkSize: 256 * 1024,
    retryDelays: [0, 200, 1000],
    metadata: { filename: "Mañana.wav", filetype: "audio/wav" },
    headers: { Cookie: cookie, "X-Requested-With": "mastering", "Sec-Fetch-Site": "same-origin" },
    urlStorage: new (require("tus-js-client").FileUrlStorage)(`${file}.urls`),
    fingerprint: async () => "mix",
    uploadSize: bytes.length,
    ...how,
  };
}

async function upload(endpoint, cookie, file) {
  const tus = require("tus-js-client");
  const bytes = readFileSync(file);
  const told = {};
  // One client begins and pauses ...
  await new Promise((done, failed) => {
    const first = new tus.Upload(bytes, options(tus, endpoint, cookie, file, bytes, {
      onError: failed,
      onSuccess: () => failed(new Error("it was not paused")),
      onChunkComplete: async (_, accepted) => {
        if (accepted > bytes.length / 3) {
          await first.abort();
          told.paused = accepted;
          told.url = first.url;
          done();
        }
      },
    }));
    first.start();
  });
  // ... and another, after a reload, finds where it was and goes on.
  await new Promise((done, failed) => {
    const second = new tus.Upload(bytes, options(tus, endpoint, cookie, file, bytes, {
      onError: failed,
      onAfterResponse: (request, response) => {
        if (request.getMethod() === "HEAD") told.found = Number(response.getHeader("Upload-Offset"));
        told.version = response.getHeader("Version-Id") || told.version;
      },
      onSuccess: () => { told.resumed = second.url; done(); },
    }));
    second.findPreviousUploads().then((previous) => {
      told.previous = previous.length;
      second.resumeFromPreviousUpload(previous[0]);
      second.start();
    }, failed);
  });
  return told;
}

function peaks(file) {
  const WaveformData = require("waveform-data");
  const bytes = readFileSync(file);
  const w = WaveformData.create(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const c = w.channel(0);
  return { rate: w.sample_rate, scale: w.scale, length: w.length, channels: w.channels, bits: w.bits, seconds: w.duration,
    low: Math.min(...c.min_array()), high: Math.max(...c.max_array()) };
}

console.log(JSON.stringify(verb === "upload" ? await upload(...given) : peaks(...given)));
