// Shows a question as soon as an earlier answer asks it, and hides it when it no longer does.
// The server decides again when the page is saved: without this script the questions follow then.

const conditional = [...document.querySelectorAll("[data-asked-if]")];

function answersTo(code) {
  const inputs = [...document.getElementsByName(code)].filter((input) => input.type !== "hidden");
  if (!inputs.length) return null;
  return inputs
    .filter((input) => !["checkbox", "radio"].includes(input.type) || input.checked)
    .map((input) => input.value);
}

// "1.250,50" and "1,250.50" are the same amount, as the server reads it (portal/fields.py).
function asNumber(text) {
  const plain = text.replace(/[€\s]/g, "");
  const cents = plain.match(/^(.*)[.,](\d{1,2})$/);
  const whole = (cents ? cents[1] : plain).replace(/[.,]/g, "");
  return /^\d+$/.test(whole) ? Number(`${whole}.${cents ? cents[2] : "0"}`) : NaN;
}

function fits({ askedValues, askedLeast, askedMost }, answers) {
  if (askedValues !== undefined) return answers.some((answer) => askedValues.split(" ").includes(answer));
  const number = asNumber(answers[0] ?? "");
  return number >= Number(askedLeast ?? -Infinity) && number <= Number(askedMost ?? Infinity);
}

function follow() {
  for (const block of conditional) { // in the order of the form, so chains settle in one walk
    const answers = answersTo(block.dataset.askedIf);
    if (answers === null) continue; // asked on another page: the server has told
    const source = conditional.find((other) => other.dataset.question === block.dataset.askedIf);
    block.hidden = Boolean(source?.hidden) || !fits(block.dataset, answers);
  }
}

if (conditional.length) {
  document.addEventListener("input", follow);
  follow();
}
