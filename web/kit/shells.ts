/** Assignments of environment variables that mean exactly the given value when pasted into the shell. */

export type Shell = 'bash' | 'powershell' | 'cmd'

export const shellNames: Readonly<Record<Shell, string>> = {
  bash: 'Linux and macOS',
  powershell: 'PowerShell',
  cmd: 'Windows cmd',
}

export type Variables = Readonly<Record<string, string>>

export const setVariables = (shell: Shell, variables: Variables): string =>
  Object.entries(variables)
    .map(([name, value]) => setters[shell](name, value))
    .join('\n')

const setters: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  bash: (name, value) => `export ${name}=${quoteForBash(value)}`,
  powershell: (name, value) => `$Env:${name}=${quoteForPowerShell(value)}`,
  cmd: (name, value) => `SET ${name}=${escapeForCmd(value)}`,
}

/** Between single quotes nothing is special; a single quote itself stands outside of them. */
const quoteForBash = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`

/** PowerShell takes typographic single quotes for the plain one; each is doubled. */
export const quoteForPowerShell = (value: string): string =>
  `'${value.replaceAll(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`

/**
 * For the prompt, not for batch files, where a percent sign would have to be doubled. At the prompt a variable that does
 * not exist stays as typed, and `^` inside its name makes sure that it does not exist; quotation marks would become part
 * of the value. Line ends cannot be carried at all, and no value here has any.
 */
export const escapeForCmd = (value: string): string => value.replaceAll(/[&|<>^()"%!]/g, '^$&')
