import "./live-bar.js";
import "./donate-bar.js";
import "./donation-status.js";
import "./share-button.js";
import { guardDoubleSubmit } from "./submit-guard.js";

window.BOOTSTRAP_ITALIA_VERSION = DESIGN_SYSTEM_VERSION;

guardDoubleSubmit(document);
document.querySelector("[data-focus]")?.focus();
