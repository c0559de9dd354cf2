/** What the permission set in whose name the console acts allows: asked before a button is offered, many at once. */
import { useQueries } from '@tanstack/react-query'
import type { Api } from './call.ts'
import type { Permissions } from './types.ts'
import { useApi } from './use-api.ts'

export interface Question {
  /** IAM action. */
  readonly action: string
  /** ARN; everything where it is left out. */
  readonly resource?: string
}

type Answer = Permissions['answers'][number]

/** Undefined where all is allowed, or not known yet: the server refuses anyway. */
export function useDenied(questions: readonly Question[]): string | undefined {
  const api = useApi()
  const answers = useQueries({
    queries: questions.map(question => ({
      queryKey: ['permission', api.as, question.action, question.resource ?? '*'],
      queryFn: () => ask(api, question),
      staleTime: 60_000,
    })),
  })
  const denied = answers.find(({ data }) => data?.allowed === false)?.data
  return denied && reasonOf(denied, api.as)
}

const reasonOf = ({ action, refusal }: Answer, as: string): string =>
  `${as} does not allow ${action}. ${refusal?.observed ? `${sentence(refusal.observed)}. ` : ''}${refusal?.fix ?? ''}`.trim()

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

interface Waiting {
  readonly question: Question
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

const waiting = new Map<string, Waiting[]>()
/** What the server takes at once. */
const MOST_AT_ONCE = 200

/** Collects the questions of one moment into one request. */
function ask(api: Api, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const list = waiting.get(api.as) ?? []
    if (list.length === 0) setTimeout(() => void flush(api), 0)
    waiting.set(api.as, [...list, { question, resolve, reject }])
  })
}

async function flush(api: Api): Promise<void> {
  const all = waiting.get(api.as) ?? []
  waiting.delete(api.as)
  for (let from = 0; from < all.length; from += MOST_AT_ONCE) {
    const part = all.slice(from, from + MOST_AT_ONCE)
    try {
      const questions = part.map(({ question }) => question)
      const { answers } = await api.write<Permissions>('POST', '/permissions', { questions })
      for (const [place, { resolve, reject }] of part.entries()) {
        const answer = answers[place]
        if (answer) resolve(answer)
        else reject(new Error('a question was not answered'))
      }
    } catch (error) {
      for (const { reject } of part) reject(error)
    }
  }
}
