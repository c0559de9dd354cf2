/** Light, dark or as the system, and how dense: remembered in this browser, shared by all our apps. */
import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles'
import { stored } from './stored.ts'

export interface Appearance {
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
}

/** The key is known to `first-paint.js` too. */
export const appearance = stored<Appearance>(
  'portico.appearance',
  { theme: 'system', density: 'comfortable' },
  (value): value is Appearance => {
    const { theme, density } = (value ?? {}) as Partial<Appearance>
    return (
      (theme === 'system' || theme === 'light' || theme === 'dark') &&
      (density === 'comfortable' || density === 'compact')
    )
  },
)

/** Applies the appearance now and whenever it, or the system's preference, changes. */
export function keepAppearance(): void {
  const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const { theme, density } = appearance.read()
    const dark = theme === 'dark' || (theme === 'system' && systemIsDark.matches)
    applyMode(dark ? Mode.Dark : Mode.Light)
    applyDensity(density === 'compact' ? Density.Compact : Density.Comfortable)
    // Cloudscape watches the body; what first-paint.js put on the root would win over it.
    document.documentElement.classList.remove('awsui-dark-mode', 'awsui-compact-mode')
  }
  apply()
  appearance.subscribe(apply)
  systemIsDark.addEventListener('change', apply)
}
