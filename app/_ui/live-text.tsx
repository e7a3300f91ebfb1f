"use client"

import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"

const EVERY_MS = 3_000

/**
 * A sentence about something under way, asked for anew at `from` (`{ text, going }`) while the page is looked at, and read
 * out politely when it changes. When it goes on no more, the page is drawn as it is by then.
 */
export const LiveText = ({ from, children }: { from: string; children: string }) => {
  const [text, setText] = useState(children)
  const { refresh } = useRouter()
  useEffect(() => {
    let timer: number
    const later = () => {
      timer = window.setTimeout(look, EVERY_MS)
    }
    const look = async () => {
      if (document.hidden) return later()
      const answer = await fetch(from).catch(() => null)
      // Out of reach for a moment, or signed out meanwhile: the link is there.
      if (!answer) return later()
      if (!answer.ok) return
      const told: { text: string; going: boolean } = await answer.json()
      setText(told.text)
      if (told.going) later()
      else refresh()
    }
    later()
    return () => window.clearTimeout(timer)
  }, [from, refresh])
  return <p role="status">{text}</p>
}
