const WAIT = 1_500;

/** Saves a step while somebody types, and keeps on this device what has not reached the server. */
export function autosave(form) {
  const url = form.dataset.autosave;
  const key = `draft:${url}`;
  const status = form.querySelector("[data-autosave-status]");
  let timer, flight, leaving, stopped;

  const fields = () =>
    [...form.elements].filter(({ name, type }) => name && name !== "csrfmiddlewaretoken" && !/hidden|submit/.test(type));
  const written = (field) => (field.type === "checkbox" ? field.checked : field.value.trim());
  const snapshot = () => Object.fromEntries(fields().map((field) => [field.name, written(field)]));
  const say = (words) => (status.textContent = words);
  const store = (value) => {
    try {
      value ? localStorage.setItem(key, JSON.stringify(value)) : localStorage.removeItem(key);
    } catch {
      // Storage is full or refused: the server still saves.
    }
  };
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };

  async function post() {
    const sent = JSON.stringify(snapshot());
    try {
      const answer = await fetch(url, { method: "POST", body: new FormData(form), keepalive: document.hidden });
      const result = await answer.json();
      say(result.message);
      if (!answer.ok) {
        stopped = answer.status === 409;
        return;
      }
      form.elements.version.value = result.version;
      if (!result.unsaved.length && sent === JSON.stringify(snapshot())) store(null);
    } catch {
      say(form.dataset.offline);
    }
  }

  function save() {
    clearTimeout(timer);
    timer = undefined;
    if (leaving || stopped) return;
    flight = (flight ?? Promise.resolve()).then(post).finally(() => (flight = undefined));
  }

  function later() {
    store(snapshot());
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  function offer(kept) {
    const now = snapshot();
    const lost = fields().filter(({ name }) => name in kept && kept[name] !== now[name]);
    if (!lost.length) return store(null);
    const box = form.querySelector("[data-autosave-offer]");
    box.hidden = false;
    box.querySelector("[data-take]").addEventListener("click", () => {
      for (const field of lost) {
        if (field.type === "checkbox") field.checked = kept[field.name];
        else field.value = kept[field.name];
        field.closest("details")?.setAttribute("open", "");
      }
      box.hidden = true;
      later();
    });
    box.querySelector("[data-drop]").addEventListener("click", () => {
      store(null);
      box.hidden = true;
    });
  }

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    store(snapshot());
    leaving = true;
    if (!flight) return;
    // The answer under way brings the version that this sending has to name.
    event.preventDefault();
    event.stopPropagation();
    flight.then(() => form.requestSubmit(event.submitter));
  });
  addEventListener("pageshow", () => (leaving = false));

  const kept = read();
  if (kept) offer(kept);
  if ("autosaveOff" in form.dataset) return;
  form.addEventListener("input", later);
  addEventListener("online", () => read() && save());
  document.addEventListener("visibilitychange", () => document.hidden && timer && save());
}
