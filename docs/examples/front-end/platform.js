/** The platform's API. Amounts are strings such as "25.00"; they are shown, never reckoned with. */
const ORIGIN = document.querySelector("meta[name=platform]").content;
const LANGUAGE = document.documentElement.lang;

export class Refused extends Error {}

async function ask(path, options = {}) {
  const address = new URL(path, ORIGIN);
  const headers = { "Accept-Language": LANGUAGE, ...options.headers };
  const answer = await fetch(address, { ...options, headers });
  if (answer.status === 304 || answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  const said = Object.values(problem.errors ?? {}).flat().map((each) => each.message ?? each);
  throw new Refused(said.join(" ") || problem.detail || problem.title || answer.statusText);
}

export const read = async (path) => (await ask(path)).json();

/** Every page of a list. */
export async function* all(path) {
  for (let next = path; next; ) {
    const page = await read(next);
    yield* page.results;
    next = page.next;
  }
}

/** Call `show` with the bar of a campaign, now and whenever it changes, until `signal` aborts. */
export async function follow(slug, show, signal, seconds = 15) {
  let etag = "";
  while (!signal.aborted) {
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await ask(`/api/v1/campaigns/${slug}/progress/`, { headers, signal, cache: "no-store" });
      etag = answer.headers.get("ETag") ?? etag;
      if (answer.status !== 304) show(await answer.json());
    } catch (error) {
      if (signal.aborted) return;
    }
    await new Promise((next) => setTimeout(next, seconds * 1000));
  }
}

/** Begin a gift. The same `key` and gift sent again, after a lost answer, are the same donation. */
export const give = async (gift, key) =>
  (
    await ask("/api/v1/donations/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify({ ...gift, locale: LANGUAGE }),
    })
  ).json();
