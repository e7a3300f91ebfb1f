"use client"

import { Fault } from "@/app/_ui/fault"
import styles from "@/app/_ui/shell.module.css"
import ky from "@/messages/ky/problem.json"
import "@/app/_ui/tokens.css"
import "@/app/_ui/base.css"

type Props = { error: Error & { digest?: string }; reset: () => void }

/** The last resort: the root layout itself failed, so this brings its own document. */
const GlobalFault = ({ error, reset }: Props) => (
  <html lang="ky">
    <body className={styles.borrower}>
      <title>{ky.fault.title}</title>
      <main id="main" className={styles.main}>
        <Fault digest={error.digest} retry={reset} />
      </main>
    </body>
  </html>
)

export default GlobalFault
