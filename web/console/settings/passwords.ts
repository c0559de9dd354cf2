import type { PasswordSettings } from '../api/types.ts'

/** What each number may be: never less than AWS asks for. */
const bounds = {
  minimumLength: { least: 8, most: 64 },
  history: { least: 3, most: 24 },
} as const

export type Bounded = keyof typeof bounds

/** The settings as somebody types them. */
export interface TypedPasswords {
  readonly minimumLength: string
  readonly history: string
  readonly refuseCommon: boolean
}

export const typedOf = ({ minimumLength, history, refuseCommon }: PasswordSettings): TypedPasswords => ({
  minimumLength: String(minimumLength),
  history: String(history),
  refuseCommon,
})

/** Why a number cannot be set; undefined where it can. */
export function problemOf(field: Bounded, typed: string): string | undefined {
  const { least, most } = bounds[field]
  const number = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : undefined
  return number === undefined || number < least || number > most ? `A whole number from ${least} to ${most}` : undefined
}

/** Undefined where something cannot be set. */
export function settingsOf({ minimumLength, history, refuseCommon }: TypedPasswords): PasswordSettings | undefined {
  if (problemOf('minimumLength', minimumLength) ?? problemOf('history', history)) return undefined
  return { minimumLength: Number(minimumLength), history: Number(history), refuseCommon }
}
