"use client"

import { useEffect, useRef, useState } from "react"
import banner from "./banner.module.css"
import button from "./button.module.css"
import styles from "./shell.module.css"

const SESSION = "/api/session"
const WARNING_S = 150
const SOONEST_S = 5

type Props = { words: { title: string; text: string; stay: string }; signIn: string }

/**
 * Warns two and a half minutes before the session ends of itself, and keeps it while somebody types or presses here:
 * what ends unused is not a form being filled in. When it is over, what the page shows goes. Without JavaScript the
 * session ends as well, unannounced.
 */
export const IdleWarning = ({ words, signIn }: Props) => {
  const [isNear, setNear] = useState(false)
  const look = useRef<(use: boolean) => Promise<void>>(async () => undefined)
  useEffect(() => {
    let timer: number
    let isUsed = false
    const used = () => {
      isUsed = true
    }
    const after = (seconds: number, work: () => void) => {
      window.clearTimeout(timer)
      timer = window.setTimeout(work, Math.max(seconds, SOONEST_S) * 1_000)
    }
    look.current = async (use) => {
      const method = use || isUsed ? "POST" : "GET"
      isUsed = false
      const answer = await fetch(SESSION, { method }).catch(() => null)
      if (answer?.status === 401) return window.location.assign(signIn)
      const told: { left: number } | null = answer?.ok ? await answer.json() : null
      const left = told?.left ?? WARNING_S + SOONEST_S
      setNear(left <= WARNING_S)
      after(left <= WARNING_S ? left + 1 : left - WARNING_S, () => look.current(false))
    }
    after(15 * 60 - WARNING_S, () => look.current(false))
    const signs = ["input", "pointerdown", "keydown"] as const
    for (const sign of signs) window.addEventListener(sign, used, { passive: true })
    return () => {
      window.clearTimeout(timer)
      for (const sign of signs) window.removeEventListener(sign, used)
    }
  }, [signIn])
  return (
    <div className={styles.idle} role="alert">
      {isNear && (
        <div className={`${banner.banner} ${banner.turn}`}>
          <div className={banner.text}>
            <p className={banner.title}>{words.title}</p>
            <p>{words.text}</p>
            <button type="button" className={button.secondary} onClick={() => look.current(true)}>
              {words.stay}
            </button>
          </div>
        </div>
      )}
    </div>
  )
}
