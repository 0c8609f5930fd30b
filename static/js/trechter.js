// What a page gains when scripts run. Every page works without this file.

const language = document.documentElement.lang || "nl";
function focusErrorSummary() {
  document.querySelector("[data-error-summary]")?.focus();
}

// ---- deadline: counts from the server's clock, speaks only at a few moments ---------------------

const SPOKEN_MINUTES = [60, 30, 10, 5, 1];

function distanceInWords(milliseconds) {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes >= 120) return words.format(Math.floor(minutes / 60), "hour");
  if (minutes >= 1) return words.format(minutes, "minute");
  return words.format(Math.max(0, Math.floor(milliseconds / 1000)), "second");
}

function startDeadline(element) {
  const left = element.querySelector("[data-deadline-left]");
  const gap = Date.parse(element.dataset.deadline) - Date.parse(element.dataset.now);
  const loaded = Date.now();
  const voice = document.createElement("span");
  voice.className = "visually-hidden";
  voice.setAttribute("role", "status");
  element.append(voice);
  let spoken = Math.floor(gap / 60000);

  const timer = setInterval(() => {
    const remaining = gap - (Date.now() - loaded);
    if (remaining <= 0) {
      left.textContent = voice.textContent = element.dataset.over;
      element.classList.replace("is-near", "is-over");
      clearInterval(timer);
      return;
    }
    if (remaining >= 48 * 3600000) return; // from here on the server's words in days stand
    left.textContent = distanceInWords(remaining);
    const minutes = Math.ceil(remaining / 60000);
    if (minutes < spoken && SPOKEN_MINUTES.includes(minutes)) voice.textContent = left.textContent;
    spoken = minutes;
  }, 1000);
}

// ---- words in a text --------------------------------------------------------------------------

function startWordCount(area) {
  const limit = Number(area.dataset.wordLimit);
  const phrase = document.body.dataset.wordsOfLimit;
  const line = document.getElementById(`${area.id}_words`) ?? document.createElement("p");
  line.classList.add("word-count");
  line.id = `${area.id}_words`;
  area.after(line);
  area.setAttribute("aria-describedby", `${area.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  const count = () => {
    const words = area.value.trim().split(/\s+/).filter(Boolean).length;
    line.textContent = phrase.replace("{count}", words).replace("{limit}", limit);
    line.classList.toggle("is-over", words > limit);
  };
  area.addEventListener("input", count);
  count();
}

// ---- leaving with unsaved text ------------------------------------------------------------------

function guardLeaving(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// ---- copy and print -------------------------------------------------------------------------------

function startCopy(button) {
  const source = button.parentElement.querySelector("[data-copy-source]");
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

function startPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A form without an address of its own goes to that of the page, with the place after its "#" (of the
// link to the content, or of an error): in the answer that place would take the focus from the errors.
function leavePlace({ target: form }) {
  if (!form.getAttribute("action")) form.setAttribute("action", location.pathname + location.search);
}

function closeMenusOnEscape(event) {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.user-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function start() {
  focusErrorSummary();
  document.querySelectorAll("[data-deadline]").forEach(startDeadline);
  document.querySelectorAll("[data-word-limit]").forEach(startWordCount);
  document.querySelectorAll("form[data-confirm-leave]").forEach(guardLeaving);
  document.querySelectorAll("[data-copy]").forEach(startCopy);
  document.querySelectorAll("[data-print]").forEach(startPrint);
  document.addEventListener("keydown", closeMenusOnEscape);
  document.addEventListener("submit", leavePlace);
}

start();
