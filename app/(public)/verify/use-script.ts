"use client"

import { useSyncExternalStore } from "react"

const never = () => () => undefined

/** Whether this page's script runs; false on the server and until it does. */
export const useScript = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
