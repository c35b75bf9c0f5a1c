const INTERVAL = 2_000;

/** <donation-status data-url> looks every two seconds and shows the outcome once it is known. */
class DonationStatus extends HTMLElement {
  #timer;

  connectedCallback() {
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(this.dataset.url, { cache: "no-store" });
      if (!answer.ok) return;
      const { status } = await answer.json();
      if (status === "waiting") return;
      clearInterval(this.#timer);
      location.reload();
    } catch {
      // Offline for a while: the next turn tries again.
    }
  }
}

customElements.define("donation-status", DonationStatus);
