"use client"

import { Fault } from "@/app/_ui/fault"
import styles from "@/app/_ui/shell.module.css"

type Props = { error: Error & { digest?: string }; reset: () => void }

/** Stands in for a page, and its shell, that could not be made. */
const PageFault = ({ error, reset }: Props) => (
  <div className={styles.borrower}>
    <main id="main" className={styles.main}>
      <Fault digest={error.digest} retry={reset} />
    </main>
  </div>
)

export default PageFault
