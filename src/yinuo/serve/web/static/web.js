// Only comfort: every page works without this file.
(() => {
  "use strict";
  for (const cite of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    const copy = document.createElement("button");
    copy.type = "button";
    copy.textContent = cite.dataset.copy;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(cite.textContent.trim());
      copy.textContent = cite.dataset.copied;
    });
    cite.after(copy);
  }
})();
