import type { ReactNode } from "react"
import { translator } from "@/app/_server/locale"
import { DemoBanner } from "./demo-banner"
import { Icon } from "./icon"
import { LanguageSwitch } from "./language-switch"
import { Mark } from "./mark"
import { Nav, type NavItem } from "./nav"
import styles from "./shell.module.css"

/** What every page says of the organisation, in the reader's language. */
export type OrganisationFace = {
  name: string
  /** Where it has none, the portal's own mark stands. */
  hasLogo: boolean
  phone?: string | undefined
  /** When and how to come in person. */
  visit?: string | undefined
  address?: string | undefined
  dataProtection: { title: string; email: string; phone: string; address: string }
}

type ShellProps = {
  organisation: OrganisationFace | null
  nav?: readonly NavItem[]
  /** Where the mark leads. */
  home?: string
  /** Who is signed in and the way out, or the way in; drawn twice (header and folded menu), so without ids. */
  account?: ReactNode
  demo?: boolean
  children: ReactNode
}

const Help = async ({ organisation }: { organisation: OrganisationFace }) => {
  const t = await translator("shell")
  const { phone, visit, address, dataProtection } = organisation
  return (
    <div className={styles.help}>
      <section>
        <h2>{t("help.title")}</h2>
        {phone && (
          <p className={styles.helpLine}>
            <Icon name="phone" />
            <span>
              <a href={`tel:${phone.replace(/[^+\d]/g, "")}`}>{phone}</a>
            </span>
          </p>
        )}
        {(visit || address) && (
          <div className={styles.helpLine}>
            <Icon name="place" />
            <div>
              {visit && <p>{visit}</p>}
              {address && <p>{address}</p>}
            </div>
          </div>
        )}
      </section>
      <section>
        <h2>{dataProtection.title}</h2>
        <p>
          <a href={`mailto:${dataProtection.email}`}>{dataProtection.email}</a>
          {", "}
          <a href={`tel:${dataProtection.phone.replace(/[^+\d]/g, "")}`}>{dataProtection.phone}</a>
        </p>
        <p>{dataProtection.address}</p>
      </section>
    </div>
  )
}

const Footer = async ({ organisation }: { organisation: OrganisationFace | null }) => {
  const t = await translator("shell")
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        {organisation && <Help organisation={organisation} />}
        <p className={styles.footerLinks}>
          <a href="/policy">{t("policy")}</a> <a href="/verify">{t("verify")}</a>
        </p>
      </div>
    </footer>
  )
}

const Head = async ({ organisation, home, nav = [], account }: Omit<ShellProps, "children" | "demo">) => {
  const t = await translator("shell")
  return (
    <header className={styles.header}>
      <div className={styles.letterhead}>
        <a href={home ?? "/"} className={styles.brand}>
          {organisation?.hasLogo ? (
            // biome-ignore lint/performance/noImgElement: a small file of the policy folder, served as it is
            <img src="/api/logo" alt="" width={40} height={40} className={styles.mark} />
          ) : (
            <Mark className={styles.mark} />
          )}
          <span>
            <span className={styles.name}>{organisation?.name ?? t("product")}</span>
            <span className={styles.service}>{t("service")}</span>
          </span>
        </a>
        <div className={styles.tools}>
          <LanguageSwitch />
          {account && <div className={styles.account}>{account}</div>}
        </div>
        {nav.length > 0 && (
          <Nav
            items={nav}
            label={t("nav")}
            menu={t("menu")}
            end={account && <div className={styles.account}>{account}</div>}
          />
        )}
      </div>
    </header>
  )
}

const SkipLink = async () => {
  const t = await translator("shell")
  return (
    <a href="#main" className={styles.skip}>
      {t("skip")}
    </a>
  )
}

/** The page of a borrower or a visitor: letterhead, one column, help and contacts in the same place everywhere. */
export const BorrowerShell = ({ organisation, nav, home, account, demo, children }: ShellProps) => (
  <div className={styles.borrower}>
    <SkipLink />
    {demo && <DemoBanner />}
    <Head organisation={organisation} nav={nav ?? []} home={home ?? "/"} account={account} />
    <main id="main" className={styles.main}>
      {children}
    </main>
    <Footer organisation={organisation} />
  </div>
)

/** The page of a member of staff: the same parts, denser and wider. */
export const StaffShell = ({ organisation, nav, home, account, demo, children }: ShellProps) => (
  <div className={styles.staff}>
    <SkipLink />
    {demo && <DemoBanner />}
    <Head organisation={organisation} nav={nav ?? []} home={home ?? "/admin"} account={account} />
    <main id="main" className={styles.main}>
      {children}
    </main>
    <Footer organisation={organisation} />
  </div>
)
