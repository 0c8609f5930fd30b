// What was typed and is not saved yet, kept in this browser: a copy for each open page.
//
// It is encrypted under a key that the server gives to its writer only, so that who logs in here
// with another account cannot read it. A page that lives holds a lock with the name of its copy;
// a copy without that lock was left behind by a page that was closed, killed or left.

const KEPT = "trechter:text:";
const KEEP_DAYS = 60;
const LOCK_PATIENCE = 1500; // a page that is just being left may hold its lock for a moment

class BrowserCopy {
  constructor({ person, keys }, draft) {
    this.prefix = `${KEPT}${person}:${draft}:`;
    this.keys = (keys ?? "").split(" ").filter(Boolean);
    this.canKeep = Boolean(person && this.keys.length && globalThis.crypto?.subtle && navigator.locks);
    this.isKept = false;
    this.turn = 0;
    if (!this.canKeep) return;
    this.page = crypto.randomUUID();
    this.name = this.prefix + this.page;
    navigator.locks.request(this.name, () => new Promise(() => {})); // until the page is gone
    this.removeOld();
  }

  async write(content) {
    if (!this.canKeep) return;
    this.turn += 1;
    const turn = this.turn;
    try {
      const sealed = await this.seal(JSON.stringify(content));
      if (turn !== this.turn) return; // something newer was written, or all of it was saved
      localStorage.setItem(this.name, sealed);
      this.isKept = true;
    } catch { this.isKept = false; } // storage is full or forbidden: the person is told
  }

  forget() {
    this.turn += 1;
    this.isKept = false;
    if (this.canKeep) this.drop(this.name);
  }

  drop(name) {
    try { localStorage.removeItem(name); } catch { /* there was nothing to remove */ }
  }

  names(prefix) {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(prefix)); } catch { return []; }
  }

  get others() {
    return this.canKeep ? this.names(this.prefix).filter((name) => name !== this.name) : [];
  }

  // The copies that pages left behind, the newest first.
  async left() {
    const free = await Promise.all(this.others.map((name) => this.isFree(name)));
    const found = await Promise.all(free.filter(Boolean).map((name) => this.read(name)));
    return found.filter(Boolean).sort((one, other) => other.at - one.at);
  }

  async isFree(name) {
    try {
      return await navigator.locks.request(name, { signal: AbortSignal.timeout(LOCK_PATIENCE) }, () => name);
    } catch { return ""; }
  }

  async read(name) {
    try {
      const { at, text } = JSON.parse(localStorage.getItem(name));
      return { ...JSON.parse(await this.open(text)), at, name };
    } catch { return this.drop(name); } // nobody can read it any more
  }

  removeOld() {
    const oldest = Date.now() - KEEP_DAYS * 24 * 3600 * 1000;
    for (const name of this.names(KEPT)) {
      try { if (!(JSON.parse(localStorage.getItem(name)).at > oldest)) this.drop(name); } catch { this.drop(name); }
    }
  }

  // ---- AES-256-GCM; the first key writes, all of them read ----

  key(text) {
    return crypto.subtle.importKey("raw", fromBase64(text), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async seal(plain) {
    this.writer ??= this.key(this.keys[0]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.writer, new TextEncoder().encode(plain));
    return JSON.stringify({ at: Date.now(), text: toBase64(new Uint8Array([...iv, ...new Uint8Array(sealed)])) });
  }

  async open(text) {
    const bytes = fromBase64(text);
    for (const each of this.keys) {
      try {
        const algorithm = { name: "AES-GCM", iv: bytes.slice(0, 12) };
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, await this.key(each), bytes.slice(12)));
      } catch { /* not under this key */ }
    }
    throw new Error("not readable");
  }
}

// After a login elsewhere the tokens of this page are old. The page itself tells whether the same
// person is logged in ("renewed"), somebody else ("other"), nobody ("login"), or no form is left ("gone").
async function renewTokens(person, selector) {
  const page = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const twin = fresh.querySelector(selector);
  if (!twin) return new URL(page.url).pathname === location.pathname ? "gone" : "login";
  if (fresh.querySelector("[data-person]")?.dataset.person !== person) return "other";
  const token = twin.querySelector("[name=csrfmiddlewaretoken]").value;
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  return "renewed";
}

function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
