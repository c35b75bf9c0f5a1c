const WAIT = 180;
const SHORTEST = 2;

/**
 * <search-suggest data-url data-none data-some> around a search field offers pages while one types.
 * The field becomes a combobox with a list box; Enter on a suggestion goes there, Enter alone searches.
 */
class SearchSuggest extends HTMLElement {
  #field = this.querySelector("input");
  #list = document.createElement("ul");
  #status = document.createElement("span");
  #timer;
  #request;
  #active = -1;

  connectedCallback() {
    const id = `${this.#field.id}-suggestions`;
    this.#list.id = id;
    this.#list.className = "suggest__list";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", this.dataset.some);
    this.#list.hidden = true;
    this.#status.className = "visually-hidden";
    this.#status.setAttribute("role", "status");
    this.append(this.#list, this.#status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
    })) {
      this.#field.setAttribute(name, value);
    }
    this.#field.addEventListener("input", () => this.#later());
    this.#field.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.#close());
  }

  #later() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    if (this.#field.value.trim().length < SHORTEST) return this.#close();
    this.#timer = setTimeout(() => this.#ask(), WAIT);
  }

  async #ask() {
    this.#request = new AbortController();
    const url = `${this.dataset.url}?q=${encodeURIComponent(this.#field.value.trim())}`;
    try {
      const answer = await fetch(url, { signal: this.#request.signal });
      if (answer.ok) this.#show((await answer.json()).suggestions);
    } catch {
      // Overtaken by what was typed next, or offline: the form still searches.
    }
  }

  #show(suggestions) {
    this.#active = -1;
    this.#field.removeAttribute("aria-activedescendant");
    this.#list.replaceChildren(...suggestions.map((item, index) => this.#option(item, index)));
    this.#list.hidden = !suggestions.length;
    this.#field.setAttribute("aria-expanded", String(suggestions.length > 0));
    this.#status.textContent = suggestions.length
      ? `${this.dataset.some} (${suggestions.length})`
      : this.dataset.none;
  }

  #option({ title, kind, url }, index) {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${index}`;
    option.className = "suggest__option";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    const label = document.createElement("span");
    label.textContent = title;
    const small = document.createElement("small");
    small.textContent = kind;
    option.append(label, small);
    // The field keeps the focus, so that leaving it does not close the list under the pointer.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => location.assign(url));
    return option;
  }

  #press(event) {
    const options = [...this.#list.children];
    if (event.key === "Escape" && !this.#list.hidden) {
      event.preventDefault();
      this.#close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place beyond each end is the field itself.
      const places = options.length + 1;
      this.#mark(options, ((this.#active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      location.assign(options[this.#active].dataset.url);
    }
  }

  #mark(options, index) {
    this.#active = index;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return this.#field.removeAttribute("aria-activedescendant");
    this.#list.hidden = false;
    this.#field.setAttribute("aria-expanded", "true");
    this.#field.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  #close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#active = -1;
    this.#status.textContent = "";
    this.#field.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  }
}

customElements.define("search-suggest", SearchSuggest);
