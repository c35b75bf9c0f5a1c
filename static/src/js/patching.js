/**
 * Makes `old` equal to `fresh`, keeping elements whose shape is the same so that widths glide. Where
 * focus stood in what is replaced, it goes to what takes its place.
 */
export function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!haveSameShape(old, fresh)) {
    replace(old, document.importNode(fresh, true));
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  [...old.children].forEach((child, index) => patch(child, fresh.children[index]));
}

function replace(old, fresh) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (!hadFocus) return;
  fresh.tabIndex = -1;
  fresh.focus({ preventScroll: true });
}

function haveSameShape(old, fresh) {
  return (
    old.tagName === fresh.tagName &&
    old.children.length === fresh.children.length &&
    (old.tagName === "rect" || old.children.length > 0) &&
    !hasOwnText(old) &&
    !hasOwnText(fresh)
  );
}

function hasOwnText(element) {
  return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
}
