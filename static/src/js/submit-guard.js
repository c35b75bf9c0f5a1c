/** One tap, one submission: the button rests until the page comes back into view. */
export function guardDoubleSubmit(root) {
  root.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || !submitter) return;
    if (submitter.hasAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    submitter.setAttribute("aria-busy", "true");
    // After this turn, so that the button's own name and value are still sent.
    setTimeout(() => (submitter.disabled = true));
  });
  window.addEventListener("pageshow", () => {
    for (const button of root.querySelectorAll("button[aria-busy]")) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  });
}
