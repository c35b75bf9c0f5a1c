/** <share-button data-title data-url data-copied> shares the page, or copies its address. */
class ShareButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!navigator.share && !navigator.clipboard) {
      button.hidden = true;
      return;
    }
    button.addEventListener("click", () => this.#share(button.querySelector("[data-label]")));
  }

  async #share(label) {
    const url = new URL(this.dataset.url || location.href.split("#")[0], location.href).href;
    if (navigator.share) {
      await navigator.share({ title: this.dataset.title, url }).catch(() => {});
      return;
    }
    await navigator.clipboard.writeText(url);
    label.textContent = this.dataset.copied;
    label.setAttribute("role", "status");
  }
}

customElements.define("share-button", ShareButton);
