// In which order the rows of a work table stand: chosen by a person, kept in this browser for that list.
// Only for a table that is whole on the page; what comes page by page is put in order by the server.

const NUMBER = /^-?\d+(\.\d+)?$/;
const NOTHING = "–";

class TableOrder {
  constructor(box) {
    this.box = box;
    this.table = box.nextElementSibling;
    while (!this.table.matches("table")) this.table = this.table.nextElementSibling;
    this.body = this.table.tBodies[0];
    this.rows = [...this.body.rows]; // as the page sent them: the usual order, and the order of equals
    box.hidden = this.rows.length < 2;
    if (box.hidden) return;
    this.place = `trechter:order:${box.dataset.order}:${document.documentElement.lang}`;
    this.collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    this.select = box.querySelector("select");
    this.back = box.querySelector("button");
    this.heads = [...this.table.tHead.rows[0].cells].filter((head) => !("fixed" in head.dataset));
    this.names = this.heads.map((head) => head.textContent.trim().replace(/\s+/g, " "));
    this.heads.forEach((head, index) => this.fill(head, index));
    this.select.addEventListener("change", () => this.choose(this.select.value));
    this.back.addEventListener("click", () => this.goBack());
    this.show(this.read());
    box.classList.add("is-ready");
  }

  // Kept by name, since a list may have other columns for another call; "-" before it turns it round.
  read() {
    let kept = "";
    try { kept = localStorage.getItem(this.place) ?? ""; } catch { /* forbidden: nothing was kept */ }
    return this.names.includes(kept.replace(/^-/, "")) ? kept : "";
  }

  keep(order) {
    try {
      if (order) localStorage.setItem(this.place, order);
      else localStorage.removeItem(this.place);
    } catch { /* storage is full or forbidden: the order holds for this page */ }
  }

  fill(head, index) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sort" });
    const words = document.createElement("span");
    const name = this.names[index];
    words.append(...head.childNodes);
    button.append(words, this.box.querySelector("template").content.cloneNode(true));
    button.addEventListener("click", () => this.choose(this.order === name ? `-${name}` : name));
    head.append(button);
    for (const order of [name, `-${name}`]) this.select.add(new Option(this.words(order), order));
  }

  words(order) {
    const isDown = order.startsWith("-");
    return this.box.dataset[isDown ? "down" : "up"].replace("{column}", isDown ? order.slice(1) : order);
  }

  choose(order) {
    this.keep(order);
    this.show(order);
    if (!order) this.box.querySelector("[role=status]").textContent = this.box.dataset.usual;
  }

  goBack() {
    this.choose("");
    (this.select.checkVisibility() ? this.select : this.heads[0].querySelector("button")).focus();
  }

  show(order) {
    this.order = order;
    const isDown = order.startsWith("-");
    const chosen = this.heads[this.names.indexOf(isDown ? order.slice(1) : order)];
    for (const head of this.heads) head.removeAttribute("aria-sort");
    chosen?.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    this.select.value = order;
    this.back.hidden = !order;
    this.box.querySelector("[role=status]").textContent = order
      ? this.box.dataset.now.replace("{order}", this.words(order)) : "";
    this.body.append(...(chosen ? this.sorted(this.columnOf(chosen), isDown) : this.rows));
  }

  sorted(column, isDown) {
    const found = this.rows.map((row) => ({ row, value: this.valueOf(row, column) }));
    return found.sort((a, b) => this.compare(a.value, b.value, isDown)).map((each) => each.row);
  }

  // What is not there comes last, whichever way the rest is turned.
  compare(a, b, isDown) {
    if (a === "" || b === "") return (a === "") - (b === "");
    let found = typeof a === "number" ? -1 : 1;
    if (typeof a === typeof b) found = typeof a === "number" ? a - b : this.collator.compare(a, b);
    return isDown ? -found : found;
  }

  // Never read from a number or a day as it is written for people: that differs per language.
  valueOf(row, column) {
    const cell = this.cellAt(row, column);
    if (!cell) return "";
    const shown = cell.textContent.trim();
    const time = cell.querySelector("time");
    if (cell.dataset.sort === undefined && time && shown.startsWith(time.textContent)) return Date.parse(time.dateTime);
    const told = cell.dataset.sort ?? shown;
    if (told === NOTHING) return "";
    return NUMBER.test(told) ? Number(told) : told;
  }

  columnOf(head) {
    return [...head.parentElement.cells].indexOf(head);
  }

  // A cell over several columns says nothing about one of them.
  cellAt(row, column) {
    let place = 0;
    for (const cell of row.cells) {
      const width = Number(cell.dataset.width ?? cell.colSpan);
      if (place === column) return width === 1 ? cell : null;
      place += width;
    }
    return null;
  }
}

document.querySelectorAll("[data-order]").forEach((box) => new TableOrder(box));
