import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: {
    alias: {
      "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, ""),
      // Outside Next the marker throws; here everything is the server.
      "server-only": fileURLToPath(new URL("node_modules/server-only/empty.js", import.meta.url)),
    },
  },
  test: {
    include: ["{app,bench,bin,db,lib}/**/*.test.{ts,tsx}"],
    globalSetup: ["db/testing/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Long enough for a machine with other work: a limit finds what hangs, and measures nothing.
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
})
