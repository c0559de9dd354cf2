import type { Portal } from '../../kit/session.ts'
import type { Call } from './commands.ts'

export function terraformOf(calls: readonly Call[], portal: Portal): string {
  return `# ${calls.length} ${portal.region}`
}
