// Which columns of a work table are shown: chosen by a person, kept in this browser for that list.
// Asked for with blocking="render": the choice is made good before the page is first drawn.

class ColumnChoice {
  constructor(box, number) {
    this.box = box;
    this.table = box.nextElementSibling;
    this.place = `trechter:columns:${box.dataset.columns}:${document.documentElement.lang}`;
    this.names = [...this.table.tHead.rows[0].cells].map((head) => head.textContent.trim().replace(/\s+/g, " "));
    // What names the row stays, and what stands before it, such as its number.
    this.first = (this.table.querySelector("tbody th[scope=row]")?.cellIndex ?? 0) + 1;
    this.hidden = new Set(this.read());
    this.boxes = this.names.slice(this.first).map((name, index) => this.checkbox(name, `column-${number}-${index}`));
    box.querySelector("button").addEventListener("click", () => this.showAll());
    this.show();
    box.classList.add("is-ready");
  }

  // Kept by name, since a list may have other columns for another call.
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.place));
      return Array.isArray(kept) ? kept : [];
    } catch { return []; }
  }

  keep() {
    try {
      if (this.hidden.size) localStorage.setItem(this.place, JSON.stringify([...this.hidden]));
      else localStorage.removeItem(this.place);
    } catch { /* storage is full or forbidden: the choice holds for this page */ }
  }

  checkbox(name, id) {
    const input = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input", id });
    const label = Object.assign(document.createElement("label"), { className: "form-check-label", htmlFor: id, textContent: name });
    const line = document.createElement("div");
    line.className = "form-check";
    line.append(input, label);
    this.box.querySelector("fieldset").append(line);
    input.checked = !this.hidden.has(name);
    input.addEventListener("change", () => this.choose(name, input.checked));
    return input;
  }

  choose(name, isShown) {
    if (isShown) this.hidden.delete(name);
    else this.hidden.add(name);
    this.keep();
    this.show();
    this.say((isShown ? this.box.dataset.shows : this.box.dataset.hides).replace("{column}", name));
  }

  showAll() {
    this.hidden.clear();
    this.boxes.forEach((input) => { input.checked = true; });
    this.keep();
    this.show();
    this.say(this.box.dataset.every.replace("{all}", this.names.length));
  }

  show() {
    const shown = this.names.map((name, index) => index < this.first || !this.hidden.has(name));
    for (const row of this.table.rows) this.showRow(row, shown);
    const count = shown.filter(Boolean).length;
    this.box.querySelector("[data-columns-some]").textContent = count === shown.length
      ? "" : this.box.dataset.some.replace("{shown}", count).replace("{all}", shown.length);
  }

  showRow(row, shown) {
    let place = 0;
    for (const cell of row.cells) {
      const width = Number(cell.dataset.width ?? cell.colSpan);
      const count = shown.slice(place, place + width).filter(Boolean).length;
      cell.hidden = !count;
      if (width > 1) { // a cell over several columns keeps to those that are left
        cell.dataset.width = width;
        cell.colSpan = count || 1;
      }
      place += width;
    }
  }

  say(text) { this.box.querySelector("[role=status]").textContent = text; }
}

document.querySelectorAll("[data-columns]").forEach((box, number) => new ColumnChoice(box, number));
