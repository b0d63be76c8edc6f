/* Builds the gateway's style sheet, script, fonts and icons. Run by `python -m gateway build-assets`, which
   installs the pinned packages first.  node build.mjs SOURCES OUTPUT */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const [sources, output] = process.argv.slice(2).map((path) => resolve(path));
const uswds = resolve("node_modules/@uswds/uswds");

function compileDesignSystem() {
  const { css } = sass.compile(join(sources, "uswds.scss"), {
    loadPaths: [join(uswds, "packages")],
    logger: sass.Logger.silent,
    style: "compressed",
  });
  writeFileSync("uswds.css", css);
}

async function bundle() {
  const result = await esbuild.build({
    entryPoints: [join(sources, "staff.css"), join(sources, "staff.js")],
    outdir: output,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    alias: { "uswds.css": resolve("uswds.css"), "uswds": join(uswds, "dist") },
    nodePaths: [resolve("node_modules")],
    bundle: true,
    minify: true,
    legalComments: "none",
    metafile: true,
    target: ["chrome111", "firefox115", "safari16.4"],
    loader: { ".woff2": "file", ".svg": "file" },
  });
  const names = {};
  for (const [path, built] of Object.entries(result.metafile.outputs)) {
    if (built.entryPoint) names[basename(built.entryPoint)] = basename(path);
  }
  return names;
}

/* Files that a page names by itself are hashed here; those that the style sheet names, esbuild hashes. */
function copyHashed(name, folder = sources) {
  const content = readFileSync(join(folder, name));
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const hashed = `${basename(name, extname(name))}-${digest}${extname(name)}`;
  writeFileSync(join(output, hashed), content);
  return hashed;
}

/* With which typeface the gateway writes PDF files: one that has most of the world's alphabets. */
function copyTypeface() {
  const names = {};
  for (const [name, file] of [["export.ttf", "DejaVuSansCondensed.ttf"], ["export-bold.ttf", "DejaVuSansCondensed-Bold.ttf"]]) {
    names[name] = copyHashed(file, resolve("node_modules/dejavu-fonts-ttf/ttf"));
  }
  return names;
}

function compress() {
  for (const name of readdirSync(output).filter((name) => /\.(css|js|svg)$/.test(name))) {
    const content = readFileSync(join(output, name));
    writeFileSync(join(output, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(output, `${name}.br`), brotliCompressSync(content));
  }
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
compileDesignSystem();
const names = await bundle();
names["favicon.svg"] = copyHashed("favicon.svg");
Object.assign(names, copyTypeface());
compress();
writeFileSync(join(output, "manifest.json"), `${JSON.stringify(names, null, 2)}\n`);
