/** What is shown: the list, one campaign, and what became of a gift. The address says which. */
import { all, follow, give, read, Refused } from "./platform.js";

const view = document.querySelector("#view");
const euro = new Intl.NumberFormat("it-IT", { style: "currency", currency: "EUR", useGrouping: "always" });
const euros = (text) => euro.format(text).replace(",00", "");
const COMUNE = { potential: "Alla soglia il Comune aggiungerebbe", reserved: "Il Comune ha riservato", granted: "Il Comune ha assegnato" };
const TAGS = new Set("A B BR EM H2 H3 I LI OL P STRONG UL".split(" "));
let shown = new AbortController();

const part = (name) => document.querySelector(`#${name}`).content.cloneNode(true);

function bar(place, progress) {
  if (!place.firstChild) place.append(part("bar"));
  const set = (name, value) => (place.querySelector(`.${name}`).textContent = value);
  const { match } = progress;
  const start = Number(match.state === "potential" ? progress.threshold : progress.collected);
  const whole = Math.max(progress.cost, start + Number(match.amount));
  const width = (amount) => (100 * amount) / whole;
  set("collected", euros(progress.collected));
  set("gifts", `da ${progress.donations} donazioni, su ${euros(progress.cost)}`);
  set("threshold", `Soglia: ${euros(progress.threshold)}`);
  set("comune", COMUNE[match.state] ? `${COMUNE[match.state]} ${euros(match.amount)}` : "");
  for (const [name, x, wide] of [["given", 0, width(progress.collected)], ["match", width(start), width(match.amount)], ["tick", width(progress.threshold), 0.6]]) {
    place.querySelector(`.${name}`).setAttribute("x", x);
    place.querySelector(`.${name}`).setAttribute("width", wide);
  }
}

function picture(image, campaign) {
  const drawn = campaign.picture?.renditions.find((each) => each.crop === "card" && each.type === "image/jpeg");
  if (!drawn) return image.remove();
  Object.assign(image, { src: drawn.url, width: drawn.width, height: drawn.height, alt: campaign.picture.alt });
}

async function list() {
  const cards = Object.assign(document.createElement("ul"), { className: "cards" });
  for await (const campaign of all("/api/v1/campaigns/?state=live")) {
    const card = part("card");
    Object.assign(card.querySelector("a"), { href: `#/${campaign.slug}`, textContent: campaign.title });
    card.querySelector(".summary").textContent = campaign.summary;
    picture(card.querySelector("img"), campaign);
    bar(card.querySelector(".bar"), campaign);
    cards.append(card);
  }
  view.replaceChildren(cards);
}

/** Rich text, of which only plain tags are kept: another site's HTML is never trusted. */
function rich(html) {
  const clean = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.cloneNode()];
    const inside = [...node.childNodes].flatMap(clean);
    if (!TAGS.has(node.tagName)) return inside;
    const kept = document.createElement(node.tagName);
    if (node.href?.startsWith("http")) kept.href = node.href;
    kept.append(...inside);
    return [kept];
  };
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes].flatMap(clean);
}

function story(content, campaign) {
  const blocks = (content?.story ?? []).flatMap(({ type, value }) => {
    const text = typeof value === "string" ? value : value?.text ?? value?.quote ?? "";
    return rich(type === "heading" ? `<h2>${text}</h2>` : text);
  });
  const [title, costs] = ["h2", "ul"].map((tag) => document.createElement(tag));
  title.textContent = "A che cosa servono i soldi";
  for (const line of campaign.budget) {
    costs.append(document.createElement("li"));
    costs.lastChild.textContent = `${line.description}: ${euros(line.amount)}`;
  }
  return [...blocks, title, costs];
}

async function campaign(slug) {
  const found = await read(`/api/v1/campaigns/${slug}/`);
  const content = found.content_url && (await read(found.content_url));
  const page = part("campaign");
  page.querySelector("h1").textContent = found.title;
  page.querySelector(".summary").textContent = found.summary;
  page.querySelector(".story").append(...story(content, found));
  picture(page.querySelector("img"), found);
  const [place, form] = [page.querySelector(".bar"), page.querySelector("form")];
  bar(place, found);
  let key = crypto.randomUUID();
  form.addEventListener("input", () => (key = crypto.randomUUID()));
  form.addEventListener("submit", (event) => start(event, slug, key));
  form.hidden = found.state !== "live";
  view.replaceChildren(page);
  follow(slug, (progress) => bar(place, progress), shown.signal);
}

async function start(event, slug, key) {
  event.preventDefault();
  const { amount, name, email, anonymous } = event.target.elements;
  const said = event.target.querySelector(".error");
  said.textContent = "";
  const [whole, cents = ""] = amount.value.trim().split(/[.,]/);
  const gift = { campaign: slug, amount: `${whole}.${cents.padEnd(2, "0")}`, name: name.value, email: email.value, anonymous: anonymous.checked };
  try {
    const back = new URL(`#/${slug}`, location.href.split(/[?#]/)[0]).href;
    location.assign((await give({ ...gift, return_url: back }, key)).checkout_url);
  } catch (error) {
    said.textContent = error instanceof Refused ? error.message : "Il servizio non risponde. Riprova: quello che hai scritto resta qui.";
  }
}

/** The donor is back. The address proves nothing: the platform says what became of the gift. */
async function thanks(donation, slug) {
  const page = part("thanks");
  const [title, words, link] = ["h1", ".summary", "a"].map((each) => page.querySelector(each));
  Object.assign(link, { href: `${location.pathname}#/${slug}`, textContent: "Torna al progetto" });
  view.replaceChildren(page);
  for (let tries = 0; tries < 20; tries += 1) {
    const { status, amount } = await read(`/api/v1/donations/${donation}/`);
    const known = { confirmed: ["Grazie!", `${euros(amount)} sono arrivati.`], failed: ["Il pagamento non è riuscito", "Non è stato addebitato nulla."] };
    [title.textContent, words.textContent] = known[status] ?? ["Un momento…", "Il pagamento si sta concludendo."];
    if (known[status] || shown.signal.aborted) return;
    await new Promise((next) => setTimeout(next, 1500));
  }
}

async function show() {
  shown.abort();
  shown = new AbortController();
  const slug = decodeURIComponent(location.hash.replace(/^#\/?/, ""));
  const back = new URLSearchParams(location.search);
  try {
    if (back.get("result") === "paid") await thanks(back.get("donation"), slug);
    else await (slug ? campaign(slug) : list());
    view.querySelector("h1")?.focus();
  } catch (error) {
    view.textContent = error instanceof Refused ? error.message : "La piattaforma non risponde. Riprova tra poco.";
  }
}

addEventListener("hashchange", show);
show();
