// Warns before a session ends, in time to go on (WCAG 2.2.1). The server decides; another tab may
// have lengthened the session, so it is asked first. Asking lengthens nothing.

const WARN_SECONDS = 180;

class SessionLimit {
  constructor(box) {
    this.box = box;
    this.words = box.querySelector("[data-session-words]");
    this.button = box.querySelector("[data-session-button]");
    this.link = box.querySelector("a");
    this.button.addEventListener("click", () => this.stay());
    document.addEventListener("visibilitychange", () => { if (!document.hidden && !box.hidden) this.look(); });
    this.wait(Number(box.dataset.sessionLeft));
  }

  wait(left) {
    this.box.hidden = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), Math.max(left - WARN_SECONDS, 1) * 1000);
  }

  async look() {
    const said = await this.ask(this.box.dataset.sessionAsk);
    if (!said) return this.again(30);
    this.renew(said.token);
    if (said.left > WARN_SECONDS) return this.wait(said.left);
    this.show(said.left);
    if (said.left > 0) this.again(Math.min(60, said.left + 1));
  }

  async stay() {
    const said = await this.ask(this.box.dataset.sessionStay, { method: "POST" });
    if (!said) return this.look();
    if (said.left > WARN_SECONDS) return this.wait(said.left);
    this.show(said.left);
    this.say(this.box.dataset.sessionLast); // the end of a long day: nothing lengthens that
    this.button.hidden = true;
    return this.again(60);
  }

  async ask(address, options = {}) {
    try {
      const headers = { "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": this.token ?? "" };
      const answer = await fetch(address, { ...options, headers, redirect: "error" });
      return answer.ok ? await answer.json() : null;
    } catch { return null; } // no connection, or the login page instead of an answer
  }

  renew(token) { // after a login in another tab the forms of this page go on
    this.token = token;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  }

  show(left) {
    const { sessionOne, sessionMany, sessionOver } = this.box.dataset;
    const minutes = Math.ceil(left / 60);
    this.box.hidden = false;
    this.button.hidden = left <= 0;
    this.link.hidden = left > 0;
    if (left <= 0) this.say(sessionOver);
    else this.say(minutes === 1 ? sessionOne : sessionMany.replace("{minutes}", minutes));
  }

  say(text) { if (this.words.textContent !== text) this.words.textContent = text; }

  again(seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), seconds * 1000);
  }
}

const limit = document.querySelector("[data-session-left]");
if (limit) new SessionLimit(limit);
