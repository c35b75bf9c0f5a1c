const INTERVAL = 20_000;

/**
 * <live-bar data-url data-seen> polls a campaign's progress while the tab is visible. When it differs
 * from what was seen last (state|collected|match state|match amount) the words and widths marked
 * `data-live` are taken from a fresh copy of the page, so that every sentence is the server's, in the
 * reader's language. Only a change of state is announced.
 */
class LiveBar extends HTMLElement {
  #timer;
  #busy = false;
  #onVisibility = () => this.#schedule(document.hidden ? null : 0);

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#schedule(INTERVAL);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    clearTimeout(this.#timer);
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    if (delay === null || document.hidden) return;
    this.#timer = setTimeout(() => this.#poll(), delay);
  }

  async #poll() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const answer = await fetch(this.dataset.url, { cache: "no-cache" });
      if (answer.ok) await this.#compare(await answer.json());
    } catch {
      // Offline for a while: the next turn tries again.
    } finally {
      this.#busy = false;
      this.#schedule(INTERVAL);
    }
  }

  async #compare(now) {
    const [state, , match] = this.dataset.seen.split("|");
    const seen = [now.state, now.collected, now.match.state, now.match.amount].join("|");
    if (seen === this.dataset.seen) return;
    await this.#refresh();
    this.dataset.seen = seen;
    if (now.state !== state || now.match.state !== match) this.#announce();
  }

  async #refresh() {
    const answer = await fetch(location.href, { cache: "no-cache" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const source = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
      if (source) update(part, source);
    }
  }

  #announce() {
    const status = this.querySelector(".bar__status")?.textContent ?? "";
    this.querySelector("[data-announce]").textContent = status.replace(/\s+/g, " ").trim();
  }
}

/** Keeps elements whose shape is the same, so that widths glide; replaces the others. */
function update(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!haveSameShape(old, fresh)) {
    old.replaceWith(document.importNode(fresh, true));
    return;
  }
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  [...old.children].forEach((child, index) => update(child, fresh.children[index]));
}

function haveSameShape(old, fresh) {
  return (
    old.tagName === fresh.tagName &&
    old.children.length === fresh.children.length &&
    (old.tagName === "rect" || old.children.length > 0) &&
    !hasOwnText(old) &&
    !hasOwnText(fresh)
  );
}

function hasOwnText(element) {
  return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
}

customElements.define("live-bar", LiveBar);
