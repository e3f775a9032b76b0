// Filters, search and copying. Every page reads well without this file. Index files beside it are scripts
// (assets/index/…) because a page opened from a disk may fetch nothing.
(() => {
  "use strict";
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUES = new Map([...DIGITS].map((sign, value) => [sign, value]));
  const PAGE = 20;
  const held = new Map();
  const waiting = new Map();
  const root = document.body.dataset.root;

  window.yinuo = Object.freeze({
    take(kind, at, value) { held.set(`${kind}-${at}`, value); },
  });

  function load(kind, at = 0, file = `${kind}-${at}.js`) {
    const name = `${kind}-${at}`;
    if (held.has(name)) return Promise.resolve(held.get(name));
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `${root}assets/index/${file}`;
        script.onload = () => (held.has(name) ? done(held.get(name)) : failed(new Error(name)));
        script.onerror = () => { waiting.delete(name); failed(new Error(name)); };
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }

  // ── the index: the same folding and the same pairs as searching.py ──

  function unpacked(text) {
    const found = [];
    let last = 0, value = 0, shift = 0;
    for (const sign of text || "") {
      const digit = VALUES.get(sign);
      value += (digit & 31) * 2 ** shift;
      shift += 5;
      if (digit < 32) { last += value; found.push(last); value = 0; shift = 0; }
    }
    return found;
  }

  const HAN = "\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}";
  const RUNS = new RegExp(`[${HAN}]+|[0-9a-z\u00c0-\u024f]+(?:[.][0-9]+)?`, "gu");

  function keys(query) {
    const found = [];
    for (const run of query.normalize("NFKC").toLowerCase().replaceAll("臺", "台").match(RUNS) || []) {
      const signs = [...run];
      if (signs[0] < "\u3400") found.push([signs.slice(0, 40).join(""), false]);
      else if (signs.length === 1) found.push([signs[0], true]);
      else for (let at = 0; at + 1 < signs.length; at += 1) found.push([signs[at] + signs[at + 1], false]);
    }
    return found.slice(0, 12);
  }

  async function searched(query, shards) {
    const wanted = keys(query);
    if (!wanted.length) return null;
    const ranks = new Map();
    let kept = null;
    for (const [key, alone] of wanted) {
      const shard = await load("words", key.codePointAt(0) % shards);
      const names = alone ? Object.keys(shard).filter((name) => name.startsWith(key)) : [key];
      const here = new Set();
      for (const name of names) {
        if (!Object.hasOwn(shard, name)) continue;
        for (const number of unpacked(shard[name])) {
          const one = Math.floor(number / 2);
          here.add(one);
          if (number % 2) ranks.set(one, (ranks.get(one) || 0) + 1);
        }
      }
      kept = kept ? new Set([...kept].filter((one) => here.has(one))) : here;
      if (!kept.size) break;
    }
    return [...kept].sort((a, b) => (ranks.get(b) || 0) - (ranks.get(a) || 0) || a - b);
  }

  // ── the list ──

  const FACETS = ["state", "category", "agency", "asker", "level", "due"];

  function chosen(form) {
    const values = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (String(value).trim()) values.set(name, String(value).trim());
    return values;
  }

  async function found(values, head) {
    let numbers = null;
    if (values.get("q")) numbers = await searched(values.get("q"), head.shards);
    if (!numbers) numbers = Array.from({ length: head.total }, (_, at) => at);
    for (const facet of FACETS) {
      if (!values.get(facet)) continue;
      const lists = head.facets[facet] || {};
      const inside = new Set(Object.hasOwn(lists, values.get(facet)) ? unpacked(lists[values.get(facet)]) : []);
      numbers = numbers.filter((one) => inside.has(one));
    }
    const order = values.get("sort") && (await load("orders", 0, "orders.js"))[values.get("sort")];
    if (!order) return numbers;
    const inside = new Set(numbers);
    return order.filter((one) => inside.has(one));
  }

  function spoken(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    if (document.documentElement.lang !== "en") {
      return `${year > 1911 ? `民國${year - 1911}年` : `西元${year}年`}${month}月${day}日（${iso}）`;
    }
    const name = new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(Date.UTC(2000, month - 1, 1));
    return `${day} ${name} ${year}${year > 1911 ? ` (ROC ${year - 1911})` : ""}`;
  }

  function named(form, facet, value) {
    const option = [...form.elements[facet].options].find((one) => one.value === value);
    return option ? option.dataset.name || option.textContent : value;
  }

  function entry(card, form, head) {
    const [page, title, state, level, category, agency, askers, date, due, evidence, excerpt] = card;
    const made = document.getElementById("entry").content.cloneNode(true);
    const link = made.querySelector("a");
    link.href = `${page}.html`;
    link.textContent = title;
    made.querySelector(".badge").classList.add(`s-${state}`);
    made.querySelector("use").setAttribute("href", `#i-${state}`);
    made.querySelector(".badge span").textContent = named(form, "state", state);
    if (due) {
      const time = made.querySelector(".due time");
      time.dateTime = due;
      time.textContent = spoken(due);
    } else made.querySelector(".due").remove();
    made.querySelector(".entry-quote").textContent = `「${excerpt}」`;
    const parts = [named(form, "level", level), agency < 0 ? "" : head.agencies[agency][1]];
    parts.push(category && named(form, "category", category), askers.map((at) => head.askers[at][1]).join("、"));
    parts.push(spoken(date), form.dataset.evidence.replace("{count}", evidence));
    made.querySelector(".entry-more").textContent = parts.filter(Boolean).join(" · ");
    return made;
  }

  async function show(numbers, from, form, head) {
    const list = document.getElementById("entries");
    const said = document.getElementById("said").dataset;
    const turns = document.getElementById("turns");
    const shown = numbers.slice(from, from + PAGE);
    const files = [...new Set(shown.map((one) => Math.floor(one / head.cards)))];
    await Promise.all(files.map((at) => load("cards", at)));
    if (!from) { list.replaceChildren(); list.start = 1; }
    for (const one of shown) {
      const file = Math.floor(one / head.cards);
      list.append(entry(held.get(`cards-${file}`)[one % head.cards], form, head));
    }
    const rest = numbers.length - from - shown.length;
    turns.replaceChildren();
    if (rest > 0) {
      const more = document.createElement("button");
      more.type = "button";
      more.textContent = said.more.replace("{count}", Math.min(rest, PAGE));
      more.addEventListener("click", async () => {
        await show(numbers, from + PAGE, form, head);
        list.children[from + PAGE]?.querySelector("a")?.focus();
      });
      turns.append(more);
    }
  }

  // How many each choice would leave, the others staying as they are.
  async function count(values, form, head) {
    for (const facet of FACETS) {
      const others = new URLSearchParams(values);
      others.delete(facet);
      others.delete("sort");
      const inside = new Set(await found(others, head));
      for (const option of form.elements[facet].options) {
        if (!option.value) continue;
        const lists = head.facets[facet] || {};
        const all = Object.hasOwn(lists, option.value) ? unpacked(lists[option.value]) : [];
        option.dataset.name ||= option.textContent;
        option.textContent = `${option.dataset.name}（${all.filter((one) => inside.has(one)).length}）`;
      }
    }
  }

  function fill(select, pairs) {
    for (const [value, name] of pairs) select.append(new Option(name, value));
  }

  async function list(form) {
    const said = document.getElementById("said");
    let turn = 0;
    const head = await load("facets", 0, "facets.js");
    fill(form.elements.agency, head.agencies);
    fill(form.elements.asker, head.askers);
    form.hidden = false;

    async function run() {
      const values = chosen(form);
      const mine = (turn += 1);
      said.textContent = said.dataset.wait;
      try {
        const numbers = await found(values, head);
        if (mine !== turn) return;
        await show(numbers, 0, form, head);
        said.textContent = numbers.length ? said.dataset.found.replace("{count}", numbers.length) : said.dataset.none;
        await count(values, form, head);
      } catch { said.textContent = said.dataset.broken; }
    }

    if (!("live" in form.dataset)) return;
    const asked = new URLSearchParams(location.search);
    for (const [name, value] of asked) {
      const field = form.elements.namedItem(name);
      if (!field) continue;
      // A choice that nothing has today is still the reader's choice: it finds nothing, rather than everything.
      if (field.options && ![...field.options].some((one) => one.value === value)) field.append(new Option(value, value));
      field.value = value;
    }
    if ([...chosen(form)].length) run(); else count(chosen(form), form, head);
    form.addEventListener("submit", (event) => { event.preventDefault(); change(); });
    form.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") change(); });
    function change() {
      const words = chosen(form).toString();
      try { history.replaceState(null, "", words ? `?${words}` : location.pathname); } catch { /* an address from a disk */ }
      run();
    }
  }

  const form = document.getElementById("filters");
  if (form) list(form).catch(() => { form.hidden = true; });

  const cite = document.getElementById("cite");
  if (cite && navigator.clipboard) {
    const copy = document.createElement("button");
    copy.type = "button";
    copy.textContent = cite.dataset.copy;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(cite.textContent);
      copy.textContent = cite.dataset.copied;
    });
    cite.after(copy);
  }
})();
