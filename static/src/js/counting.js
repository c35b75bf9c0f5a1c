const DURATION = 900;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const LOCALE = document.documentElement.lang === "en" ? "en-IE" : "it-IT";
const WHOLE_EUROS = new Intl.NumberFormat(LOCALE, {
  style: "currency",
  currency: "EUR",
  maximumFractionDigits: 0,
  useGrouping: "always",
});

/**
 * Lets a <data value> of euros climb, or fall, from another amount to its own, in the reader's
 * format; it ends with the server's own words. Nothing moves for who wants no motion.
 */
export function countFrom(before, element) {
  const target = Number(element.value);
  if (STILL.matches || before === target || !Number.isFinite(before)) return;
  const words = element.textContent;
  const began = performance.now();
  const step = (now) => {
    const done = Math.min(1, (now - began) / DURATION);
    const amount = before + (target - before) * (1 - (1 - done) ** 3);
    element.textContent = done < 1 ? WHOLE_EUROS.format(Math.floor(amount)) : words;
    if (done < 1 && element.isConnected) requestAnimationFrame(step);
  };
  step(began);
}
