/** What the top bars of all our apps offer: the session, the appearance, signing out. */
import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown'
import type { TopNavigationProps } from '@cloudscape-design/components/top-navigation'
import { signOut } from './api.ts'
import { type Appearance, appearance } from './appearance.ts'
import { useSession } from './session.ts'
import { useStored } from './stored.ts'
import { formatDuration, formatInstant } from './time.ts'
import { useNow } from './use-now.ts'

export const topNavigationTexts = {
  overflowMenuTriggerText: 'More',
  overflowMenuTitleText: 'All',
  overflowMenuBackIconAriaLabel: 'Back',
  overflowMenuDismissIconAriaLabel: 'Close menu',
}

export function useSessionMenu(): TopNavigationProps.Utility {
  const { session } = useSession()
  const left = session.expiresAt - useNow(5_000)
  // To the minute: seconds in the corner of the eye only disturb.
  const minutes = formatDuration(Math.max(left, 60_000)).replace(/ \d+ s$/, '')
  const text = left > 0 ? `${minutes} left` : 'Session ended'
  return {
    type: 'menu-dropdown',
    iconName: 'status-pending',
    text,
    ariaLabel: `Your session: ${text}`,
    title: text,
    description: `Your session ends ${formatInstant(session.expiresAt)}`,
    items: [{ id: 'began', text: 'Signed in', secondaryText: formatInstant(session.createdAt), disabled: true }],
  }
}

export function useAppearanceMenu(): TopNavigationProps.Utility {
  const [current, update] = useStored(appearance)
  const choice = (id: string, text: string, value: Partial<Appearance>): ButtonDropdownProps.CheckboxItem => ({
    id,
    text,
    itemType: 'checkbox',
    checked: Object.entries(value).every(([name, v]) => current[name as keyof Appearance] === v),
  })
  return {
    type: 'menu-dropdown',
    iconName: 'settings',
    ariaLabel: 'Appearance',
    title: 'Appearance',
    items: [
      {
        text: 'Theme',
        items: [
          choice('theme:system', 'As the system', { theme: 'system' }),
          choice('theme:light', 'Light', { theme: 'light' }),
          choice('theme:dark', 'Dark', { theme: 'dark' }),
        ],
      },
      {
        text: 'Density',
        items: [
          choice('density:comfortable', 'Comfortable', { density: 'comfortable' }),
          choice('density:compact', 'Compact', { density: 'compact' }),
        ],
      },
    ],
    onItemClick: ({ detail }) => {
      const [name, value] = detail.id.split(':')
      update(now => ({ ...now, [String(name)]: value }))
    },
  }
}

export function useUserMenu(): TopNavigationProps.Utility {
  const { user } = useSession()
  return {
    type: 'menu-dropdown',
    iconName: 'user-profile',
    text: user.displayName || user.userName,
    description: user.email ?? user.userName,
    items: [
      { id: 'mfa-devices', text: 'MFA devices', href: '/start/#/mfa-devices' },
      { id: 'sessions', text: 'Where you are signed in', href: '/start/#/sessions' },
      { id: 'sign-out', text: 'Sign out' },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id === 'sign-out') void signOut()
    },
  }
}
