import type { Step } from './types.ts'

/** Where the page of each step is. */
export const PATHS: Readonly<Record<Exclude<Step, 'done'>, string>> = {
  identify: '/signin',
  password: '/signin/password',
  'second-factor': '/signin/second-factor',
  'email-code': '/signin/email-code',
  'register-device': '/signin/devices/new',
  blocked: '/signin/blocked',
  'new-password': '/signin/new-password',
}
