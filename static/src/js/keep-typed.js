/** The language links take along what was typed in a form that is not sent yet. */
export function keepTyped(form) {
  for (const link of document.querySelectorAll(".slim__languages a[hreflang]:not([aria-current])")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      form.action = link.href;
      const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "lingua", value: link.hreflang });
      form.append(mark);
      form.submit();
    });
  }
}
