// The weighted score so far, counted along while the member scores. The server counts for real.

function startRunningTotal(form) {
  const output = form.querySelector("[data-running-total]");
  const scales = [...form.querySelectorAll("[data-weight]")];
  const format = new Intl.NumberFormat(document.documentElement.lang || "nl", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const count = () => {
    const scored = scales.map((scale) => ({
      weight: Number(scale.dataset.weight),
      value: Number(scale.querySelector("input:checked")?.value),
    }));
    const weight = scored.reduce((sum, one) => sum + one.weight, 0);
    const points = scored.reduce((sum, one) => sum + one.weight * one.value, 0);
    output.textContent = scored.every((one) => one.value) ? format.format(points / weight) : output.dataset.none;
  };
  form.addEventListener("input", count);
  count();
}

document.querySelectorAll("form[data-scores]").forEach(startRunningTotal);
