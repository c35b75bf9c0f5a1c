import { countFrom } from "./counting.js";
import { ownGifts } from "./own-gift.js";
import { patch } from "./patching.js";
import { PollFailed, VisiblePolling } from "./visible-polling.js";

const PATIENCE = 10_000;
const ENDED = ["succeeded", "failed", "cancelled"];

/**
 * <live-bar data-campaign data-progress data-fragment data-seen data-stage> asks for a campaign's
 * progress. When it differs from what was seen last, the parts marked `data-live` are taken from the
 * server's fragment, so that every sentence and number is the server's, in the reader's language.
 * A part with a `data-key` is left alone while that stays the same: somebody may be typing in it.
 *
 * Its one live region speaks of three things alone: the reader's own gift, the threshold, and a
 * change of state.
 */
class LiveBar extends HTMLElement {
  #polling = new VisiblePolling(() => this.#ask());
  #channel;
  #ownWords = "";
  #told = new Set();

  connectedCallback() {
    if (ENDED.includes(this.dataset.stage)) return;
    this.#polling.start();
    this.#channel = ownGifts();
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.#hearOwnGift(data);
  }

  disconnectedCallback() {
    this.#polling.stop();
    this.#channel?.close();
  }

  #hearOwnGift({ gift, campaign, words }) {
    if (campaign !== this.dataset.campaign || this.#told.has(gift)) return;
    this.#told.add(gift);
    this.#ownWords = words;
    this.#polling.now();
  }

  async #ask() {
    const answer = await ask(this.dataset.progress);
    const news = (await isNew(answer, this.dataset.seen)) ? await this.#refresh() : "";
    const words = [this.#ownWords, news].filter(Boolean).join(" ");
    this.#ownWords = "";
    if (words) this.querySelector("[data-announce]").textContent = words;
    if (ENDED.includes(this.dataset.stage)) this.#polling.stop();
  }

  /** Shows the present; returns what is to be said of it. */
  async #refresh() {
    const answer = await ask(this.dataset.fragment);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const bar = fresh.querySelector("live-bar");
    if (!bar) throw new PollFailed(answer);
    const before = amounts();
    for (const part of document.querySelectorAll("[data-live]")) showPart(part, fresh);
    for (const shown of document.querySelectorAll("[data-count]")) countFrom(before.get(shown.dataset.count), shown);
    const hasMoved = bar.dataset.stage !== this.dataset.stage;
    Object.assign(this.dataset, bar.dataset);
    return hasMoved ? this.querySelector(".bar__status").textContent.replace(/\s+/g, " ").trim() : "";
  }
}

async function ask(address) {
  const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new PollFailed(answer);
  return answer;
}

async function isNew(answer, seen) {
  const { state, at_risk, collected, donations, match } = await answer.json();
  return seen !== [state, at_risk, collected, donations, match.state, match.amount, match.shortfall].join("|");
}

function amounts() {
  const shown = [...document.querySelectorAll("[data-count]")];
  return new Map(shown.map((element) => [element.dataset.count, Number(element.value)]));
}

function showPart(part, fresh) {
  const { live, key } = part.dataset;
  const source = fresh.querySelector(`[data-live="${live}"]`);
  if (key !== undefined && source?.dataset.key === key) return;
  if (source) patch(part, source);
  else if (key !== undefined) part.remove();
}

customElements.define("live-bar", LiveBar);
