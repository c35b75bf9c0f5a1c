import "./live-bar.js";
import "./own-gift.js";
import "./donate-bar.js";
import "./donation-status.js";
import "./share-button.js";
import "./char-count.js";
import "./search-suggest.js";
import "./deadline-clock.js";
import { autosave } from "./autosave.js";
import { guardDoubleSubmit } from "./submit-guard.js";

window.BOOTSTRAP_ITALIA_VERSION = DESIGN_SYSTEM_VERSION;

guardDoubleSubmit(document);
for (const form of document.querySelectorAll("[data-autosave]")) autosave(form);
document.querySelector("[data-focus]")?.focus();
