const DAY = 86_400_000;

/** <deadline-clock data-now data-closes> counts the last day down, by the server's clock. */
class DeadlineClock extends HTMLElement {
  #timer;

  connectedCallback() {
    const ahead = Date.parse(this.dataset.now) - Date.now();
    const closes = Date.parse(this.dataset.closes);
    const clock = this.querySelector(".deadline__clock");
    const words = this.querySelector(".deadline__left");
    const tick = () => {
      const left = closes - (Date.now() + ahead);
      if (left > DAY) return;
      if (left <= 0) {
        clearInterval(this.#timer);
        words.textContent = this.dataset.over;
        clock.textContent = "";
        return;
      }
      clock.textContent = new Date(left).toISOString().slice(11, 19);
    };
    tick();
    this.#timer = setInterval(tick, 1_000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }
}

customElements.define("deadline-clock", DeadlineClock);
