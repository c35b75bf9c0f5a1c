/** <char-count data-limit data-left="{n} characters left"> says how much room a text has left. */
const NEARLY = 100;

class CharCount extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("textarea");
    const shown = document.createElement("p");
    shown.className = "char-count";
    const spoken = document.createElement("p");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    this.append(shown, spoken);
    const count = () => {
      const left = Number(this.dataset.limit) - field.value.length;
      shown.textContent = this.dataset.left.replace("{n}", left);
      shown.classList.toggle("char-count--over", left < 0);
      spoken.textContent = left <= NEARLY && left % 20 === 0 ? shown.textContent : "";
    };
    field.addEventListener("input", count);
    count();
  }
}

customElements.define("char-count", CharCount);
