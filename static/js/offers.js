// The change code: this browser keeps it, so that its own company can go on with a sent offer.

const place = (offer) => `trechter:change-code:${offer}`;

function keepCode(panel) {
  const { changeCode, offer } = panel.dataset;
  try {
    localStorage.setItem(place(offer), changeCode);
    panel.querySelector("[data-code-kept]").hidden = false;
  } catch { /* storage may be full or forbidden; the page still shows the code */ }
  const button = panel.querySelector("[data-save-code]");
  button.hidden = false;
  button.addEventListener("click", () => saveAsText(button, changeCode));
}

function saveAsText(button, code) {
  const text = new Blob([`${button.dataset.saveText}\n${code}\n`], { type: "text/plain" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(text);
  link.download = button.dataset.saveCode;
  link.click();
  URL.revokeObjectURL(link.href);
}

function fillCode(form) {
  const input = form.querySelector("input[name=code]");
  if (input.value) return;
  try { input.value = localStorage.getItem(place(form.dataset.changeCodeFor)) ?? ""; } catch { /* as above */ }
}

document.querySelectorAll("[data-change-code]").forEach(keepCode);
document.querySelectorAll("[data-change-code-for]").forEach(fillCode);
