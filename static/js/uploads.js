// Uploads in the background, in parts. The server says how many bytes it has; after a broken line, a
// restarted server or a session that ended, the upload goes on from there by itself, and after a
// reload when the same file is chosen again. Without this script the form sends the file whole.

const TRY_AGAIN_AFTER = 3000;

class UploadInParts {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.progress = form.querySelector("[data-upload-progress]");
    this.error = form.querySelector("[data-upload-error]");
    this.list = form.closest("[data-upload-place]").querySelector("[data-upload-list]");
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("beforeunload", (event) => { if (this.isBusy) event.preventDefault(); });
  }

  async submitted(event) {
    event.preventDefault();
    const file = this.form.elements.namedItem("file").files[0];
    if (this.isBusy || !this.form.reportValidity() || !file) return;
    this.isBusy = true;
    this.error.textContent = "";
    this.show(0, file.size);
    try {
      this.list.innerHTML = await this.send(file); // one file in this place; our own, escaped row
      this.form.reset();
    } catch (refusal) {
      this.error.textContent = refusal.message || this.words.failed;
      if (refusal.html) this.showRefused(refusal.html);
    }
    this.progress.hidden = true;
    this.isBusy = false;
  }

  async send(file) {
    const begin = { name: file.name, size: file.size, modified: file.lastModified };
    let said = await this.ask(this.words.beginUrl, begin);
    const { url, finish_url: finishUrl } = said;
    while (said.received < file.size) {
      const piece = file.slice(said.received, said.received + Number(this.words.partBytes));
      await piece.slice(0, 1).arrayBuffer(); // a file that is gone is told here, and not as a broken line
      said = await this.ask(url, { start: said.received, part: piece }, { url, from: said.received, size: file.size });
      this.show(said.received, file.size);
    }
    this.say(this.words.checking);
    return (await this.ask(finishUrl, {}, { url })).html;
  }

  // Ask until there is an answer. Where something broke, first ask how far the server came.
  async ask(url, fields, part) {
    for (;;) {
      const answer = await this.post(url, fields, part).catch(() => null);
      const said = answer && this.read(answer);
      if (answer && said && answer.status < 400) return said;
      if (answer?.status === 409 && said?.received !== undefined) return said;
      if (said && answer.status < 500 && answer.status !== 429) throw Object.assign(new Error(said.error ?? said.message), said);
      if (answer && answer.status < 500 && answer.status !== 429 && !await this.mayGoOn(answer)) throw new Error("");
      if (!answer || answer.status >= 500 || answer.status === 429) await this.wait(this.words.waiting);
      const there = part && await this.post(part.url).then((reply) => this.read(reply)).catch(() => null);
      if (there?.received !== undefined && fields.part) return there;
    }
  }

  // A page instead of an answer: the session ended, or its token is another one by now.
  async mayGoOn(answer) {
    if (answer.status === 404 || answer.status === 413) return false;
    const how = await renewTokens(this.words.person, "[data-upload]").catch(() => "login");
    if (how === "login") await this.wait(this.words.session);
    return how === "login" || how === "renewed";
  }

  post(url, fields, part) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(fields ? "POST" : "GET", url);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.addEventListener("load", () => resolve(request));
      for (const event of ["error", "timeout", "abort"]) request.addEventListener(event, reject);
      request.timeout = 120000;
      if (part?.size) request.upload.addEventListener("progress", ({ loaded }) => this.show(part.from + loaded, part.size));
      if (!fields) return request.send();
      const body = new FormData();
      body.set("csrfmiddlewaretoken", this.form.elements.namedItem("csrfmiddlewaretoken").value);
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return request.send(body);
    });
  }

  read(answer) {
    try { return JSON.parse(answer.responseText); } catch { return null; }
  }

  wait(words) {
    this.say(words);
    return new Promise((resolve) => {
      const again = () => { clearTimeout(timer); removeEventListener("online", again); resolve(); };
      const timer = setTimeout(again, TRY_AGAIN_AFTER);
      addEventListener("online", again);
    });
  }

  show(bytes, size) {
    const percent = Math.min(100, size ? Math.floor((100 * bytes) / size) : 0);
    this.progress.hidden = false;
    this.progress.querySelector("progress").value = percent;
    this.say(`${percent}%`);
  }

  say(text) {
    this.progress.querySelector("[data-upload-percent]").textContent = text;
  }

  // A refusal stays in the list, as it will after a reload; a file that is there stays too.
  showRefused(html) {
    this.list.querySelectorAll(".is-refused").forEach((row) => row.remove());
    this.list.insertAdjacentHTML("beforeend", html);
  }
}

document.querySelectorAll("form[data-begin-url]").forEach((form) => new UploadInParts(form));
