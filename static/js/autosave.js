// Saves a long form while it is being written. The browser holds a copy of the text until the
// server has said "saved"; after a crash or without a connection nothing typed is lost.
//
// The server answers 200 or 422 {version, saved_at, errors}, 409 {version, saved_at, who} when
// somebody else saved first, and anything else below 500 {message} when saving has ended.

const SAVE_AFTER = 1500;
const RETRY_AFTER = 5000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-saved-line]");
    this.words = this.line.dataset;
    this.key = `trechter:${form.dataset.draftKey}`;
    this.version = form.dataset.version;
    this.edits = 0;
    this.savedEdits = 0;
    this.isStopped = false;
    this.meetKeptText();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.save({ keepalive: true }));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save({ keepalive: true });
    });
  }

  // ---- the copy in this browser ----

  inputs() {
    return [...this.form.elements].filter(
      (input) => input.name && !["hidden", "file", "submit"].includes(input.type),
    );
  }

  values() {
    const names = new Set(this.inputs().map((input) => input.name));
    return [...new FormData(this.form)].filter(([name]) => names.has(name));
  }

  remember({ sent = false } = {}) {
    const copy = JSON.stringify({ version: this.version, values: this.values(), sent });
    try { localStorage.setItem(this.key, copy); } catch { /* full or forbidden: the server remains */ }
  }

  kept() {
    try { return JSON.parse(localStorage.getItem(this.key)); } catch { return null; }
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* there was nothing to remove */ }
  }

  meetKeptText() {
    const kept = this.kept();
    if (!kept) return;
    // A form that was sent is saved once its version went up; what came back may hold more rows.
    if (kept.sent && Number(this.version) === Number(kept.version) + 1) return this.forget();
    const trimmed = (values) => JSON.stringify(values.map(([name, value]) => [name, value.trim()]));
    if (trimmed(kept.values) === trimmed(this.values())) return this.forget();
    if (kept.version === this.version) return this.putBack(kept.values);
    return this.choose(this.words.found, () => this.putBack(kept.values));
  }

  putBack(values) {
    const lists = new Map();
    for (const [name, value] of values) lists.set(name, [...(lists.get(name) ?? []), value]);
    for (const input of this.inputs()) {
      const mine = lists.get(input.name) ?? [];
      if (["checkbox", "radio"].includes(input.type)) input.checked = mine.includes(input.value);
      else if (input.multiple) for (const option of input.options) option.selected = mine.includes(option.value);
      else if (mine.length) input.value = mine.shift();
      input.dispatchEvent(new Event("input")); // whoever counts words counts again
    }
    this.changed();
    this.say(this.words.restored);
  }

  // ---- saving ----

  changed() {
    this.edits += 1;
    this.remember();
    this.saveIn(SAVE_AFTER);
  }

  saveIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  save({ keepalive = false, overwrite = false } = {}) {
    if (this.underway || this.isStopped || this.edits === this.savedEdits) return;
    clearTimeout(this.timer);
    if (!keepalive) this.say(this.words.saving);
    const edits = this.edits;
    this.underway = this.send({ keepalive, overwrite })
      .then((answer) => this.heard(answer, edits))
      .catch(() => { this.say(this.words.offline, true); this.saveIn(RETRY_AFTER); })
      .finally(() => { this.underway = null; });
  }

  send({ keepalive, overwrite }) {
    const body = new FormData(this.form);
    for (const input of this.form.querySelectorAll("input[type=file]")) body.delete(input.name);
    body.set("version", this.version);
    if (overwrite) body.set("overwrite", "1");
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    return fetch(this.form.dataset.autosaveUrl, { method: "POST", body, headers, keepalive });
  }

  async heard(answer, edits) {
    if (answer.status >= 500) throw new Error("the server could not save");
    const said = answer.redirected ? null : await answer.json().catch(() => null);
    if (said && answer.status === 409) return this.conflict(said);
    if (!said || (!answer.ok && answer.status !== 422)) return this.stop(said?.message);
    this.take(said.version);
    this.savedEdits = edits;
    if (this.edits === edits) this.forget();
    else { this.remember(); this.saveIn(SAVE_AFTER); }
    const problems = Object.values(said.errors ?? {}).flat().join(" ");
    const saved = `${this.words.saved} ${said.saved_at}`;
    return this.say(problems ? `${saved}. ${problems}` : saved, Boolean(problems));
  }

  take(version) {
    this.version = String(version);
    this.form.dataset.version = this.version;
    const field = this.form.elements.namedItem("version");
    if (field) field.value = this.version;
  }

  stop(message) {
    this.isStopped = true;
    this.say(message ?? this.words.stopped, true);
  }

  // A submit waits for a save that is under way, so that one person does not conflict with itself.
  submitted(event) {
    if (this.underway) {
      event.preventDefault();
      this.underway.finally(() => this.form.requestSubmit(event.submitter));
      return;
    }
    clearTimeout(this.timer);
    this.isStopped = true;
    if (this.kept()) this.remember({ sent: true });
  }

  // ---- two texts: the person chooses ----

  conflict(said) {
    const news = [this.words.conflict, said.who, said.saved_at].filter(Boolean).join(" ");
    this.stop(news);
    this.choose("", () => {
      this.isStopped = false;
      this.take(said.version);
      this.save({ overwrite: true });
    });
  }

  // The choice stands beside the saved-line, so that a later "saved" does not wipe it out.
  choose(news, keepMine) {
    const box = document.createElement("div");
    box.className = "saved-choice";
    box.setAttribute("role", "group");
    box.append(
      news,
      this.button(this.words.keepMine, () => { box.remove(); keepMine(); }),
      this.button(this.words.takeTheirs, () => { this.forget(); location.reload(); }),
    );
    this.line.after(box);
  }

  button(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary btn-small";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  say(text, isUrgent = false) {
    this.line.textContent = text;
    this.line.classList.toggle("is-stopped", isUrgent);
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
