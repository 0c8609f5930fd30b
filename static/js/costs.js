// Shows what the costs come to while they are typed, in whole cents as the server counts them
// (applications/amounts.py). Without this script the sums are those of the last save.

const panel = document.querySelector("[data-live-price]");
const form = document.querySelector("form[data-autosave-url]");
const language = document.documentElement.lang;

// Hundredths as a whole number, or null: "1.250,50" and "1,250.50" are the same amount.
function hundredths(text) {
  const plain = (text ?? "").replace(/[€\s]|EUR/g, "");
  const found = plain.match(/^(.*)[.,](\d{1,2})$/);
  const whole = found ? found[1] : plain;
  if (!/^\d{1,12}$/.test(whole) && !/^\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
  return BigInt(whole.replace(/[.,]/g, "")) * 100n + BigInt((found?.[2] ?? "").padEnd(2, "0"));
}

function euros(cents) {
  const whole = (cents / 100n).toLocaleString(language);
  const rest = String(cents % 100n).padStart(2, "0");
  return language === "nl" ? `€\u00a0${whole},${rest}` : `€${whole}.${rest}`;
}

const value = (name) => form.elements[name]?.value ?? "";
const half = (product, unit) => (product + unit / 2n) / unit; // half up: amounts are never negative

function rateOf(partner) {
  for (let at = 0; form.elements[`per-${at}-partner`]; at += 1) {
    if (partner && value(`per-${at}-partner`) === partner) return hundredths(value(`per-${at}-vat_rate`)) ?? 0n;
  }
  return hundredths(value("vat_rate")) ?? 0n;
}

function priceOf() {
  const parts = new Map([["", { labour: 0n, lines: 0n }]]);
  for (let at = 0; form.elements[`rows-${at}-quantity`]; at += 1) {
    if (form.elements[`rows-${at}-DELETE`]?.checked) continue;
    const partner = value(`rows-${at}-partner`);
    const part = parts.get(partner) ?? { labour: 0n, lines: 0n };
    const [quantity, rate] = [hundredths(value(`rows-${at}-quantity`)), hundredths(value(`rows-${at}-rate`))];
    const amount = half((quantity ?? 0n) * (rate ?? 0n), 100n);
    part.lines += amount;
    if (value(`rows-${at}-kind`) === "hours") part.labour += amount;
    parts.set(partner, part);
  }
  const percent = hundredths(panel.dataset.overhead) ?? 0n;
  for (const [partner, part] of parts) {
    part.overhead = half(part.labour * percent, 10000n);
    part.excl = part.lines + part.overhead;
    part.incl = half(part.excl * (10000n + rateOf(partner)), 10000n);
    part.vat = part.incl - part.excl;
  }
  return parts;
}

function show(place, price) {
  for (const name of ["overhead", "excl", "vat", "incl"]) {
    const cell = place.querySelector(`[data-live="${name}"]`);
    if (cell) cell.textContent = euros(price[name]);
  }
}

function follow() {
  const parts = priceOf();
  const total = { overhead: 0n, excl: 0n, vat: 0n, incl: 0n };
  for (const part of parts.values()) for (const name of Object.keys(total)) total[name] += part[name];
  for (const row of panel.querySelectorAll("[data-live-partner]")) {
    const none = { overhead: 0n, excl: 0n, vat: 0n, incl: 0n };
    show(row, parts.get(row.dataset.livePartner) ?? none);
    const rate = row.querySelector("[data-live-rate]");
    if (rate) rate.textContent = `${rateOf(row.dataset.livePartner) / 100n}%`;
  }
  show(panel.querySelector("[data-live-total]"), total);
  const rate = panel.querySelector('[data-live="rate"]');
  if (rate) rate.textContent = `${rateOf("") / 100n}%`;
  const title = panel.querySelector("[data-live-title]");
  title.textContent = title.dataset.liveTitle;
  const cap = hundredths(panel.dataset.cap);
  const over = panel.querySelector("[data-live-over]");
  over.hidden = cap === null || total.incl <= cap;
  if (!over.hidden) over.textContent = panel.dataset.overWords.replace("{over}", euros(total.incl - cap));
}

if (panel && form) {
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
}
