import { countFrom } from "./counting.js";

/** Between the tabs of one reader: that a gift of theirs has been counted. Nothing is stored. */
export const ownGifts = () => ("BroadcastChannel" in window ? new BroadcastChannel("own-gift") : null);

/**
 * <own-gift data-gift data-campaign data-before data-words> on the thanks page: the bar beside it
 * climbs by the gift, and the campaign's other tabs are told, so that they say it once.
 */
class OwnGift extends HTMLElement {
  connectedCallback() {
    const { gift, campaign, before, words } = this.dataset;
    for (const raised of document.querySelectorAll("[data-count=raised]")) countFrom(Number(before), raised);
    const channel = ownGifts();
    channel?.postMessage({ gift, campaign, words });
    channel?.close();
  }
}

customElements.define("own-gift", OwnGift);
