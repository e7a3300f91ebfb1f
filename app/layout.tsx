import type { Metadata, Viewport } from "next"
import type { ReactNode } from "react"
import { currentLocale, translator } from "@/app/_server/locale"
import { organisationAccent } from "@/app/_server/policy"
import { Accent } from "@/app/_ui/accent"
import "@/app/_ui/tokens.css"
import "@/app/_ui/base.css"

/** Pages give their own title; the portal's name follows it. */
export const generateMetadata = async (): Promise<Metadata> => {
  const t = await translator("shell")
  const name = t("product")
  return {
    title: { default: name, template: `%s – ${name}` },
    icons: { icon: "/icon.svg" },
    robots: { index: false },
    formatDetection: { telephone: false, date: false, address: false, email: false },
  }
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf6" },
    { media: "(prefers-color-scheme: dark)", color: "#141917" },
  ],
}

const RootLayout = async ({ children }: { children: ReactNode }) => {
  const [lang, accent] = [await currentLocale(), await organisationAccent()]
  return (
    <html lang={lang}>
      <head>
        <link
          rel="preload"
          href="/fonts/golos-text-400.woff2"
          as="font"
          type="font/woff2"
          crossOrigin="anonymous"
        />
        {accent && <Accent colour={accent} />}
      </head>
      <body>{children}</body>
    </html>
  )
}

export default RootLayout
