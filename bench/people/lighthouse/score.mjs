// Score pages: the browser, then addresses as arguments; one line of JSON for each, as it is done.

import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...addresses] = process.argv.slice(2);
const flags = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
// What the portal keeps from search engines on purpose is not asked whether they may find it.
const robots = addresses.length ? await (await fetch(new URL("/robots.txt", addresses[0]))).text() : "";
const hidden = [...robots.matchAll(/^Disallow: (.+)$/gm)].map(([, path]) => path);
const skipped = (address) =>
  hidden.some((path) => new URL(address).pathname.startsWith(path)) ? ["is-crawlable"] : [];
const chrome = await launcher.launch({ chromePath, chromeFlags: flags, logLevel: "silent" });
try {
  for (const address of addresses) {
    const { lhr } = await lighthouse(address, {
      port: chrome.port, logLevel: "silent", skipAudits: skipped(address),
    });
    const scores = Object.fromEntries(
      Object.values(lhr.categories).map((each) => [each.id, Math.round(each.score * 100)]),
    );
    const lost = Object.values(lhr.categories).flatMap((category) =>
      category.auditRefs
        .filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 0.9)
        .map((ref) => `${category.id}/${ref.id}`),
    );
    console.log(JSON.stringify({ address, scores, lost, error: lhr.runtimeError?.message ?? "" }));
  }
} finally {
  chrome.kill();
}
