import { defineConfig } from "@playwright/test"
import { browserFlags, findBrowser } from "./e2e/browser"
import type { Options } from "./e2e/test"

export default defineConfig<Options>({
  testDir: "e2e",
  globalSetup: "./e2e/global-setup.ts",
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: "list",
  use: {
    actionTimeout: 15_000,
    baseURL: process.env.UKUK_E2E_URL,
    launchOptions: { executablePath: findBrowser(), args: browserFlags },
    trace: "retain-on-failure",
  },
  projects: [
    { name: "with script", testIgnore: ["after/**", "organisations/**"], use: { language: "ky" } },
    {
      name: "without script",
      testIgnore: ["after/**", "organisations/**"],
      grep: /@nojs/,
      use: { language: "ru", javaScriptEnabled: false },
    },
    { name: "organisations", testMatch: "organisations/**", use: { language: "ky" } },
    { name: "after", testMatch: "after/**", dependencies: ["with script", "without script"] },
  ],
})
