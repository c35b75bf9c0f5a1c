/**
 * What axe-core does not see. Each check returns sentences about what is wrong; none is right.
 * Put into every page by the browser of the journeys, before the page's own scripts.
 */
globalThis.pageChecks = (() => {
  const TEXT_SPACING = `
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }`;
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const FIELDS = "input, select, textarea";
  const UNDRAWN = ["hidden", "submit", "button", "checkbox", "radio", "file", "range"];
  const SHOWS_FOCUS = [
    ...["outlineStyle", "outlineColor", "outlineWidth", "boxShadow", "borderColor"],
    ...["backgroundColor", "color", "textDecorationLine", "clip", "clipPath", "position"],
  ];
  const LEAST_CONTRAST = 3;

  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function describe(element) {
    return element.cloneNode(false).outerHTML.slice(0, 140);
  }

  function isSeen(element) {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
  }

  /** Any colour of CSS as red, green, blue (0–255) and alpha (0–1). */
  function rgba(colour) {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  /** The first opaque colour behind an element; a picture counts as unknown. */
  function backgroundOf(element) {
    for (let behind = element; behind; behind = behind.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(behind);
      if (backgroundImage !== "none") return null;
      const colour = rgba(backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  }

  function tooAlike(what, one, other) {
    if (one[3] < 0.1 || !other) return [];
    const ratio = contrast(one, other);
    return ratio < LEAST_CONTRAST ? [`${what}: ${ratio.toFixed(2)} to 1`] : [];
  }

  /** WCAG 1.4.10: nothing makes the page scroll sideways; a table may, inside its own frame. */
  function reflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => isSeen(element) && element.getBoundingClientRect().right > clientWidth + 1,
    );
    return [`${scrollWidth} px wide: ${wide.slice(-1).map(describe).join("")}`];
  }

  /**
   * WCAG 1.4.12: with the spacing of the criterion no text is cut off. A summary that is shortened
   * by its number of lines is whole on the page that it leads to.
   */
  function textSpacing() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(TEXT_SPACING);
    document.adoptedStyleSheets.push(sheet);
    const cut = [...document.querySelectorAll("body *")].filter((element) => {
      const { overflowX, overflowY, webkitLineClamp } = getComputedStyle(element);
      if (webkitLineClamp !== "none") return false;
      const clipsX = ["hidden", "clip"].includes(overflowX);
      const clipsY = ["hidden", "clip"].includes(overflowY);
      if ((!clipsX && !clipsY) || !isSeen(element) || !element.innerText?.trim()) return false;
      return (
        (clipsX && element.scrollWidth > element.clientWidth + 1) ||
        (clipsY && element.scrollHeight > element.clientHeight + 1)
      );
    });
    const wrong = [...cut.map((element) => `cut off: ${describe(element)}`), ...reflow()];
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    return wrong;
  }

  function looks(element) {
    const styles = [null, "::before", "::after"].map((part) => getComputedStyle(element, part));
    return styles.map((style) => SHOWS_FOCUS.map((name) => style[name]).join("|")).join("#");
  }

  /** Where focus may be drawn: the element, its label, what stands beside and around it. */
  function framesOf(element) {
    const around = [];
    for (let each = element.parentElement; each && around.length < 5; each = each.parentElement) {
      around.push(each);
    }
    return [element, ...(element.labels ?? []), element.nextElementSibling, ...around].filter(Boolean);
  }

  function isCovered(element) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const points = [left + 2, (left + right) / 2, right - 2].flatMap((x) =>
      [top + 2, (top + bottom) / 2, bottom - 2].map((y) => [x, y]),
    );
    const own = [element, ...(element.labels ?? [])];
    return !points.some(([x, y]) => {
      const above = document.elementFromPoint(x, y);
      return above && own.some((part) => part.contains(above) || above.contains(part));
    });
  }

  /** WCAG 2.4.7 and 2.4.11: whatever takes focus shows it, and nothing lies over it. */
  function focus() {
    const wrong = [];
    const takers = [...document.querySelectorAll(FOCUSABLE)].filter(
      (element) => !element.disabled && element.tabIndex >= 0 && element.checkVisibility(),
    );
    for (const element of takers) {
      document.activeElement?.blur?.();
      const parts = framesOf(element);
      const before = parts.map(looks);
      element.focus();
      if (document.activeElement !== element) continue;
      const after = parts.map(looks);
      if (before.every((look, index) => look === after[index])) {
        wrong.push(`focus is not seen: ${describe(element)}`);
      } else if (isSeen(element) && isCovered(element)) {
        wrong.push(`focus is covered: ${describe(element)}`);
      }
    }
    document.activeElement?.blur?.();
    scrollTo(0, 0);
    return wrong;
  }

  /** How an element's border, or its ground, stands out from what is behind it. */
  function edgeContrast(frame) {
    const outside = backgroundOf(frame.parentElement);
    if (!outside) return LEAST_CONTRAST;
    const { borderBottomColor, borderBottomStyle } = getComputedStyle(frame);
    const edges = [backgroundOf(frame) ?? outside];
    if (borderBottomStyle !== "none") edges.push(rgba(borderBottomColor));
    return Math.max(...edges.map((edge) => contrast(edge, outside)));
  }

  /** WCAG 1.4.11: the edge of a field stands out from what is around it. */
  function fields() {
    return [...document.querySelectorAll(FIELDS)]
      .filter((field) => !UNDRAWN.includes(field.type) && isSeen(field))
      .flatMap((field) => {
        // The edge may be drawn by the field, or by what it fills.
        const frames = [field, field.parentElement, field.parentElement.parentElement];
        const ratios = frames.map((frame) => edgeContrast(frame));
        const best = Math.max(...ratios);
        return best < LEAST_CONTRAST ? [`${describe(field)}: ${best.toFixed(2)} to 1`] : [];
      });
  }

  /** WCAG 1.4.11: the parts of the bar stand out from each other and from the page. */
  function bars() {
    return [...document.querySelectorAll(".bar")].filter(isSeen).flatMap((bar) => {
      const around = backgroundOf(bar);
      const fill = (name) => {
        const part = bar.querySelector(`.bar__${name}`);
        return part ? rgba(getComputedStyle(part).fill) : null;
      };
      const [given, track, tick] = [fill("given"), fill("track"), fill("tick")];
      return [
        ...(given ? tooAlike("given on the page", given, around) : []),
        ...(given && track ? tooAlike("given on the track", given, track) : []),
        ...(tick && track ? tooAlike("threshold on the track", tick, track) : []),
      ];
    });
  }

  /** Who asked for less motion gets none. */
  function motion() {
    const moving = document.getAnimations().filter((one) => one.playState === "running");
    return moving.map((one) => `moves: ${describe(one.effect.target)}`);
  }

  return { reflow, textSpacing, focus, fields, bars, motion };
})();
