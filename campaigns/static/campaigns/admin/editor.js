/* The editor of pages: the checklist leads to its fields and follows what is saved; counts of characters. */
(function () {
  "use strict";

  const DEBOUNCE = 300;
  const COUNTED = 500;

  /* ---- the checklist ---- */

  function placeOf(link) {
    const field = document.querySelector(`[data-contentpath="${link.dataset.civicField}"]`);
    const block = link.dataset.civicBlock;
    return (block && document.querySelector(`[data-contentpath="${block}"]`)) || field
      || document.getElementById(`id_${link.dataset.civicField}-FORMS`);
  }

  function open(place) {
    const tab = place.closest("[role=tabpanel]");
    if (tab && tab.hidden) {
      document.querySelector(`[role=tab][aria-controls="${tab.id}"]`)?.click();
    }
    for (let panel = place.closest("[data-panel]"); panel; panel = panel.parentElement?.closest("[data-panel]")) {
      const toggle = panel.querySelector("[data-panel-toggle][aria-expanded=false]");
      if (toggle && panel.querySelector("[hidden]")?.contains(place)) {
        toggle.click();
      }
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-civic-field]");
    const place = link && placeOf(link);
    if (!place) {
      return;
    }
    event.preventDefault();
    open(place);
    place.scrollIntoView({ block: "center" });
    place
      .querySelector("input:not([type=hidden]), textarea:not([hidden]), select, [contenteditable=true], button")
      ?.focus({ preventScroll: true });
  });

  let waiting;

  function refresh() {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const list = document.querySelector("[data-civic-checklist]");
      const address = list?.dataset.civicChecklist;
      if (!address) {
        return;
      }
      const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok && !answer.redirected) {
        list.innerHTML = await answer.text();
      }
    }, DEBOUNCE);
  }

  document.addEventListener("w-autosave:success", refresh);

  /* ---- characters ---- */

  const selector = "input[type=text][maxlength], textarea[maxlength], [data-civic-advised]";

  function limitsOf(field) {
    const most = field.maxLength > 0 ? field.maxLength : 0;
    return { most, advised: Number(field.dataset.civicAdvised) || most };
  }

  function count(field, meter) {
    const { most, advised } = limitsOf(field);
    const length = field.value.length;
    meter.textContent = `${length} / ${advised}`;
    meter.classList.toggle("civic-count--near", length > advised * 0.9 && length <= advised);
    meter.classList.toggle("civic-count--over", length > advised || (most > 0 && length >= most));
  }

  function meterOf(field) {
    if (field.dataset.civicCounted) {
      return;
    }
    const { advised } = limitsOf(field);
    if (!advised || advised > COUNTED || !field.closest("form[data-edit-form], [data-edit-form] form, main form")) {
      return;
    }
    field.dataset.civicCounted = "yes";
    const meter = document.createElement("output");
    meter.className = "civic-count";
    meter.setAttribute("for", field.id);
    meter.setAttribute("aria-live", "off");
    field.insertAdjacentElement("afterend", meter);
    field.addEventListener("input", () => count(field, meter));
    field.addEventListener("change", () => count(field, meter));
    count(field, meter);
  }

  function look(root) {
    if (root.nodeType !== Node.ELEMENT_NODE) {
      return;
    }
    if (root.matches(selector)) {
      meterOf(root);
    }
    root.querySelectorAll(selector).forEach(meterOf);
  }

  function start() {
    look(document.body);
    new MutationObserver((changes) => {
      changes.forEach((change) => change.addedNodes.forEach(look));
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
