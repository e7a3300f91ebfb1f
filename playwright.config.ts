import { defineConfig } from "@playwright/test"
import { browserFlags, findBrowser } from "./e2e/browser"

const withoutScript = /\.nojs\.spec\.ts$/

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/global-setup.ts",
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: "list",
  use: {
    baseURL: process.env.UKUK_E2E_URL,
    launchOptions: { executablePath: findBrowser(), args: browserFlags },
    trace: "retain-on-failure",
  },
  projects: [
    { name: "chromium", testIgnore: withoutScript },
    { name: "no-js", testMatch: withoutScript, use: { javaScriptEnabled: false } },
    { name: "no-js-tagged", testIgnore: withoutScript, grep: /@nojs/, use: { javaScriptEnabled: false } },
  ],
})
