// Single keys at the desk; every one of them is also a button or a link. They can be switched off (WCAG 2.1.4).
(() => {
  "use strict";
  const keys = document.querySelector(".keys");
  if (!keys) return;
  const off = "yinuo-keys-off";
  const read = () => { try { return localStorage.getItem(off) === "1"; } catch { return false; } };
  let quiet = read();
  const toggle = document.createElement("button");
  toggle.type = "button";
  const tell = () => { toggle.textContent = quiet ? keys.dataset.off : keys.dataset.on; toggle.setAttribute("aria-pressed", String(!quiet)); };
  toggle.addEventListener("click", () => { quiet = !quiet; try { localStorage.setItem(off, quiet ? "1" : "0"); } catch { /* kept for this page only */ } tell(); });
  tell();
  keys.append(" ", toggle);
  document.addEventListener("keydown", (event) => {
    if (quiet || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input, textarea, select")) { if (event.key === "Escape") event.target.blur(); return; }
    if (!/^[a-z]$/.test(event.key)) return;
    const found = document.querySelector(`[data-key="${event.key}"]`);
    if (!found) return;
    event.preventDefault();
    const needed = found.dataset.needs && document.getElementById(found.dataset.needs);
    if (needed && !needed.value.trim()) { needed.focus(); return; }
    found.click();
    const panel = found.closest("details");
    if (panel && found.tagName === "SUMMARY" && panel.open) panel.querySelector("select, textarea, input:not([type=hidden])").focus();
  });
})();
