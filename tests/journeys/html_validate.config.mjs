/** How the HTML of public pages is checked. Whatever is off says why. */
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Matters of taste that no browser and no assistive technology sees; templates leave traces.
    "no-trailing-whitespace": "off",
    "attribute-boolean-style": "off",
    "void-style": "off",
    "doctype-style": ["error", { style: "lowercase" }],
    // A button of a form submits it and a field takes text: HTML's defaults are what is meant.
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    // A label around its field names it as well: some voice control knows only one of the two ways.
    "no-redundant-for": "off",
    // Boxes of one name are a list, of which several may be ticked.
    "form-dup-name": ["error", { shared: ["radio", "button", "reset", "submit", "checkbox"] }],
    // Titles are the proponents' words, as long as these are; no reader is harmed.
    "long-title": "off",
    // A frame that scrolls and a custom element of ours are regions; <section> would be one more.
    "prefer-native-element": ["error", { exclude: ["region"] }],
  },
};
