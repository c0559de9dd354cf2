import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { PolicyFindings } from '../api/types.ts'
import { useApi } from '../api/use-api.ts'
import type { Finding } from './policy-text.ts'

export interface PolicyCheck {
  readonly findings: readonly Finding[]
  /** The text as it stands has not been judged yet. */
  readonly isPending: boolean
  readonly error: Error | null
}

/** Milliseconds without a key being pressed. */
const PAUSE = 400
const NONE: readonly Finding[] = []

/** The server judges: it is the one that will take the document or refuse it. It is asked when typing pauses. */
export function usePolicyCheck(document: string): PolicyCheck {
  const api = useApi()
  const [paused, setPaused] = useState(document)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(document), PAUSE)
    return () => clearTimeout(timer)
  }, [document])
  const enabled = paused.trim() !== ''
  const { data, error, isPending } = useQuery({
    queryKey: ['policy-check', api.as, paused],
    queryFn: () => api.write<PolicyFindings>('POST', '/policy-checks', { document: paused }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const isCurrent = paused === document && !(enabled && isPending)
  return { findings: (isCurrent && data?.findings) || NONE, isPending: enabled && !isCurrent, error }
}
