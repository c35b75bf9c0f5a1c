/**
 * Builds the public site's assets into static/build: styles, scripts, icons, fonts, images.
 * Run it with `npm run build`. Classes are kept only if templates, Python or our scripts name them.
 */
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = path.join(ROOT, "static/src");
const BUILD = path.join(ROOT, "static/build");
const DESIGN_SYSTEM = path.join(ROOT, "node_modules/bootstrap-italia");
const SHEETS = ["site", "service", "search", "developers", "area", "audit", "embed", "outbox"];
const BROWSERS = ["chrome109", "firefox115", "safari16"];
const PAPER_FONTS = path.join(ROOT, "node_modules/dejavu-fonts-ttf");
const FONT_WEIGHTS = { 400: "regular", 600: "600", 700: "700" };

const PURGED_CONTENT = [
  "templates/**/*.html",
  "static/src/js/**/*.js",
  "{campaigns,home,search}/**/*.py",
].map((pattern) => path.join(ROOT, pattern));

// Written by Wagtail's rich text and Django's forms, or composed from a state in a template.
const SAFELIST = {
  standard: [
    "block-callout",
    ...["a", "b", "blockquote", "h2", "h3", "hr", "i", "img", "li", "ol", "p", "ul"],
    ...["input", "select", "textarea", "checkbox"],
    /^(bar|chip|embed|result|stepper__step|municipi__place)--/,
    /^slice-/,
  ],
};

async function buildStyles(name) {
  const compiled = sass.compile(path.join(SOURCE, `scss/${name}.scss`), {
    loadPaths: [path.join(DESIGN_SYSTEM, "src/scss")],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  const [purged] = await new PurgeCSS().purge({
    content: PURGED_CONTENT,
    css: [{ raw: compiled.css }],
    safelist: SAFELIST,
    variables: true,
    keyframes: true,
  });
  const minified = await esbuild.transform(purged.css, {
    loader: "css",
    minify: true,
    target: BROWSERS,
    legalComments: "none",
  });
  await writeFile(path.join(BUILD, `${name}.css`), minified.code);
}

async function buildScripts() {
  const version = JSON.parse(await readFile(path.join(DESIGN_SYSTEM, "package.json"))).version;
  await esbuild.build({
    entryPoints: [path.join(SOURCE, "js/site.js")],
    outfile: path.join(BUILD, "site.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: BROWSERS,
    define: { DESIGN_SYSTEM_VERSION: JSON.stringify(version) },
  });
}

async function templateFiles() {
  const entries = await readdir(path.join(ROOT, "templates"), { recursive: true });
  return entries.filter((name) => name.endsWith(".html"));
}

/** One sprite holding the design system's icons that the templates name, and no others. */
async function buildIcons() {
  const sprite = await readFile(path.join(DESIGN_SYSTEM, "dist/svg/sprites.svg"), "utf8");
  const symbols = new Map(
    [...sprite.matchAll(/<symbol id="(it-[^"]+)".*?<\/symbol>/gs)].map(([symbol, id]) => [id, symbol]),
  );
  const named = new Set();
  for (const name of await templateFiles()) {
    const template = await readFile(path.join(ROOT, "templates", name), "utf8");
    for (const [, id] of template.matchAll(/icon="(it-[a-z-]+)"/g)) named.add(id);
  }
  const missing = [...named].filter((id) => !symbols.has(id));
  if (missing.length) throw new Error(`No such icon in bootstrap-italia: ${missing.join(", ")}`);
  const used = [...named].sort().map((id) => symbols.get(id));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${used.join("")}</svg>`;
  await writeFile(path.join(BUILD, "icons.svg"), svg);
}

async function copyFonts() {
  const folder = path.join(BUILD, "fonts");
  await mkdir(folder);
  for (const [weight, name] of Object.entries(FONT_WEIGHTS)) {
    const file = `dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-${name}.woff2`;
    await cp(path.join(DESIGN_SYSTEM, file), path.join(folder, `titillium-web-${weight}.woff2`));
  }
  const licence = path.join(DESIGN_SYSTEM, "dist/fonts/Titillium_Web/OFL.txt");
  await cp(licence, path.join(folder, "OFL.txt"));
}

/** The fonts of printed papers: they hold every European alphabet. No browser asks for them. */
async function copyPaperFonts() {
  const folder = path.join(BUILD, "paper");
  await mkdir(folder);
  for (const name of ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]) {
    await cp(path.join(PAPER_FONTS, "ttf", name), path.join(folder, name));
  }
  await cp(path.join(PAPER_FONTS, "LICENSE"), path.join(folder, "LICENSE"));
}

async function reportSizes() {
  for (const name of [...SHEETS.map((sheet) => `${sheet}.css`), "site.js", "icons.svg"]) {
    const bytes = brotliCompressSync(await readFile(path.join(BUILD, name))).length;
    console.log(`${name.padEnd(12)} ${(bytes / 1024).toFixed(1)} KB (brotli)`);
  }
}

await rm(BUILD, { recursive: true, force: true });
await mkdir(BUILD, { recursive: true });
await Promise.all([
  ...SHEETS.map(buildStyles),
  buildScripts(),
  buildIcons(),
  copyFonts(),
  copyPaperFonts(),
  cp(path.join(SOURCE, "images"), path.join(BUILD, "images"), { recursive: true }),
]);
await reportSizes();
