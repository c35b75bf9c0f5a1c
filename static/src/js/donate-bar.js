/** <donate-bar> steps aside while the giving box itself, or the footer, is in view. */
class DonateBar extends HTMLElement {
  connectedCallback() {
    const watched = [document.getElementById("give"), document.getElementById("footer")].filter(Boolean);
    const inView = new Set();
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inView.add(target);
        else inView.delete(target);
      }
      this.classList.toggle("donate-bar--aside", inView.size > 0);
    });
    watched.forEach((element) => this.observer.observe(element));
  }

  disconnectedCallback() {
    this.observer?.disconnect();
  }
}

customElements.define("donate-bar", DonateBar);
