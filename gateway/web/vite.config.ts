import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const GATEWAY = "http://127.0.0.1:8000";
const COMPRESSIBLE = /\.(js|css|svg|ttf)$/;

/** Puts `name.gz` beside each asset, so that the gateway compresses nothing while it serves. */
function compressedAssets(): Plugin {
  return {
    name: "compressed-assets",
    writeBundle({ dir = "dist" }) {
      const assets = join(dir, "assets");
      for (const name of readdirSync(assets).filter((each) => COMPRESSIBLE.test(each))) {
        writeFileSync(join(assets, `${name}.gz`), gzipSync(readFileSync(join(assets, name)), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [compressedAssets()],
  // Without this Vite looks for a PostCSS configuration in the folders above, which are not ours.
  css: { postcss: {} },
  build: {
    target: "es2022",
    // Every font and image is a file of its own: the page's Content-Security-Policy allows no font from a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: ["index.html", "graphiql.html"],
      // "use client" in GraphiQL's parts means something to other frameworks only.
      checks: { moduleLevelDirective: false },
    },
  },
  server: { proxy: { "/graphql": GATEWAY, "/about.json": GATEWAY, "/schema.graphql": GATEWAY } },
});
