// Saves a long form while it is being written. The browser holds a copy of the text (kept.js) until
// the server has said "saved"; after a crash, without a connection or after the session ended,
// nothing typed is lost.
//
// The server answers 200 or 422 {version, saved_at, errors}, 409 {version, saved_at, who, html} when
// somebody else saved first, and anything else below 500 {message} when saving has ended. `html` is
// the choice between two texts, for inside this form; forms without it get two buttons.

const SAVE_AFTER = 1500;
const SAVE_AT_LEAST = 10000; // while somebody types on without a pause
const RETRY_AFTER = 5000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-saved-line]");
    this.words = this.line.dataset;
    this.copy = new BrowserCopy(this.words, form.dataset.draftKey);
    this.page = this.copy.page ?? "";
    this.version = form.dataset.version;
    this.edits = 0;
    this.savedEdits = 0;
    this.hasChoice = Boolean(form.querySelector("[data-choice]"));
    this.isStopped = this.hasChoice;
    this.given = this.values();
    this.listen();
    this.ready = this.meetKeptText();
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", (event) => { if (!event.target.name?.startsWith("pick.")) this.changed(); });
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.save());
    addEventListener("focus", () => { if (this.isWaiting) this.save(); });
    addEventListener("pagehide", () => this.save({ keepalive: true }));
    addEventListener("beforeunload", (event) => {
      if (this.edits !== this.savedEdits && !this.copy.isKept && !this.isSubmitting) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save({ keepalive: true });
    });
  }

  // ---- the copy in this browser ----

  inputs() {
    return [...this.form.elements].filter(
      (input) => input.name && !["hidden", "file", "submit"].includes(input.type) && !input.name.startsWith("pick."),
    );
  }

  values() {
    const names = new Set(this.inputs().map((input) => input.name));
    return [...new FormData(this.form)].filter(([name]) => names.has(name));
  }

  // The page's own inputs: how many rows there are, and what the writer had seen.
  hidden() {
    const own = [...this.form.elements].filter((input) => input.type === "hidden" && input.name);
    return own.map((input) => [input.name, input.value]).filter(([name]) => !["csrfmiddlewaretoken", "version"].includes(name));
  }

  remember({ sent = false, version = this.version } = {}) {
    const { page, edits } = this;
    return this.copy.write({ version, page, edits, sent, values: this.values(), hidden: this.hidden() });
  }

  async meetKeptText() {
    if (this.form.dataset.unsaved !== undefined) this.remember(); // a page with a text that did not get through
    if (!this.copy.others.length) return;
    this.form.inert = true;
    const left = await this.copy.left();
    this.form.inert = false;
    for (const kept of left) {
      if (this.isHere(kept)) this.copy.drop(kept.name);
      else return void this.meet(kept); // another one waits for the next time this page is opened
    }
  }

  isHere(kept) {
    // A form that was sent is saved once its version went up; what came back may hold more rows.
    if (kept.sent && Number(this.version) === Number(kept.version) + 1) return true;
    const trimmed = (values) => JSON.stringify(values.map(([name, value]) => [name, value.trim()]));
    return trimmed(kept.values) === trimmed(this.values());
  }

  meet(kept) {
    const names = new Set(this.inputs().map((input) => input.name));
    if (this.hasChoice) return;
    if (!kept.values.every(([name]) => names.has(name))) this.offerRows(kept);
    else if (kept.version === this.version || this.form.dataset.choices !== undefined) this.putBack(kept);
    else this.choose(this.words.found, () => this.putBack({ ...kept, version: this.version }), kept.name);
  }

  putBack(kept) {
    const fields = this.labels(kept.values);
    this.set(kept.values);
    // It goes on as the page that was left: what that page saved last is no conflict with itself.
    this.page = kept.page ?? this.page;
    this.edits = Math.max(this.edits, kept.edits ?? 0);
    this.version = kept.version;
    for (const [name, value] of kept.hidden ?? []) if (name === "seen") this.form.elements.namedItem(name).value = value;
    this.changed().then(() => this.copy.drop(kept.name));
    this.say(this.words.restored);
    this.restoredBox(kept.at, fields);
  }

  // What was put back, when it was typed, and the way back to what the server has.
  restoredBox(at, fields) {
    const time = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    const box = this.box(`${this.words.putBack} (${time}): ${fields.join(", ")}.`);
    box.append(
      this.button(this.words.keepIt, () => { box.remove(); this.save(); }),
      this.button(this.words.throwAway, () => { box.remove(); this.set(this.given); this.changed(); }),
    );
    this.form.prepend(box);
  }

  // The text is in more rows than this page has: it goes to the server whole, by a page of its own.
  offerRows(kept) {
    const box = this.box(this.words.found);
    box.append(
      this.button(this.words.putItBack, () => this.sendKept(kept)),
      this.button(this.words.throwAway, () => { this.copy.drop(kept.name); box.remove(); this.form.inert = false; }),
    );
    this.form.before(box);
    this.form.inert = true;
  }

  sendKept(kept) {
    const form = document.createElement("form");
    form.method = "post";
    const token = this.form.elements.namedItem("csrfmiddlewaretoken").value;
    const every = [...kept.values, ...kept.hidden, ["version", kept.version], ["csrfmiddlewaretoken", token]];
    form.append(...every.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value })));
    this.form.after(form);
    this.copy.name = kept.name;
    this.copy.write({ ...kept, sent: true }).then(() => form.submit());
  }

  set(values) {
    const lists = new Map();
    for (const [name, value] of values) lists.set(name, [...(lists.get(name) ?? []), value]);
    for (const input of this.inputs()) {
      const mine = lists.get(input.name) ?? [];
      if (["checkbox", "radio"].includes(input.type)) input.checked = mine.includes(input.value);
      else if (input.multiple) for (const option of input.options) option.selected = mine.includes(option.value);
      else if (mine.length) input.value = mine.shift();
      input.dispatchEvent(new Event("input")); // whoever counts words counts again
    }
  }

  labels(values) {
    const present = new Map(this.values().map(([name, value]) => [name, value]));
    const names = new Set(values.filter(([name, value]) => present.get(name) !== value).map(([name]) => name));
    for (const name of present.keys()) if (!values.some(([kept]) => kept === name)) names.add(name);
    const of = (input) => (input.closest("fieldset")?.querySelector("legend") ?? input.labels?.[0])?.textContent.trim().replace(/\s+/g, " ");
    return [...new Set(this.inputs().filter((input) => names.has(input.name)).map((input) => of(input) || input.name))];
  }

  // ---- saving ----

  changed() {
    this.edits += 1;
    this.since ??= Date.now();
    this.saveIn(Date.now() - this.since > SAVE_AT_LEAST ? 0 : SAVE_AFTER);
    return this.remember();
  }

  saveIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  save({ keepalive = false, overwrite = false } = {}) {
    if (this.underway || this.isStopped || this.edits === this.savedEdits) return this.underway;
    clearTimeout(this.timer);
    if (!keepalive && !this.isWaiting) this.say(this.words.saving);
    const edits = this.edits;
    this.since = undefined;
    this.underway = this.send({ keepalive, overwrite })
      .then((answer) => this.heard(answer, edits))
      .catch(() => this.waitFor(this.words.offline))
      .finally(() => { this.underway = null; });
    return this.underway;
  }

  send({ keepalive, overwrite }) {
    const body = new FormData(this.form);
    for (const input of this.form.querySelectorAll("input[type=file]")) body.delete(input.name);
    body.set("version", this.version);
    if (this.form.dataset.choices !== undefined) { body.set("page", this.page); body.set("turn", this.edits); }
    if (overwrite) body.set("overwrite", "1");
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    return fetch(this.form.dataset.autosaveUrl, { method: "POST", body, headers, keepalive });
  }

  async heard(answer, edits) {
    if (answer.status >= 500 || answer.status === 429) throw new Error("the server could not save");
    const said = answer.redirected ? null : await answer.json().catch(() => null);
    if (!said && (answer.redirected || answer.status === 403)) return this.renew();
    if (said && answer.status === 409) return this.conflict(said);
    if (!said || (!answer.ok && answer.status !== 422)) return this.stop(said?.message);
    this.isWaiting = false;
    this.take(said.version);
    this.savedEdits = edits;
    if (this.edits === edits) this.copy.forget();
    else { this.remember(); this.saveIn(SAVE_AFTER); }
    const problems = Object.values(said.errors ?? {}).flat().join(" ");
    const saved = `${this.words.saved} ${said.saved_at}`;
    return this.say(problems ? `${saved}. ${problems}` : saved, Boolean(problems));
  }

  // Nothing was lost: say why it is not saved, and try again by itself.
  waitFor(words, link) {
    this.isWaiting = true;
    this.say(this.copy.isKept ? `${words} ${this.words.kept}` : `${words} ${this.words.unkept}`, true);
    if (link) this.line.append(" ", link);
    this.saveIn(RETRY_AFTER);
  }

  // The session ended, or the same person logged in again elsewhere: the page itself tells which.
  async renew() {
    const how = await renewTokens(this.words.person, `form[data-autosave-url="${CSS.escape(this.form.dataset.autosaveUrl)}"]`);
    if (how === "login") return this.waitFor(this.words.session, this.loginLink());
    if (how !== "renewed") return this.stop(how === "other" ? this.words.other : undefined);
    return this.saveIn(0);
  }

  loginLink() {
    return Object.assign(document.createElement("a"), { href: this.words.loginUrl, textContent: this.words.login });
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

  // A submit waits for a save that is under way, so that one person does not conflict with itself,
  // and first saves what is not saved: then nothing is left in the browser when the page goes.
  submitted(event) {
    const first = this.form.dataset.choices !== undefined && !this.triedFirst && navigator.onLine;
    const wait = this.underway ?? (first ? this.save() : null);
    if (wait) {
      event.preventDefault();
      this.triedFirst = true;
      wait.finally(() => { if (!this.hasChoice) this.form.requestSubmit(event.submitter); });
      return;
    }
    clearTimeout(this.timer);
    this.isStopped = true;
    this.isSubmitting = true;
    if (this.edits !== this.savedEdits || this.hasChoice) {
      this.remember({ sent: true, version: this.form.elements.namedItem("version")?.value ?? this.version });
    }
  }

  // ---- two texts: the person chooses ----

  conflict(said) {
    const news = [this.words.conflict, said.who, said.saved_at].filter(Boolean).join(" ");
    this.stop(news);
    if (said.html) return this.showChoice(said);
    return this.choose("", () => {
      this.isStopped = false;
      this.take(said.version);
      this.save({ overwrite: true });
    });
  }

  // The choice is part of this form, and is sent with what stands in it at that moment. The copy in
  // the browser keeps the version that its writer saw, so that a killed tab comes back to the choice.
  showChoice(said) {
    this.hasChoice = true;
    this.form.elements.namedItem("version").value = said.version;
    this.form.querySelectorAll(".saved-choice").forEach((box) => box.remove());
    const place = document.createElement("div");
    place.innerHTML = said.html; // our own template, with every text escaped
    this.form.prepend(place);
    place.querySelector("[data-choice]").focus();
  }

  // The choice stands beside the saved-line, so that a later "saved" does not wipe it out.
  choose(news, keepMine, kept) {
    const box = this.box(news);
    box.append(
      this.button(this.words.keepMine, () => { box.remove(); keepMine(); }),
      this.button(this.words.takeTheirs, () => { this.copy.forget(); if (kept) this.copy.drop(kept); location.reload(); }),
    );
    this.line.after(box);
  }

  box(text) {
    const box = document.createElement("div");
    box.className = "saved-choice";
    box.setAttribute("role", "group");
    box.append(text);
    return box;
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
    if (this.line.textContent !== text) this.line.textContent = text; // spoken once, not at every try
    this.line.classList.toggle("is-stopped", isUrgent);
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
