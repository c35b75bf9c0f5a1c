const EVERY = 20_000;
const LONGEST = 300_000;

/** How a poll failed; `after` is how long the server asked us to wait, in milliseconds. */
export class PollFailed extends Error {
  constructor(answer) {
    super(`status ${answer.status}`);
    this.after = 1000 * (Number(answer.headers.get("Retry-After")) || 0);
  }
}

/**
 * Calls `ask` every 15–25 seconds while the tab is visible and the device online, and at once when
 * it is so again. After a failure it waits twice as long each time, up to five minutes. The spread
 * keeps readers who opened a page together from asking together.
 */
export class VisiblePolling {
  #ask;
  #timer;
  #asking = false;
  #failures = 0;
  #wake = () => this.#schedule(0);

  constructor(ask) {
    this.#ask = ask;
  }

  start() {
    document.addEventListener("visibilitychange", this.#wake);
    addEventListener("online", this.#wake);
    this.#schedule(spread(EVERY));
  }

  stop() {
    document.removeEventListener("visibilitychange", this.#wake);
    removeEventListener("online", this.#wake);
    clearTimeout(this.#timer);
  }

  now() {
    this.#wake();
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => this.#turn(), delay);
  }

  async #turn() {
    if (this.#asking) return;
    let asked = 0;
    this.#asking = true;
    try {
      await this.#ask();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      asked = error.after ?? 0;
    } finally {
      this.#asking = false;
    }
    const wait = Math.min(EVERY * 2 ** this.#failures, LONGEST);
    this.#schedule(Math.max(asked, spread(wait)));
  }
}

function spread(delay) {
  return delay * (0.75 + Math.random() / 2);
}
