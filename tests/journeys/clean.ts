import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Each width with each colour scheme. Each width and each scheme has all rules of axe once; then colours are what is new. */
const looks = [
  { width: 1280, colorScheme: 'light', rules: 'all' },
  { width: 390, colorScheme: 'dark', rules: 'all' },
  { width: 390, colorScheme: 'light', rules: 'colours' },
  { width: 1280, colorScheme: 'dark', rules: 'colours' },
] as const

/** The page as it stands: nothing that axe objects to, nothing that hides to the right of the window. */
export async function requireClean(page: Page): Promise<void> {
  for (const { width, colorScheme, rules } of looks) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await settled(page)
    const look = `${width} px, ${colorScheme}`
    assert.deepEqual(await violations(page, rules), [], look)
    const [needed = 0, given = 0] = await page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]')
    assert.ok(needed <= given, `${look}: the page is ${needed} px wide`)
  }
}

/** After what follows from a new size or scheme: two frames, and every transition. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(`(async () => {
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
    await frame()
    await frame()
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished))
  })()`)

async function violations(page: Page, rules: 'all' | 'colours'): Promise<readonly string[]> {
  // No page of ours has frames, for which alone axe would open a second page.
  // The rows of a long table are alike: the first twenty stand for all.
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude('tr:nth-child(n+21)')
  const found = await (rules === 'all' ? axe : axe.withRules('color-contrast')).analyze()
  return found.violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !isOfCloudscape(id, html))
      .map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** The bar of Cloudscape's layout on a phone: an attribute too many, which readers pass over. */
const isOfCloudscape = (id: string, html: string): boolean =>
  id === 'aria-allowed-attr' && html.startsWith('<nav ') && html.includes('aria-orientation="horizontal"')
